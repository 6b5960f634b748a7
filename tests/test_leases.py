"""Who crawls an outlet: one process at a time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from scrapy.settings import Settings

from syria_news import exits, replay
from syria_news.commands import crawl
from syria_news.crawl.spider import OutletSpider
from syria_news.model import Outlet
from syria_news.store import database, leases
from syria_news.store.leases import Held, Process, this_process
from syria_news.store.tables import lease

ELSEWHERE = Process("another boot", 1, "1", "process 1 on elsewhere")
AWAY = Process("yet another boot", 1, "1", "process 1 on away")


def take(engine: sa.Engine, process: Process, outlet: str = "a") -> Held | None:
    with engine.begin() as conn:
        return leases.take(conn, outlet, process)


def dead_process() -> Process:
    """One that was killed on this machine."""
    script = (
        "from syria_news.store.leases import this_process as p; import os; q = p(); print(q, flush=True); os.abort()"
    )
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False).stdout
    machine, pid, started = printed.strip().rsplit(" ", 2)
    return Process(machine, int(pid), started, f"process {pid}")


def test_a_second_process_is_told_who_has_the_outlet_until_it_is_given_back(engine: sa.Engine) -> None:
    assert take(engine, ELSEWHERE) is None
    held = take(engine, AWAY)
    assert held is not None
    assert str(held).startswith("process 1 on elsewhere, since 20")
    assert take(engine, AWAY, "b") is None, "another outlet is another lease"
    with engine.begin() as conn:
        leases.release(conn, "a", AWAY)  # not ours to give
        assert leases.beat(conn, "a", ELSEWHERE)
        assert not leases.beat(conn, "a", AWAY)
        leases.release(conn, "a", ELSEWHERE)
    assert take(engine, AWAY) is None


def test_our_own_lease_is_renewed_and_keeps_its_beginning(engine: sa.Engine) -> None:
    for _ in range(2):
        assert take(engine, ELSEWHERE) is None
    with engine.begin() as conn:
        [row] = conn.execute(sa.select(lease)).all()
        assert row.since <= leases.moment(conn) < row.expires


def test_a_lease_without_a_sign_of_life_expires_by_the_databases_clock(engine: sa.Engine) -> None:
    take(engine, ELSEWHERE)
    with engine.begin() as conn:
        conn.execute(sa.update(lease).values(expires=leases.moment(conn) - timedelta(seconds=1)))
    assert take(engine, AWAY) is None
    with engine.begin() as conn:
        assert not leases.beat(conn, "a", ELSEWHERE), "who comes back late learns that it is gone"


def test_a_process_that_is_known_dead_loses_its_lease_at_once(engine: sa.Engine) -> None:
    dead = dead_process()
    assert dead.is_dead()
    take(engine, dead)
    assert take(engine, this_process()) is None


def test_death_is_certain_only_here_and_a_reused_id_is_another_process() -> None:
    alive = this_process()
    assert not alive.is_dead()
    assert replace(alive, started="1").is_dead()
    assert not ELSEWHERE.is_dead()
    assert not replace(alive, machine="", started="1").is_dead()


def test_a_crawl_renews_its_lease_while_it_recovers_and_steps_aside_where_it_is_lost(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = database.connect(database_url)

    def expire(process: str) -> None:
        with engine.begin() as conn:
            end = leases.moment(conn) + (timedelta(hours=1) if process else timedelta())
            conn.execute(sa.update(lease).values({"expires": end} | ({"process": process} if process else {})))

    def recover(*_: object, beat: Callable[[], None], **__: object) -> None:
        expire("")
        beat()
        with engine.begin() as conn:
            assert leases.is_held(conn, "a", ELSEWHERE)
        expire(str(ELSEWHERE))
        beat()

    monkeypatch.setattr(replay, "recover", recover)
    outlet = Outlet("a", "A", "https://example.org/", "en", ())
    spider = type("Spider", (OutletSpider,), {"name": "a", "outlet": outlet})
    command = crawl.Command()
    command.settings = Settings({"SYRIA_NEWS_DATABASE": database_url, "SYRIA_NEWS_ARCHIVE": str(tmp_path)})
    assert not command._is_ready(spider, due_only=False)
    assert command.exitcode == exits.FAILED
    assert "a is being crawled by " in capsys.readouterr().err
    engine.dispose()


def test_of_many_that_ask_at_once_one_gets_it(engine: sa.Engine) -> None:
    processes = [Process("another boot", number, "1", f"process {number}") for number in range(12)]
    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda each: take(engine, each), processes))
    assert answers.count(None) == 1
