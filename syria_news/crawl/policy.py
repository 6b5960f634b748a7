"""Where a crawl may go: the last word on every request, redirects and retries included."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy import Request
from scrapy.crawler import Crawler

from syria_news import urls
from syria_news.crawl.refusal import PutOff, Refused
from syria_news.crawl.spider import OutletSpider
from syria_news.model import Reason

log = logging.getLogger(__name__)

DEEPEST = 20
"""Segments of a path; what is deeper is a trap (Heritrix, TooManyPathSegmentsDecideRule)."""
REPEATED = re.compile(r"((?:/[^/]+){1,3})\1{2,}(?=/|$)")
"""A run of segments three times in a row: a relative link that leads on for ever (Heritrix, PathologicalPath)."""


class UnsafeProxy(ValueError):
    """A proxy is set, and nobody said that it keeps inner addresses out; the message says what to do."""


class AddressPolicy:
    """Downloader middleware: http(s) to public hosts only, and for an outlet's spider only to the outlet's hosts.

    Scrapy's `allowed_domains` is no fence: a retried request is exempt, and so is what it redirects to
    (RELIABILITY, finding 4).
    """

    def __init__(self, crawler: Crawler) -> None:
        check_proxy(crawler.settings.getbool("SYRIA_NEWS_PROXY_IS_SAFE"), getproxies())
        self._crawler = crawler
        self._allowed = frozenset(crawler.settings.getlist("SYRIA_NEWS_ALLOWED_HOSTS"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AddressPolicy:
        """As Scrapy makes it."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises `Refused`; `PutOff` for a robots.txt that leads where we may not follow.

        It may lead to a host that is not the outlet's (RFC 9309, 2.3.1.2).
        """
        spider = self._crawler.spider
        leads_to_rules = "redirect_urls" in request.meta and request.meta.get("is_robots_txt")
        try:
            self._check(request.url)
        except Refused as refused:
            if leads_to_rules:
                raise PutOff(f"leads to {urls.host(request.url)}: {refused}") from refused
            if not isinstance(spider, OutletSpider):  # a shell has no ledger that would tell
                log.error("%s is refused: %s", request.url, refused)
            raise
        if isinstance(spider, OutletSpider) and not leads_to_rules and not spider.outlet.owns(request.url):
            raise Refused(Reason.REDIRECT, f"leads off the outlet, to {urls.host(request.url)}")

    def _check(self, url: str) -> None:
        try:
            urls.check(url, self._allowed)
        except urls.BadURL as error:
            raise Refused(Reason.BAD_URL, str(error)) from error
        if is_trap(url):
            raise Refused(Reason.BAD_URL, "a trap: its path repeats itself or has no end")


def is_trap(url: str) -> bool:
    """Whether an address looks like one of endlessly many."""
    path = urlsplit(url).path
    return path.count("/") > DEEPEST or REPEATED.search(path) is not None


def check_proxy(is_safe: bool, proxies: Mapping[str, str]) -> None:
    """A proxy looks names up itself, so our own look at where they lead (`resolver`) is not asked.

    Raises `UnsafeProxy`.
    """
    if not is_safe and (found := sorted({"http", "https", "all"} & set(proxies))):
        raise UnsafeProxy(
            f"{found[0]}_proxy is set in the environment, and a proxy may fetch inner addresses for a hostile page; "
            "unset it, or set SYRIA_NEWS_PROXY_IS_SAFE=1 if it refuses them"
        )
