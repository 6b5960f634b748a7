"""Conditional requests (RFC 9110, 13): what we have is asked for by its version; servers are checked, not believed."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from syria_news.crawl.download import truncated
from syria_news.crawl.runs import Runs
from syria_news.crawl.spider import OutletSpider
from syria_news.store import validators
from syria_news.store.validators import Version
from syria_news.warc import Role

SOUND = re.compile(rb"[\x20-\x7e\xa0-\xff]{1,1000}")
"""A validator that can be kept and sent back; real ones have under a hundred characters."""
NAMES = {"If-None-Match": "etag", "If-Modified-Since": "last_modified"}


class Conditional:
    """Downloader middleware: sends the validators of the last response that was read, where the spider allows it.

    A 304 that is to be checked is asked again without them. `request.meta["named"]` is the version that a request
    named, `["version"]` the one that its response has, `["checking"]` whether it checks a 304.
    """

    def __init__(self, crawler: Crawler) -> None:
        runs = crawler.get_extension(Runs)
        assert runs is not None
        self._runs = runs

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Conditional:
        """As Scrapy makes it; not at all where a recording is played."""
        spider = crawler.spider
        if isinstance(spider, OutletSpider) and spider.asked.replay is not None:
            raise NotConfigured
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Name the version that we have. What an earlier request of a redirect named goes."""
        for name in NAMES:
            request.headers.pop(name, None)
        request.meta.pop("named", None)
        if not request.meta.get("may_be_conditional") or request.meta.get("checking"):
            return
        url, role = request.url, request.meta["role"]
        version = await self._runs.do(lambda conn: validators.known(conn, url, role))
        if version is None:
            return
        request.meta["named"] = version
        for name, field in NAMES.items():
            if value := getattr(version, field):
                request.headers[name] = value.encode("latin-1")

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        """The response, or the request again, to check a 304."""
        url, role, now = request.url, request.meta.get("role", Role.OTHER), datetime.now(UTC)
        named: Version | None = request.meta.get("named")
        request.meta.pop("version", None)
        if response.status == 304 and named:
            self._runs.count("not_modified")
            if await self._runs.do(lambda conn: validators.unmodified(conn, url, role)):
                return request.replace(meta={**request.meta, "checking": True}, dont_filter=True)
        elif response.status == 200 and truncated(response) is None and role != Role.OTHER:
            version = _version(response, request.meta["raw"].sha256)
            request.meta["version"] = version
            if named:
                same = version.sha256 == named.sha256
                await self._runs.do(lambda conn: validators.modified(conn, url, role, now, same=same))
        return response


def _version(response: Response, sha256: str) -> Version:
    return Version(_said(response, "ETag"), _said(response, "Last-Modified"), sha256)


def _said(response: Response, name: str) -> str | None:
    value = response.headers.get(name) or b""
    return value.decode("latin-1") if SOUND.fullmatch(value) else None
