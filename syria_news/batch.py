"""Pages in bulk: read by all workers at once, kept in the order they came. Carries replay, recovery and ingest."""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa

from syria_news import keep, pool, urls
from syria_news.intake import intake
from syria_news.keep import Reading
from syria_news.model import Article, Entry, Outlet, Page, Raw, Reason, Rejected, Source, Window
from syria_news.pool import Pool
from syria_news.store import captures, ledger
from syria_news.store.captures import Capture
from syria_news.store.database import transact
from syria_news.store.ledger import Settled
from syria_news.warc import Exchange, Record, Resource, Role

log = logging.getLogger(__name__)
A = TypeVar("A")
R = TypeVar("R")

SIZE = 50
"""Pages in one transaction."""
LEADS_ON = frozenset({301, 302, 303, 307, 308})
"""Half a walk: what became of the URL, the response says that the redirect led to."""
AHEAD = 4
"""Pages that wait for each worker, so that none is ever idle; two batches at least, while one is kept."""
HELD = 64 * 1024**2
"""Bytes of pages that wait."""


@dataclass(frozen=True)
class Taken:
    """Something that lies in the raw archive: its row, and the page a reader gets."""

    capture: Capture
    page: Page
    leads_to: str = ""
    """Where a redirect of somebody else's crawl leads: of one of our own, what came there says what became of it."""


def taken(record: Record, outlet: str, role: str, asked: str) -> Taken:
    """A record of our archive, as something to keep."""
    capture = Capture(
        raw=record.raw,
        outlet=outlet,
        role=role,
        url=record.url,
        asked=asked,
        fetched=record.fetched,
        status=record.status,
        waits=role == Role.ARTICLE and record.status == 200,
    )
    is_ours = record.circumstances.attempt or asked
    return Taken(capture, record.page(outlet), "" if is_ours else record.header(b"location"))


def arrived(item: Exchange | Resource, raw: Raw) -> Taken:
    """What somebody else fetched, as it lies in our archive now."""
    if isinstance(item, Exchange):
        kind, status, headers, truncated = "response", item.status, item.headers, item.truncated
    else:
        kind, status, headers, truncated = "resource", 200, [(b"Content-Type", item.content_type.encode())], None
    record = Record(raw, kind, item.url, item.fetched, status, headers, item.body, truncated, item.errand)
    if isinstance(item, Exchange):
        record = replace(record, circumstances=item.circumstances)
    return taken(record, item.errand.outlet, item.errand.role, item.errand.asked)


@dataclass(frozen=True)
class Line:
    """By which rules pages are read. It pickles, so another machine reads by the same."""

    outlets: Mapping[str, Outlet]
    keep_off_topic: bool = False
    repeated: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """As `furniture.cuts` gives it."""

    def outlet(self, name: str) -> Outlet:
        """The declared outlet; or a bare one, for what came from somewhere else."""
        return self.outlets.get(name) or Outlet(name=name, title=name, home="", language="", sources=())

    def of(self, names: Iterable[str]) -> Line:
        """What is needed to read these outlets' pages."""
        wanted = set(names)
        outlets = {name: outlet for name, outlet in self.outlets.items() if name in wanted}
        repeated = {name: lines for name, lines in self.repeated.items() if name in wanted}
        return replace(self, outlets=outlets, repeated=repeated)


Made = Article | Rejected | Settled | list[Entry] | None
"""What a page made: an article or a refusal; what its status says of its address; a listing's entries; or nothing."""


@dataclass(frozen=True)
class Done:
    """What lies in the raw archive, read; the page without its bytes."""

    capture: Capture
    page: Page
    made: Made

    def lies_at(self, raw: Raw) -> Done:
        """The same, where it is known only now in which file it lies."""
        made = replace(self.made, raw=raw) if isinstance(self.made, Article) else self.made
        return Done(replace(self.capture, raw=raw), replace(self.page, raw=raw), made)


def read(line: Line, workers: Pool, items: Iterable[Taken]) -> Iterator[Done]:
    """Everything, read by all workers at once and handed out in order; `items` are drawn ahead of what is kept."""
    most = max(AHEAD * workers.workers, 2 * SIZE)
    waiting: deque[tuple[Taken, Future[Made] | Made]] = deque()
    held = 0
    for item in items:
        waiting.append((item, _begun(line, workers, item)))
        held += len(item.page.body)
        while len(waiting) > most or held > HELD:
            held -= len(waiting[0][0].page.body)
            yield _done(*waiting.popleft())
    for item, reading in waiting:
        yield _done(item, reading)


def _begun(line: Line, workers: Pool, item: Taken) -> Future[Any] | Made:
    capture, page = item.capture, item.page
    if capture.role == Role.LISTING:
        known = line.outlets.get(capture.outlet)
        if known is None or capture.status != 200:
            return None
        return workers.submit_for(pool.LISTING, read_listing, known.sources, page)
    if capture.role != Role.ARTICLE:
        return None
    outlet = line.outlet(page.outlet)
    settled = keep.verdict(outlet, capture.asked or page.url, page, capture.status, leads_to=item.leads_to)
    repeated = line.repeated.get(outlet.name, frozenset())
    return settled or workers.submit(intake, page, outlet, line.keep_off_topic, repeated)


def _done(item: Taken, reading: Future[Made] | Made) -> Done:
    made = pool.attempt(reading, item.page.url) if isinstance(reading, Future) else reading
    return Done(item.capture, replace(item.page, body=b""), made)


def silent() -> None:
    """The sign of life of what nobody waits for."""


class Belt:
    """Carries what was read into the database, in order and by the batch. Doing it again changes nothing."""

    def __init__(self, engine: sa.Engine, line: Line) -> None:
        self._engine = engine
        self._line = line

    def run(self, run_id: int, done: Iterable[Done], beat: Callable[[], None] = silent) -> Counter[str]:
        """Keep everything; what was counted. `beat` is called after each batch, as a sign of life."""
        counts: Counter[str] = Counter()
        waiting = iter(done)
        while chunk := list(islice(waiting, SIZE)):
            counts.update(self._listings(chunk))
            counts.update(transact(self._engine, partial(_keep, run_id=run_id, chunk=chunk)))
            beat()
        return counts

    def _listings(self, chunk: list[Done]) -> Counter[str]:
        counts: Counter[str] = Counter()
        for each in chunk:
            if each.capture.role != Role.LISTING or each.made is None:
                continue
            if len(each.page.url) > urls.MOST:  # nothing that a crawl would have fetched, and no index takes it
                counts[f"listings/{Reason.BAD_URL}"] += 1
            elif isinstance(each.made, Rejected):
                counts[f"listings/{each.made.reason}"] += 1
            elif isinstance(each.made, list):
                outlet = self._line.outlets[each.capture.outlet]
                entries = [entry for entry in each.made if outlet.wants(entry.url)]
                counts.update(transact(self._engine, partial(_enter, listing=each, entries=entries)))
        return counts


def _enter(conn: sa.Connection, listing: Done, entries: Sequence[Entry]) -> Counter[str]:
    capture, page = listing.capture, listing.page
    if captures.is_redacted(conn, capture.raw.record_id):  # since it was read
        return Counter({captures.REDACTED: 1})
    ledger.enter(conn, capture.outlet, page.url, entries, page.fetched)
    return Counter(listed=len(entries))


def _keep(conn: sa.Connection, run_id: int, chunk: list[Done]) -> Counter[str]:
    captures.add(conn, run_id, [each.capture for each in chunk])
    counts: Counter[str] = Counter()
    readings = []
    unread = []
    for each in chunk:
        if each.capture.role != Role.ARTICLE:
            continue
        counts["fetched"] += 1
        match each.made:
            case Settled() as settled:
                ledger.settle(conn, each.page.outlet, [settled])
                if each.capture.waits and (read := keep.unread(each.page, settled)):
                    unread.append(read)
                if each.capture.status not in LEADS_ON:
                    counts[settled.state.value] += 1
            case Article() | Rejected() as made:
                readings.append(Reading(each.page, each.capture.asked or each.page.url, made))
                counts.update(dict(keep.oddities(made)) if isinstance(made, Article) else {})
    captures.settle(conn, unread)
    counts.update(keep.keep(conn, readings))
    return counts


def ahead(items: Iterable[A], submit: Callable[[A], R], most: int) -> Iterator[tuple[A, R]]:
    """Each item with its future, in order, `most` of them submitted ahead of the one that is handed out."""
    waiting: deque[tuple[A, R]] = deque()
    for item in items:
        waiting.append((item, submit(item)))
        if len(waiting) >= most:
            yield waiting.popleft()
    yield from waiting


def read_listing(sources: tuple[Source, ...], page: Page) -> list[Entry]:
    """The entries of an archived listing; the source that announced its address reads it, or the first that can."""
    announced = [s for s in sources if page.url in {listing.url for listing in s.listings(Window())}]
    for source in (*announced, *sources):
        try:
            return [each for each in source.read(page) if isinstance(each, Entry)]
        except Rejected:
            continue
    raise Rejected(Reason.NOT_A_LISTING, page.url, "no source of the outlet can read it")
