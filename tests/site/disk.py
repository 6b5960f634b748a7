"""A disk that takes no more, for one crawl."""

from __future__ import annotations

import asyncio
import os
import resource

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from syria_news.crawl.runs import Runs


class LargestFile:
    """Extension: no file grows past LARGEST_FILE bytes, once the workers run (they need their temporary files)."""

    def __init__(self, crawler: Crawler, largest: int) -> None:
        self._crawler, self._largest = crawler, largest

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LargestFile:
        if "LARGEST_FILE" not in os.environ:
            raise NotConfigured
        extension = cls(crawler, int(os.environ["LARGEST_FILE"]))
        crawler.signals.connect(extension.started, signals.engine_started)
        return extension

    async def started(self) -> None:
        runs = self._crawler.get_extension(Runs)
        assert runs is not None
        await asyncio.wrap_future(runs.pool.submit(abs, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (self._largest, resource.RLIM_INFINITY))
