"""A crawl whose answers come from a WARC file instead of the net (`-a replay=FILE`)."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers, Response

from syria_news import urls, warc
from syria_news.crawl.download import TRUNCATED
from syria_news.crawl.refusal import NotRecorded
from syria_news.crawl.runs import Runs
from syria_news.crawl.spider import OutletSpider
from syria_news.model import Raw
from syria_news.store import captures
from syria_news.warc import Record

log = logging.getLogger(__name__)


class Recording:
    """Downloader middleware: the newest record of an address, found by its exact or its canonical spelling."""

    def __init__(self, crawler: Crawler, path: Path) -> None:
        self._folder = path.parent
        self._places = _index(path)
        self._redacted: set[str] | None = None
        runs = crawler.get_extension(Runs)
        assert runs is not None
        self._runs = runs
        runs.expect({raw.record_id for raw in self._places.values()})

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Recording:
        """As Scrapy makes it; not at all where the crawl is live."""
        spider = crawler.spider
        if not isinstance(spider, OutletSpider) or spider.asked.replay is None:
            raise NotConfigured
        return cls(crawler, spider.asked.replay)

    async def process_request(self, request: Request) -> Response:
        """Raises `NotRecorded`, also for a record that was taken out of our archive."""
        place = self._places.get(request.url) or self._places.get(urls.canonical(request.url))
        if place is None:
            raise NotRecorded(f"not in the recording: {request.url}")
        if self._redacted is None:
            ids = [raw.record_id for raw in self._places.values()]
            self._redacted = await self._runs.do(partial(captures.redacted, record_ids=ids))
        if place.record_id in self._redacted:
            raise NotRecorded(f"redacted: {request.url}")
        return answer(request, warc.read(self._folder, place))


def answer(request: Request, record: Record) -> Response:
    """A record as the response to a request; `meta["recorded"]` has the record."""
    request.meta["recorded"] = record
    headers = Headers()
    for name, value in record.headers:
        headers.appendlist(name, value)
    flags = [TRUNCATED + record.truncated] if record.truncated else []
    if record.tls.startswith("unverified"):
        flags.append(warc.UNVERIFIED)
    return Response(request.url, status=record.status, headers=headers, body=record.body, request=request, flags=flags)


def _index(path: Path) -> dict[str, Raw]:
    """Where each address lies: under its canonical spelling too, but an exact one wins (http and https differ)."""
    exact: dict[str, Raw] = {}
    canonical: dict[str, Raw] = {}
    for record in warc.walk(path, damage=lambda damage: log.warning("%s; what can be read is played", damage)):
        exact[record.url] = record.raw
        try:
            canonical[urls.canonical(record.url)] = record.raw
        except urls.BadURL:
            continue
    return canonical | exact
