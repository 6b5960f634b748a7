"""A look at an outlet on the live web: does each of its sources answer, can it be read, how old is its newest line,
and does an article of it make an article.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from syria_news.crawl.refusal import reason_for, words
from syria_news.crawl.spider import DEPTH, Arrival, OutletSpider
from syria_news.intake import listed
from syria_news.model import Article, Entry, Listing, Next, Reason, Rejected, Source, Trouble

STALE = timedelta(days=7)
"""Age of a listing's newest line beyond which it is said to be old; quiet outlets publish every few days."""
ARTICLE = "article"


@dataclass
class Finding:
    """What was seen of one source, or of the one article; complete when the run is over."""

    kind: str
    url: str
    status: int | None = None
    entries: int = 0
    wanted: int = 0
    """Entries that look like articles of the outlet."""
    newest: timedelta | None = None
    """Age of the newest dated entry when the listing was fetched."""
    robots: str = ""
    """`allows` or `forbids`, as far as it was heard."""
    title: str = ""
    trouble: str = ""
    """Why it could not be fetched or read."""

    @property
    def wrong(self) -> str:
        """What is wrong with it, in a few words; empty where nothing is."""
        if self.trouble or self.kind == ARTICLE:
            return self.trouble
        if not self.entries:
            return "nothing stands in it"
        if not self.wanted:
            return "none of its lines looks like an article"
        if self.newest is not None and self.newest > STALE:
            return f"its newest line is {self.newest.days} days old"
        return ""


class Probe(OutletSpider):
    """Fetches each source once, and one article; enters into ledger and archive like any crawl."""

    command: ClassVar[str] = "probe"

    def __init__(self, name: str | None = None, **given: str) -> None:
        super().__init__(name, **{**given, "refresh": "1"})  # what is known is looked at, too
        self.findings: list[Finding] = []
        self._article_asked = False

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Probe:
        """As Scrapy makes it."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        assert isinstance(spider, Probe)
        crawler.signals.connect(spider.article_read, signals.item_scraped)
        crawler.signals.connect(spider.article_rejected, signals.item_dropped)
        return spider

    def alarms(self) -> list[str]:
        """What the run's row says: one line for each source that is not as it should be."""
        found = [f"{finding.url}: {finding.wrong}" for finding in self.findings if finding.wrong]
        if not any(finding.kind == ARTICLE for finding in self.findings):
            found.append("no article was found to read")
        return found

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Every listing, none of what earlier runs left."""
        for source in self.outlet.sources:
            for listing in source.listings(self.asked.window):
                yield self._listing(source, listing, 0)

    def _listing(self, source: Source, listing: Listing, depth: int, listed_by: str = "") -> scrapy.Request:
        request = super()._listing(source, listing, depth, listed_by)
        finding = Finding(type(source).__name__.lower(), listing.url)
        self.findings.append(finding)
        request.meta["finding"] = finding
        return request

    async def parse_listing(self, response: Response, source: Source, depth: int) -> AsyncIterator[scrapy.Request]:
        """Notes what stands in it; the first listing below it, and the first article of all."""
        finding: Finding = response.meta["finding"]
        finding.status, finding.robots = response.status, "allows"
        if response.status != 200:
            finding.trouble = f"answered {response.status}"
            return
        page = self._page(response)
        try:
            found = await self.runs.read(page.url, listed, source, page)
        except Rejected as rejected:
            finding.trouble = f"{rejected.reason}: {rejected.detail}"
            return
        entries = [each for each in found if isinstance(each, Entry)]
        below = [each for each in found if isinstance(each, Listing) and not isinstance(each, Next)]
        wanted = [each for each in entries if self.outlet.wants(each.url)]
        finding.entries, finding.wanted = len(entries) + len(below), len(wanted) + len(below)
        dates = [moment for each in entries if (moment := each.published or each.modified)]
        if dates:
            finding.newest = max(page.fetched - max(dates), timedelta())
        due, _ = await self._enter(page, wanted)
        if below and depth < DEPTH:
            yield self._listing(source, below[-1], depth + 1)
        if due and not self._article_asked:
            self._article_asked = True
            yield self._article(due[0])

    async def listing_failed(self, failure: Failure) -> None:
        """A listing that brought no response."""
        self._failed(failure.request.meta["finding"], failure)  # type: ignore[attr-defined]

    def _listing_trouble(self, url: str, trouble: Trouble) -> None:
        self.logger.info("listing %s: %s (%s)", url, trouble.reason, trouble.detail)

    def parse_article(self, response: Response, asked: str, tries: int) -> Iterator[Arrival]:
        """The article, for the line; or what its status says of it."""
        self.findings.append(Finding(ARTICLE, asked, response.status, robots="allows"))
        arrivals = list(super().parse_article(response, asked, tries))
        if not arrivals:
            self._read.trouble = f"answered {response.status}" if response.status != 200 else "led away"
        yield from arrivals

    def article_failed(self, failure: Failure) -> None:
        """An article that brought no response."""
        self.findings.append(Finding(ARTICLE, failure.request.meta["asked"]))  # type: ignore[attr-defined]
        self._failed(self._read, failure)
        super().article_failed(failure)

    def article_read(self, item: object) -> None:
        """The line made an article of it."""
        if isinstance(item, Article):
            self._read.title = f"{item.title or 'no title'} ({len(item.text.split())} words)"

    def article_rejected(self, exception: Exception) -> None:
        """The line made none, and says why; being about something else is no fault of the outlet's."""
        said = str(exception)
        if said.startswith(Reason.OFF_TOPIC):
            self._read.title = "read; about something else"
        else:
            self._read.trouble = said

    @property
    def _read(self) -> Finding:
        return next(finding for finding in self.findings if finding.kind == ARTICLE)

    def _failed(self, finding: Finding, failure: Failure) -> None:
        reason = reason_for(failure.value)
        finding.robots = "forbids" if reason == Reason.ROBOTS else ""
        finding.trouble = f"{reason}: {words(failure.value)}"


def probe_of(spider: type[OutletSpider]) -> type[Probe]:
    """The probe of a spider's outlet."""
    return type(f"{spider.__name__}Probe", (Probe,), {"outlet": spider.outlet})
