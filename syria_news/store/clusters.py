"""Where articles stand among others that tell their story: the index they are found by, and what was found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from syria_news import urls
from syria_news.model import Marks
from syria_news.store import articles
from syria_news.store.bulk import among, given, one_by_one, picked, put
from syria_news.store.database import insert_for
from syria_news.store.tables import appearance, article, common_trace, overlap, revision, telling, trace

AHEAD = timedelta(days=1)
"""A publication date that much later than the moment we saw the text is none: clocks and zones differ by less."""
SLICE = 500
"""Old SQLite builds take no more than 999 parameters in a statement."""

_newest = revision.alias("newest")
_last = sa.select(sa.func.max(_newest.c.fetched)).where(_newest.c.article_id == article.c.id).scalar_subquery()
_LATEST = (
    sa.select(
        *(article.c[name] for name in ("id", "key", "url", "outlet")),
        sa.func.coalesce(appearance.c.first_seen, article.c.first_seen).label("first_seen"),  # here, not at any copy
        *(revision.c[name] for name in ("text", "fingerprint", "published", "credit", "authors", "claimed_url")),
        telling.c.shingles,
    )
    .join(revision, revision.c.article_id == article.c.id)
    .outerjoin(appearance, sa.and_(appearance.c.key == article.c.key, appearance.c.article_id == article.c.id))
    .outerjoin(telling, telling.c.article_id == article.c.id)
    .where(revision.c.fetched == _last, among(article.c.id))
)
_PLACED = (
    sa.select(
        *(telling.c[name] for name in ("article_id", "fingerprint", "told", "dated")),
        sa.func.coalesce(telling.c.first_key, article.c.key),
    )
    .join(article, article.c.id == telling.c.article_id)
    .where(among(telling.c.article_id))
)
_COMMON = sa.select(common_trace.c.hash).where(among(common_trace.c.hash))
_FROM = sa.select(overlap).where(among(overlap.c.a_id))
_DROP = sa.delete(overlap).where(overlap.c.a_id == sa.bindparam("a"), overlap.c.b_id == sa.bindparam("b"))
_WHERE = ("story_id", "label", "containment", "of_id")
_WRITE = (
    sa.update(telling)
    .where(telling.c.article_id == sa.bindparam("id"))
    .values({name: sa.bindparam(f"to_{name}") for name in _WHERE})
)
_EDGES = sa.union_all(_FROM, sa.select(overlap).where(among(overlap.c.b_id)))
_USES = (
    sa.select(trace.c.hash, trace.c.article_id, article.c.outlet, telling.c.told, telling.c.dated, telling.c.traces)
    .join(telling, telling.c.article_id == trace.c.article_id)
    .join(article, article.c.id == trace.c.article_id)
    .where(among(trace.c.hash))
)


@cache
def _copies(dialect: str) -> sa.Select[Any]:
    found = picked(dialect, sa.select(appearance).where(appearance.c.reading.is_not(None)), appearance.c.article_id)
    in_order: sa.Select[Any] = found.order_by(found.selected_columns["key"])
    return in_order


@cache
def _uses_on_postgres() -> sa.Select[Any]:
    """The same, row by row from indexes. A Postgres that has not counted its tables yet takes each trace for a frequent
    one, and reads all that there is: 2.5 s for 1,000 traces among 38,000, and 1.3 ms so."""
    some = given(trace.c.hash)
    found = one_by_one(sa.select(trace.c.hash, trace.c.article_id).where(trace.c.hash == some.c.hash))
    by = one_by_one(sa.select(article.c.outlet).where(article.c.id == found.c.article_id))
    told = sa.select(telling.c.told, telling.c.dated, telling.c.traces)
    when = one_by_one(told.where(telling.c.article_id == found.c.article_id))
    return sa.select(found, by, when).select_from(some)


@dataclass(frozen=True)
class Address:
    """Where a text stands, and what the page there says of where it comes from."""

    key: str
    url: str
    outlet: str
    told: datetime
    dated: bool
    """Whether `told` is what the page says, or only when it was first seen."""
    seen: datetime
    credit: str | None
    authors: tuple[str, ...]
    claimed_url: str | None


@dataclass(frozen=True)
class Text:
    """An article's latest text, as far as stories hang on it."""

    id: int
    text: str
    fingerprint: str
    shingles: int
    """Of the text that was compared; 0 where none was."""
    own: Address
    copies: tuple[Address, ...]
    """Where else it stands."""
    first: Address
    """Which of them told it first, as far as anybody has asked; else its own."""

    @property
    def state(self) -> tuple[str, datetime, bool, str]:
        """What a place hangs on: where it is another one, the article is placed anew."""
        return self.fingerprint, self.first.told, self.first.dated, self.first.key


@dataclass(frozen=True)
class Use:
    """An article that has a trace."""

    article_id: int
    outlet: str
    day: int | None
    traces: int

    @classmethod
    def of(cls, text: Text, traces: int) -> Use:
        """A text with so many traces as what has each of them."""
        return cls(text.id, text.own.outlet, text.first.told.toordinal() if text.first.dated else None, traces)


@dataclass(frozen=True)
class Place:
    """Where an article stands."""

    article_id: int
    story_id: int
    label: str
    containment: float
    of_id: int | None


def texts(conn: sa.Connection, ids: Collection[int]) -> dict[int, Text]:
    """The latest texts of articles."""
    if not ids:
        return {}
    found: dict[int, Text] = {}
    copies: dict[int, list[Address]] = defaultdict(list)
    for row in conn.execute(_copies(conn.dialect.name), {"some": ids}):
        copies[row.article_id].append(_address(row, row.reading))
    for row in conn.execute(_LATEST, {"some": ids}):
        own = _address(row, row._asdict())
        found[row.id] = Text(
            row.id, row.text, row.fingerprint, row.shingles or 0, own, tuple(copies[row.id]), first=own
        )
    return found


def _address(row: sa.Row[Any], said: Mapping[str, Any]) -> Address:
    dated = row.published is not None and row.published <= row.first_seen + AHEAD
    return Address(
        key=row.key,
        url=row.url,
        outlet=row.outlet,
        told=row.published if dated else row.first_seen,
        dated=dated,
        seen=row.first_seen,
        credit=said["credit"],
        authors=tuple(said["authors"]),
        claimed_url=said["claimed_url"],
    )


def placed(conn: sa.Connection, ids: Collection[int]) -> dict[int, tuple[str | None, datetime, bool, str]]:
    """`Text.state`, as it was when the articles were placed."""
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in conn.execute(_PLACED, {"some": ids})}


def waiting(conn: sa.Connection, limit: int) -> list[int]:
    """Articles that no story has, or that are to be placed again."""
    joined = sa.select(article.c.id).outerjoin(telling, telling.c.article_id == article.c.id)
    unplaced = joined.where(telling.c.article_id.is_(None)).order_by(article.c.id).limit(limit)
    stale = sa.select(telling.c.article_id).where(telling.c.fingerprint.is_(None))
    return list(conn.scalars(stale.order_by(telling.c.article_id).limit(limit))) or list(conn.scalars(unplaced))


def begin_anew(conn: sa.Connection, common: Collection[int]) -> None:
    """Forget the index and what overlaps; articles keep their stories until they are placed again.

    `common` are the traces that are boilerplate from the start.
    """
    articles.lock(conn)
    for table in (trace, common_trace, overlap):
        conn.execute(sa.delete(table))
    conn.execute(sa.update(telling).values(fingerprint=None))
    if common:
        conn.execute(sa.insert(common_trace), [{"hash": each} for each in sorted(common)])


def text_of(conn: sa.Connection, article_id: int, fingerprint: str) -> str | None:
    """The article's text with this fingerprint, where a revision still has it."""
    query = sa.select(revision.c.text).where(revision.c.article_id == article_id, revision.c.fingerprint == fingerprint)
    text: str | None = conn.scalar(query.limit(1))
    return text


def forget(conn: sa.Connection, article_id: int, traces: Collection[int]) -> set[int]:
    """Take an article's traces and overlaps away; the articles it overlapped with."""
    for some in _slices(traces):
        conn.execute(sa.delete(trace).where(trace.c.hash.in_(some), trace.c.article_id == article_id))
    edges = sa.or_(overlap.c.a_id == article_id, overlap.c.b_id == article_id)
    met = {id_ for row in conn.execute(sa.select(overlap.c.a_id, overlap.c.b_id).where(edges)) for id_ in row}
    conn.execute(sa.delete(overlap).where(edges))
    return met - {article_id}


def enter(conn: sa.Connection, found: Sequence[tuple[Text, Marks]]) -> None:
    """Give articles a place of their own, until something is found."""
    rows = [
        {
            "article_id": new.id,
            "fingerprint": new.fingerprint,
            "told": new.first.told,
            "dated": new.first.dated,
            "shingles": marks.shingles,
            "traces": len(marks.traces),
            "story_id": new.id,
            "label": "original",
            "containment": 1.0,
            "first_key": new.first.key if new.first is not new.own else None,
        }
        for new, marks in found
    ]
    if rows:
        conn.execute(_entering(conn.dialect.name), rows)


@cache
def _entering(dialect: str) -> sa.Insert:
    statement = insert_for(dialect, telling)
    new = {n: statement.excluded[n] for n in ("fingerprint", "told", "dated", "shingles", "traces", "first_key")}
    return statement.on_conflict_do_update(index_elements=["article_id"], set_=new)


class Index:
    """The index of traces as far as some texts touch it: read at once, kept up to date, and written at once.

    `write` must follow; till then only this object knows what was entered.
    """

    def __init__(self, conn: sa.Connection, traces: Collection[int]) -> None:
        self._conn = conn
        self._common = common_among(conn, traces)
        self._asked = set(traces)
        self._uses = _uses(conn, self._asked - self._common)
        self._new: list[tuple[int, int]] = []

    def common_among(self, traces: Set[int]) -> set[int]:
        """Those of the traces that are boilerplate."""
        unasked = traces - self._asked
        more = common_among(self._conn, unasked) if unasked else set()
        return (self._common & traces) | more

    def enter(self, use: Use, traces: Collection[int]) -> dict[int, list[Use]]:
        """Make an article findable by its traces; the articles that have each of those that are no boilerplate."""
        own = set(traces) - self._common
        for each in own:
            self._uses[each].append(use)
        self._new += [(each, use.article_id) for each in own]
        return {each: self._uses[each] for each in own}

    def make_common(self, traces: Collection[int]) -> None:
        """Write down that traces are boilerplate: nobody is found by them any more."""
        for some in _slices(traces):
            self._conn.execute(sa.delete(trace).where(trace.c.hash.in_(some)))
        put(self._conn, common_trace, [{"hash": each} for each in sorted(traces)], known=True)
        self._common.update(traces)

    def write(self) -> None:
        """Put what was entered into the database."""
        rows = [{"hash": each, "article_id": id_} for each, id_ in sorted(self._new) if each not in self._common]
        put(self._conn, trace, rows, known=True)


def common_among(conn: sa.Connection, traces: Collection[int]) -> set[int]:
    """Those of the traces that are boilerplate."""
    return set(conn.scalars(_COMMON, {"some": traces})) if traces else set()


def _uses(conn: sa.Connection, traces: Collection[int]) -> dict[int, list[Use]]:
    """The articles that have each of the traces."""
    found: dict[int, list[Use]] = defaultdict(list)
    if not traces:
        return found
    uses = _USES if conn.dialect.name == "sqlite" else _uses_on_postgres()
    for row in conn.execute(uses, {"some": traces}):
        day = row.told.toordinal() if row.dated else None
        found[row.hash].append(Use(row.article_id, row.outlet, day, row.traces))
    return found


def edges(conn: sa.Connection, ids: Collection[int]) -> list[sa.Row[Any]]:
    """The overlaps among articles: a_id, b_id, containment, jaccard, shared, copied."""
    wanted = set(ids)
    return [row for row in conn.execute(_FROM, {"some": wanted}) if row.b_id in wanted]


def edges_from(conn: sa.Connection, ids: Collection[int]) -> list[sa.Row[Any]]:
    """The overlaps that begin or end at one of the articles, some of them twice."""
    return list(conn.execute(_EDGES, {"some": ids}))


def keep_overlaps(conn: sa.Connection, found: Mapping[tuple[int, int], Mapping[str, float]]) -> None:
    """Write what pairs of articles share: containment, jaccard, shared, copied."""
    rows = [{"a_id": min(pair), "b_id": max(pair), **each} for pair, each in sorted(found.items())]
    if rows:
        conn.execute(_keeping(conn.dialect.name), rows)


@cache
def _keeping(dialect: str) -> sa.Insert:
    statement = insert_for(dialect, overlap)
    new = {name: statement.excluded[name] for name in ("containment", "jaccard", "shared", "copied")}
    return statement.on_conflict_do_update(index_elements=["a_id", "b_id"], set_=new)


def drop_overlaps(conn: sa.Connection, pairs: Collection[tuple[int, int]]) -> None:
    """Write that pairs of articles don't overlap."""
    if pairs:
        conn.execute(_DROP, [{"a": min(pair), "b": max(pair)} for pair in sorted(pairs)])


def write(conn: sa.Connection, places: Sequence[Place]) -> None:
    """Write where articles stand."""
    if places:
        rows = [{"id": p.article_id, **{f"to_{name}": getattr(p, name) for name in _WHERE}} for p in places]
        conn.execute(_WRITE, rows)


def find(conn: sa.Connection, given: str) -> int | None:
    """The article with this id, or that stands at this address; of several the one whose own it is."""
    if given.isdecimal() and len(given) < 16:
        id_: int | None = conn.scalar(sa.select(article.c.id).where(article.c.id == int(given)))
        return id_
    key = urls.key(given)
    query = sa.select(article.c.id).join(appearance, appearance.c.article_id == article.c.id)
    query = query.where(appearance.c.key == key)
    found: int | None = conn.scalar(query.order_by(sa.desc(article.c.key == key), article.c.id.desc()).limit(1))
    return found


def _slices(traces: Collection[int]) -> Iterator[list[int]]:
    """Lists that are written out: to `among`, a Postgres that has counted nothing compares each trace that it has."""
    found = sorted(traces)
    return (found[start : start + SLICE] for start in range(0, len(found), SLICE))
