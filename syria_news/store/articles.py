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
from syria_news.model import Article, Outcome, Update
from syria_news.store import search
from syria_news.store.tables import appearance, article, capture, mention, revision

Row = sa.Row[*tuple[Any, ...]]

LOCK = 0x53594E  # any number, as long as it is ours
"""Postgres advisory lock under which articles are saved, or two crawls could store one text twice at once."""


@dataclass(frozen=True)
class Saved:
    """What saving one article did, and which article it is now."""

    outcome: Outcome
    article_id: int
    content: str
    """SHA-256 of what makes a revision: title, text and correction notes, to the letter."""


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
    home = _home(conn, new.url, new.fetched)
    if home is None:
        twin = _twin(conn, new.fingerprint)
        article_id = twin if twin is not None else _add(conn, new, capture_id)
        outcome = Outcome.NEW if twin is None else Outcome.COPY
    elif home.own:
        article_id, outcome = home.article_id, _revise(conn, home.article_id, new, capture_id)
    elif new.fingerprint in _fingerprints(conn, home.article_id):
        article_id, outcome = home.article_id, Outcome.UNCHANGED
    elif (own := conn.scalar(sa.select(article.c.id).where(article.c.key == urls.key(new.url)))) is not None:
        article_id, outcome = own, _revise(conn, own, new, capture_id)  # it had gone its own way before it was a copy
    else:  # the copy went its own way: from now on it is an article of its own
        article_id = _add(conn, new, capture_id)
        outcome = Outcome.REREAD if capture_id == home.capture_id else Outcome.REVISED
    _appear(conn, article_id, new, new.url, capture_id)
    if asked:
        _appear(conn, article_id, new, asked, None)
    _seen(conn, article_id, new.fetched)
    return Saved(outcome, article_id, content(new.title, new.text, new.notes))


def _home(conn: sa.Connection, url: str, moment: datetime) -> _Home | None:
    """Where the address belonged at that moment: it may have been a copy first and gone its own way later."""
    key = urls.key(url)
    then = (appearance.c.first_seen <= moment) & (appearance.c.last_seen >= moment)
    query = (
        sa.select(appearance.c.article_id, (article.c.key == key).label("own"), appearance.c.capture_id)
        .join(article, article.c.id == appearance.c.article_id)
        .where(appearance.c.key == key, appearance.c.capture_id.is_not(None) | (article.c.key == key))
        .order_by(
            sa.case((then, 1), else_=0).desc(), sa.desc("own"), appearance.c.last_seen.desc(), appearance.c.id.desc()
        )
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
    _add_revision(conn, _values(article_id, new, capture_id), new)
    search.index(conn, article_id, new.title, new.text)
    return article_id


def _revise(conn: sa.Connection, article_id: int, new: Article, capture_id: int | None) -> Outcome:
    query = sa.select(revision).where(revision.c.article_id == article_id).order_by(revision.c.fetched)
    rows = list(conn.execute(query))
    before = next((row for row in reversed(rows) if row.fetched < new.fetched), None)
    mine = next((row for row in rows if row.fetched == new.fetched), None)
    after = next((row for row in rows if row.fetched > new.fetched), None)
    values = _values(article_id, new, capture_id)
    same = before is not None and before.content == values["content"]
    if mine and same:  # a better rule shows that nothing had changed
        conn.execute(sa.delete(revision).where(revision.c.id == mine.id))
        outcome = Outcome.REREAD
    elif mine and _stands(mine, values):
        return Outcome.UNCHANGED
    elif mine:
        if all(getattr(mine, column) == value for column, value in values.items()) and not _moved(conn, mine.id, new):
            return Outcome.UNCHANGED
        _replace_revision(conn, mine.id, values, new)
        outcome = Outcome.REREAD
    elif same:
        return Outcome.UNCHANGED
    else:
        outcome = _insert_between(conn, before, after, values, new)
    if after is None:
        search.index(conn, article_id, new.title, new.text)
    return outcome


def _stands(mine: Row, values: dict[str, Any]) -> bool:
    """Whether a revision of this very second, from another capture, stays: texts are equal, or its capture is later."""
    if mine.capture_id is None or values["capture_id"] in {None, mine.capture_id}:
        return False
    return bool(mine.content == values["content"] or mine.capture_id > values["capture_id"])


def _insert_between(
    conn: sa.Connection, before: Row | None, after: Row | None, values: dict[str, Any], new: Article
) -> Outcome:
    """A text that differs from the one before it. Captures may come late, so what comes after it matters too."""
    following = _following(conn, new)
    if after and after.content == values["content"] and (following is None or following.fetched == after.fetched):
        # The same text, seen earlier than we knew: the revision begins here.
        _replace_revision(conn, after.id, values, new)
        return Outcome.UNCHANGED
    _add_revision(conn, values, new)
    if (
        before
        and following
        and following.content == before.content
        and (not after or following.fetched < after.fetched)
    ):
        # The earlier text was seen again later, unchanged as we thought then: so it came back.
        _begin_again(conn, before, following)
    return Outcome.REVISED


def _following(conn: sa.Connection, new: Article) -> Row | None:
    """The next capture of the same address that was read."""
    later = (capture.c.key == urls.key(new.url)) & (capture.c.fetched > new.fetched) & capture.c.content.is_not(None)
    query = sa.select(capture.c.id, capture.c.fetched, capture.c.content).where(later)
    return conn.execute(query.order_by(capture.c.fetched).limit(1)).first()


def _begin_again(conn: sa.Connection, before: Row, capture_row: Row) -> None:
    values = {name: value for name, value in before._mapping.items() if name != "id"}
    values |= {"capture_id": capture_row.id, "fetched": capture_row.fetched}
    revision_id = conn.scalar(sa.insert(revision).values(values).returning(revision.c.id))
    columns = ("start", "stop", "ref", "name", "spelling")
    copied = sa.select(sa.literal(revision_id), *(mention.c[name] for name in columns))
    copied = copied.where(mention.c.revision_id == before.id)
    conn.execute(sa.insert(mention).from_select(["revision_id", *columns], copied))


def _add_revision(conn: sa.Connection, values: dict[str, Any], new: Article) -> None:
    revision_id: int | None = conn.scalar(sa.insert(revision).values(values).returning(revision.c.id))
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
        "updates": [_plain(each) for each in new.updates] or None,
        "published_from": new.published_from,
        "modified_from": new.modified_from,
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
        "content": content(new.title, new.text, new.notes),
    }


def _plain(update: Update) -> dict[str, str | None]:
    moment = update.moment.isoformat() if update.moment else None
    return {"moment": moment, "title": update.title, "text": update.text, "url": update.url}


def content(title: str | None, text: str, notes: Sequence[str]) -> str:
    """SHA-256 of what makes a revision, to the letter."""
    return hashlib.sha256("\n".join((title or "", text, *notes)).encode()).hexdigest()
