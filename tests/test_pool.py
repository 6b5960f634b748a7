"""The workers of a crawl."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any

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
