"""`verify --deep`: every listing is read again, and each of its lines must be in the ledger, sighted there and then.

Which source read a listing stands nowhere; the one that announces its address did, where there is one, or else any
that can read it. So a line counts as said where all of those say it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future

import sqlalchemy as sa

from syria_news import pool, urls
from syria_news.evidence import software
from syria_news.evidence.finding import Book, Finding, damage, incomplete
from syria_news.model import Entry, Outlet, Page, Rejected, Source, Window
from syria_news.pool import LISTING, Pool
from syria_news.store import audit
from syria_news.store.audit import Row
from syria_news.warc import Record, Role

AHEAD = 8
"""Listings that are read meanwhile."""


class Announced:
    """Reads listings again, in the workers, while the files are walked."""

    def __init__(self, conn: sa.Connection, outlets: Mapping[str, Outlet], book: Book, workers: Pool) -> None:
        self._conn = conn
        self._outlets = outlets
        self._book = book
        self._pool = workers
        self._software = software.versions()
        self._waiting: deque[tuple[Row, Future[list[str]]]] = deque()

    def look(self, row: Row, record: Record) -> Iterator[Finding]:
        """Submit one, and say what came of one before it.

        What came cut may have been asked for again, and what a run that died had in hand may never have been read.
        """
        outlet, run = self._outlets.get(row.outlet), self._book.runs.get(row.run_key)
        is_read = row.role == Role.LISTING and row.status == 200 and not record.truncated
        if outlet is None or run is None or not is_read or not run.read_all:
            return
        reading = self._pool.submit_for(LISTING, lines, outlet.sources, record.page(row.outlet))
        self._waiting.append((row, reading))
        if len(self._waiting) >= AHEAD:
            yield from self._first()

    def rest(self) -> Iterator[Finding]:
        """What came of those that are still on their way."""
        while self._waiting:
            yield from self._first()

    def _first(self) -> Iterator[Finding]:
        row, reading = self._waiting.popleft()
        where = (row.file, row.offset, row.record_id)
        read = pool.attempt(reading, row.url)
        if isinstance(read, Rejected):
            yield incomplete(f"a listing that could not be read again: {read.reason}", *where)
            return
        wanted = {urls.key(url): url for url in read if self._outlets[row.outlet].wants(url)}
        known = audit.sighted(self._conn, row, list(wanted))
        missing = [url for key, url in wanted.items() if key not in known]
        if not missing:
            return
        what = f"{len(missing)} of its {len(wanted)} lines have no sighting in the ledger, {missing[0]} among them"
        if self._book.runs[row.run_key].software == self._software:
            yield damage(what, *where)
        else:
            yield incomplete(f"{what}; by today's rules, and others may have read it", *where)


def lines(sources: Sequence[Source], page: Page) -> list[str]:
    """The addresses that a listing has, by whoever may have read it."""
    announcing = [each for each in sources if page.url in {listing.url for listing in each.listings(Window())}]
    said = [found for each in announcing or sources if (found := _said(each, page)) is not None]
    return [url for url in said[0] if all(url in other for other in said[1:])] if said else []


def _said(source: Source, page: Page) -> dict[str, None] | None:
    try:
        return {each.url: None for each in source.read(page) if isinstance(each, Entry)}
    except Rejected:
        return None
