"""Copies and their articles part where either says something else.

A copy that changes becomes an article of its own, which began with the text that it copied; where an article changes,
its copies, which still say what it said, become another. So the archive is the same as if captures had come in another
order: addresses, lines of the ledger and revisions are those of articles that never had anything in common.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from syria_news import urls
from syria_news.model import Article
from syria_news.store import readings
from syria_news.store.readings import Values
from syria_news.store.tables import appearance, article, capture, listed_url, revision

Row = sa.Row[Any]


def copy(conn: sa.Connection, url: str) -> Row | None:
    """The appearance of another's text at an address; None where there was no text yet."""
    query = sa.select(appearance).where(appearance.c.key == urls.key(url), appearance.c.capture_id.is_not(None))
    return conn.execute(query.order_by(appearance.c.id.desc()).limit(1)).first()


def homes(conn: sa.Connection, keys: Collection[str]) -> dict[str, int]:
    """The articles that addresses belong to, by their keys."""
    own = article.c.key == appearance.c.key
    query = sa.select(appearance.c.key, appearance.c.article_id).join(article, article.c.id == appearance.c.article_id)
    query = query.where(appearance.c.key.in_(keys), own | appearance.c.capture_id.is_not(None))
    in_order = query.order_by(sa.case((own, 1), else_=0), appearance.c.id)
    return {row.key: row.article_id for row in conn.execute(in_order)}


def still_says(conn: sa.Connection, copy: Row, new: Article, capture_id: int | None) -> bool:
    """Whether a reading of a copy says what its first one said, and the article does; the same bytes always do."""
    theirs = sa.select(sa.literal(1)).where(
        revision.c.article_id == copy.article_id, revision.c.fingerprint == new.fingerprint
    )
    if not new.fingerprint or conn.scalar(theirs.limit(1)) is None:
        return False
    again = copy.reading is None or copy.capture_id == capture_id
    return again or copy.reading["content"] == readings.content(new.title, new.text, new.notes)


def reads_otherwise(copy: Row, said: Values, capture_id: int | None) -> bool:
    """Whether a copy's first capture is read otherwise now than it was."""
    return copy.capture_id == capture_id and any(getattr(copy, name) != value for name, value in said.items())


def copies(conn: sa.Connection, article_id: int) -> Sequence[Row]:
    """The copies of an article's text, the first seen first."""
    query = sa.select(appearance).where(appearance.c.article_id == article_id, appearance.c.reading.is_not(None))
    return conn.execute(query.order_by(appearance.c.first_seen, appearance.c.key)).all()


def has_changed() -> sa.ColumnElement[bool]:
    """Whether the article of a `revision` has another one, too."""
    other = revision.alias("other")
    return sa.exists().where(other.c.article_id == revision.c.article_id, other.c.id != revision.c.id)


def first(conn: sa.Connection, copy: Row, *texts: str) -> Article | None:
    """What was read first at the address of a copy, if its text is the article's or one of these."""
    theirs = sa.select(revision.c.text).where(revision.c.article_id == copy.article_id)
    moment = conn.scalar(sa.select(capture.c.fetched).where(capture.c.id == copy.capture_id))
    texts = (*conn.scalars(theirs.order_by(revision.c.fetched)), *texts)
    return readings.restored(copy, texts, moment or copy.first_seen)


def move(conn: sa.Connection, copy: Row, article_id: int, said: Values = readings.NO_COPY) -> None:
    """Give a copy's address, and those that lead there, to the article that it has become, or is a copy of now."""
    here = appearance.c.id == copy.id
    conn.execute(sa.update(appearance).where(here).values(article_id=article_id, **said))
    moved = {copy.key: (copy.first_seen, copy.last_seen)} | _move_redirects(conn, copy, article_id)
    theirs = sa.select(
        sa.func.min(appearance.c.first_seen).label("first_seen"), sa.func.max(appearance.c.last_seen).label("last_seen")
    )
    for id_ in (copy.article_id, article_id):
        seen = conn.execute(theirs.where(appearance.c.article_id == id_)).one()
        conn.execute(sa.update(article).where(article.c.id == id_).values(seen._asdict()))
    lines = (listed_url.c.article_id == copy.article_id) & listed_url.c.key.in_(moved)
    conn.execute(sa.update(listed_url).where(lines).values(article_id=article_id))


def leave_text(conn: sa.Connection, revision_id: int, instead: str | None = None) -> None:
    """Before a revision is read otherwise, or goes: let the copies that have their text with it have their own."""
    other = revision.alias("other")
    elsewhere = sa.exists().where(
        other.c.article_id == revision.c.article_id, other.c.id != revision.c.id, other.c.text == revision.c.text
    )
    query = sa.select(appearance, revision.c.text).join(revision, revision.c.article_id == appearance.c.article_id)
    query = query.where(revision.c.id == revision_id, appearance.c.reading.is_not(None), ~elsewhere)
    query = query.where(revision.c.text != instead) if instead is not None else query
    for row in conn.execute(query).all():
        kept = row.reading
        if "text" not in kept and readings.content(row.title, row.text, kept["notes"]) == kept["content"]:
            here = appearance.c.id == row.id
            conn.execute(sa.update(appearance).where(here).values(reading={**kept, "text": row.text}))


def _move_redirects(conn: sa.Connection, copy: Row, article_id: int) -> dict[str, tuple[datetime, datetime]]:
    """The keys of the addresses that have led to the copy's, and when."""
    home = sa.select(appearance.c.key).where(
        appearance.c.article_id == copy.article_id, appearance.c.capture_id.is_not(None)
    )
    here, there = _led(conn, [copy.key]), _led(conn, list(conn.scalars(home)))
    redirects = sa.select(appearance).where(
        appearance.c.article_id == copy.article_id, appearance.c.capture_id.is_(None), appearance.c.key.in_(here)
    )
    for row in conn.execute(redirects).all():
        this = appearance.c.id == row.id
        first_seen, last_seen = here[row.key]
        mine = {"article_id": article_id, "first_seen": first_seen, "last_seen": last_seen}
        if row.key not in there:
            conn.execute(sa.update(appearance).where(this).values(mine))
            continue
        first_seen, last_seen = there[row.key]
        conn.execute(sa.update(appearance).where(this).values(first_seen=first_seen, last_seen=last_seen))
        conn.execute(sa.insert(appearance).values({"outlet": row.outlet, "url": row.url, "key": row.key, **mine}))
    return here


def _led(conn: sa.Connection, keys: Collection[str]) -> dict[str, tuple[datetime, datetime]]:
    """The keys of the addresses that led to any of these, and when they did first and last."""
    query = sa.select(capture.c.asked, sa.func.min(capture.c.fetched), sa.func.max(capture.c.fetched))
    query = query.where(capture.c.key.in_(keys), capture.c.asked != "", capture.c.outcome == "article")
    found: dict[str, tuple[datetime, datetime]] = {}
    for asked, first, last in conn.execute(query.group_by(capture.c.asked)):
        key = urls.key(asked)
        known = found.get(key, (first, last))
        found[key] = (min(known[0], first), max(known[1], last))
    return found
