"""The ledger: every URL an outlet ever listed, where and when, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from syria_news import urls
from syria_news.model import Entry, Reason, State, Window
from syria_news.store.captures import REDACTED
from syria_news.store.database import insert, insert_for
from syria_news.store.order import code_points
from syria_news.store.tables import listed_url, sighting
from syria_news.text import clean_line

TRIED = (State.FAILED, State.GONE)
"""What may be there another time."""
NEVER_HAD = f"{Reason.HTTP_STATUS}: 304"
"""The reason of a "not modified" of what we never had."""


@dataclass(frozen=True)
class Due:
    """A URL that waits to be fetched."""

    url: str
    title: str | None
    published: datetime | None
    tries: int
    since: datetime | None = None
    """When it was published or, as far as we know, first listed."""
    listed_by: str | None = None
    """The listing that was the first to announce it."""


@dataclass(frozen=True)
class Settled:
    """What became of a URL this time."""

    url: str
    state: State
    at: datetime
    reason: str | None = None
    next_try: datetime | None = None
    article_id: int | None = None
    next_look: datetime | None = None


@dataclass(frozen=True)
class Entered:
    """What a listing had: so many URLs, and so many of them had been seen before."""

    listed: int
    known: int


def enter(conn: sa.Connection, outlet: str, source: str, entries: Sequence[Entry], moment: datetime) -> Entered:
    """Enter what a listing shows. A URL that is known keeps its state."""
    by_key = {urls.key(entry.url): entry for entry in entries}
    if not by_key:
        return Entered(0, 0)
    known = len(_ids(conn, outlet, sorted(by_key)))
    statement = insert(conn, listed_url)
    new = statement.excluded
    # Rows in one order, or two crawls that list the same URLs would lock each other out.
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=["outlet", "key"],
            set_={
                "first_listed": _earlier(listed_url.c.first_listed, new.first_listed),
                "last_listed": _later(listed_url.c.last_listed, new.last_listed),
                "published": sa.func.coalesce(new.published, listed_url.c.published),
                "title": sa.case(
                    (_redacted(), listed_url.c.title), else_=sa.func.coalesce(new.title, listed_url.c.title)
                ),
            },
        ),
        [
            {
                "outlet": outlet,
                "url": entry.url,
                "key": key,
                "first_listed": moment,
                "last_listed": moment,
                "published": entry.published,
                "title": clean_line(entry.title) if entry.title else None,
                "state": State.LISTED,
                "tries": 0,
                "changed": moment,
            }
            for key, entry in sorted(by_key.items())
        ],
    )
    _sight(conn, source, _ids(conn, outlet, sorted(by_key)), moment)
    return Entered(len(by_key), known)


def _ids(conn: sa.Connection, outlet: str, keys: Sequence[str]) -> list[int]:
    found: list[int] = []
    for some in _slices(keys):
        found.extend(conn.scalars(sa.select(_rows(conn, outlet, some).c.id)))
    return sorted(found)


def _rows(conn: sa.Connection, outlet: str, keys: Sequence[str]) -> sa.CTE:
    """The outlet's rows of these keys, found by their keys before anything else is asked of them.

    Postgres plans a statement for good while the ledger is small, when all rows of the outlet seem as few as one: of
    5,000 lines 14 s of its time, at 20,000 rows. Replanned or not, it does so until a table that fills is counted. So
    each key asks for the first row from it on, in the order of the index, which no other way of reading is cheaper for.
    """
    row = listed_url.c
    if conn.dialect.name == "sqlite":
        found = sa.select(listed_url).where(row.outlet == outlet, row.key.in_(keys))
    else:
        given = sa.func.unnest(sa.bindparam(None, list(keys), type_=postgresql.ARRAY(sa.Text))).table_valued("key")
        wanted = given.render_derived(name="wanted")
        onward = sa.tuple_(row.outlet, row.key) >= sa.tuple_(sa.literal(outlet), wanted.c.key)
        first = sa.select(listed_url).where(onward).order_by(row.outlet, row.key).limit(1).lateral("first")
        its_own = (first.c.outlet == outlet) & (first.c.key == wanted.c.key)
        found = sa.select(first).select_from(sa.join(wanted, first, its_own))
    return found.cte("listed").prefix_with("MATERIALIZED")


def _slices(keys: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    """Old SQLite builds take no more than 999 parameters in a statement."""
    return (keys[start : start + size] for start in range(0, len(keys), size))


def _sight(conn: sa.Connection, source: str, ids: Iterable[int], moment: datetime) -> None:
    statement = insert(conn, sighting)
    new = statement.excluded
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=["listed_url_id", "source"],
            set_={
                "first_listed": _earlier(sighting.c.first_listed, new.first_listed),
                "last_listed": _later(sighting.c.last_listed, new.last_listed),
            },
        ),
        [{"listed_url_id": each, "source": source, "first_listed": moment, "last_listed": moment} for each in ids],
    )


def _redacted(row: Any = listed_url.c) -> sa.ColumnElement[bool]:
    """Whether its page was redacted; what listings call that page went with it."""
    reason: sa.ColumnElement[str] = row.reason
    # Written out: an upsert of many rows binds the values of its rows alone.
    return reason.is_not(None) & reason.startswith(sa.literal_column(f"'{REDACTED}:'"))


def due(conn: sa.Connection, outlet: str, moment: datetime, window: Window) -> list[Due]:
    """The outlet's URLs to fetch now, oldest listing first: never fetched, or failed or gone and due for another try.

    URLs dated outside the window are left for another run.
    """
    found = conn.execute(_due(outlet, moment, again=False).order_by(listed_url.c.id))
    return [Due(*each) for each in found if window.has(each.published, urls.day(each.url))]


def due_among(
    conn: sa.Connection, outlet: str, entries: Sequence[Entry], moment: datetime, window: Window, *, again: bool = False
) -> list[Due]:
    """The same, of these entries only, in their order."""
    keys = list(dict.fromkeys(urls.key(entry.url) for entry in entries))
    found: dict[str, Due] = {}
    for some in _slices(keys):
        rows = _rows(conn, outlet, some)
        query = _due(outlet, moment, again, rows).add_columns(rows.c.key)
        found.update((row.key, Due(*row[:-1])) for row in conn.execute(query))
    some_due = [found[key] for key in keys if key in found]
    return [each for each in some_due if window.has(each.published, urls.day(each.url))]


def _due(outlet: str, moment: datetime, again: bool, among: sa.FromClause = listed_url) -> sa.Select[Any]:
    row = among.c
    columns = (row.url, row.title, row.published, row.tries, _born(among), _announcer(among))
    query = sa.select(*columns).where(row.outlet == outlet)
    # The states first: so either database finds them by the index, past all that is stored.
    waits = row.state.in_([State.LISTED, *TRIED]) & ((row.state == State.LISTED) | (row.next_try <= moment))
    return query.where(~_redacted(row)) if again else query.where(waits)


def to_look_at(conn: sa.Connection, outlet: str, moment: datetime, most: int) -> list[Due]:
    """What is stored and due for another look, the newest first, so many at most."""
    row = listed_url.c
    query = sa.select(row.url, row.title, row.published, row.tries, _born(), _announcer())
    query = query.where(row.outlet == outlet, row.next_look <= moment, _had())
    return [Due(*each) for each in conn.execute(query.order_by(_born().desc(), row.id).limit(most))]


def is_anything_due(conn: sa.Connection, outlet: str, moment: datetime) -> bool:
    """Whether a URL waits for a try or a look."""
    look = sa.select(listed_url.c.id).where(listed_url.c.outlet == outlet, listed_url.c.next_look <= moment, _had())
    either = sa.or_(sa.exists(_due(outlet, moment, again=False)), sa.exists(look))
    return bool(conn.scalar(sa.select(either)))


def next_due(conn: sa.Connection, outlet: str, moment: datetime) -> datetime | None:
    """When, after this moment, the first of its URLs is due for a try or a look; None where none will be."""
    row = listed_url.c
    tried = row.state.in_(TRIED) & (row.next_try > moment)
    first_try = conn.scalar(sa.select(sa.func.min(row.next_try)).where(row.outlet == outlet, tried))
    look = sa.select(sa.func.min(row.next_look)).where(row.outlet == outlet, row.next_look > moment, _had())
    first_look = conn.scalar(look)
    return min((each for each in (first_try, first_look) if each is not None), default=None)


def _had() -> sa.ColumnElement[bool]:
    """What is gone and was never had is tried again, and no more than that."""
    return (listed_url.c.state != State.GONE) | listed_url.c.article_id.is_not(None)


def _born(among: sa.FromClause = listed_url) -> sa.ColumnElement[datetime]:
    """The day a URL counts for: an outlet's own date, or the first time that we saw it."""
    return sa.func.coalesce(among.c.published, among.c.first_listed)


def _announcer(among: sa.FromClause = listed_url) -> sa.ScalarSelect[str]:
    """The first listing in which a URL was seen."""
    sight = sighting.c
    query = sa.select(sight.source).where(sight.listed_url_id == among.c.id)
    return query.order_by(sight.first_listed, code_points(sight.source)).limit(1).correlate(among).scalar_subquery()


def told(conn: sa.Connection, outlet: str, asked: Sequence[str]) -> list[str]:
    """What became of each of these URLs, on a line for people."""
    row = listed_url.c
    query = sa.select(row.state, row.reason).where(row.outlet == outlet)
    lines = []
    for url in asked:
        found = conn.execute(query.where(row.key == urls.key(url))).first()
        state, reason = found or ("not fetched", None)
        lines.append(f"{url}: {state}" + (f" ({reason})" if reason else ""))
    return lines


def settle(conn: sa.Connection, outlet: str, outcomes: Sequence[Settled]) -> None:
    """Write what became of URLs. One that nobody listed (`-a url=`) is entered with the moment it was fetched.

    What was settled later, or is said again (by a replay), stays as it stands.
    """
    for some in _rounds(outcomes):
        _settle(conn, outlet, some)


def _rounds(outcomes: Sequence[Settled]) -> list[dict[str, Settled]]:
    """The outcomes by key: first the first of each, then the second of those that have one ..."""
    rounds: list[dict[str, Settled]] = []
    count: Counter[str] = Counter()
    for each in outcomes:
        key = urls.key(each.url)
        if count[key] == len(rounds):
            rounds.append({})
        rounds[count[key]][key] = each
        count[key] += 1
    return rounds


def _settle(conn: sa.Connection, outlet: str, outcomes: dict[str, Settled]) -> None:
    rows = [
        {
            "outlet": outlet,
            "url": each.url,
            "key": key,
            "first_listed": each.at,
            "last_listed": each.at,
            "state": each.state,
            "reason": clean_line(each.reason) if each.reason else None,  # it may quote what a server said
            "tries": int(_is_a_try(each)),
            "next_try": each.next_try,
            "next_look": each.next_look,
            "changed": each.at,
            "article_id": each.article_id,
        }
        for key, each in sorted(_believable(conn, outlet, outcomes).items())
    ]
    conn.execute(_settling(conn.dialect.name), rows)


def _is_a_try(each: Settled) -> bool:
    """Whether a fetch came to nothing; where a host asked us to wait, none was made."""
    return each.state in TRIED and not (each.reason or "").startswith(f"{Reason.PUT_OFF}:")


@cache
def _settling(dialect: str) -> sa.Insert:
    """The statement; to put it together costs as much as to settle ten URLs."""
    statement = insert_for(dialect, listed_url)
    new, old = statement.excluded, listed_url.c
    kept = (old.state == State.STORED) | (old.state == State.COPY)
    # Of one second's answers the one that brought the article counts: a walk may lead to it over other pages.
    less = (new.state == State.UNCHANGED) | (new.state == State.GONE)
    again = (new.changed == old.changed) & (new.state != old.state) & (~less | ~kept)
    # Somebody saved the page before we were refused it, or saw it listed: it has been read, all the same.
    unread = ((old.state == State.ROBOTS) | (old.state == State.LISTED)) & new.article_id.is_not(None)
    # Nothing was had that a newer "not modified" could mean: this is it.
    meant = (old.state == State.FAILED) & (old.reason == NEVER_HAD) & new.article_id.is_not(None)
    meant &= new.changed < old.changed
    counts = (new.changed > old.changed) | again | unread | meant
    failed = sa.or_(*(new.state == each for each in TRIED))  # IN would have no place for its values in many rows

    def taken(name: str) -> sa.ColumnElement[Any]:
        return sa.case((counts, new[name]), else_=old[name])

    return statement.on_conflict_do_update(
        index_elements=["outlet", "key"],
        set_={
            **{name: taken(name) for name in ("reason", "next_try", "next_look")},
            "state": sa.case((meant, State.UNCHANGED), else_=taken("state")),
            "changed": _later(new.changed, old.changed),
            "tries": sa.case((~counts, old.tries), (failed, old.tries + new.tries), else_=0),
            "article_id": sa.case((counts, sa.func.coalesce(new.article_id, old.article_id)), else_=new.article_id),
        },
        where=counts | (old.article_id.is_(None) & new.article_id.is_not(None)),
    )


def _believable(conn: sa.Connection, outlet: str, outcomes: dict[str, Settled]) -> dict[str, Settled]:
    """The same, but a server that says "not modified" of what we never had has not answered."""
    bare = [key for key, each in outcomes.items() if each.state == State.UNCHANGED and each.article_id is None]
    had: set[str] = set()
    for some in _slices(bare):
        row = _rows(conn, outlet, some).c
        had.update(conn.scalars(sa.select(row.key).where(row.article_id.is_not(None))))
    failed = {
        key: replace(each, state=State.FAILED, reason=NEVER_HAD, next_try=each.at, next_look=None)
        for key, each in outcomes.items()
        if key in bare and key not in had
    }
    return outcomes | failed


def _earlier(one: sa.ColumnElement[datetime], other: sa.ColumnElement[datetime]) -> sa.ColumnElement[datetime]:
    return sa.case((one <= other, one), else_=other)


def _later(one: sa.ColumnElement[datetime], other: sa.ColumnElement[datetime]) -> sa.ColumnElement[datetime]:
    return sa.case((one >= other, one), else_=other)
