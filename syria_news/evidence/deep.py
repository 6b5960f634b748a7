"""`verify --deep`: every article's record is read again, and all of the reading compared with what is stored.

What today's rules read otherwise is damage only where they are the rules that it was read by, as far as anybody knows:
where the run that fetched it names the software that runs now, and the furniture is older. Else it can't be told from
what better rules would change, and is said as that.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from syria_news import furniture, pool
from syria_news.evidence import software
from syria_news.evidence.finding import Book, Finding, damage, incomplete
from syria_news.intake import intake
from syria_news.model import Article, Mention, Outlet, Reason, Rejected
from syria_news.pool import Pool
from syria_news.store import audit, readings, search
from syria_news.store.audit import Row
from syria_news.warc import Record

TOGETHER = 50
"""Captures whose revisions are looked up together; as many wait to be read meanwhile."""
NOT_ITS_FAULT = (Reason.TIMEOUT, Reason.CRASHED)
"""What may become of a page on a machine that is busy, and not of the same page on another."""


Mentions = set[Mention]


class Rereading:
    """Reads the articles' records again, in the workers, while the files are walked."""

    def __init__(
        self,
        conn: sa.Connection,
        archive: Path,
        outlets: Mapping[str, Outlet],
        keep_off_topic: bool,
        book: Book,
        workers: Pool,
    ) -> None:
        self._conn = conn
        self._outlets = outlets
        self._keep_off_topic = keep_off_topic
        self._repeated = furniture.cuts(archive)
        self._rules = _Rules(archive, book)
        self._pool = workers
        self._waiting: deque[tuple[Row, str, Future[Article]]] = deque()

    def look(self, row: Row, record: Record) -> Iterator[Finding]:
        """Submit one, and say what came of some before it."""
        if row.outcome != "article":
            return
        name = row.outlet
        outlet = self._outlets.get(name) or Outlet(name=name, title=name, home="", language="", sources=())
        repeated = self._repeated.get(name, frozenset())
        future = self._pool.submit(intake, record.page(name), outlet, self._keep_off_topic, repeated)
        self._waiting.append((row, record.url, future))
        if len(self._waiting) >= 2 * TOGETHER:
            yield from self._first()

    def rest(self) -> Iterator[Finding]:
        """What came of those that are still on their way; and whether articles are found by their words."""
        while self._waiting:
            yield from self._first()
        for row in audit.findable(self._conn):
            if search.folded(row.title, row.text) != {"title": row.found_title, "body": row.found_body}:
                what = f"article {row.id} ({row.url}): the words that it is found by are not those of its latest text"
                yield self._rules.otherwise(what, row.run_key)

    def _first(self) -> Iterator[Finding]:
        some = [self._waiting.popleft() for _ in range(min(TOGETHER, len(self._waiting)))]
        stored = audit.read_from(self._conn, [row.id for row, _, _ in some])
        named = audit.mentions(self._conn, [each.id for found in stored.values() for each in found])
        copies = audit.copied_from(self._conn, [row.id for row, _, _ in some])
        for row, url, future in some:
            where = (row.file, row.offset, row.record_id)
            read = pool.attempt(future, url)
            if isinstance(read, Rejected) and read.reason in NOT_ITS_FAULT:
                yield incomplete(f"could not be read again: {read.reason}", *where)
            elif isinstance(read, Rejected):
                yield self._rules.otherwise(f"makes no article any more: {read.reason}", row.run_key, where)
            elif readings.content(read.title, read.text, read.notes) != row.content:
                yield self._rules.otherwise("reads otherwise than the text that is stored", row.run_key, where)
            else:
                for each in stored[row.id]:
                    if wrong := self._differences(each, named[each.id], read):
                        what = f"reads otherwise than revision {each.id} of article {each.article_id} says: {wrong}"
                        yield self._rules.otherwise(what, row.run_key, where)
                for each in copies[row.id]:
                    if wrong := wrong_copy(each, read):
                        what = f"reads otherwise than appearance {each.id} ({each.url}) says: {wrong}"
                        yield self._rules.otherwise(what, row.run_key, where)

    def _differences(self, stored: Row, named: Mentions, read: Article) -> str:
        """The columns that are not as they are read. A text that came back has those of its first time."""
        wrong = _wrong(stored, named, read)
        if wrong:
            earlier = audit.before(self._conn, stored)
            theirs = audit.mentions(self._conn, [each.id for each in earlier])
            if any(_said(each) == _said(stored) and theirs[each.id] == named for each in earlier):
                return ""
        return ", ".join(wrong)


def _wrong(stored: Row, named: Mentions, read: Article) -> list[str]:
    wrong = [name for name, value in readings.columns(read).items() if getattr(stored, name) != value]
    return wrong + (["mentions"] if named != set(read.mentions) else [])


def wrong_copy(stored: Row, read: Article) -> str:
    """What is kept of a copy, and is not as it is read; empty where all of it is."""
    said = readings.copied(read, stands="text" not in stored.reading)
    wrong = [name for name in ("title", "published") if getattr(stored, name) != said[name]]
    names = said["reading"].keys() | stored.reading.keys()
    return ", ".join(wrong + sorted(n for n in names if stored.reading.get(n) != said["reading"].get(n)))


def _said(row: Row) -> dict[str, Any]:
    """A revision's columns but for which it is, and when."""
    return {name: value for name, value in row._mapping.items() if name not in ("id", "capture_id", "fetched")}


class _Rules:
    """Whether a reading that differs is damage."""

    def __init__(self, archive: Path, book: Book) -> None:
        self._book = book
        self._software = software.versions()
        lines = archive / furniture.NAME
        self._cut_since = datetime.fromtimestamp(lines.stat().st_mtime, UTC) if lines.exists() else None

    def otherwise(self, what: str, run: str | None, where: tuple[str, int | None, str] = ("", None, "")) -> Finding:
        """What is said of a reading that differs from what is stored, of a record that this run fetched."""
        if self._are_the_same(run):
            return damage(what, *where)
        why = "and other rules read it then, as far as is known: `syria-news reread` says what today's would change"
        return incomplete(f"{what}, {why}", *where)

    def _are_the_same(self, key: str | None) -> bool:
        run = self._book.runs.get(key or "")
        if run is None or run.software != self._software:
            return False
        return self._cut_since is None or self._cut_since <= datetime.fromisoformat(run.finished)
