"""How often an outlet's listings are read: as fast as it publishes."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from syria_news import agenda
from syria_news.model import Outlet, Window
from syria_news.store import ledger, listings
from syria_news.store.ledger import Entered


def note(conn: sa.Connection, outlet: str, url: str, moment: datetime, entered: Entered | None) -> int:
    """Write when a listing that was read is due again; None for one that is unmodified. How many URLs it has."""
    if entered is None:
        size = listings.last_size(conn, outlet, url)
        entered = Entered(size, size)
    pause = agenda.next_pause(listings.pause(conn, outlet, url), entered.listed, entered.known)
    listings.note(conn, outlet, url, moment, entered.listed, entered.known, pause)
    return entered.listed


def note_failure(conn: sa.Connection, outlet: str, url: str, moment: datetime) -> None:
    """Write when a listing that could not be read is due again: later each time, as one that has nothing new."""
    size = listings.last_size(conn, outlet, url)
    pause = agenda.next_pause(listings.pause(conn, outlet, url), 1, 1)
    listings.note(conn, outlet, url, moment, size, size, pause)


def rest(conn: sa.Connection, outlet: Outlet) -> datetime | None:
    """Until when there is nothing to do for an outlet; None where something is due."""
    now = datetime.now(UTC)
    if ledger.is_anything_due(conn, outlet.name, now):
        return None
    urls = [listing.url for source in outlet.sources for listing in source.listings(Window())]
    first = listings.next_of(conn, outlet.name, urls)
    if first is None or first <= now:
        return None
    return min(first, ledger.next_due(conn, outlet.name, now) or first)
