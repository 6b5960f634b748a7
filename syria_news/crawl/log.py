"""How the crawl's log reads."""

from __future__ import annotations

import logging
from typing import Any

from scrapy import Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure


class OneLine(LogFormatter):
    """Scrapy's lines, but a page that makes no article is one line with the reason, not the page."""

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """A page that was rejected."""
        return {"level": logging.INFO, "msg": "no article: %(exception)s", "args": {"exception": exception}}
