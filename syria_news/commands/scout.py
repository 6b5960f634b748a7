"""`scrapy scout URL`: fetch an outlet's home page and robots.txt, archive them, print a declaration."""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.exceptions import UsageError
from scrapy.http import Response
from twisted.python.failure import Failure

from syria_news import exits, urls
from syria_news.commands import crawl
from syria_news.crawl.refusal import reason_for, words
from syria_news.model import Page, Rejected
from syria_news.scout import declaration, scout
from syria_news.store import database


class Scout(scrapy.Spider):
    """Fetches two addresses of a site that no spider declares yet."""

    name = "scout"
    command = "scout"

    def __init__(self, home: str) -> None:
        super().__init__()
        self.home = home
        self.given = {"url": home}
        self.page: Page | None = None
        self.robots = ""
        self.said = ""

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """The home page, and its robots.txt once more, for the sitemaps it names."""
        yield scrapy.Request(self.home, errback=self.failed)
        yield scrapy.Request(
            urls.canonical("/robots.txt", self.home),
            callback=self.note,
            errback=self.no_robots,
            meta={"dont_obey_robotstxt": True},
        )

    def parse(self, response: Response, **_: Any) -> None:
        """The home page."""
        if response.status == 200:
            self.page = Page("", response.url, response.body, response.meta["fetched"])
        else:
            self.said = f"answered {response.status}"

    def note(self, response: Response) -> None:
        """What robots.txt says, if there is one."""
        if response.status == 200:
            self.robots = response.body[: 500 * 1024].decode("utf-8-sig", "replace")

    def no_robots(self, failure: Failure) -> None:
        """No robots.txt came: it names no sitemaps, and what is wrong with the host is said of the home page."""

    def failed(self, failure: Failure) -> None:
        """No home page came."""
        self.said = f"{reason_for(failure.value)}: {words(failure.value)}"

    def alarms(self) -> list[str]:
        """For the run's row."""
        return [f"{self.home}: {self.said}"] if self.said else []


class Command(crawl.Command):
    """Exit codes: 0 with a declaration on standard output, 1 without."""

    name = "scout"

    def syntax(self) -> str:
        """What is typed."""
        return "[options] URL"

    def short_desc(self) -> str:
        """For the list of commands."""
        return "Fetch an outlet's home page and print a declaration for it"

    def _run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one address, the outlet's home page")
        try:
            home = urls.canonical(args[0])
        except urls.BadURL as error:
            raise UsageError(f"{args[0]}: {error}") from None
        assert self.settings is not None
        assert self.crawler_process is not None
        engine = database.connect(self.settings["SYRIA_NEWS_DATABASE"])
        try:
            Path(self.settings["SYRIA_NEWS_ARCHIVE"]).mkdir(parents=True, exist_ok=True)
            database.prepare(engine)
        except database.DatabaseError as error:
            self._fail(error, exits.DATABASE)
            return
        finally:
            engine.dispose()
        crawler = self.crawler_process.create_crawler(Scout)
        self.crawler_process.crawl(crawler, home=home)
        self.crawler_process.start()
        spider = crawler.spider
        if not isinstance(spider, Scout) or spider.page is None:
            print(f"scrapy scout: {getattr(spider, 'said', '') or 'nothing came'}", file=sys.stderr)
            self.exitcode = exits.FAILED
            return
        try:
            print(declaration(scout(spider.page, spider.robots)), end="")
        except Rejected as rejected:
            self._fail(rejected, exits.FAILED)
