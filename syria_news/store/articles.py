"""Articles, their revisions and the addresses they appear at.

An address belongs to one article; a text stands once, however many addresses carry it. A revision is keyed by the
moment its bytes were fetched, so whoever reads the same bytes again finds the same revision: saving twice changes
nothing, in whatever order captures come (`history.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from syria_news import urls
from syria_news.model import Article, Outcome, Update
from syria_news.store import captures, history, search
from syria_news.store.captures import Read
from syria_news.store.tables import appearance, article, capture, revision

LOCK = 0x53594E  # any number, as long as it is ours
"""Postgres advisory lock under which articles are saved, or two crawls could store one text twice at once."""


@dataclass(frozen=True)
class Saved:
    """What saving one article did, and which article it is now."""

    outcome: Outcome
    article_id: int


@dataclass(frozen=True)
class _Reading:
    """An article to save."""

    new: Article
    asked: str
    capture_id: int | None


@dataclass(frozen=True)
class _Home:
    """The article an address belongs to."""

    article_id: int
    own: bool
    """Whether the article stands under this very address."""
    capture_id: int | None


def save(conn: sa.Connection, arrivals: Sequence[tuple[Article, str]]) -> list[Saved]:
    """Save articles in their order; with each the address that was asked for where a redirect led on, else ''.

    Their captures say first what was read from them, so that each article's revisions are right whatever the order.
    Those that nothing is known of, nearly all in a crawl, go in together.
    """
    if conn.dialect.name == "postgresql":
        conn.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    read = [(each.raw.record_id, each) for each, _ in arrivals if each.raw]
    captures.settle(conn, [Read(id_, "article", None, content(a.title, a.text, a.notes)) for id_, a in read])
    ids = _capture_ids(conn, [id_ for id_, _ in read])
    readings = [_Reading(each, asked, ids.get(each.raw.record_id if each.raw else "")) for each, asked in arrivals]
    return _save_all(conn, readings)


def _capture_ids(conn: sa.Connection, record_ids: Sequence[str]) -> dict[str, int]:
    query = sa.select(capture.c.record_id, capture.c.id).where(capture.c.record_id.in_(record_ids))
    return {row.record_id: row.id for row in conn.execute(query)}


def _save_all(conn: sa.Connection, readings: Sequence[_Reading]) -> list[Saved]:
    known = _known(conn, [each.new for each in readings])
    saved: dict[int, Saved] = {}
    fresh: dict[int, _Reading] = {}
    copies: dict[int, _Reading] = {}
    for at, each in enumerate(readings):
        key, text = urls.key(each.new.url), each.new.fingerprint
        if key in known:
            saved |= _add(conn, fresh) | _add_copies(conn, copies)
            fresh, copies = {}, {}
            saved[at] = _save(conn, each.new, each.asked, each.capture_id)
        elif text and text in known:
            copies[at] = each
        else:
            fresh[at] = each
        known |= {key, text}
    saved |= _add(conn, fresh) | _add_copies(conn, copies)
    return [saved[at] for at in range(len(readings))]


def _known(conn: sa.Connection, found: Sequence[Article]) -> set[str]:
    """The addresses' keys and the fingerprints that are in the archive already."""
    keys = {urls.key(each.url) for each in found}
    known = sa.union_all(
        sa.select(article.c.key).where(article.c.key.in_(keys)),
        sa.select(appearance.c.key).where(appearance.c.key.in_(keys)),
        sa.select(revision.c.fingerprint).where(revision.c.fingerprint.in_({each.fingerprint for each in found})),
    )
    return set(conn.scalars(known))


def _save(conn: sa.Connection, new: Article, asked: str, capture_id: int | None) -> Saved:
    """A page whose address is known."""
    home = _home(conn, new.url, new.fetched)
    if home is None:  # so far, the address has only led elsewhere
        twin = _twins(conn, {new.fingerprint} - {""}).get(new.fingerprint)
        article_id = twin if twin is not None else _begin(conn, new, capture_id)
        outcome = Outcome.NEW if twin is None else Outcome.COPY
    elif home.own:
        article_id, outcome = home.article_id, history.revise(conn, new, _values(home.article_id, new, capture_id))
    elif new.fingerprint in _fingerprints(conn, home.article_id):
        article_id, outcome = home.article_id, Outcome.UNCHANGED
    elif (own := conn.scalar(sa.select(article.c.id).where(article.c.key == urls.key(new.url)))) is not None:
        article_id, outcome = (
            own,
            history.revise(conn, new, _values(own, new, capture_id)),
        )  # it had gone its own way before it was a copy
    else:  # the copy went its own way: from now on it is an article of its own
        article_id = _begin(conn, new, capture_id)
        outcome = Outcome.REREAD if capture_id == home.capture_id else Outcome.REVISED
    _appear(conn, article_id, new, new.url, capture_id)
    if asked:
        _appear(conn, article_id, new, asked, None)
    _seen(conn, [(article_id, new.fetched)])
    return Saved(outcome, article_id)


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


def _twins(conn: sa.Connection, fingerprints: Collection[str]) -> dict[str, int]:
    """The first article with each of the texts."""
    query = sa.select(revision.c.fingerprint, sa.func.min(revision.c.article_id).label("article_id"))
    query = query.where(revision.c.fingerprint.in_(fingerprints)).group_by(revision.c.fingerprint)
    return {row.fingerprint: row.article_id for row in conn.execute(query)}


def _fingerprints(conn: sa.Connection, article_id: int) -> set[str]:
    return set(conn.scalars(sa.select(revision.c.fingerprint).where(revision.c.article_id == article_id)))


def _add(conn: sa.Connection, fresh: Mapping[int, _Reading]) -> dict[int, Saved]:
    """Articles that the archive knows neither by address nor by text."""
    ids = _begin_all(conn, [(each.new, each.capture_id) for each in fresh.values()])
    _appear_first(conn, list(zip(ids, fresh.values(), strict=True)))
    return {at: Saved(Outcome.NEW, id_) for at, id_ in zip(fresh, ids, strict=True)}


def _add_copies(conn: sa.Connection, copies: Mapping[int, _Reading]) -> dict[int, Saved]:
    """Texts that the archive knows, at addresses that it doesn't."""
    if not copies:
        return {}
    twins = _twins(conn, {each.new.fingerprint for each in copies.values()})
    ids = [twins[each.new.fingerprint] for each in copies.values()]
    _appear_first(conn, list(zip(ids, copies.values(), strict=True)))
    _seen(conn, [(id_, each.new.fetched) for id_, each in zip(ids, copies.values(), strict=True)])
    return {at: Saved(Outcome.COPY, id_) for at, id_ in zip(copies, ids, strict=True)}


def _appear_first(conn: sa.Connection, found: Sequence[tuple[int, _Reading]]) -> None:
    """Articles at addresses that are new; what led there may be known."""
    rows = [_appearance(id_, each.new, each.new.url, each.capture_id) for id_, each in found]
    if rows:
        conn.execute(sa.insert(appearance), rows)
    for id_, each in found:
        if each.asked:
            _appear(conn, id_, each.new, each.asked, None)


def _begin(conn: sa.Connection, new: Article, capture_id: int | None) -> int:
    return _begin_all(conn, [(new, capture_id)])[0]


def _begin_all(conn: sa.Connection, found: Sequence[tuple[Article, int | None]]) -> list[int]:
    """New articles' ids, in order; each with its first revision."""
    if not found:
        return []
    rows = [
        {
            "outlet": new.outlet,
            "url": new.url,
            "key": urls.key(new.url),
            "first_seen": new.fetched,
            "last_seen": new.fetched,
        }
        for new, _ in found
    ]
    in_order = sa.insert(article).returning(article.c.id, sort_by_parameter_order=True)
    ids = list(conn.scalars(in_order, rows))
    history.add(conn, [(new, _values(id_, new, capture)) for id_, (new, capture) in zip(ids, found, strict=True)])
    search.index(conn, [(id_, new.title, new.text) for id_, (new, _) in zip(ids, found, strict=True)])
    return ids


def _appear(conn: sa.Connection, article_id: int, new: Article, url: str, capture_id: int | None) -> None:
    key = urls.key(url)
    here = (appearance.c.key == key) & (appearance.c.article_id == article_id)
    found = conn.execute(sa.select(appearance).where(here)).first()
    if found is None:
        conn.execute(sa.insert(appearance), [_appearance(article_id, new, url, capture_id)])
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


def _appearance(article_id: int, new: Article, url: str, capture_id: int | None) -> dict[str, Any]:
    return {
        "article_id": article_id,
        "outlet": new.outlet,
        "url": url,
        "key": urls.key(url),
        "first_seen": new.fetched,
        "last_seen": new.fetched,
        "capture_id": capture_id,
    }


def _seen(conn: sa.Connection, found: Sequence[tuple[int, datetime]]) -> None:
    """Articles were seen at these moments."""
    rows = [{"of": article_id, "moment": moment} for article_id, moment in found]
    moment = sa.bindparam("moment", type_=article.c.first_seen.type)
    this = article.c.id == sa.bindparam("of")
    conn.execute(sa.update(article).where(this, article.c.first_seen > moment).values(first_seen=moment), rows)
    conn.execute(sa.update(article).where(this, article.c.last_seen < moment).values(last_seen=moment), rows)


def _values(article_id: int, new: Article, capture_id: int | None) -> dict[str, Any]:
    return {"article_id": article_id, "capture_id": capture_id, "fetched": new.fetched, **columns(new)}


def columns(new: Article) -> dict[str, Any]:
    """What a revision has of a reading: all but its article, its capture and its moment."""
    return {
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
    """SHA-256 of what makes a revision: title, text and correction notes, to the letter."""
    return hashlib.sha256("\n".join((title or "", text, *notes)).encode()).hexdigest()
