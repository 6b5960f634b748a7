"""The account: what became of everything that was listed, by outlet and day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from syria_news.model import Reason, State, Window
from syria_news.store.ledger import TRIED
from syria_news.store.order import code_points
from syria_news.store.tables import article, lease, listed_url, revision, run, sighting

FATES = ("stored", "copies", "off_topic", "refused", "gone", "failed", "waiting")
"""What can have become of a URL; each is in exactly one."""
_row = listed_url.c


@dataclass(frozen=True)
class Day:
    """What an outlet listed of one day (UTC), and what became of it."""

    outlet: str
    day: str
    listed: int
    stored: int
    copies: int
    off_topic: int
    refused: int
    gone: int
    failed: int
    waiting: int


def days(conn: sa.Connection, window: Window, outlet: str | None = None) -> list[Day]:
    """The outlets' days, oldest first. A URL counts for the day it was published or, undated, first listed."""
    fates = _fated(window, outlet).subquery()
    day = fates.c.day
    counts = [sa.func.sum(sa.case((fates.c.fate == fate, 1), else_=0)) for fate in FATES]
    query = sa.select(fates.c.outlet, day, sa.func.count(), *counts).group_by(fates.c.outlet, day)
    in_order = query.order_by(code_points(fates.c.outlet), day)
    return [Day(row[0], str(row[1]), *map(int, row[2:])) for row in conn.execute(in_order)]


def missed(conn: sa.Connection, window: Window, outlet: str | None = None) -> Iterator[sa.Row[Any]]:
    """The URLs that were listed and of which we have no article: outlet, url, fate, reason, tries, next_try."""
    fates = _fated(window, outlet).subquery()
    why = sa.func.coalesce(fates.c.reason, sa.case((fates.c.fate == "refused", Reason.ROBOTS))).label("reason")
    columns = [fates.c.outlet, fates.c.url, fates.c.fate, why, fates.c.tries, fates.c.next_try]
    query = sa.select(*columns).where(fates.c.fate.in_(("refused", "gone", "failed", "waiting")))
    yield from conn.execute(query.order_by(code_points(fates.c.outlet), fates.c.id))


def sightings(conn: sa.Connection, window: Window, outlet: str) -> Iterator[tuple[int, str]]:
    """Which URL (by its id) stood in which listing."""
    query = sa.select(sighting.c.listed_url_id, sighting.c.source).join(listed_url, _row.id == sighting.c.listed_url_id)
    for row in conn.execute(query.where(_row.outlet == outlet, *_within(window))):
        yield row[0], row[1]


def retry(conn: sa.Connection, moment: datetime, outlet: str | None = None) -> int:
    """Make what failed due now, whatever its reason; how many URLs that are."""
    statement = sa.update(listed_url).where(_row.state == State.FAILED).values(next_try=moment)
    return conn.execute(statement if outlet is None else statement.where(_row.outlet == outlet)).rowcount


def last_crawls(conn: sa.Connection) -> dict[str, sa.Row[Any]]:
    """Each outlet's latest crawl."""
    newest = sa.select(sa.func.max(run.c.id)).where(run.c.command == "crawl").group_by(run.c.outlet)
    return {row.outlet: row for row in conn.execute(sa.select(run).where(run.c.id.in_(newest))) if row.outlet}


def newest(conn: sa.Connection, moment: datetime) -> dict[str, datetime]:
    """When each outlet's newest article was published; what claims to come from the future is not asked."""
    query = sa.select(article.c.outlet, sa.func.max(revision.c.published, type_=revision.c.published.type))
    query = query.join(revision, revision.c.article_id == article.c.id).where(revision.c.published <= moment)
    return {row[0]: row[1] for row in conn.execute(query.group_by(article.c.outlet))}


def waiting(conn: sa.Connection) -> dict[str, int]:
    """How many URLs of each outlet wait to be fetched, for the first time or again."""
    waits = (_row.state == State.LISTED) | (_row.state.in_(TRIED) & _row.next_try.is_not(None))
    query = sa.select(_row.outlet, sa.func.count()).where(waits).group_by(_row.outlet)
    return {row[0]: row[1] for row in conn.execute(query)}


def outlets(conn: sa.Connection) -> set[str]:
    """The outlets that listed something."""
    return set(conn.scalars(sa.select(_row.outlet).distinct()))


def running(conn: sa.Connection, moment: datetime) -> set[str]:
    """The outlets that are being crawled."""
    return set(conn.scalars(sa.select(lease.c.outlet).where(lease.c.expires > moment)))


def _fated(window: Window, outlet: str | None) -> sa.Select[Any]:
    """Every listed URL of the window with its day and fate."""
    listed = sa.exists().where(sighting.c.listed_url_id == _row.id)
    columns = (_row.id, _row.outlet, _row.url, _row.reason, _row.tries, _row.next_try)
    query = sa.select(*columns, _Day(_born()).label("day"), _fate().label("fate"))
    query = query.select_from(listed_url.outerjoin(article, article.c.id == _row.article_id))
    query = query.where(listed, *_within(window))
    return query if outlet is None else query.where(_row.outlet == outlet)


def _fate() -> sa.ColumnElement[str]:
    """By what we have, before what happened last: an article that we have and that is gone since is stored.

    A copy is a URL whose text stands under another one that was listed too, or in another outlet; a URL that only
    led to its article is none.
    """
    other = listed_url.alias()
    listed_itself = sa.exists().where(other.c.outlet == _row.outlet, other.c.key == article.c.key)
    elsewhere = (article.c.key != _row.key) & ((article.c.outlet != _row.outlet) | listed_itself)
    put_off = _row.reason.like(f"{Reason.PUT_OFF}%")
    return sa.case(
        (elsewhere, "copies"),
        (_row.article_id.is_not(None), "stored"),
        (_row.state == State.COPY, "copies"),
        (_row.state.in_((State.STORED, State.UNCHANGED)), "stored"),
        (_row.state == State.OFF_TOPIC, "off_topic"),
        (_row.state == State.ROBOTS, "refused"),
        (_row.state == State.GONE, "gone"),
        (_row.state == State.LISTED, "waiting"),
        ((_row.state == State.FAILED) & put_off, "waiting"),
        (_row.state == State.FAILED, "failed"),
    )


def _born() -> sa.ColumnElement[datetime]:
    return sa.func.coalesce(_row.published, _row.first_listed)


def _within(window: Window) -> Iterator[sa.ColumnElement[bool]]:
    if window.since:
        yield _born() >= datetime.combine(window.since, time(), UTC)
    if window.until:
        yield _born() < datetime.combine(window.until, time(), UTC) + timedelta(days=1)


class _Day(sa.sql.functions.GenericFunction[str]):
    """The UTC day of a moment, as 2024-12-06."""

    inherit_cache = True
    type = sa.String()


@compiles(_Day, "sqlite")
def _day_on_sqlite(element: _Day, compiler: sa.sql.compiler.SQLCompiler, **more: Any) -> str:
    return f"date({compiler.process(element.clauses, **more)})"


@compiles(_Day, "postgresql")
def _day_on_postgres(element: _Day, compiler: sa.sql.compiler.SQLCompiler, **more: Any) -> str:
    return f"to_char(({compiler.process(element.clauses, **more)}) AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
