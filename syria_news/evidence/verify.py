"""`syria-news verify`: is the archive what was written? Reads only, needs no network, says what it did not check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.x509 import Certificate

from syria_news.evidence import chain, files, rows
from syria_news.evidence.announced import Announced
from syria_news.evidence.deep import Rereading
from syria_news.evidence.finding import Book, Finding, incomplete
from syria_news.model import Outlet
from syria_news.pool import Pool
from syria_news.store import audit, query
from syria_news.store.audit import Row
from syria_news.warc import Record

NEVER = (
    "whether the newest runs were taken away together with their rows: compare the hash below with one that you kept",
    "whether what the servers sent was true, or sent by whom it claims",
    "the pieces cut off torn files, beyond their hashes",
    "the ledger's titles, dates, tries and dates due, beyond its states and articles",
    "stories and their labels (`syria-news restory` finds them again), and what revisions are said to have changed",
    "the database's own full-text index, and what a crawl remembers for the next one (versions, pauses, trust)",
)
NOT_THE_READING = (
    "what is read beside title, text and notes: authors, dates, language, topic, captions, tags, places and actors ... "
    "(`--deep` reads the records again)",
    "whether today's rules read the same titles, texts and notes out of the records (`--deep` does)",
    "whether the words that articles are found by are those of their texts (`--deep` does)",
    "sightings: which listings announced an address, and when, beyond what its line in the ledger says (`--deep` "
    "reads the listings again)",
)
DEEP_ONLY_NOW = (
    "by which rules the articles were read: `--deep` knows today's, and what software the run had that fetched them",
    "sightings that no listing in the archive accounts for; and the lines of listings whose outlet is not declared, "
    "that came cut, or whose run broke off or could not read one of its listings",
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
        roots: Sequence[Certificate] = (),
        deep: Mapping[str, Outlet] | None = None,
        keep_off_topic: bool = False,
    ) -> None:
        self._engine, self._raw, self._key, self._roots = engine, raw, key, roots
        self._deep, self._keep_off_topic = deep, keep_off_topic
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
            if conn is None:
                yield from files.check(conn, self._raw, self.book, began, running, _nothing)
                return
            readings = self._readings(conn, stack)

            def look(row: Row, record: Record) -> Iterator[Finding]:
                for each in readings:
                    yield from each.look(row, record)

            yield from files.check(conn, self._raw, self.book, began, running, look)
            for each in readings:
                yield from each.rest()
            yield from rows.check(conn, self._raw, self.book, began)

    def not_checked(self) -> list[str]:
        """What is still anybody's guess."""
        said = list(NEVER)
        if self._deep is None:
            said.extend(NOT_THE_READING)
        else:
            said.extend(DEEP_ONLY_NOW)
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

    def _readings(self, conn: sa.Connection, stack: ExitStack) -> tuple[Rereading | Announced, ...]:
        if self._deep is None:
            return ()
        workers = Pool()
        stack.callback(workers.close)
        return (
            Rereading(conn, self._raw.parent, self._deep, self._keep_off_topic, self.book, workers),
            Announced(conn, self._deep, self.book, workers),
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
