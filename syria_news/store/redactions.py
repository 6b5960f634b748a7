"""What must go, goes from every table; and what nobody may take away."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from syria_news import urls
from syria_news.model import State
from syria_news.store import articles, readings, search
from syria_news.store.captures import REDACTED
from syria_news.store.database import insert
from syria_news.store.tables import (
    appearance,
    capture,
    change,
    legal_hold,
    listed_url,
    mention,
    revision,
    run,
    search_text,
    telling,
    trace,
)

COMMANDS = ("redact", "hold")
"""Of runs that take something out, or see that nobody does."""

Row = sa.Row[Any]

log = logging.getLogger(__name__)


def targets(conn: sa.Connection, given: str) -> Sequence[Row]:
    """The captures of a record id or an address that are not redacted yet, by their places, and their revisions."""
    named = (capture.c.record_id == given) | (capture.c.key == urls.key(given))
    count = sa.select(sa.func.count()).where(revision.c.capture_id == capture.c.id).scalar_subquery()
    query = sa.select(capture, count.label("revisions")).where(named, capture.c.outcome.is_distinct_from(REDACTED))
    return conn.execute(query.order_by(capture.c.file, capture.c.offset)).all()


def held(conn: sa.Connection, record_ids: Collection[str]) -> dict[str, str]:
    """Those of the records that a legal hold protects, and by whose word."""
    query = sa.select(legal_hold.c.record_id, legal_hold.c.authority)
    found = conn.execute(query.where(legal_hold.c.record_id.in_(record_ids)))
    return {row.record_id: row.authority for row in found}


def hold(conn: sa.Connection, entries: Sequence[Mapping[str, Any]]) -> None:
    """Place holds, or lift them, as the entries of a manifest say."""
    for each in entries:
        here = legal_hold.c.record_id == each["record_id"]
        if not each["placed"]:
            conn.execute(sa.delete(legal_hold).where(here))
            continue
        values = {name: each[name] for name in ("record_id", "reason", "who", "authority")}
        values["placed"] = datetime.fromisoformat(each["when"])
        conn.execute(
            insert(conn, legal_hold).values(values).on_conflict_do_nothing(index_elements=[legal_hold.c.record_id])
        )


def apply(conn: sa.Connection, reasons: Mapping[str, str], moment: datetime) -> None:
    """Mark the captures of these records as redacted, each for its reason, and blank all that was read from them."""
    articles.lock(conn)
    rows = conn.execute(sa.select(capture).where(capture.c.record_id.in_(list(reasons)))).all()
    for row in rows:
        reason = reasons[row.record_id]
        values = {"outcome": REDACTED, "reason": reason, "content": None}
        conn.execute(sa.update(capture).where(capture.c.id == row.id).values(values))
        keys = [row.key] + ([urls.key(row.asked)] if row.asked else [])
        state = {"title": None, "state": State.GONE, "reason": f"{REDACTED}: {reason}", "changed": moment}
        state |= {"next_try": None, "next_look": None}
        conn.execute(sa.update(listed_url).where(listed_url.c.key.in_(keys)).values(state))
    ids = [row.id for row in rows]
    for found in conn.execute(sa.select(revision.c.id, revision.c.article_id).where(revision.c.capture_id.in_(ids))):
        _blank(conn, found.id, found.article_id)
    conn.execute(sa.update(appearance).where(appearance.c.capture_id.in_(ids)).values(readings.NO_COPY))
    if conn.dialect.name == "sqlite":  # old words leave the full-text index only when its pieces are merged
        conn.exec_driver_sql("INSERT INTO search_index(search_index) VALUES ('optimize')")


def _blank(conn: sa.Connection, revision_id: int, article_id: int) -> None:
    empty: dict[str, Any] = dict.fromkeys(
        ("title", "standfirst", "credit", "section", "claimed_url", "relevance_reason", "updates"), None
    )
    empty |= {name: [] for name in ("authors", "captions", "notes", "tags")}
    empty |= {"text": "", "fingerprint": "", "content": readings.content(None, "", [])}
    conn.execute(sa.update(revision).where(revision.c.id == revision_id).values(empty))
    conn.execute(sa.delete(mention).where(mention.c.revision_id == revision_id))
    own = sa.select(revision.c.id).where(revision.c.article_id == article_id)
    conn.execute(sa.delete(change).where(change.c.revision_id.in_(own)))
    conn.execute(sa.delete(trace).where(trace.c.article_id == article_id))
    conn.execute(sa.update(telling).where(telling.c.article_id == article_id).values(fingerprint=None))
    newest = sa.select(revision).where(revision.c.article_id == article_id).order_by(revision.c.fetched.desc()).limit(1)
    row = conn.execute(newest).one()
    search.index(conn, [(article_id, row.title, row.text)])


def interrupted(conn: sa.Connection) -> list[str]:
    """The keys of redactions and holds that did not come to their end."""
    query = sa.select(run.c.key).where(run.c.command.in_(COMMANDS), run.c.manifest.is_(None))
    return list(conn.scalars(query.order_by(run.c.id)))


def scrub(engine: sa.Engine) -> None:
    """Have the database's own files forget what was blanked, as far as they can; backups are not in its reach."""
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            busy, *_ = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            raw.close()
        if busy:
            log.warning("somebody reads the database: what was taken out stays in its -wal file until they have done")
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        for table in (revision, appearance, search_text, mention, change, trace, listed_url):
            conn.exec_driver_sql(f"VACUUM {table.name}")
