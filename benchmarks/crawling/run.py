"""One of the crawlers that are compared: `python -m benchmarks.crawling.run bare|obvious|ours HOME GAUGE`.

Ours takes archive and database from the environment, as always.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import scrapy
import trafilatura
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy.utils.project import get_project_settings

from benchmarks.crawling import known
from benchmarks.crawling.site import SITEMAP
from syria_news import settings
from syria_news.crawl import pipelines
from syria_news.crawl.spider import OutletSpider
from syria_news.discover.sitemap import Sitemap
from syria_news.model import Outlet
from syria_news.store import database

AT_ONCE = 16
"""Requests under way, the same for all."""
SHARED = {
    "CONCURRENT_REQUESTS": AT_ONCE,
    "CONCURRENT_REQUESTS_PER_DOMAIN": AT_ONCE,
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "LOG_LEVEL": "ERROR",
}


class Bare(scrapy.Spider):
    """Downloads, and does nothing with it."""

    name = "bare"
    home = ""

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """The sitemap."""
        yield scrapy.Request(self.home.rstrip("/") + SITEMAP, callback=self.parse_sitemap)

    def parse_sitemap(self, response: Response) -> Iterator[scrapy.Request]:
        """All that it lists."""
        for url in re.findall(rb"<loc>(.*?)</loc>", response.body):
            yield scrapy.Request(url.decode(), callback=self.parse_page)

    def parse_page(self, response: Any) -> Iterator[dict[str, Any]]:
        """Nothing."""
        yield from ()


class Obvious(Bare):
    """What one writes first: trafilatura in the pipeline, one INSERT an item."""

    name = "obvious"

    def parse_page(self, response: Any) -> Iterator[dict[str, Any]]:
        """The page as an item."""
        yield {"url": response.url, "html": response.text}


class Pipeline:
    """Extracts and stores, in the reactor's thread."""

    def __init__(self, path: str) -> None:
        self._db = sqlite3.connect(path)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("CREATE TABLE article (url TEXT PRIMARY KEY, content TEXT)")

    @classmethod
    def from_crawler(cls, crawler: Any) -> Pipeline:
        """As Scrapy makes it."""
        return cls(crawler.settings["GAUGE"] + ".db")

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        """One item, one transaction."""
        content = trafilatura.extract(item["html"], url=item["url"], output_format="json", with_metadata=True)
        with self._db:
            self._db.execute("INSERT OR REPLACE INTO article VALUES (?, ?)", (item["url"], content))
        return item


def ours(home: str) -> type[OutletSpider]:
    """Our spider for the site."""
    listed = (Sitemap(home.rstrip("/") + SITEMAP),)
    outlet = Outlet("loopback", "Loopback", home, "", sources=listed, articles=(r"^/news/\d+$",))
    return type("Loopback", (OutletSpider,), {"outlet": outlet})


def main(kind: str, home: str, gauge: str) -> None:
    """Crawl everything, then end."""
    more: dict[str, Any] = {"EXTENSIONS": {"benchmarks.crawling.gauge.Gauge": 900}, "GAUGE": gauge}
    if kind == "ours":
        engine = database.connect(settings.SYRIA_NEWS_DATABASE)
        database.migrate(engine)
        engine.dispose()
        project = get_project_settings()
        more["EXTENSIONS"] = {**project["EXTENSIONS"], **more["EXTENSIONS"]}
        more["SYRIA_NEWS_ALLOWED_HOSTS"] = [home.split("/")[2]]
        project.setdict({**SHARED, **more}, priority="cmdline")
        pipelines.intake = known.read  # type: ignore[assignment, attr-defined]
        process = CrawlerProcess(project)
        process.crawl(ours(home))
    else:
        if kind == "obvious":
            more["ITEM_PIPELINES"] = {Pipeline: 300}
        process = CrawlerProcess({**SHARED, **more})
        process.crawl(type("Crawler", (Obvious if kind == "obvious" else Bare,), {"home": home}))
    process.start()


if __name__ == "__main__":
    Path(sys.argv[3]).parent.mkdir(parents=True, exist_ok=True)
    main(*sys.argv[1:4])
