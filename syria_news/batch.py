"""Pages in bulk: read by all workers at once, kept in the order they came. Carries replay, recovery and ingest."""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TypeVar

import sqlalchemy as sa

from syria_news import keep, pool
from syria_news.intake import intake
from syria_news.keep import Reading
from syria_news.model import Article, Entry, Outlet, Page, Reason, Rejected, Source, Window
from syria_news.pool import Pool
from syria_news.store import captures, ledger
from syria_news.store.captures import Capture
from syria_news.store.database import transact
from syria_news.warc import Record, Role

log = logging.getLogger(__name__)
A = TypeVar("A")
R = TypeVar("R")

SIZE = 50
"""Pages in one transaction."""
LEADS_ON = frozenset({301, 302, 303, 307, 308})
"""Half a walk: what became of the URL, the response says that the redirect led to."""
AHEAD = 4
"""Pages that wait for each worker, so that none is ever idle."""


@dataclass(frozen=True)
class Taken:
    """Something that lies in the raw archive: its row, and the page a reader gets."""

    capture: Capture
    page: Page


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
    return Taken(capture, record.page(outlet))


class Belt:
    """Carries what is taken from the archive down the line and into the database; `repeated` is `furniture.cuts`."""

    def __init__(
        self,
        engine: sa.Engine,
        workers: Pool,
        outlets: Mapping[str, Outlet],
        *,
        keep_off_topic: bool = False,
        repeated: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        self._engine = engine
        self._pool = workers
        self._outlets = outlets
        self._keep_off_topic = keep_off_topic
        self._repeated = repeated or {}

    def run(self, run_id: int, items: Iterable[Taken]) -> Counter[str]:
        """Keep everything, in order; what was counted. Running it again changes nothing."""
        counts: Counter[str] = Counter()
        waiting = iter(items)
        while chunk := list(islice(waiting, SIZE)):
            rows = [each.capture for each in chunk]
            transact(self._engine, partial(captures.add, run_id=run_id, captures=rows))
            counts.update(self._listings(chunk))
            counts.update(self._articles(chunk))
        return counts

    def _listings(self, chunk: list[Taken]) -> Counter[str]:
        counts: Counter[str] = Counter()
        for each in chunk:
            outlet = self._outlets.get(each.capture.outlet)
            if outlet is None or each.capture.role != Role.LISTING or each.capture.status != 200:
                continue
            found = pool.attempt(self._pool.submit(read_listing, outlet.sources, each.page), each.page.url)
            if isinstance(found, Rejected):
                counts[f"listings/{found.reason}"] += 1
                continue
            entries = [entry for entry in found if outlet.wants(entry.url)]
            counts["listed"] += len(entries)
            page = each.page
            work = partial(ledger.enter, outlet=outlet.name, source=page.url, entries=entries, moment=page.fetched)
            transact(self._engine, work)
        return counts

    def _articles(self, chunk: list[Taken]) -> Counter[str]:
        pages = [each for each in chunk if each.capture.role == Role.ARTICLE]
        counts: Counter[str] = Counter(fetched=len(pages)) if pages else Counter()
        settled, to_read = [], []
        for each in pages:
            outlet = self._outlet(each.page.outlet)
            verdict = keep.verdict(outlet, each.capture.asked or each.page.url, each.page, each.capture.status)
            if verdict is None:
                to_read.append(each)
            else:
                settled.append((outlet.name, verdict))
                if each.capture.status not in LEADS_ON:
                    counts[verdict.state.value] += 1
        readings = list(self._read(to_read))

        def write(conn: sa.Connection) -> list[str]:
            for name, each in settled:
                ledger.settle(conn, name, [each])
            return keep.keep(conn, readings)

        counts.update(transact(self._engine, write))
        return counts

    def _read(self, items: list[Taken]) -> Iterator[Reading]:
        def submit(each: Taken) -> Future[Article]:
            outlet = self._outlet(each.page.outlet)
            repeated = self._repeated.get(outlet.name, frozenset())
            return self._pool.submit(intake, each.page, outlet, self._keep_off_topic, repeated)

        for each, future in ahead(items, submit, AHEAD * self._pool.workers):
            read = pool.attempt(future, each.page.url)
            yield Reading(each.page, each.capture.asked or each.page.url, read)

    def _outlet(self, name: str) -> Outlet:
        """The declared outlet; or a bare one, for what came from somewhere else."""
        return self._outlets.get(name) or Outlet(name=name, title=name, home="", language="", sources=())


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
