"""How the crawl's log reads: what a page or a server wrote can't forge a line, move the cursor or show a password."""

from __future__ import annotations

import logging
import re
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters but the line feed, line separators, direction overrides, lone surrogates."""
PASSWORD = re.compile(r"(?<=://)([^\s:/@]*):[^\s/@]+@")


class OneLine(LogFormatter):
    """Scrapy's lines, but a page that makes no article is one line with the reason, not the page."""

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """A page that was rejected."""
        return {"level": logging.INFO, "msg": "no article: %(exception)s", "args": {"exception": exception}}


class Clean(logging.Formatter):
    """Another formatter's lines, made harmless; what continues a line is indented, so that it begins none."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        """The line, tracebacks included."""
        return harmless(self._inner.format(record))


def harmless(text: str) -> str:
    """`text` with control characters spelled out, passwords in addresses starred, continued lines indented."""
    text = CONTROL.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)
    return PASSWORD.sub(r"\1:***@", text).replace("\n", "\n    ")


class CleanLog:
    """Extension: puts `Clean` around the formatter of every handler that logs this crawl."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanLog:
        """As Scrapy makes it."""
        extension = cls()
        crawler.signals.connect(extension.opened, signals.spider_opened)  # Scrapy sets its handler up until then
        return extension

    def opened(self) -> None:
        """Before anything of the net is logged."""
        for handler in logging.root.handlers:
            if not isinstance(handler.formatter, Clean):
                handler.setFormatter(Clean(handler.formatter or logging.Formatter()))
