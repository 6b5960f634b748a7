"""Crawls of several outlets in one process, eight at a time: `python -m benchmarks.round OUTLET,... [NAME=VALUE]`."""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from collections import deque

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings

from syria_news.commands import crawl
from syria_news.crawl.runs import Runs
from syria_news.crawl.spider import OutletSpider

LANES = 8


class Round(crawl.Command):
    """`scrapy crawl`, for one outlet after the other; says of each how it ended."""

    def __init__(self, names: list[str], given: dict[str, str]) -> None:
        super().__init__()
        self.settings = get_project_settings()
        self.settings.setdict({"DOWNLOAD_DELAY": 0, "LOG_LEVEL": "WARNING"}, priority="cmdline")
        self.crawler_process = AsyncCrawlerProcess(self.settings)
        self._given = given
        self._waiting = deque(names)

    def start(self) -> None:
        """Crawl them all."""
        for _ in range(LANES):
            self._next()
        assert self.crawler_process is not None
        self.crawler_process.start()

    def _next(self) -> None:
        """Begin with the next outlet; one that steps aside leaves its place to the one behind it."""
        while self._waiting:
            spider = self._spider(self._waiting.popleft(), Namespace(spargs=self._given))
            idle = self._prepare(spider, due_only=False)
            if not idle:
                self._crawl(spider)
                return
            print("IDLE", idle)

    def _crawl(self, spider: type[OutletSpider]) -> None:
        assert isinstance(self.crawler_process, AsyncCrawlerProcess)
        crawler = self.crawler_process.create_crawler(spider)

        def ended(task: asyncio.Task[None]) -> None:
            runs = crawler.get_extension(Runs)
            print("ENDED", spider.outlet.name, runs.exit_code if runs else task.exception(), flush=True)
            self._next()

        self.crawler_process.crawl(crawler, **self._given).add_done_callback(ended)


if __name__ == "__main__":
    Round(sys.argv[1].split(","), dict(each.split("=", 1) for each in sys.argv[2:])).start()
