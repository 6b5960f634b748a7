"""Articles, their revisions and the addresses they appear at.

An address belongs to one article. A text stands once, however many addresses carry it, as long as all that any of them
ever said is that text: then they are copies of the one that came first. One of them says something else, and it is an
article of its own, from its first capture on (`parting.py`). A revision is keyed by the moment its bytes were fetched,
so whoever reads the same bytes again finds the same revision: saving twice changes nothing, in whatever order captures
come (`history.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from syria_news import urls
from syria_news.model import Article, Outcome
from syria_news.store import captures, history, parting, readings, search
from syria_news.store.bulk import picked
from syria_news.store.captures import Read
from syria_news.store.readings import Values
from syria_news.store.tables import appearance, article, revision

LOCK = 0x53594E  # any number, as long as it is ours
"""Postgres advisory lock under which articles are saved, or two crawls could store one text twice at once."""

_TAKE = sa.select(sa.func.pg_advisory_xact_lock(LOCK))
_BEGIN = sa.insert(article).returning(article.c.id, sort_by_parameter_order=True)
_APPEAR = sa.insert(appearance)
_moment = sa.bindparam("moment", type_=article.c.first_seen.type)
_earlier, _later = article.c.first_seen > _moment, article.c.last_seen < _moment
_SEEN = (
    sa.update(article)
    .where(article.c.id == sa.bindparam("of"), _earlier | _later)
    .values(
        first_seen=sa.case((_earlier, _moment), else_=article.c.first_seen),
        last_seen=sa.case((_later, _moment), else_=article.c.last_seen),
    )
)


@dataclass(frozen=True)
class Saved:
    """What saving one article did, and which article it is now."""

    outcome: Outcome
    article_id: int
    others: tuple[int, ...] = ()
    """Articles that got addresses by it, or lost them."""


@dataclass(frozen=True)
class _Reading:
    """An article to save."""

    new: Article
    asked: str
    capture_id: int | None


def lock(conn: sa.Connection) -> None:
    """Wait for whoever else saves articles, places or redacts them; SQLite has one writer anyway.

    A transaction that has the lock keeps it, and asks no more.
    """
    holder = conn.info.get(LOCK)
    if conn.dialect.name == "postgresql" and (holder is None or holder is not conn.get_transaction()):
        conn.execute(_TAKE)
        conn.info[LOCK] = conn.get_transaction()


def save(conn: sa.Connection, arrivals: Sequence[tuple[Article, str]]) -> list[Saved]:
    """Save articles in their order; with each the address that was asked for where a redirect led on, else ''.

    Their captures say first what was read from them, so that each article's revisions are right whatever the order.
    Those that nothing is known of, nearly all in a crawl, go in together.
    """
    lock(conn)
    read = [(each.raw.record_id, each) for each, _ in arrivals if each.raw]
    captures.settle(conn, [Read(id_, "article", None, readings.content(a.title, a.text, a.notes)) for id_, a in read])
    ids = captures.ids(conn, [id_ for id_, _ in read])
    found = [_Reading(each, asked, ids.get(each.raw.record_id if each.raw else "")) for each, asked in arrivals]
    return _save_all(conn, found)


def _save_all(conn: sa.Connection, found: Sequence[_Reading]) -> list[Saved]:
    known = _known(conn, [each.new for each in found])
    saved: dict[int, Saved] = {}
    fresh: dict[int, _Reading] = {}
    copies: dict[int, _Reading] = {}
    for at, each in enumerate(found):
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
    if any(each.others for each in saved.values()):
        homes = parting.homes(conn, {urls.key(each.new.url) for each in found})
        saved = {at: replace(each, article_id=homes[urls.key(found[at].new.url)]) for at, each in saved.items()}
    return [saved[at] for at in range(len(found))]


def _known(conn: sa.Connection, found: Sequence[Article]) -> set[str]:
    """The addresses' keys and the fingerprints that are in the archive already."""
    if not found:
        return set()
    values = {"keys": {urls.key(each.url) for each in found}, "texts": {each.fingerprint for each in found}}
    return set(conn.scalars(_knowing(conn.dialect.name), values))


@cache
def _knowing(dialect: str) -> sa.CompoundSelect[str]:
    return sa.union_all(
        picked(dialect, sa.select(article.c.key), article.c.key, "keys"),
        picked(dialect, sa.select(appearance.c.key), appearance.c.key, "keys"),
        picked(dialect, sa.select(revision.c.fingerprint), revision.c.fingerprint, "texts"),
    )


def _save(conn: sa.Connection, new: Article, asked: str, capture_id: int | None) -> Saved:
    """A page whose address is known."""
    own = conn.scalar(sa.select(article.c.id).where(article.c.key == urls.key(new.url)))
    copy = None if own else parting.copy(conn, new.url)
    said: Values = {}
    others: tuple[int, ...] = ()
    if own is not None:
        article_id, outcome = own, history.revise(conn, new, _values(own, new, capture_id))
        others = () if outcome is Outcome.UNCHANGED else _release(conn, own)
    elif copy is None:  # so far, the address has only led elsewhere
        twin = _twins(conn, {new.fingerprint} - {""}).get(new.fingerprint)
        article_id = twin.article_id if twin else _begin(conn, new, capture_id)
        outcome = Outcome.COPY if twin else Outcome.NEW
        said = readings.copied(new, stands=new.text == twin.text) if twin else {}
    elif history.is_surpassed(conn, capture_id):
        article_id, outcome = copy.article_id, Outcome.UNCHANGED
    elif parting.still_says(conn, copy, new, capture_id):
        article_id, said = copy.article_id, _copied(conn, copy.article_id, new)
        outcome = Outcome.REREAD if parting.reads_otherwise(copy, said, capture_id) else Outcome.UNCHANGED
    else:
        article_id, outcome = _part(conn, copy, new, capture_id)
        others = (copy.article_id,)
    _appear(conn, article_id, new, new.url, capture_id, said)
    if asked:
        _appear(conn, article_id, new, asked, None)
    _seen(conn, [(article_id, new.fetched)])
    return Saved(outcome, article_id, others)


def _part(conn: sa.Connection, copy: sa.Row[Any], new: Article, capture_id: int | None) -> tuple[int, Outcome]:
    """A copy says something else: it becomes an article of its own, which began as a copy."""
    first = None if copy.capture_id == capture_id else parting.first(conn, copy, new.text)
    if first is None:
        article_id = _begin(conn, new, capture_id)
        outcome = Outcome.REREAD if copy.capture_id == capture_id else Outcome.REVISED
    else:
        article_id = _begin(conn, first, copy.capture_id)
        outcome = history.revise(conn, new, _values(article_id, new, capture_id))
    parting.move(conn, copy, article_id)
    return article_id, outcome


def _release(conn: sa.Connection, article_id: int) -> tuple[int, ...]:
    """An article that has changed has no copies: those that still say what it said have a text of their own."""
    copies = parting.copies(conn, article_id)
    changed = sa.select(revision.c.id).where(revision.c.article_id == article_id, parting.has_changed()).limit(1)
    if not copies or conn.scalar(changed) is None:
        return ()
    begun: dict[str, int] = {}
    for copy in copies:
        first = parting.first(conn, copy)
        if first is None:  # its text is in the raw archive alone until it is read again
            continue
        if twin := begun.get(first.fingerprint):
            parting.move(conn, copy, twin, _copied(conn, twin, first))
        else:
            begun[first.fingerprint] = _begin(conn, first, copy.capture_id)
            parting.move(conn, copy, begun[first.fingerprint])
    return tuple(begun.values())


def _twins(conn: sa.Connection, fingerprints: Collection[str]) -> dict[str, sa.Row[Any]]:
    """The first article that has said each of the texts, and never anything else: `article_id` and `text`."""
    if not fingerprints:
        return {}
    found = conn.execute(_twinning(conn.dialect.name), {"some": fingerprints}).all()
    return {row.fingerprint: row for row in sorted(found, key=lambda row: row.article_id, reverse=True)}


@cache
def _twinning(dialect: str) -> sa.Select[Any]:
    other = revision.alias("other")
    # Counted, not asked for by EXISTS: for that, a Postgres that has not counted its tables reads them all.
    revisions = sa.select(sa.func.count()).where(other.c.article_id == revision.c.article_id).scalar_subquery()
    query = sa.select(revision.c.fingerprint, revision.c.article_id, revision.c.text).where(revisions == 1)
    return picked(dialect, query, revision.c.fingerprint)


def _add(conn: sa.Connection, fresh: Mapping[int, _Reading]) -> dict[int, Saved]:
    """Articles that the archive knows neither by address nor by text."""
    ids = _begin_all(conn, [(each.new, each.capture_id) for each in fresh.values()])
    _appear_first(conn, [(id_, each, readings.NO_COPY) for id_, each in zip(ids, fresh.values(), strict=True)])
    return {at: Saved(Outcome.NEW, id_) for at, id_ in zip(fresh, ids, strict=True)}


def _add_copies(conn: sa.Connection, copies: Mapping[int, _Reading]) -> dict[int, Saved]:
    """Texts that the archive knows, at addresses that it doesn't."""
    twins = _twins(conn, {each.new.fingerprint for each in copies.values()})
    alone = {at: each for at, each in copies.items() if each.new.fingerprint not in twins}  # it has changed since
    saved = {at: _save(conn, each.new, each.asked, each.capture_id) for at, each in alone.items()}
    found = [(twins[each.new.fingerprint], each) for at, each in copies.items() if at not in alone]
    said = [readings.copied(each.new, stands=twin.text == each.new.text) for twin, each in found]
    _appear_first(conn, [(twin.article_id, each, values) for (twin, each), values in zip(found, said, strict=True)])
    _seen(conn, [(twin.article_id, each.new.fetched) for twin, each in found])
    rest = (at for at in copies if at not in alone)
    return saved | {at: Saved(Outcome.COPY, twin.article_id) for at, (twin, _) in zip(rest, found, strict=True)}


def _copied(conn: sa.Connection, article_id: int, new: Article) -> Values:
    """What is kept of a copy of an article's text."""
    query = sa.select(revision.c.text).where(revision.c.article_id == article_id)
    texts = conn.scalars(query.where(revision.c.fingerprint == new.fingerprint))
    return readings.copied(new, stands=new.text in set(texts))


def _appear_first(conn: sa.Connection, found: Sequence[tuple[int, _Reading, Values]]) -> None:
    """Articles at addresses that are new; what led there may be known."""
    rows = [_appearance(id_, each.new, each.new.url, each.capture_id) | said for id_, each, said in found]
    if rows:
        conn.execute(_APPEAR, rows)
    for id_, each, _ in found:
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
    ids = list(conn.scalars(_BEGIN, rows))
    history.add(conn, [(new, _values(id_, new, capture)) for id_, (new, capture) in zip(ids, found, strict=True)])
    search.index(conn, [(id_, new.title, new.text) for id_, (new, _) in zip(ids, found, strict=True)])
    return ids


def _appear(
    conn: sa.Connection, article_id: int, new: Article, url: str, capture_id: int | None, said: Values | None = None
) -> None:
    """An article was seen at an address; `said` is what a copy says, as its first capture has it."""
    key = urls.key(url)
    here = (appearance.c.key == key) & (appearance.c.article_id == article_id)
    found = conn.execute(sa.select(appearance).where(here)).first()
    if found is None:
        conn.execute(_APPEAR, [_appearance(article_id, new, url, capture_id) | (said or {})])
        return
    change: Values = {}
    if new.fetched < found.first_seen:
        change["first_seen"] = new.fetched
    if new.fetched > found.last_seen:
        change["last_seen"] = new.fetched
    if capture_id and (found.capture_id in (None, capture_id) or "first_seen" in change):
        change |= {"capture_id": capture_id, **(said or {})}
    if change:
        conn.execute(sa.update(appearance).where(appearance.c.id == found.id).values(change))


def _appearance(article_id: int, new: Article, url: str, capture_id: int | None) -> Values:
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
    if found:
        conn.execute(_SEEN, [{"of": article_id, "moment": moment} for article_id, moment in found])


def _values(article_id: int, new: Article, capture_id: int | None) -> Values:
    return {"article_id": article_id, "capture_id": capture_id, "fetched": new.fetched, **readings.columns(new)}
