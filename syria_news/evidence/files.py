"""Whether the WARC files are as the manifests say, and the rows as the files are."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from syria_news import urls, warc
from syria_news.evidence import manifest
from syria_news.evidence.finding import Book, Finding, Grade, Listed, damage, incomplete
from syria_news.evidence.redact import DRAFT
from syria_news.store import audit
from syria_news.store.audit import Row
from syria_news.warc import Damaged, Member, Record

Look = Callable[[Row, Record], Iterator[Finding]]
"""What else to do with a record whose row is right."""


def check(
    conn: sa.Connection | None, raw: Path, book: Book, began: datetime, running: set[str], look: Look
) -> Iterator[Finding]:
    """Every file, listed or not; every record in it and every row of it. Without a database only the files.

    `running` are the files of runs that have not ended; what changed since `began` is left alone.
    """
    there = {path.name: path for path in sorted(raw.iterdir())} if raw.is_dir() else {}
    rows = audit.files(conn) if conn is not None else {}
    leaves: dict[str, list[str]] = {}
    for name in sorted({*there, *book.files, *rows}):
        listed, path = book.files.get(name), there.get(name)
        if name in book.late:
            yield incomplete("was changed meanwhile: not checked", name)
        elif name.endswith(DRAFT) or name + DRAFT in there:
            yield incomplete("is being redacted, or was when that was cut off; `syria-news recover` sees to it", name)
        elif name.endswith(warc.OPEN):
            assert path is not None
            yield _open(path, book)
        elif path is None:
            if name + warc.OPEN in there:
                continue
            yield from _missing(name, listed, rows.get(name, 0))
        elif listed is None:
            yield _unlisted(path, running, began)
        else:
            yield from _as_listed(path, listed)
            if not listed.torn:
                mine = leaves.setdefault(listed.run, [])
                yield from _File(conn, path, listed, book, mine, look).check()
    if conn is not None:
        yield from _roots(
            book, leaves, book.late | {name.removesuffix(DRAFT) for name in there if name.endswith(DRAFT)}
        )


def _open(path: Path, book: Book) -> Finding:
    closed = path.name.removesuffix(warc.OPEN)
    if closed in book.files:
        return damage("a file that is written to, though its run has ended", path.name)
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (BlockingIOError, FileNotFoundError):  # its writer holds it, or has just closed it
        return incomplete("is being written: not checked", path.name)
    return incomplete("its writer died: not checked; `syria-news recover` takes it in", path.name)


def _missing(name: str, listed: Listed | None, rows: int) -> Iterator[Finding]:
    if listed is not None:
        yield damage("is missing; its run's manifest lists it", name)
    if rows:
        yield damage(f"{rows} rows point into it, and it is not there", name)


def _unlisted(path: Path, running: set[str], began: datetime) -> Finding:
    if path.name.removesuffix(warc.TORN) in running:
        return incomplete("of a run that has no manifest yet: not checked; `syria-news recover` sees to it", path.name)
    if path.stat().st_mtime >= began.timestamp():
        return incomplete("was written meanwhile: not checked", path.name)
    return damage("an extra file: no manifest lists it", path.name)


def _as_listed(path: Path, listed: Listed) -> Iterator[Finding]:
    size = path.stat().st_size
    if size != listed.size:
        yield damage(f"has {size} bytes, not the {listed.size} of its manifest", path.name)
    elif manifest.file_hash(path) != listed.sha256:
        yield damage("its SHA-256 is not that of its manifest", path.name)


def _roots(book: Book, leaves: dict[str, list[str]], skipped: set[str]) -> Iterator[Finding]:
    for key, run in book.runs.items():
        if skipped.intersection(run.files):
            continue
        mine = leaves.get(key, [])
        if len(mine) != run.captures or manifest.root(mine) != run.root:
            yield damage(f"the rows of run {key} are not those of its manifest", ", ".join(run.files))


OUTCOMES = ("article", "rejected", "unread", None)
"""Of a page that went down the line, or was not to, or waits for it."""
KEPT = ("kept",)
"""Of everything else."""


class _File:
    """One file, its records walked beside its rows."""

    def __init__(
        self,
        conn: sa.Connection | None,
        path: Path,
        listed: Listed,
        book: Book,
        leaves: list[str],
        look: Look,
    ) -> None:
        self._path, self._listed, self._book, self._leaves, self._look = path, listed, book, leaves, look
        self._has_rows = conn is not None
        self._rows = audit.captures(conn, path.name) if conn is not None else iter(())
        self._row = next(self._rows, None)
        self._redactions = {key for key, each in book.redactions.items() if each.file == path.name}
        self._response = ""

    def check(self) -> Iterator[Finding]:
        records = 0
        for each in warc.members(self._path):
            if isinstance(each, Damaged):
                yield self._damage(each.why, each.offset, self._id_at(each.offset))
                continue
            records += 1
            yield from self._rows_before(each.offset)
            yield from self._record(each)
        yield from self._rows_before(self._path.stat().st_size + 1)
        if records != self._listed.records:
            yield self._damage(f"{records} records, not the {self._listed.records} of its manifest")
        for record_id in sorted(self._redactions):
            entry = self._book.redactions[record_id]
            yield self._damage("redacted, but no tombstone is here", entry.offset, record_id)

    def _damage(self, what: str, offset: int | None = None, record_id: str = "") -> Finding:
        return damage(what, self._path.name, offset, record_id)

    def _id_at(self, offset: int) -> str:
        return self._row.record_id if self._row is not None and self._row.offset == offset else ""

    def _next_row(self) -> None:
        assert self._row is not None
        self._leaves.append(manifest.leaf(self._row))
        self._row = next(self._rows, None)

    def _rows_before(self, offset: int) -> Iterator[Finding]:
        while self._row is not None and self._row.offset < offset:
            yield self._damage("a row without its record", self._row.offset, self._row.record_id)
            self._next_row()

    def _record(self, each: Member) -> Iterator[Finding]:
        record_id = each.record_id
        for what in _wrong_digests(each):
            yield self._damage(what, each.offset, record_id)
        if each.length == 0:
            yield self._damage("shares its gzip member with other records", each.offset, record_id)
        match each.kind:
            case "warcinfo":
                if f"syria-news-run: {self._listed.run}".encode() not in each.block:
                    yield self._damage("is not of the run whose manifest lists the file", each.offset, record_id)
            case "request":
                if warc.bare(each.headers.get("warc-concurrent-to", "")) != self._response:
                    yield self._damage("a request that is not that of the response before it", each.offset, record_id)
            case "response" | "resource":
                self._response = record_id
                yield from self._fetched(each, record_id)
            case "metadata":
                yield from self._tombstone(each)
            case kind:
                yield self._damage(f"a record of a kind that we don't write: {kind}", each.offset, record_id)

    def _fetched(self, each: Member, record_id: str) -> Iterator[Finding]:
        if not self._has_rows:
            return
        row = self._row
        if row is None or row.offset != each.offset:
            if record_id not in self._book.copies:
                yield self._damage("a record without its row", each.offset, record_id)
            return
        found = warc.record(self._path.name, each)
        wrong = _differences(row, found, each, self._listed.run)
        if wrong:
            yield self._damage(f"its row says otherwise: {', '.join(wrong)}", each.offset, record_id)
        else:
            yield from self._look(row, found)
        self._next_row()

    def _tombstone(self, each: Member) -> Iterator[Finding]:
        of = warc.bare(each.headers.get("warc-refers-to", ""))
        entry = self._book.redactions.get(of)
        if of not in self._redactions or entry is None or entry.offset != each.offset:
            yield self._damage("a tombstone that no manifest knows", each.offset, of)
            return
        self._redactions.discard(of)
        yield Finding(Grade.NOTE, f"redacted {entry.when[:10]} for {entry.reason}", self._path.name, each.offset, of)
        if not self._has_rows:
            return
        if self._row is None or self._row.offset != each.offset:  # a database built anew never knew it
            self._leaves.append(entry.leaf)
            return
        if entry.run in self._book.unsealed:
            yield incomplete(f"{of}: a redaction that was cut off; `syria-news recover` ends it", self._path.name)
        elif (self._row.record_id, self._row.outcome, self._row.reason) != (of, "redacted", entry.reason):
            yield self._damage("its row does not say that it is redacted", each.offset, of)
        elif (self._row.run_key, self._row.key) != (self._listed.run, urls.key(self._row.url)):
            yield self._damage("its row says otherwise", each.offset, of)
        self._next_row()


def _wrong_digests(each: Member) -> Iterator[str]:
    block = each.headers.get("warc-block-digest")
    if block is None:
        yield "has no digest of its block"
    elif block != f"sha256:{hashlib.sha256(each.block).hexdigest()}":
        yield "the SHA-256 of its block does not hold"
    if each.kind not in warc.KINDS:
        return
    payload = each.headers.get("warc-payload-digest")
    body = each.block.partition(b"\r\n\r\n")[2] if each.kind == "response" else each.block
    if payload is None:
        yield "has no digest of its payload"
    elif payload != f"sha256:{hashlib.sha256(body).hexdigest()}":
        yield "the SHA-256 of its payload does not hold"


def _differences(row: Row, record: Record, member: Member, run: str) -> list[str]:
    """The columns that are not as the record has them."""
    errand = record.errand
    expected = {
        "record_id": (row.record_id, record.raw.record_id),
        "length": (row.length, record.raw.length),
        "sha256": (row.sha256, record.raw.sha256),
        "url": (warc.target(row.url), record.url),
        "key": (row.key, urls.key(row.url)),
        "asked": (warc.target(row.asked), errand.asked if errand else ""),
        "outlet": (warc.field(row.outlet), errand.outlet if errand else ""),
        "role": (row.role, member.headers.get("syria-news-role", "")),
        "fetched": (row.fetched.replace(microsecond=0), record.fetched),
        "status": (row.status, record.status),
        "run": (row.run_key, run),
    }
    wrong = [name for name, (here, there) in expected.items() if here != there]
    if row.outcome not in (OUTCOMES if (row.role, row.status) == ("article", 200) else KEPT):
        wrong.append("outcome")
    if (row.outcome == "article") != bool(row.content) or (row.outcome in ("rejected", "unread")) != bool(row.reason):
        wrong.append("outcome (without what belongs to it)")
    return wrong
