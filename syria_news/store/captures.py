"""What was fetched, and where its bytes lie: one row a response in the raw archive."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import sqlalchemy as sa

from syria_news import urls
from syria_news.model import Raw
from syria_news.store.bulk import among
from syria_news.store.database import insert_for
from syria_news.store.tables import capture, revision

REDACTED = "redacted"
"""Outcome of a capture whose record was taken out of the archive."""


@dataclass(frozen=True)
class Capture:
    """One response of a run."""

    raw: Raw
    outlet: str
    role: str
    url: str
    asked: str
    """The address asked for first, where redirects led here; else empty."""
    fetched: datetime
    status: int
    waits: bool
    """Whether it is to go down the line; what isn't an article has its outcome at once."""


def add(conn: sa.Connection, run_id: int, captures: Iterable[Capture]) -> None:
    """Add rows; those whose record is known stay as they are."""
    rows = [
        {
            "record_id": each.raw.record_id,
            "run_id": run_id,
            "outlet": each.outlet,
            "role": each.role,
            "url": each.url,
            "asked": each.asked,
            "key": urls.key(each.url),
            "fetched": each.fetched,
            "status": each.status,
            "file": each.raw.file,
            "offset": each.raw.offset,
            "length": each.raw.length,
            "sha256": each.raw.sha256,
            "outcome": None if each.waits else "kept",
        }
        for each in captures
    ]
    if rows:
        conn.execute(_adding(conn.dialect.name), rows)


@cache
def _adding(dialect: str) -> sa.Insert:
    return insert_for(dialect, capture).on_conflict_do_nothing(index_elements=["record_id"])


@dataclass(frozen=True)
class Read:
    """What became of a capture on the line."""

    record_id: str
    outcome: str
    """`article`; `rejected` by the line; `unread`, since it came cut or damaged, or led to what is no article."""
    reason: str | None = None
    content: str | None = None
    """`readings.content`, where it made an article."""


_SETTLE = (
    sa.update(capture)
    .where(capture.c.record_id == sa.bindparam("of"), capture.c.outcome.is_distinct_from(REDACTED))
    .values({name: sa.bindparam(f"to_{name}") for name in ("outcome", "reason", "content")})
)
_REDACTED = sa.select(capture.c.record_id).where(capture.c.outcome == REDACTED, among(capture.c.record_id))
_IDS = sa.select(capture.c.record_id, capture.c.id).where(among(capture.c.record_id))


def settle(conn: sa.Connection, outcomes: Sequence[Read]) -> None:
    """Write what became of captures; one that was redacted stays so."""
    if outcomes:
        names = {"record_id": "of", **{name: f"to_{name}" for name in ("outcome", "reason", "content")}}
        conn.execute(_SETTLE, [{to: getattr(each, name) for name, to in names.items()} for each in outcomes])


def ids(conn: sa.Connection, record_ids: Collection[str]) -> dict[str, int]:
    """The rows of records, by their ids."""
    return {row.record_id: row.id for row in conn.execute(_IDS, {"some": record_ids})} if record_ids else {}


def places(conn: sa.Connection, record_ids: Collection[str]) -> dict[str, Raw]:
    """Where those of the records lie that have a row."""
    found: dict[str, Raw] = {}
    for some in _slices(record_ids):
        rows = conn.execute(sa.select(capture).where(capture.c.record_id.in_(some)))
        found.update((row.record_id, raw_of(row)) for row in rows)
    return found


def redacted(conn: sa.Connection, record_ids: Collection[str]) -> set[str]:
    """Those of the records that were taken out of the archive."""
    return set(conn.scalars(_REDACTED, {"some": record_ids})) if record_ids else set()


def _slices(record_ids: Collection[str]) -> Iterator[list[str]]:
    """Old SQLite builds take no more than 999 parameters in a statement."""
    wanted = list(record_ids)
    return (wanted[start : start + 500] for start in range(0, len(wanted), 500))


def is_redacted(conn: sa.Connection, record_id: str) -> bool:
    """Whether the record was taken out of the archive; where not, it stays there as long as this transaction runs."""
    query = sa.select(capture.c.outcome).where(capture.c.record_id == record_id)
    return conn.scalar(query.with_for_update(read=True)) == REDACTED


def settled(conn: sa.Connection, file: str) -> set[str]:
    """The record ids of a WARC file that went down the line, or needn't.

    A listing is none of them: it has its row before its lines are in the ledger, and a run may die between.
    """
    is_listing = (capture.c.role == "listing") & (capture.c.status == 200)
    settled = (capture.c.file == file) & capture.c.outcome.is_not(None)
    return set(conn.scalars(sa.select(capture.c.record_id).where(settled, ~is_listing)))


def tally(conn: sa.Connection, run_id: int) -> dict[str, int]:
    """What came of a run's articles as a summary counts them: `fetched`, `new`, `rejected/off_topic` ..."""
    mine = (capture.c.run_id == run_id) & (capture.c.role == "article")
    query = sa.select(capture.c.outcome, capture.c.reason, sa.func.count()).where(mine)
    found = [tuple(row) for row in conn.execute(query.group_by(capture.c.outcome, capture.c.reason))]
    before = sa.alias(revision)
    older = sa.exists().where(before.c.article_id == revision.c.article_id, before.c.fetched < revision.c.fetched)
    read = sa.select(sa.func.count()).select_from(revision.join(capture, revision.c.capture_id == capture.c.id))
    new = conn.scalar(read.where(mine, ~older)) or 0
    counts = {f"rejected/{reason}": count for outcome, reason, count in found if outcome == "rejected"}
    counts |= {"fetched": sum(count for *_, count in found), "new": new}
    return {name: count for name, count in counts.items() if count}


def find(conn: sa.Connection, url: str) -> list[Raw]:
    """Every capture of an address, newest first."""
    query = sa.select(capture).where(capture.c.key == urls.key(url)).order_by(capture.c.fetched.desc())
    return [raw_of(row) for row in conn.execute(query)]


def good(conn: sa.Connection, url: str) -> list[Raw]:
    """The good answers of an address, newest first, but those before all others that made an article."""
    query = sa.select(capture).where(capture.c.key == urls.key(url), capture.c.status == 200)
    was_read = sa.case((capture.c.outcome == "article", 1), else_=0)
    query = query.order_by(was_read.desc(), capture.c.fetched.desc(), capture.c.id.desc())
    return [raw_of(row) for row in conn.execute(query)]


def listing_since(conn: sa.Connection, outlet: str, url: str, moment: datetime) -> Raw | None:
    """Where the newest good answer to a listing lies, if it came after a moment."""
    query = sa.select(capture).where(capture.c.key == urls.key(url), capture.c.url == url, capture.c.outlet == outlet)
    query = query.where(capture.c.role == "listing", capture.c.status == 200, capture.c.fetched >= moment)
    row = conn.execute(query.order_by(capture.c.fetched.desc(), capture.c.id.desc()).limit(1)).first()
    return raw_of(row) if row else None


def of_article(conn: sa.Connection, article_id: int) -> list[Raw]:
    """The captures that an article's revisions were read from, newest first."""
    query = sa.select(capture).join(revision, revision.c.capture_id == capture.c.id)
    query = query.where(revision.c.article_id == article_id).order_by(revision.c.fetched.desc())
    return [raw_of(row) for row in conn.execute(query)]


def raw_of(row: sa.Row[tuple[object, ...]]) -> Raw:
    """The row's place in the raw archive."""
    return Raw(row.file, row.offset, row.length, row.record_id, row.sha256)
