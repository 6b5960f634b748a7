"""Where a crawl may go: the last word on every request, redirects and retries included."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler

from syria_news import urls
from syria_news.crawl.refusal import Refused
from syria_news.crawl.spider import OutletSpider
from syria_news.model import Reason


class AddressPolicy:
    """Downloader middleware: http(s) to public hosts only, and for an outlet's spider only to the outlet's hosts.

    Scrapy's `allowed_domains` is no fence: a retried request is exempt, and so is what it redirects to
    (RELIABILITY, finding 4).
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._allowed = frozenset(crawler.settings.getlist("SYRIA_NEWS_ALLOWED_HOSTS"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AddressPolicy:
        """As Scrapy makes it."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises `Refused`."""
        try:
            urls.check(request.url, self._allowed)
        except urls.BadURL as error:
            raise Refused(Reason.BAD_URL, str(error)) from error
        spider = self._crawler.spider
        if isinstance(spider, OutletSpider) and not spider.outlet.owns(request.url):
            raise Refused(Reason.REDIRECT, f"leads off the outlet, to {urls.host(request.url)}")
