"""One outcome for every URL: what Scrapy drops in silence, and what breaks in a part of the crawl, is said too."""

from __future__ import annotations

from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from syria_news.crawl.refusal import words
from syria_news.crawl.runs import Runs
from syria_news.crawl.spider import Arrival
from syria_news.model import Reason
from syria_news.warc import Role


class Outcomes:
    """Extension: an article's URL ends in the ledger, a listing in a counter, whatever became of the request."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Outcomes:
        """As Scrapy makes it."""
        outcomes = cls(crawler)
        crawler.signals.connect(outcomes.dropped, signals.request_dropped)
        crawler.signals.connect(outcomes.callback_failed, signals.spider_error)
        crawler.signals.connect(outcomes.line_failed, signals.item_error)
        return outcomes

    @property
    def _runs(self) -> Runs:
        runs = self._crawler.get_extension(Runs)
        assert runs is not None
        return runs

    def dropped(self, request: Request) -> None:
        """The scheduler took a request for one that it had."""
        self._crashed(request, "dropped by the scheduler")

    def callback_failed(self, failure: Failure, response: Response | None) -> None:
        """A callback or the spider's start raised; without a response, no request is at fault."""
        if response is None:
            self._runs.count(f"listings/{Reason.CRASHED}")
        elif response.request is not None:
            self._crashed(response.request, words(failure.value))

    def line_failed(self, item: Any, failure: Failure) -> None:
        """A page could not be kept."""
        if isinstance(item, Arrival):
            self._runs.fail(item.asked, Reason.CRASHED, words(failure.value), item.tries)

    def _crashed(self, request: Request, why: str) -> None:
        if request.meta.get("role") == Role.ARTICLE:
            self._runs.fail(request.meta["asked"], Reason.CRASHED, why, request.meta["tries"])
        else:
            self._runs.count(f"listings/{Reason.CRASHED}")
