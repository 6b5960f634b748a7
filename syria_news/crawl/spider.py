"""The spider that every outlet's declaration becomes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.log import failure_to_exc_info
from twisted.python.failure import Failure

from syria_news import keep, urls
from syria_news.crawl import arguments
from syria_news.crawl.refusal import reason_for, words
from syria_news.crawl.runs import Runs
from syria_news.enrich.promise import promise
from syria_news.intake import listed
from syria_news.model import Entry, Listing, Outlet, Page, Reason, Rejected, Source, State, Trouble
from syria_news.store import ledger
from syria_news.store.ledger import Due, Settled
from syria_news.warc import Role, trouble

DEPTH = 3
"""Listings below a listing that are followed: an index, its sitemaps, and one for luck (sitemaps.org nests once)."""
FIRST = 1_000
"""Priority of listings, above any article's."""


@dataclass(frozen=True)
class Arrival:
    """A page that came for a URL of the ledger."""

    page: Page
    asked: str
    """The ledger's URL; the page's own differs where a redirect led on."""
    tries: int

    def __str__(self) -> str:
        """Scrapy logs items that are dropped; the address is enough."""
        return self.asked


class OutletSpider(scrapy.Spider):
    """Reads an outlet's listings into the ledger and fetches what is due. A declaration sets `outlet`, no more."""

    outlet: ClassVar[Outlet]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "outlet" in cls.__dict__:
            cls.name = cls.outlet.name

    def __init__(self, name: str | None = None, **given: str) -> None:
        super().__init__(name)
        self.given = given
        self.asked = arguments.parse(given, self.outlet)
        self._requested: set[str] = set()
        self._listings = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> OutletSpider:
        """As Scrapy makes it; the outlet's own delay holds where it is longer."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if cls.outlet.delay and cls.outlet.delay > crawler.settings.getfloat("DOWNLOAD_DELAY"):
            crawler.settings.set("DOWNLOAD_DELAY", cls.outlet.delay, priority="spider")
        return spider

    @property
    def runs(self) -> Runs:
        """The run this spider belongs to."""
        found = self.crawler.get_extension(Runs)
        assert found is not None
        return found

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """The addresses asked for; or else every listing, then what earlier runs left."""
        now = datetime.now(UTC)
        if self.asked.urls:
            for url in self.asked.urls:
                yield self._article(Due(url, None, None, 0))
            return
        for source in self.outlet.sources:
            for listing in source.listings(self.asked.window):
                if self._is_affordable():
                    yield self._listing(source, listing, 0)
        left = await self.runs.do(lambda conn: ledger.due(conn, self.outlet.name, now, self.asked.window))
        for request in self._articles(left):
            yield request

    # -- listings

    def _listing(self, source: Source, listing: Listing, depth: int) -> scrapy.Request:
        return scrapy.Request(
            listing.url,
            callback=self.parse_listing,
            errback=self.listing_failed,
            cb_kwargs={"source": source, "depth": depth},
            meta={"role": Role.LISTING},
            priority=FIRST - depth,
            dont_filter=True,
        )

    async def parse_listing(self, response: Response, source: Source, depth: int) -> AsyncIterator[scrapy.Request]:
        """Entries into the ledger, then requests for those that are due; listings below this one."""
        if response.status != 200:
            self._listing_trouble(response.url, Trouble(Reason.HTTP_STATUS, f"answered {response.status}"))
            return
        page = self._page(response)
        if page.trouble:  # what came of it is read all the same
            self._listing_trouble(page.url, page.trouble)
        try:
            found = await self.runs.read(page.url, listed, source, page)
        except Rejected as rejected:
            self._listing_trouble(page.url, Trouble(rejected.reason, rejected.detail))
            return
        entries = []
        for each in found:
            match each:
                case Entry() if self.outlet.wants(each.url):
                    entries.append(each)
                case Entry():
                    self.runs.count("unwanted")
                case Listing() if depth < DEPTH and self._is_fresh(each) and self._is_affordable():
                    deeper = urlsplit(each.url).path != urlsplit(page.url).path  # the next page of a list is no deeper
                    yield self._listing(source, each, depth + deeper)
                case Trouble():
                    self._listing_trouble(page.url, each)
        for request in self._articles(await self._enter(page, entries)):
            yield request

    async def _enter(self, page: Page, entries: list[Entry]) -> list[Due]:
        name, window, again = self.outlet.name, self.asked.window, self.asked.refresh
        fresh = [entry for entry in entries if self._is_fresh(entry)]
        self.runs.count("listed", len(entries))

        def enter(conn: Any) -> list[Due]:
            ledger.enter(conn, name, page.url, entries, page.fetched)
            return ledger.due_among(conn, name, fresh, datetime.now(UTC), window, again=again)

        return await self.runs.do(enter)

    def _is_fresh(self, each: Listing | Entry) -> bool:
        """Whether it can be, or hold, something of the days asked for: what was changed last before them can't."""
        since = self.asked.window.since
        return since is None or each.modified is None or each.modified.date() >= since

    def _is_affordable(self) -> bool:
        """Whether one more listing is within the run's budget: a list can lead on for ever."""
        self._listings += 1
        if self._listings > self._budget:
            self.runs.count("listings/over_budget")
        return self._listings <= self._budget

    @property
    def _budget(self) -> int:
        return self.settings.getint("SYRIA_NEWS_MOST_PAGES")

    def listing_failed(self, failure: Failure) -> None:
        """A listing that brought no response."""
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        reason = reason_for(failure.value)
        if reason == Reason.NOT_RECORDED:
            self.runs.count("not_recorded")
            self.logger.info("not in the recording: %s", request.url)
        else:
            self._listing_trouble(request.url, Trouble(reason, words(failure.value)))

    def _listing_trouble(self, url: str, trouble: Trouble) -> None:
        self.runs.count(f"listings/{trouble.reason}")
        self.logger.warning("listing %s: %s (%s)", url, trouble.reason, trouble.detail)

    # -- articles

    def _articles(self, due: list[Due]) -> Iterator[scrapy.Request]:
        for each in due:
            key = urls.key(each.url)
            if key in self._requested:
                continue
            if len(self._requested) >= self._budget:
                self.runs.count("over_budget")
                continue
            self._requested.add(key)
            yield self._article(each)

    def _article(self, due: Due) -> scrapy.Request:
        self.runs.ask(due.url, due.tries)
        return scrapy.Request(
            due.url,
            callback=self.parse_article,
            errback=self.article_failed,
            cb_kwargs={"asked": due.url, "tries": due.tries},
            meta={"role": Role.ARTICLE, "asked": due.url, "tries": due.tries},
            priority=round(100 * promise(due.title, due.url)),
            # The ledger says what is fetched twice; Scrapy's filter would drop without a word.
            dont_filter=True,
        )

    def parse_article(self, response: Response, asked: str, tries: int) -> Iterator[Arrival]:
        """A page for the line; or what its status says of the URL."""
        page = self._page(response)
        self.runs.count("fetched")
        verdict = keep.verdict(self.outlet, asked, page, response.status, tries)
        if verdict is None:
            yield Arrival(page, asked, tries)
        elif until := response.meta.get("wait_until"):
            self.runs.settle(replace(verdict, next_try=max(until, verdict.next_try or until)))
        else:
            self.runs.settle(verdict)

    def article_failed(self, failure: Failure) -> None:
        """A URL that brought no response."""
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        asked, now, error = request.meta["asked"], datetime.now(UTC), failure.value
        match reason_for(error):
            case Reason.NOT_RECORDED:  # nobody asked the outlet: it stays listed
                self.runs.came(asked)
                self.runs.count("not_recorded")
            case Reason.ROBOTS:
                self.runs.settle(Settled(asked, State.ROBOTS, now))
            case Reason.PUT_OFF:
                self._put_off(asked, words(error), getattr(error, "until", None))
            case reason:
                if reason == Reason.CRASHED:
                    self.logger.error(
                        "fetching %s failed: %s", asked, words(error), exc_info=failure_to_exc_info(failure)
                    )
                self.runs.fail(asked, reason, words(error), request.meta["tries"])

    def _put_off(self, asked: str, why: str, until: datetime | None) -> None:
        """For a later run: due then where the host named a time, else as it was."""
        self.runs.count("put_off")
        if until is not None:
            self.runs.settle(Settled(asked, State.FAILED, datetime.now(UTC), f"{Reason.PUT_OFF}: {why}", until))
        else:
            self.runs.came(asked)

    def _page(self, response: Response) -> Page:
        return Page(
            outlet=self.outlet.name,
            url=response.url,
            body=response.body,
            fetched=response.meta["fetched"],
            content_type=(response.headers.get("Content-Type") or b"").decode("latin-1"),
            raw=response.meta["raw"],
            trouble=trouble(response.meta["truncated"], response.meta["fault"]),
        )
