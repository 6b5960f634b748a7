"""Whether the rows of the database fit together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from syria_news import urls
from syria_news.evidence import crosschecks, manifest
from syria_news.evidence.finding import Book, Finding, damage, incomplete
from syria_news.model import State
from syria_news.store import audit
from syria_news.store.audit import Row
from syria_news.store.readings import content

NEED_A_REASON = (State.FAILED, State.GONE, State.OFF_TOPIC)
NEED_AN_ARTICLE = (State.STORED, State.COPY, State.UNCHANGED)


def check(conn: sa.Connection, raw: Path, book: Book, began: datetime) -> Iterator[Finding]:
    """Runs against manifests; captures, revisions, articles, appearances and the ledger against each other."""
    yield from (damage(f"the database itself: {each}") for each in audit.damage(conn))
    yield from _runs(conn, raw, book, began)
    yield from readings(conn, book)
    yield from _articles(conn)
    for row in audit.appearances(conn):
        if row.key != urls.key(row.url):
            yield damage(f"appearance {row.id} has the key of another address")
    yield from _ledger(conn)
    yield from crosschecks.check(conn)


def _runs(conn: sa.Connection, raw: Path, book: Book, began: datetime) -> Iterator[Finding]:
    missing = {key for key, run in book.runs.items() if datetime.fromisoformat(run.finished) < began}
    for row in audit.runs(conn):
        sealed = book.runs.get(row.key)
        missing.discard(row.key)
        if sealed is not None and row.manifest is None:
            yield incomplete(f"run {row.key} died before its row named its manifest; `syria-news recover` ends it")
        elif sealed is not None:
            path = manifest.folder(raw) / f"{sealed.number:08d}-{row.key}.json"
            if wrong := _run_differences(row, sealed.sha256, manifest.load(path).content):
                yield damage(f"run {row.key}: its row says otherwise than its manifest: {', '.join(wrong)}", path.name)
        elif row.manifest is not None:
            yield damage(f"the manifest of run {row.key} is missing")
        elif row.finished is not None:
            yield incomplete(f"run {row.key} has no manifest yet; `syria-news recover` writes it")
        else:
            yield incomplete(f"run {row.key} has not ended, or died: not checked")
    for key in sorted(missing):
        yield damage(f"run {key} has a manifest and no row; `syria-news replay` restores it")


def _run_differences(row: Row, sha256: str, said: Mapping[str, Any]) -> list[str]:
    pairs = {
        "manifest": (row.manifest, sha256),
        "started": (row.started.isoformat(), said.get("started")),
        "finished": (row.finished.isoformat() if row.finished else None, said.get("finished")),
    }
    pairs |= {
        name: (getattr(row, name), said.get(name)) for name in ("command", "outlet", "reason", "counts", "alarms")
    }
    files = [each.get("name") for each in said.get("warcs", [])]
    if files:
        pairs["raw_file"] = (row.raw_file, files[0])
    return [name for name, (here, there) in pairs.items() if here != there]


def readings(conn: sa.Connection, book: Book) -> Iterator[Finding]:
    """Revisions against the captures they were read from, both ways."""
    yield from _revisions(conn)
    yield from _redacted(conn, book)
    for row in (*audit.unheard(conn), *audit.unheard_copies(conn)):
        yield damage("what was read from it stands in no revision", row.file, row.offset, row.record_id)


def _revisions(conn: sa.Connection) -> Iterator[Finding]:
    before: Row | None = None
    for row in audit.revisions(conn):
        what = f"revision {row.id} of article {row.article_id}"
        where = (row.capture_file or "", row.capture_offset, row.capture_record_id or "")
        redacted = row.capture_outcome == "redacted"
        if row.capture_record_id is None:
            yield damage(f"{what} has no capture")
        elif row.fetched != row.capture_fetched or not row.appears:
            yield damage(f"{what} was not read from this capture: another time or address", *where)
        elif redacted:
            if row.text or row.title:
                yield damage(f"{what} still has the text of a redacted record", *where)
        elif row.capture_outcome != "article" or row.content != row.capture_content:
            yield damage(f"{what} was not read from this capture: another text", *where)
        if row.content != content(row.title, row.text, row.notes):
            yield damage(f"{what}: the hash of its text does not hold", *where)
        if before is not None and not redacted and _same(before, row):
            moments = (before.fetched, row.fetched)
            if not audit.said_otherwise(conn, row.article_key, *moments, row.content):
                yield damage(f"{what} says the same as the one before it", *where)
        before = row


def _same(before: Row, row: Row) -> bool:
    return bool(before.article_id == row.article_id and before.content == row.content)


def _redacted(conn: sa.Connection, book: Book) -> Iterator[Finding]:
    for row in audit.redacted(conn):
        entry = book.redactions.get(row.record_id)
        if entry is None:
            yield damage("redacted, and no manifest says so", row.file, row.offset, row.record_id)
        elif entry.revisions != row.revisions:
            yield damage("a revision that was read from it is missing, or is new", row.file, row.offset, row.record_id)


def _articles(conn: sa.Connection) -> Iterator[Finding]:
    before = ""
    for row in audit.articles(conn):
        if row.key != urls.key(row.url):
            yield damage(f"article {row.id} has the key of another address")
        if row.key == before:
            yield damage(f"article {row.id} is there twice")
        if not row.revisions:
            yield damage(f"article {row.id} has no revision")
        before = row.key


def _ledger(conn: sa.Connection) -> Iterator[Finding]:
    states = set(State)
    for row in audit.ledger(conn):
        what = f"ledger {row.id}"
        if row.key != urls.key(row.url):
            yield damage(f"{what} has the key of another address")
        if row.state not in states:
            yield damage(f"{what} is in no state that we know")
        elif row.state in NEED_A_REASON and not row.reason:
            yield damage(f"{what} is {row.state}, and no reason says why")
        elif row.state in NEED_AN_ARTICLE and row.article_id is None:
            yield damage(f"{what} is {row.state}, and no article belongs to it")


def moment() -> datetime:
    """Now: what ended later is another verification's."""
    return datetime.now(UTC)
