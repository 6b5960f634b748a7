"""A line in the terminal that says how the crawl goes; elsewhere the log says it."""

from __future__ import annotations

import logging
import sys
import time

from rich.console import Console
from rich.file_proxy import FileProxy
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import AsyncioLoopingCall, create_looping_call
from twisted.internet.task import LoopingCall

from syria_news.crawl.runs import Runs
from syria_news.crawl.spider import OutletSpider

SECONDS = 0.5


class Progress:
    """Extension: listed, fetched, queued, new, rejected and pages a second, rewritten twice a second.

    rich's own refreshing thread stays off: the reactor draws, and log lines pass through rich so that they stay whole.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not sys.stderr.isatty() or crawler.settings["LOG_FILE"]:
            raise NotConfigured
        self._crawler = crawler
        self._runs: Runs | None = None
        self._begun = time.monotonic()
        self._live = Live(console=Console(stderr=True), auto_refresh=False, transient=True, redirect_stderr=False)
        self._loop: AsyncioLoopingCall | LoopingCall | None = None
        self._streams: list[tuple[logging.StreamHandler[FileProxy], object]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Progress:
        """As Scrapy makes it; not at all without a terminal."""
        extension = cls(crawler)
        crawler.signals.connect(extension.opened, signals.spider_opened)
        crawler.signals.connect(extension.closed, signals.spider_closed)
        return extension

    def opened(self) -> None:
        """Begin to draw."""
        self._runs = self._crawler.get_extension(Runs)
        for handler in logging.root.handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr:
                self._streams.append((handler, handler.setStream(FileProxy(self._live.console, sys.stderr))))
        self._live.start()
        self._loop = create_looping_call(self._draw)
        self._loop.start(SECONDS)

    def closed(self) -> None:
        """Leave the terminal as it was."""
        if self._loop is not None:
            self._loop.stop()
        self._live.stop()
        for handler, stream in self._streams:
            handler.setStream(stream)  # type: ignore[arg-type]

    def _draw(self) -> None:
        if self._runs is None:
            return
        counts = self._runs.counts()
        engine = self._crawler.engine
        queued = len(engine._slot.scheduler) if engine and engine._slot else 0  # type: ignore[arg-type]
        rejected = sum(count for name, count in counts.items() if name.startswith("rejected/"))
        rate = counts.get("fetched", 0) / max(time.monotonic() - self._begun, 0.001)
        line = (
            f"{self._runs.outlet}: {counts.get('listed', 0)} listed  {counts.get('fetched', 0)} fetched  "
            f"{queued} queued  {counts.get('new', 0)} new  {rejected} rejected  {rate:.1f} pages/s"
        )
        shown = Table.grid(padding=(0, 1))
        text = Text(line, no_wrap=True, overflow="ellipsis")
        spider = self._crawler.spider
        if isinstance(spider, OutletSpider) and spider.asked.window.since:  # a backfill has an end
            done = ProgressBar(total=self._runs.asked or 1, completed=self._runs.asked - self._runs.open, width=20)
            shown.add_row(done, text)
        else:
            shown.add_row(text)
        self._live.update(shown, refresh=True)
