"""Hosts that ask us to wait (429 and 503 with Retry-After, RFC 9110, 10.2.3) are left alone that long."""

from __future__ import annotations

import logging
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.asyncio import call_later

from syria_news import urls
from syria_news.crawl.refusal import PutOff

log = logging.getLogger(__name__)

LONGEST = timedelta(hours=1)
"""What a host can make us wait; a wish for more is cut."""
PATIENCE = timedelta(seconds=60)
"""What a run waits; a host that wants more is left to a later one."""
UNSAID = timedelta(seconds=10)
"""After a 429 that doesn't say how long."""
STRIKES = 5
"""Waits in a row, no good answer between them, after which a host is left to a later run: it has no time for us."""


class Waits:
    """Downloader middleware: nothing is sent to a host before it wants to hear from us again."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._until: dict[str, datetime] = {}
        self._paused: dict[str, datetime] = {}
        self._strikes: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Waits:
        """As Scrapy makes it."""
        waits = cls(crawler)
        # A signal, since the next request in the queue leaves before any middleware sees the response.
        crawler.signals.connect(waits.downloaded, signals.response_downloaded)
        return waits

    def check(self, url: str) -> None:
        """Raises `PutOff` where the host's wish outlasts this run's patience."""
        until = self._until.get(urls.host(url))
        if until is not None and until > datetime.now(UTC):
            raise PutOff(f"the host asked us to wait until {until:%Y-%m-%d %H:%M:%S} UTC", until)

    def process_request(self, request: Request) -> None:
        """Raises `PutOff`."""
        self.check(request.url)

    def process_response(self, request: Request, response: Response) -> Response:
        """No retry within this run where the host is put off; `meta["wait_until"]` says until when."""
        request.meta.pop("wait_until", None)
        if response.status in {429, 503} and (until := self._until.get(urls.host(request.url))):
            request.meta["dont_retry"], request.meta["wait_until"] = True, until
        return response

    def downloaded(self, response: Response, request: Request) -> None:
        """Heed what a response asks for."""
        now, host = datetime.now(UTC), urls.host(request.url)
        wish = wished(response.status, (response.headers.get("Retry-After") or b"").decode("latin-1"), now)
        if wish is None:
            if response.status == 200:
                self._strikes.pop(host, None)
            return
        if self._paused.get(host, now) <= now:  # or it is another answer to what left before the wait began
            self._strikes[host] += 1
        if wish > PATIENCE or self._strikes[host] > STRIKES:
            self._until[host] = now + (wish if wish > PATIENCE else LONGEST)
            log.warning("%s answered %d: left alone until %s", host, response.status, self._until[host])
        else:
            log.info("%s answered %d: waiting %.0f s", host, response.status, wish.total_seconds())
            self._paused[host] = now + wish
            self._pause(request.meta.get("download_slot", host), wish.total_seconds())

    def _pause(self, key: str, seconds: float) -> None:
        """The downloader holds a slot's queue while `latercall` is set, its own way of keeping the delay."""
        assert self._crawler.engine is not None
        downloader = self._crawler.engine.downloader
        slot = downloader.slots.get(key)
        if slot is None:
            return
        resume = max(time.monotonic() + seconds, slot.lastseen)
        if slot.latercall:
            slot.latercall.cancel()
        slot.lastseen = resume  # the delay counts from here; and an earlier, longer wish is kept
        slot.latercall = call_later(resume - time.monotonic(), downloader._latercall, slot)


def wished(status: int, retry_after: str, now: datetime) -> timedelta | None:
    """How long a response asks us to wait, an hour at most; None where it doesn't."""
    if status not in {429, 503}:
        return None
    wish = _seconds(retry_after.strip(), now)
    if wish is None:
        return UNSAID if status == 429 else None
    return min(max(wish, timedelta(0)), LONGEST)


def _seconds(value: str, now: datetime) -> timedelta | None:
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(int(value[:12]), LONGEST.total_seconds()))
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
