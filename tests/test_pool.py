"""The workers of a crawl."""

from __future__ import annotations

import asyncio
import multiprocessing
import subprocess
import sys
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from pebble.pool.channel import WorkerChannel
from scrapy.utils.test import get_crawler

from syria_news.crawl.runs import Runs
from syria_news.pool import Pool


class Slow(Pool):
    """Starts its workers only once it is let."""

    def __init__(self) -> None:
        super().__init__(1)
        self.let = threading.Event()

    def submit_for(self, seconds: float, work: Any, *args: Any, **kwargs: Any) -> Future[Any]:
        assert self.let.wait(10), "the reactor stands still"
        future: Future[Any] = Future()
        future.set_result(work(*args, **kwargs))
        return future


def test_the_reactor_goes_on_while_the_workers_start(tmp_path: Path) -> None:
    settings = {"SYRIA_NEWS_ARCHIVE": str(tmp_path), "SYRIA_NEWS_DATABASE": f"sqlite:///{tmp_path}/a.db"}
    runs = Runs(get_crawler(settings_dict=settings))
    slow = runs.pool = Slow()

    async def crawl() -> list[int]:
        reading = [asyncio.create_task(runs.read("https://a.example/", abs, -number)) for number in (1, 2)]
        await asyncio.sleep(0)  # the reactor's turn: both have begun
        await asyncio.sleep(0)
        slow.let.set()
        return await asyncio.gather(*reading)

    assert asyncio.run(crawl()) == [1, 2]


@pytest.mark.parametrize("wait", [True, False])
def test_workers_end_before_their_locks_go_or_one_that_starts_would_miss_them(
    wait: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    others, alive, close = multiprocessing.active_children(), list[int](), WorkerChannel.close

    def closed(channel: WorkerChannel) -> None:
        alive.append(len(set(multiprocessing.active_children()) - set(others)))
        close(channel)

    monkeypatch.setattr(WorkerChannel, "close", closed)
    pool = Pool(2)
    future = pool.submit(abs, -1)
    pool.close(wait=wait)
    assert alive == [0]
    assert not wait or future.result() == 1


def test_a_pool_that_nobody_asked_for_anything_closes() -> None:
    Pool(2).close(wait=False)


def test_what_workers_are_forked_from_holds_no_database_and_no_crawler() -> None:
    """It takes longer to load than all that they read with, and each of them would carry it."""
    code = "import sys, syria_news.primed; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "lxml" in loaded
    assert not {"sqlalchemy", "psycopg", "scrapy", "twisted", "trafilatura"} & set(loaded)


def test_a_worker_does_not_import_what_its_parent_was_started_as(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import os, sys\n"
        "from syria_news.pool import Pool\n"
        "print(__name__, flush=True)\n"
        "if __name__ == '__main__':\n"
        "    pool = Pool(1)\n"
        "    print(pool.submit(abs, -3).result(), os.path.basename(__file__))\n"
        "    pool.close()\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["__main__", "3", "program.py"]
