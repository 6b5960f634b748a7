"""Listings as they were read last, and when each is due again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from syria_news import urls
from syria_news.store.database import insert
from syria_news.store.tables import listing


def pause(conn: sa.Connection, outlet: str, url: str) -> timedelta | None:
    """How long the listing was to be left alone when it was read last; None where it never was."""
    seconds = conn.scalar(sa.select(listing.c.pause).where(*_is(outlet, url)))
    return None if seconds is None else timedelta(seconds=seconds)


def note(
    conn: sa.Connection, outlet: str, url: str, moment: datetime, listed: int, known: int, until_next: timedelta
) -> None:
    """Write that a listing was read, how many URLs it had and how many of them were known, and when it is due again."""
    seconds = round(until_next.total_seconds())
    values = {"listed": listed, "known": known, "pause": seconds, "read": moment, "next_read": moment + until_next}
    statement = insert(conn, listing).values(outlet=outlet, key=urls.key(url), url=url, **values)
    conn.execute(statement.on_conflict_do_update(index_elements=["outlet", "key"], set_=values))


def next_read(conn: sa.Connection, outlet: str, url: str) -> datetime | None:
    """When the listing is due; None where it was never read."""
    moment: datetime | None = conn.scalar(sa.select(listing.c.next_read).where(*_is(outlet, url)))
    return moment


def next_of(conn: sa.Connection, outlet: str, some: Sequence[str]) -> datetime | None:
    """When the first of these listings is due; None where one of them was never read."""
    moments = [next_read(conn, outlet, url) for url in some]
    read = [moment for moment in moments if moment is not None]
    return min(read) if len(read) == len(moments) and read else None


def last_size(conn: sa.Connection, outlet: str, url: str) -> int:
    """How many URLs it had when it was read last."""
    return conn.scalar(sa.select(listing.c.listed).where(*_is(outlet, url))) or 0


def _is(outlet: str, url: str) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return listing.c.outlet == outlet, listing.c.key == urls.key(url)
