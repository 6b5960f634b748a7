"""`syria-news verify`: is the archive what was written? Reads only, needs no network, says what it did not check."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from syria_news import furniture, pool
from syria_news.evidence import chain, files, rows
from syria_news.evidence.finding import Book, Finding, damage, incomplete
from syria_news.intake import intake
from syria_news.model import Article, Outlet, Rejected
from syria_news.pool import Pool
from syria_news.store import articles, audit, query
from syria_news.store.audit import Row
from syria_news.warc import Record

NEVER = (
    "whether the newest runs were taken away together with their rows: compare the hash below with one that you kept",
    "whether what the servers sent was true, or sent by whom it claims",
    "the pieces cut off torn files, beyond their hashes",
)
NOT_THE_READING = (
    "whether today's rules read the same texts, dates and names out of the records (`--deep` does, for texts)"
)
NOT_THE_KEY = "by whom the manifests are signed (`--key` says by whom they should be)"
NOT_SIGNED = "signatures: there are none"
NO_ROWS = "anything in the database"


class Verification:
    """One go. Iterate over it to have the findings as they come; then it knows what was not checked."""

    def __init__(
        self,
        engine: sa.Engine,
        raw: Path,
        *,
        key: Ed25519PublicKey | None = None,
        roots: Path | None = None,
        deep: Mapping[str, Outlet] | None = None,
        keep_off_topic: bool = False,
    ) -> None:
        self._engine, self._raw, self._key, self._roots = engine, raw, key, roots
        self._reading = _Reading(deep, keep_off_topic, furniture.cuts(raw.parent)) if deep is not None else None
        self._has_rows = True
        self.book = Book()

    def __iter__(self) -> Iterator[Finding]:
        """Every finding, the chain's first."""
        began = rows.moment()
        with ExitStack() as stack:
            conn = self._connection(stack)
            if conn is None:
                self._has_rows = False
                yield incomplete("the database can't be read: only manifests and files are checked")
            running = set()
            for row in audit.runs(conn) if conn is not None else ():
                if row.manifest is None:
                    self.book.unsealed.add(row.key)
                    running.add(row.raw_file)
            yield from chain.check(self._raw, self.book, began, self._key, self._roots)
            if self._reading:
                stack.callback(self._reading.close)
            look = self._reading.look if self._reading else _nothing
            yield from files.check(conn, self._raw, self.book, began, running, look)
            if self._reading:
                yield from self._reading.rest()
            if conn is not None:
                yield from rows.check(conn, self._raw, self.book, began)

    def not_checked(self) -> list[str]:
        """What is still anybody's guess."""
        said = list(NEVER)
        if self._reading is None:
            said.append(NOT_THE_READING)
        if not self.book.signed:
            said.append(NOT_SIGNED)
        elif self._key is None:
            said.append(NOT_THE_KEY)
        if not self._has_rows:
            said.append(NO_ROWS)
        return said

    def summary(self) -> str:
        """What there is, and the one hash that all of it hangs on."""
        book = self.book
        files = sum(not each.torn for each in book.files.values())
        return (
            f"{len(book.runs)} runs, {files} WARC files, {sum(each.records for each in book.files.values())} records, "
            f"{len(book.redactions)} redacted, {book.signed} signatures, {book.stamped} time stamps; "
            f"newest manifest {book.head or 'none'}"
        )

    def _connection(self, stack: ExitStack) -> sa.Connection | None:
        reader = query.read_only(self._engine)
        stack.callback(reader.dispose)
        try:
            conn = stack.enter_context(reader.connect())
            if conn.dialect.name == "sqlite":
                conn.exec_driver_sql("BEGIN")  # all that follows sees the database as it is now
            if not sa.inspect(conn).has_table("capture"):
                return None
            return conn
        except sa.exc.DBAPIError:
            return None


def _nothing(row: Row, record: Record) -> Iterator[Finding]:
    yield from ()


class _Reading:
    """Reads the articles' records again, in the workers, and compares the hash of the text."""

    def __init__(
        self, outlets: Mapping[str, Outlet], keep_off_topic: bool, repeated: Mapping[str, frozenset[str]]
    ) -> None:
        self._repeated = repeated
        self._outlets = outlets
        self._keep_off_topic = keep_off_topic
        self._pool = Pool()
        self._waiting: deque[tuple[Row, Record, Future[Article]]] = deque()

    def look(self, row: Row, record: Record) -> Iterator[Finding]:
        """Submit one, and say what came of one before it."""
        if row.outcome != "article":
            return
        name = row.outlet
        outlet = self._outlets.get(name) or Outlet(name=name, title=name, home="", language="", sources=())
        repeated = self._repeated.get(name, frozenset())
        future = self._pool.submit(intake, record.page(name), outlet, self._keep_off_topic, repeated)
        self._waiting.append((row, record, future))
        if len(self._waiting) > 4 * self._pool.workers:
            yield from self._first()

    def rest(self) -> Iterator[Finding]:
        """What came of those that are still on their way."""
        while self._waiting:
            yield from self._first()

    def close(self) -> None:
        """Let the workers go."""
        self._pool.close()

    def _first(self) -> Iterator[Finding]:
        row, record, future = self._waiting.popleft()
        read = pool.attempt(future, record.url)
        where = (row.file, row.offset, row.record_id)
        if isinstance(read, Rejected):
            yield damage(f"makes no article any more: {read.reason}; `syria-news replay` would say so", *where)
        elif articles.content(read.title, read.text, read.notes) != row.content:
            yield damage("reads otherwise than the text that is stored; `syria-news replay` would change it", *where)
