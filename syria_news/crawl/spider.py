"""The spider that every outlet's declaration becomes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.log import failure_to_exc_info
from twisted.python.failure import Failure

from syria_news import agenda, coding, keep, urls
from syria_news.crawl import arguments, pace, paging
from syria_news.crawl.paging import Turned
from syria_news.crawl.refusal import reason_for, words
from syria_news.crawl.runs import Runs
from syria_news.discover import wordpress
from syria_news.discover.section import Section
from syria_news.enrich.promise import promise
from syria_news.intake import listed
from syria_news.model import Entry, Listing, Next, Outlet, Page, Reason, Rejected, Source, State, Trouble
from syria_news.store import ledger, listings
from syria_news.store.ledger import Due, Entered, Settled
from syria_news.store.validators import Version
from syria_news.warc import UNVERIFIED, Role, trouble

DEPTH = 3
"""Listings below a listing that are followed: an index, its sitemaps, and one for luck (sitemaps.org nests once)."""
SLICE = 5_000
"""Lines of a listing that enter the ledger at once: neither memory nor a transaction grows with the listing."""
FIRST = 1_000
"""Priority of listings, above any article's."""
SAME_AGAIN = (Reason.BAD_URL, Reason.BROKEN_ENTRY, Reason.TOO_LARGE)
"""Troubles with a remembered listing, most of them one line's, that asking for it anew would not mend."""


@dataclass(frozen=True)
class Arrival:
    """A page that came for a URL of the ledger."""

    page: Page
    asked: str
    """The ledger's URL; the page's own differs where a redirect led on."""
    tries: int
    version: Version | None = None
    """What the server said of its version."""
    checking: bool = False
    """Whether it was fetched to check a "not modified"."""

    def __str__(self) -> str:
        """Scrapy logs items that are dropped; the address is enough."""
        return self.asked


def _first(url: str, meta: Mapping[str, Any]) -> str:
    """The address that was asked for, wherever it led: the one that a listing is known by."""
    before: list[str] = meta.get("redirect_urls", [])
    return [*before, url][0]


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
        self._left: set[str] = set()
        self._listings: set[tuple[Source, str]] = set()

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
                if self._is_affordable(source, listing) and await self._is_due(listing, now):
                    yield self._listing(source, listing, 0)
        left = await self.runs.do(lambda conn: ledger.due(conn, self.outlet.name, now, self.asked.window))
        for request in self._articles(left):
            yield request
        if self.asked.is_everyday:
            looks = await self.runs.do(lambda c: ledger.to_look_at(c, self.outlet.name, now, agenda.RECHECKS))
            for request in self._articles(looks, again=True):
                yield request

    # -- listings

    def _listing(self, source: Source, listing: Listing, depth: int, listed_by: str = "") -> scrapy.Request:
        return scrapy.Request(
            listing.url,
            callback=self.parse_listing,
            errback=self.listing_failed,
            cb_kwargs={"source": source, "depth": depth},
            meta={
                "role": Role.LISTING,
                "listed_by": listed_by,
                "may_be_conditional": self.asked.is_everyday,
                "download_maxsize": coding.MOST,  # an article is held to DOWNLOAD_MAXSIZE
            },
            priority=FIRST - depth,
            dont_filter=True,
        )

    async def parse_listing(self, response: Response, source: Source, depth: int) -> AsyncIterator[scrapy.Request]:
        """Entries into the ledger, then requests for those that are due; listings below this one."""
        if response.status != 200:
            await self._not_a_listing(response)
            return
        page = self._page(response)
        found, is_listing = await self._said(source, page)
        troubles = [each for each in found if isinstance(each, Trouble)]
        if response.meta.get("remembered") and any(each.reason not in SAME_AGAIN for each in troubles):
            self.logger.info("listing %s: what the archive has of it is broken, it is asked for anew", page.url)
            yield self._anew(response, source, depth)
            return
        for wrong in troubles:
            self._listing_trouble(page.url, wrong)
        if not is_listing:
            await self._note_failure(page.url, response.meta)
            return
        self.runs.count("listings_read")
        self._warn_of_a_short_reach(source, page, found)
        self._warn_of_depth(source, page, depth, found)
        for each in found:
            if isinstance(each, Listing) and (request := await self._below(response, source, depth, each, found)):
                yield request
        entries, entered = self._wanted(found), Entered(0, 0)
        for start in range(0, len(entries), SLICE):
            due, more = await self._enter(page, entries[start : start + SLICE])
            entered = Entered(entered.listed + more.listed, entered.known + more.known)
            for request in self._articles(due):
                yield request
        if self.asked.is_everyday:
            name, url = self.outlet.name, _first(page.url, response.meta)
            await self.runs.do(lambda conn: pace.note(conn, name, url, page.fetched, entered))
        self._learn(response, page, found, entered)

    async def _not_a_listing(self, response: Response) -> None:
        """Nothing to read: unmodified, the page behind a list's last one, or trouble."""
        first, moment = _first(response.url, response.meta), response.meta["fetched"]
        if response.status == 304 and "named" in response.meta:
            size = await self.runs.do(lambda conn: pace.note(conn, self.outlet.name, first, moment, None))
            self.runs.count("listings_read")
            self.runs.count("listed", size)
        elif not wordpress.is_behind_the_last(response.status, response.body):
            self._listing_trouble(response.url, Trouble(Reason.HTTP_STATUS, f"answered {response.status}"))
            await self._note_failure(response.url, response.meta)

    async def _said(self, source: Source, page: Page) -> tuple[list[Entry | Listing | Trouble], bool]:
        """What stands in it, before it why it is not whole; and whether it is a listing at all."""
        cut: list[Entry | Listing | Trouble] = [page.trouble] if page.trouble else []
        try:
            return cut + await self.runs.read(page.url, listed, source, page), True
        except Rejected as rejected:
            return [*cut, Trouble(rejected.reason, rejected.detail)], False

    def _wanted(self, found: Sequence[object]) -> list[Entry]:
        """Its entries that look like articles of the outlet, each once."""
        entries = [each for each in found if isinstance(each, Entry)]
        wanted = [each for each in entries if self.outlet.wants(each.url)]
        self.runs.count("unwanted", len(entries) - len(wanted))
        return list({each.url: each for each in wanted}.values())

    async def _below(
        self, response: Response, source: Source, depth: int, named: Listing, found: Sequence[object]
    ) -> scrapy.Request | None:
        """The request for a listing that this one names; None where it is not to be read."""
        if isinstance(named, Next):
            turned = self._turned(response, named, found)
            if turned is None or not self._is_affordable(source, named):
                return None
            request = self._listing(source, named, depth, response.url)
            request.meta["turned"] = turned
            return request
        if depth >= DEPTH or not self._is_fresh(named) or not self._is_affordable(source, named):
            return None
        if not await self._is_due(named, response.meta["fetched"]):
            return None
        deeper = urlsplit(named.url).path != urlsplit(response.url).path  # `?page=2` of an index is no deeper
        return self._listing(source, named, depth + deeper, response.url)

    def _anew(self, response: Response, source: Source, depth: int) -> scrapy.Request:
        """The request again, past our own archive."""
        request = self._listing(source, Listing(response.url), depth, response.meta["listed_by"])
        request.meta["anew"] = True
        if "turned" in response.meta:
            request.meta["turned"] = response.meta["turned"]
        return request

    def _turned(self, response: Response, link: Next, found: Sequence[object]) -> Turned | None:
        """Where the next page of a list stands; None where it is not asked for."""
        if not self.outlet.owns(link.url):
            return None
        entries = [each for each in found if isinstance(each, Entry)]
        if link.newest_first:  # beside its headlines a front names its own pages, other ones on each
            entries = [each for each in entries if self.outlet.wants(each.url)]
        onward = paging.onward(link, response.meta.get("turned", paging.FIRST), entries, self.asked.window.since)
        if isinstance(onward, Trouble):
            self._listing_trouble(response.url, onward)
            return None
        return onward

    def _warn_of_a_short_reach(self, source: Source, page: Page, found: Sequence[object]) -> None:
        """Say where a front, or the last of its pages, leaves off after the first day asked for."""
        since = self.asked.window.since
        if since is None or not isinstance(source, Section):
            return
        entries = [each for each in found if isinstance(each, Entry) and self.outlet.wants(each.url)]
        if not any(isinstance(each, Next) for each in found) and not paging.is_past(entries, since):
            self.logger.warning("listing %s: names no older page, it can't be read back to %s", page.url, since)

    def _warn_of_depth(self, source: Source, page: Page, depth: int, found: Sequence[object]) -> None:
        """Say which listings are not followed since they lie too deep; those that are known lie elsewhere, too."""
        below = [each.url for each in found if isinstance(each, Listing) and not isinstance(each, Next)]
        if depth >= DEPTH and (new := [url for url in below if (source, url) not in self._listings]):
            detail = f"names listings below more than {DEPTH} others: {new[0]}" + (" ..." if len(new) > 1 else "")
            self._listing_trouble(page.url, Trouble(Reason.TOO_LARGE, detail))

    async def _enter(self, page: Page, entries: list[Entry]) -> tuple[list[Due], Entered]:
        name, window, again = self.outlet.name, self.asked.window, self.asked.refresh
        fresh = [entry for entry in entries if self._is_fresh(entry)]
        self.runs.count("listed", len(entries))
        in_window = sum(window.has(entry.published, urls.day(entry.url)) for entry in fresh)
        self.runs.count("other_days", len(entries) - in_window)

        def enter(conn: Any) -> tuple[list[Due], Entered]:
            entered = ledger.enter(conn, name, page.url, entries, page.fetched)
            return ledger.due_among(conn, name, fresh, datetime.now(UTC), window, again=again), entered

        return await self.runs.do(enter)

    async def _is_due(self, listing: Listing, now: datetime) -> bool:
        """Whether to read a listing in this run: always, unless only those are asked for that are due."""
        if not self.asked.due:
            return True
        due = await self.runs.do(lambda conn: listings.next_read(conn, self.outlet.name, listing.url))
        if due is not None and due > now:
            self.runs.count("resting")
            return False
        return True

    def _learn(self, response: Response, page: Page, found: Sequence[object], entered: Entered) -> None:
        """Keep its version; one that leads to other listings says nothing of theirs by being unmodified."""
        is_all = all(isinstance(each, Entry) or (isinstance(each, Next) and each.newest_first) for each in found)
        if entered.listed and is_all:
            version, checking = response.meta.get("version"), response.meta.get("checking", False)
            changed = entered.known < entered.listed
            self.runs.learn(page, Role.LISTING, version, checking=checking, changed=changed)

    def _is_fresh(self, each: Listing | Entry) -> bool:
        """Whether it can be, or hold, something of the days asked for: what was changed last before them can't."""
        since = self.asked.window.since
        return since is None or each.modified is None or each.modified.date() >= since

    def _is_affordable(self, source: Source, listing: Listing) -> bool:
        """Whether a listing is new to this run and within its budget: lists can lead in circles, or on for ever."""
        if (source, listing.url) in self._listings:
            return False
        if len(self._listings) >= self._budget:
            self.runs.count("listings/over_budget")
            return False
        self._listings.add((source, listing.url))
        return True

    @property
    def _budget(self) -> int:
        return self.settings.getint("SYRIA_NEWS_MOST_PAGES")

    async def listing_failed(self, failure: Failure) -> None:
        """A listing that brought no response."""
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        reason = reason_for(failure.value)
        if reason == Reason.NOT_RECORDED:
            self.runs.count("not_recorded")
            self.logger.info("not in the recording: %s", request.url)
        else:
            self._listing_trouble(request.url, Trouble(reason, words(failure.value)))
            await self._note_failure(request.url, request.meta)

    async def _note_failure(self, url: str, meta: Mapping[str, Any]) -> None:
        """A listing that fails rests the longer; not one that broke because the run was ending."""
        if self.asked.is_everyday and self.runs.problem is None:
            name, first, now = self.outlet.name, _first(url, meta), datetime.now(UTC)
            await self.runs.do(lambda conn: pace.note_failure(conn, name, first, now))

    def _listing_trouble(self, url: str, trouble: Trouble) -> None:
        self.runs.trouble(url, trouble)
        self.logger.warning("listing %s: %s (%s)", url, trouble.reason, trouble.detail)

    # -- articles

    def _articles(self, due: list[Due], *, again: bool = False) -> Iterator[scrapy.Request]:
        for each in due:
            key = urls.key(each.url)
            if key in self._requested or key in self._left:
                continue
            if len(self._requested) >= self._budget:
                self._left.add(key)
                self.runs.count("over_budget")
                continue
            self._requested.add(key)
            if again:
                self.runs.count("rechecks")
            yield self._article(each, again=again)

    def _article(self, due: Due, *, again: bool = False) -> scrapy.Request:
        """A request; `again` for another look at what is stored, after all that is new."""
        self.runs.ask(due.url, due.tries)
        return scrapy.Request(
            due.url,
            callback=self.parse_article,
            errback=self.article_failed,
            cb_kwargs={"asked": due.url, "tries": due.tries},
            meta={
                "role": Role.ARTICLE,
                "asked": due.url,
                "tries": due.tries,
                "since": due.since,
                "listed_by": due.listed_by,
                "may_be_conditional": again,
            },
            priority=-1 if again else round(100 * promise(due.title, due.url)),
            # The ledger says what is fetched twice; Scrapy's filter would drop without a word.
            dont_filter=True,
        )

    def parse_article(self, response: Response, asked: str, tries: int) -> Iterator[Arrival]:
        """A page for the line; or what its status says of the URL."""
        page = self._page(response)
        self.runs.count("fetched")
        if response.status == 304 and "named" not in response.meta:
            self.runs.fail(asked, Reason.HTTP_STATUS, "304, and no version was named", tries)
            return
        verdict = keep.verdict(self.outlet, asked, page, response.status, tries, response.meta["since"])
        if verdict is None:
            version, checking = response.meta.get("version"), response.meta.get("checking", False)
            yield Arrival(page, asked, tries, version, checking)
            return
        if until := response.meta.get("wait_until"):
            verdict = replace(verdict, next_try=max(until, verdict.next_try or until))
        if self.asked.replay and verdict.state == State.GONE:  # a recording gives no other answer
            verdict = replace(verdict, next_try=None)
        self.runs.settle(verdict)
        if response.status == 200:
            self.runs.note(keep.unread(page, verdict))

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
                if reason == Reason.CRASHED and self.runs.problem is None:
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
            note=UNVERIFIED if UNVERIFIED in response.flags else None,
        )
