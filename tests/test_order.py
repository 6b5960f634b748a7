"""What people see is in one order on SQLite and on a Postgres that sorts by a language: `a` before `B`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from syria_news.model import Article, Entry, Window
from syria_news.store import account, articles, database, furniture, ledger
from tests.archives import fingerprint
from tests.postgres import Server

NOON = datetime(2024, 12, 6, 12, tzinfo=UTC)
ANY = Window()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """An empty archive; on Postgres, in a database that puts `a` before `B`."""
    if request.param == "sqlite":
        made = database.connect(f"sqlite:///{tmp_path / 'news.db'}")
        database.migrate(made)
        yield made
        made.dispose()
        return
    running: Server = request.getfixturevalue("postgres")
    try:
        name = running.create(more="TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'und'")
    except psycopg.Error as error:
        pytest.skip(f"this Postgres knows no language: {error}")
    made = database.connect(running.url(name))
    database.migrate(made)
    yield made
    made.dispose()
    running.drop(name)


def test_outlets_and_their_lines_are_in_the_order_of_their_code_points(engine: sa.Engine) -> None:
    with engine.begin() as conn:
        for outlet in ("a", "B"):
            entries = [Entry(f"https://{outlet}.example/{n}") for n in (2, 1)]
            ledger.enter(conn, outlet, f"https://{outlet}.example/feed.xml", entries, NOON)
            url, text = f"https://{outlet}.example/1", f"Buses left {outlet}."
            articles.save(conn, [(Article(outlet, url, NOON, "Buses", text, fingerprint=fingerprint(text)), "")])
        assert [day.outlet for day in account.days(conn, ANY)] == ["B", "a"]
        assert [row.outlet for row in account.missed(conn, ANY)] == ["B", "B", "a", "a"]
        assert furniture.outlets(conn) == ["B", "a"]


def test_of_two_listings_that_announced_an_address_at_once_the_same_is_named(engine: sa.Engine) -> None:
    with engine.begin() as conn:
        for listing in ("a.xml", "B.xml"):
            ledger.enter(conn, "demo", f"https://a.example/{listing}", [Entry("https://a.example/1")], NOON)
        [due] = ledger.due(conn, "demo", NOON, ANY)
        assert due.listed_by == "https://a.example/B.xml"
