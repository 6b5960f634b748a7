"""Crawls of several outlets of the site at once, in one process: `python -m tests.site.many OUTLET...`.

Each has its own run, database connection and WARC file. Pages are read in the process itself: what is tested is the
databases, and sixteen pools of workers would be most of the time. Prints each outlet's exit code.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from scrapy.crawler import CrawlerProcess
from scrapy.utils.project import get_project_settings

from syria_news.crawl import runs
from syria_news.discover.feed import Feed
from tests.killing import Inline
from tests.site.spiders import HOME, Loopback


class Here(Inline):
    """Stands in for a crawl's pool: reads in this process."""

    async def started(self) -> Here:
        return self

    def submit_for(self, _: float, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Future[Any]:
        return self.submit(work, *args, **kwargs)


def spider(name: str) -> type[Loopback]:
    """The edition at /`name`/."""
    outlet = replace(
        Loopback.outlet, name=name, sources=(Feed(f"{HOME}{name}/feed.xml"),), articles=(rf"^/{name}/\d+$",)
    )
    return type(name, (Loopback,), {"outlet": outlet})


def main() -> None:
    runs.__dict__["Pool"] = Here
    process = CrawlerProcess(get_project_settings())
    crawlers: list[Any] = [process.create_crawler(spider(name)) for name in sys.argv[1:]]
    for crawler in crawlers:
        process.crawl(crawler)
    process.start()
    for crawler in crawlers:
        print(crawler.get_extension(runs.Runs).exit_code)


if __name__ == "__main__":
    main()
