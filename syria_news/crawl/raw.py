"""Into the raw archive, at the wire: before anything is unpacked, retried, redirected or parsed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from syria_news.crawl.download import Delivery, truncated
from syria_news.crawl.runs import Runs
from syria_news.store.captures import Capture
from syria_news.warc import UNVERIFIED, Circumstances, Errand, Exchange, Headers, Record, Role, target

MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"
"""How a record's extension fields have a moment of UTC."""


class RawArchive:
    """Downloader middleware: every response into the run's WARC file, then a row that says where it lies.

    `request.meta["raw"]`, `["fetched"]` and `["truncated"]` say it to those who come after.
    """

    def __init__(self, crawler: Crawler) -> None:
        runs = crawler.get_extension(Runs)
        assert runs is not None
        self._runs = runs

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RawArchive:
        """As Scrapy makes it; not at all in `scrapy shell`, which has no spider yet and only looks."""
        if crawler.spider is None:
            raise NotConfigured
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Raises `OSError` where the disk doesn't take it; the run then stops."""
        errand = self._errand(request)
        recorded: Record | None = request.meta.get("recorded")
        fetched = recorded.fetched if recorded else datetime.now(UTC).replace(microsecond=0)
        raw = self._runs.place(recorded.raw.record_id) if recorded else None
        if raw is None:
            raw = await self._runs.archive(_exchange(request, response, errand, fetched, recorded))
            self._runs.capture(
                Capture(
                    raw=raw,
                    outlet=errand.outlet,
                    role=errand.role,
                    url=response.url,
                    asked=errand.asked,
                    fetched=fetched,
                    status=response.status,
                    waits=errand.role == Role.ARTICLE and response.status == 200,
                )
            )
        request.meta["raw"], request.meta["fetched"], request.meta["truncated"] = raw, fetched, truncated(response)
        if UNVERIFIED in response.flags:
            self._runs.count(UNVERIFIED)
        return response

    def _errand(self, request: Request) -> Errand:
        role = request.meta.get("role", Role.OTHER)
        redirected = request.meta.get("redirect_urls")
        return Errand(self._runs.outlet, role, redirected[0] if redirected else "")


def _exchange(
    request: Request, response: Response, errand: Errand, fetched: datetime, recorded: Record | None
) -> Exchange:
    delivery: Delivery | None = request.meta.get("delivery")
    address = str(response.ip_address) if response.ip_address else None
    return Exchange(
        url=response.url,
        fetched=fetched,
        status=response.status,
        headers=recorded.headers
        if recorded
        else _without_transfer_coding(request.meta.get("head") or _pairs(response)),
        body=response.body,
        errand=errand,
        method=request.method,
        request_headers=_pairs(request),
        ip=recorded.ip if recorded else address,
        truncated=truncated(response),
        tls=recorded.tls if recorded else _proof(response, delivery),
        record_id=recorded.raw.record_id if recorded else None,
        status_line=b"" if recorded else request.meta.get("status_line", b""),
        circumstances=recorded.circumstances if recorded else _circumstances(request, delivery),
    )


def _proof(response: Response, delivery: Delivery | None) -> str:
    link = delivery.link if delivery else None
    return link.proof(verified=UNVERIFIED not in response.flags) if link else ""


def _circumstances(request: Request, delivery: Delivery | None) -> Circumstances:
    meta = request.meta
    known = Circumstances(
        attempt=str(1 + meta.get("tries", 0) + meta.get("retry_times", 0)),
        listed_by=target(meta.get("listed_by") or ""),
        robots=meta.get("robots", ""),
    )
    if delivery is None:
        return known
    return replace(
        known,
        port=str(delivery.link.port) if delivery.link else "",
        started=f"{delivery.started:{MOMENT}}",
        ended=f"{delivery.ended:{MOMENT}}",
        seconds=f"{delivery.seconds:.6f}",
    )


def _pairs(message: Request | Response) -> Headers:
    """Header fields, repeated ones apart."""
    return [(name, value) for name, values in message.headers.items() for value in values]


def _without_transfer_coding(headers: Headers) -> Headers:
    """The body is whole by now, so a transfer coding no longer holds."""
    return [(name, value) for name, value in headers if name.lower() != b"transfer-encoding"]
