"""A database that goes away, is full, or is shared by many crawls: nothing lost, nothing doubled."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from email.message import Message
from pathlib import Path

import pytest
import sqlalchemy as sa

from syria_news import warc
from syria_news.crawl.desk import Desk
from syria_news.evidence.finding import Grade
from syria_news.store import database
from tests.archives import Archive
from tests.commands import ROOT, Place
from tests.postgres import OwnServer, own_server
from tests.rows import rows
from tests.site.server import Answer, Site, article, listing, serve, text

SHARED = 2
"""Pages whose text every outlet has."""
OWN = 4


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


@pytest.fixture(scope="module")
def own() -> Iterator[OwnServer]:
    """A Postgres that may be stopped, and keeps what it has said is kept."""
    with own_server("synchronous_commit=on") as started:
        yield started


@pytest.fixture
def place(own: OwnServer, site: Site, tmp_path: Path) -> Iterator[Place]:
    """An archive on it."""
    name = own.create()
    engine = database.connect(own.url(name))
    database.migrate(engine)
    engine.dispose()
    yield Place(tmp_path / "archive", own.url(name), site.address)
    own.drop(name)


def whole(place: Place) -> None:
    """Each record has its row, each row its record, and whatever else `verify` looks at."""
    found = [str(each) for each in Archive(place.archive, place.database).findings() if each.grade != Grade.NOTE]
    assert not found


# -- Postgres goes away


def test_a_postgres_that_restarts_in_the_middle_is_waited_for(own: OwnServer, place: Place, site: Site) -> None:
    names = [f"a{seed}" for seed in range(1, 13)]
    for seed, name in enumerate(names, 1):
        site.page(name, text(seed))
    site.feed(*names)

    up = threading.Event()
    up.set()

    def stopping(name: str, *, at_once: bool) -> None:
        page = site.answers[f"/news/{name}"]
        assert isinstance(page, Answer)

        def answer(_: Message) -> Answer:
            assert up.wait(60)
            up.clear()
            own.stop(at_once=at_once)
            return page

        site.answers[f"/news/{name}"] = answer

    stopping("a3", at_once=False)
    stopping("a9", at_once=True)
    running = place.start("crawl", "loopback", "-s", "CONCURRENT_REQUESTS=1")
    assert running.stdout is not None
    log, down = [], 0
    for line in running.stdout:
        log.append(line)
        if "the database went away" in line and own.is_down():
            down += 1
            own.start()
            up.set()
    assert running.wait(60) == 0, "".join(log)
    assert down == 2
    assert all(site.asked[f"/news/{name}"] == 1 for name in names)
    assert [row.state for row in rows(place.database, "SELECT state FROM ledger")] == ["stored"] * len(names)
    assert len(rows(place.database, "SELECT * FROM latest")) == len(names)
    assert len(rows(place.database, "SELECT * FROM appearances")) == len(names)
    whole(place)


# -- Postgres has a full disk


FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
RAISE EXCEPTION 'could not extend file "base/1/1": No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON revision FOR EACH ROW WHEN (NEW.title LIKE '%%a3')
EXECUTE FUNCTION full_disk()
"""
"""What Postgres answers when it can't grow a table; raised by itself, so that the disk need not be small."""


def test_a_postgres_whose_disk_is_full_ends_the_run_with_3_and_the_next_one_completes_it(
    place: Place, site: Site
) -> None:
    names = [f"a{seed}" for seed in range(1, 6)]
    for seed, name in enumerate(names, 1):
        site.page(name, text(seed))
    site.feed(*names)
    engine = database.connect(place.database)
    with engine.begin() as conn:
        conn.exec_driver_sql(FULL)
    full = place.scrapy("crawl", "loopback")
    assert full.returncode == 3, full.stderr
    assert "No space left" in full.stderr
    assert "Traceback" not in full.stderr, full.stderr
    with engine.begin() as conn:
        conn.exec_driver_sql("DROP TRIGGER full_disk ON revision; DROP FUNCTION full_disk()")
    engine.dispose()
    done = place.scrapy("crawl", "loopback")
    assert done.returncode == 0, done.stderr
    assert [row.state for row in rows(place.database, "SELECT state FROM ledger")] == ["stored"] * len(names)
    assert len(rows(place.database, "SELECT * FROM latest")) == len(names)
    whole(place)


# -- a database that stays away


def test_a_database_that_stays_away_is_waited_for_once_and_all_work_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[str] = []
    monkeypatch.setattr(database, "PATIENCE", (0.0, 0.0))
    monkeypatch.setattr(database.log, "warning", lambda *said: tries.append(str(said)))
    lost: list[Exception] = []

    async def ask() -> list[object]:
        desk = Desk(database.connect("postgresql://me@127.0.0.1:1/none"), lost.append)
        asked = [desk.do(lambda conn: None) for _ in range(3)]
        first = await asyncio.gather(*asked, return_exceptions=True)
        late = await asyncio.gather(desk.do(lambda conn: None), return_exceptions=True)
        await desk.close()
        return [*first, *late]

    found = asyncio.run(ask())
    assert [type(each) for each in found] == [database.DatabaseError] * 4
    assert len(lost) == 1
    assert len(tries) == 2


# -- one desk


def test_work_of_one_kind_goes_in_together_and_bad_work_costs_only_itself(engine: sa.Engine) -> None:
    done: list[tuple[str, list[int]]] = []

    def joint(name: str) -> Callable[[sa.Connection, Sequence[int]], list[int]]:
        def work(conn: sa.Connection, items: Sequence[int]) -> list[int]:
            done.append((name, list(items)))
            return [10 // item for item in items]

        return work

    rows, pages = joint("rows"), joint("pages")

    async def ask(*items: int) -> list[object]:
        desk = Desk(engine, lambda error: None)
        waiting = [desk.do(lambda conn: 7), *(desk.join(pages, item) for item in items), desk.join(rows, 5, first=True)]
        found = await asyncio.gather(*waiting, return_exceptions=True)
        await desk.close()
        return list(found)

    assert asyncio.run(ask(1, 2)) == [7, 10, 5, 2]
    assert done == [("rows", [5]), ("pages", [1, 2])]
    done.clear()
    *good, bad, last, row = asyncio.run(ask(1, 0, 2))
    assert (good, last, row) == ([7, 10], 5, 2)
    assert isinstance(bad, ZeroDivisionError)
    assert done[2:] == [("rows", [5]), ("pages", [1]), ("pages", [0]), ("pages", [2])]


def test_other_kinds_do_not_part_what_goes_in_together_but_what_stands_alone_does(engine: sa.Engine) -> None:
    done: list[tuple[str, object]] = []

    def pages(conn: sa.Connection, items: Sequence[int]) -> list[None]:
        done.append(("pages", list(items)))
        return [None] * len(items)

    def rows(conn: sa.Connection, items: Sequence[int]) -> list[None]:
        done.append(("rows", list(items)))
        return [None] * len(items)

    async def ask() -> None:
        desk = Desk(engine, lambda error: None)
        early = [desk.join(pages, 1), desk.join(rows, 2), desk.join(pages, 3)]
        alone = desk.do(lambda conn: done.append(("alone", None)))
        await asyncio.gather(*early, alone, desk.join(pages, 4), desk.join(rows, 5), desk.join(pages, 6))
        await desk.close()

    asyncio.run(ask())
    assert done == [("pages", [1, 3]), ("rows", [2]), ("alone", None), ("pages", [4, 6]), ("rows", [5])]


# -- many at once


@pytest.mark.parametrize(
    ("database_url", "processes", "each"), [("sqlite", 2, 1), ("postgres", 2, 8)], indirect=["database_url"]
)
def test_crawls_that_share_a_database_lose_nothing_and_double_nothing(
    database_url: str, processes: int, each: int, site: Site, tmp_path: Path
) -> None:
    names = [f"paper{number}" for number in range(processes * each)]
    together = threading.Barrier(len(names))
    for number, name in enumerate(names):
        edition(site, name, number, together)
    place = Place(tmp_path / "archive", database_url, site.address)
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.site.many", *names[first::processes]],
            cwd=ROOT,
            env=place.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for first in range(processes)
    ]
    for process in running:
        codes, log = process.communicate(timeout=120)
        assert codes.split() == ["0"] * each, log
        assert "locked" not in log
        assert "Traceback" not in log, log
    count = OWN + SHARED
    assert {row.url for row in rows(database_url, "SELECT DISTINCT url FROM capture WHERE role = 'article'")} == {
        f"http://{site.address}/{name}/{page}" for name in names for page in range(count)
    }
    assert len(rows(database_url, "SELECT * FROM article")) == len(names) * OWN + SHARED
    assert len(rows(database_url, "SELECT * FROM appearances")) == len(names) * count
    states = [row.state for row in rows(database_url, "SELECT state FROM ledger ORDER BY state")]
    copies = (len(names) - 1) * SHARED
    assert states == ["copy"] * copies + ["stored"] * (len(names) * count - copies)
    records = [r.raw.record_id for path in (place.archive / "raw").iterdir() for r in warc.walk(path)]
    assert sorted(records) == sorted(row.record_id for row in rows(database_url, "SELECT record_id FROM capture"))
    whole(place)


def edition(site: Site, name: str, number: int, together: threading.Barrier) -> None:
    """Pages of its own and some that all have; its feed answers when all are asked for theirs."""
    pages = [f"/{name}/{page}" for page in range(OWN + SHARED)]
    for page, path in enumerate(pages):
        seed = page if page < SHARED else 10 + number * OWN + page
        site.answers[path] = Answer(article(f"Buses reach Homs, report {seed}", text(seed)).encode())
    feed = listing(f"http://{site.address}{path}" for path in pages)

    def answer(_: Message) -> Answer:
        together.wait(60)
        return feed

    site.answers[f"/{name}/feed.xml"] = answer
