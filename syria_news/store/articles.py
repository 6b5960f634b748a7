"""Articles, their revisions and the addresses they appear at.

An address belongs to one article; a text stands once, however many addresses carry it. A revision is keyed by the
moment its bytes were fetched, so whoever reads the same bytes again finds the same revision: saving twice changes
nothing, in whatever order captures come.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from syria_news import urls
from syria_news.model import Article, Outcome
from syria_news.store import search
from syria_news.store.tables import appearance, article, capture, mention, revision

LOCK = 0x53594E  # any number, as long as it is ours
"""Postgres advisory lock under which articles are saved, or two crawls could store one text twice at once."""


@dataclass(frozen=True)
class Saved:
    """What saving one article did, and which article it is now."""

    outcome: Outcome
    article_id: int


@dataclass(frozen=True)
class _Home:
    """The article an address belongs to."""

    article_id: int
    own: bool
    """Whether the article stands under this very address."""
    capture_id: int | None


def save(conn: sa.Connection, arrivals: Sequence[tuple[Article, str]]) -> list[Saved]:
    """Save articles in their order; with each the address that was asked for where a redirect led on, else ''."""
    if conn.dialect.name == "postgresql":
        conn.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    captures = _captures(conn, [each for each, _ in arrivals])
    return [_save(conn, each, asked, captures.get(each.raw.record_id if each.raw else "")) for each, asked in arrivals]


def _captures(conn: sa.Connection, articles: Sequence[Article]) -> dict[str, int]:
    ids = [each.raw.record_id for each in articles if each.raw]
    query = sa.select(capture.c.record_id, capture.c.id).where(capture.c.record_id.in_(ids))
    return {row.record_id: row.id for row in conn.execute(query)}


def _save(conn: sa.Connection, new: Article, asked: str, capture_id: int | None) -> Saved:
    home = _home(conn, new.url)
    if home is None:
        twin = _twin(conn, new.fingerprint)
        article_id = twin if twin is not None else _add(conn, new, capture_id)
        outcome = Outcome.NEW if twin is None else Outcome.COPY
    elif home.own:
        article_id, outcome = home.article_id, _revise(conn, home.article_id, new, capture_id)
    elif new.fingerprint in _fingerprints(conn, home.article_id):
        article_id, outcome = home.article_id, Outcome.UNCHANGED
    else:  # the copy went its own way: from now on it is an article of its own
        article_id = _add(conn, new, capture_id)
        outcome = Outcome.REREAD if capture_id == home.capture_id else Outcome.REVISED
    _appear(conn, article_id, new, new.url, capture_id)
    if asked:
        _appear(conn, article_id, new, asked, None)
    _seen(conn, article_id, new.fetched)
    return Saved(outcome, article_id)


def _home(conn: sa.Connection, url: str) -> _Home | None:
    key = urls.key(url)
    query = (
        sa.select(appearance.c.article_id, (article.c.key == key).label("own"), appearance.c.capture_id)
        .join(article, article.c.id == appearance.c.article_id)
        .where(appearance.c.key == key, appearance.c.capture_id.is_not(None) | (article.c.key == key))
        .order_by(sa.desc("own"), appearance.c.last_seen.desc(), appearance.c.id.desc())
        .limit(1)
    )
    row = conn.execute(query).first()
    return _Home(row.article_id, bool(row.own), row.capture_id) if row else None


def _twin(conn: sa.Connection, fingerprint: str) -> int | None:
    if not fingerprint:
        return None
    query = sa.select(sa.func.min(revision.c.article_id)).where(revision.c.fingerprint == fingerprint)
    twin: int | None = conn.scalar(query)
    return twin


def _fingerprints(conn: sa.Connection, article_id: int) -> set[str]:
    return set(conn.scalars(sa.select(revision.c.fingerprint).where(revision.c.article_id == article_id)))


def _add(conn: sa.Connection, new: Article, capture_id: int | None) -> int:
    values = {
        "outlet": new.outlet,
        "url": new.url,
        "key": urls.key(new.url),
        "first_seen": new.fetched,
        "last_seen": new.fetched,
    }
    article_id: int | None = conn.scalar(sa.insert(article).values(values).returning(article.c.id))
    assert article_id is not None
    _add_revision(conn, article_id, new, capture_id)
    search.index(conn, article_id, new.title, new.text)
    return article_id


def _revise(conn: sa.Connection, article_id: int, new: Article, capture_id: int | None) -> Outcome:
    query = sa.select(revision).where(revision.c.article_id == article_id).order_by(revision.c.fetched)
    rows = list(conn.execute(query))
    before = [row for row in rows if row.fetched < new.fetched]
    mine = next((row for row in rows if row.fetched == new.fetched), None)
    after = [row for row in rows if row.fetched > new.fetched]
    values = _values(article_id, new, capture_id)
    if mine and before and before[-1].content == values["content"]:
        # A better rule shows that nothing had changed.
        conn.execute(sa.delete(revision).where(revision.c.id == mine.id))
        outcome = Outcome.REREAD
    elif mine:
        if all(getattr(mine, column) == value for column, value in values.items()) and not _moved(conn, mine.id, new):
            return Outcome.UNCHANGED
        _replace_revision(conn, mine.id, values, new)
        outcome = Outcome.REREAD
    elif before and before[-1].content == values["content"]:
        return Outcome.UNCHANGED
    elif after and after[0].content == values["content"]:
        # The same text, seen earlier than we knew: the revision begins here.
        _replace_revision(conn, after[0].id, values, new)
        outcome = Outcome.UNCHANGED
    else:
        _add_revision(conn, article_id, new, capture_id)
        outcome = Outcome.REVISED
    if not after:
        search.index(conn, article_id, new.title, new.text)
    return outcome


def _add_revision(conn: sa.Connection, article_id: int, new: Article, capture_id: int | None) -> None:
    values = _values(article_id, new, capture_id)
    revision_id = conn.scalar(sa.insert(revision).values(values).returning(revision.c.id))
    assert revision_id is not None
    _mention(conn, revision_id, new)


def _replace_revision(conn: sa.Connection, revision_id: int, values: dict[str, Any], new: Article) -> None:
    conn.execute(sa.update(revision).where(revision.c.id == revision_id).values(values))
    conn.execute(sa.delete(mention).where(mention.c.revision_id == revision_id))
    _mention(conn, revision_id, new)


def _mention(conn: sa.Connection, revision_id: int, new: Article) -> None:
    if new.mentions:
        conn.execute(sa.insert(mention), [{"revision_id": revision_id, **asdict(each)} for each in new.mentions])


def _moved(conn: sa.Connection, revision_id: int, new: Article) -> bool:
    """Whether the mentions stored for a revision are not those of the article."""
    stored = conn.execute(
        sa.select(mention.c.start, mention.c.stop, mention.c.ref).where(mention.c.revision_id == revision_id)
    )
    return {tuple(row) for row in stored} != {(each.start, each.stop, each.ref) for each in new.mentions}


def _appear(conn: sa.Connection, article_id: int, new: Article, url: str, capture_id: int | None) -> None:
    key = urls.key(url)
    here = (appearance.c.key == key) & (appearance.c.article_id == article_id)
    found = conn.execute(sa.select(appearance).where(here)).first()
    if found is None:
        values = {"article_id": article_id, "outlet": new.outlet, "url": url, "key": key, "capture_id": capture_id}
        conn.execute(sa.insert(appearance).values(**values, first_seen=new.fetched, last_seen=new.fetched))
        return
    change: dict[str, Any] = {}
    if new.fetched < found.first_seen:
        change["first_seen"] = new.fetched
    if new.fetched > found.last_seen:
        change["last_seen"] = new.fetched
    if capture_id and (found.capture_id is None or "first_seen" in change):
        change["capture_id"] = capture_id
    if change:
        conn.execute(sa.update(appearance).where(appearance.c.id == found.id).values(change))


def _seen(conn: sa.Connection, article_id: int, moment: datetime) -> None:
    this = article.c.id == article_id
    conn.execute(sa.update(article).where(this, article.c.first_seen > moment).values(first_seen=moment))
    conn.execute(sa.update(article).where(this, article.c.last_seen < moment).values(last_seen=moment))


def _values(article_id: int, new: Article, capture_id: int | None) -> dict[str, Any]:
    content = "\n".join((new.title or "", new.text, *new.notes))
    return {
        "article_id": article_id,
        "capture_id": capture_id,
        "fetched": new.fetched,
        "title": new.title,
        "standfirst": new.standfirst,
        "text": new.text,
        "authors": list(new.authors),
        "published": new.published,
        "modified": new.modified,
        "language": new.language,
        "captions": list(new.captions),
        "credit": new.credit,
        "notes": list(new.notes),
        "tags": list(new.tags),
        "section": new.section,
        "access": new.access,
        "kind": new.kind,
        "claimed_url": new.claimed_url,
        "relevance": new.relevance.topic if new.relevance else None,
        "relevance_reason": new.relevance.reason if new.relevance else None,
        "relevance_score": new.relevance.score if new.relevance else None,
        "fingerprint": new.fingerprint,
        "content": hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest(),
    }
