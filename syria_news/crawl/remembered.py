"""Going on with a backfill: listings of days that are over, read a short while ago, come from our own archive."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from syria_news import warc
from syria_news.crawl.recording import answer
from syria_news.crawl.runs import Runs
from syria_news.crawl.spider import OutletSpider
from syria_news.discover.section import Section
from syria_news.store import captures
from syria_news.warc import Record, Role

OVER = timedelta(days=2)
"""After the start of the last day asked for, wherever the outlet is: nothing more comes of that day."""
FRESH = timedelta(days=7)
"""A backfill that was broken off longer ago begins anew."""


class Remembered:
    """Downloader middleware: a backfill that is begun again asks the outlet for what it doesn't have."""

    def __init__(self, crawler: Crawler, spider: OutletSpider, last: datetime) -> None:
        runs = crawler.get_extension(Runs)
        assert runs is not None
        self._runs = runs
        self._outlet = spider.outlet.name
        self._last = last
        self._folder = Path(crawler.settings["SYRIA_NEWS_ARCHIVE"]) / "raw"

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Remembered:
        """As Scrapy makes it; only for days that are over."""
        spider = crawler.spider
        if not isinstance(spider, OutletSpider) or spider.asked.refresh or spider.asked.replay:
            raise NotConfigured
        until = spider.asked.window.until
        if until is None or datetime.combine(until, time(), UTC) + OVER > datetime.now(UTC):
            raise NotConfigured
        return cls(crawler, spider, datetime.combine(until, time(), UTC))

    async def process_request(self, request: Request) -> Response | None:
        """The archived answer, where there is one that is whole; the spider asks anew for what it can't read well.

        A front's pages move on: read at two times, one after the other, they would leave a gap.
        """
        if request.meta.get("role") != Role.LISTING or request.meta.get("anew"):
            return None
        if isinstance(request.cb_kwargs["source"], Section):
            return None
        record = await self._record(request.url)
        if record is None or record.truncated:
            return None
        self._runs.know(record.raw)
        self._runs.count("remembered")
        request.meta["remembered"] = True
        return answer(request, record)

    async def _record(self, url: str) -> Record | None:
        since = max(self._last + OVER, datetime.now(UTC) - FRESH)
        raw = await self._runs.do(lambda conn: captures.listing_since(conn, self._outlet, url, since))
        if raw is None:
            return None
        try:
            return warc.read(self._folder, raw)
        except (warc.Damaged, FileNotFoundError):  # another machine's, perhaps
            return None
