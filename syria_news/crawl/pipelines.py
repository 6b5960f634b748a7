"""The line in a crawl: pages go to the workers, articles come back and are kept in the order their pages came."""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from syria_news import drift, furniture, keep, pool
from syria_news.crawl.runs import Runs, over
from syria_news.crawl.spider import Arrival, OutletSpider
from syria_news.intake import intake
from syria_news.keep import COUNTERS, Reading
from syria_news.model import Article, Outcome
from syria_news.store import captures
from syria_news.store.database import DatabaseError
from syria_news.warc import Role


@dataclass(frozen=True)
class _Ticket:
    """A page on the line."""

    arrival: Arrival
    reading: Future[Article]
    done: asyncio.Future[Article]


OUTCOMES = {counter: outcome for outcome, counter in COUNTERS.items()}


class Line:
    """Item pipeline: an `Arrival` goes in, its `Article` comes out once it is committed.

    Order matters: which of two equal texts is the copy, and which numbers articles get, must not hang on how long a
    worker took, or a replay would tell another story than the crawl. So one task takes the pages as they came.
    """

    def __init__(self, crawler: Crawler) -> None:
        runs = crawler.get_extension(Runs)
        assert runs is not None
        self._runs = runs
        self._crawler = crawler
        self._keep_off_topic = crawler.settings.getbool("SYRIA_NEWS_KEEP_OFF_TOPIC")
        self._repeated = furniture.cuts(runs.folder)
        self._tickets: deque[_Ticket] = deque()
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Line:
        """As Scrapy makes it."""
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """The article; raises `DropItem` where the page makes none. Waits, and so holds the crawl back, till then."""
        spider = self._crawler.spider
        if not isinstance(item, Arrival) or not isinstance(spider, OutletSpider):
            return item
        repeated = self._repeated.get(spider.outlet.name, frozenset())
        workers = await self._runs.pool.started()
        reading = workers.submit(intake, item.page, spider.outlet, self._keep_off_topic, repeated)
        ticket = _Ticket(item, reading, asyncio.get_running_loop().create_future())
        self._tickets.append(ticket)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._serve())
        return await ticket.done

    async def _serve(self) -> None:
        while self._tickets:
            ticket = self._tickets.popleft()
            if not ticket.reading.done():
                await over(ticket.reading)
            reading = _reading(ticket)
            kept = self._runs.join(keep.keep, reading)
            kept.add_done_callback(partial(self._kept, ticket, reading))

    def _kept(self, ticket: _Ticket, reading: Reading, kept: asyncio.Future[str]) -> None:
        match kept.exception():
            case None:
                self._count(ticket, reading, kept.result())
            case DatabaseError() | OSError() as error:  # the run is over, and the next one takes in what is archived
                ticket.done.set_exception(DropItem(f"not kept: {error}", log_level="INFO"))
            case error:
                ticket.done.set_exception(error)

    def _count(self, ticket: _Ticket, reading: Reading, counter: str) -> None:
        self._runs.count(counter)
        arrival = ticket.arrival
        self._runs.came(arrival.asked)
        if not isinstance(reading.read, Article):
            ticket.done.set_exception(DropItem(str(reading.read), log_level="INFO"))
            return
        if counter == captures.REDACTED:
            ticket.done.set_exception(DropItem(f"{arrival.page.url} was redacted meanwhile", log_level="INFO"))
            return
        outcome = OUTCOMES[counter]
        for name, count in (*drift.features(reading.read, outcome), *keep.oddities(reading.read)):
            self._runs.count(name, count)
        revised = outcome == Outcome.REVISED
        self._runs.learn(arrival.page, Role.ARTICLE, arrival.version, checking=arrival.checking, changed=revised)
        ticket.done.set_result(replace(reading.read, marks=None))  # they are the index's, and no export's


def _reading(ticket: _Ticket) -> Reading:
    arrival = ticket.arrival
    read = pool.attempt(ticket.reading, arrival.page.url)
    return Reading(arrival.page, arrival.asked, read, arrival.tries)
