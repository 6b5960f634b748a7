"""The run: its WARC file, its row, its counts, and what is said of it at the end."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa
from scrapy import Spider, signals
from scrapy.crawler import Crawler

from syria_news import agenda, drift, exits, warc
from syria_news.crawl.desk import Desk, Joint
from syria_news.crawl.shelf import Shelf
from syria_news.crawl.summary import LOUDEST, summary
from syria_news.evidence import manifest, software
from syria_news.model import Page, Raw, Reason, State, Trouble
from syria_news.pool import LISTING, Pool, result
from syria_news.store import captures, database, leases, ledger, runs, validators
from syria_news.store.captures import Capture, Read
from syria_news.store.ledger import Settled
from syria_news.store.validators import Version

log = logging.getLogger(__name__)
A = TypeVar("A")
P = ParamSpec("P")
T = TypeVar("T")

PREFIX = "syria_news/"
"""Our counts among Scrapy's stats."""
FAILURES = ("failed/", "listings/", "put_off", "rejected/crashed")
"""Counts of what did not go as it should."""


class Runs:
    """Extension: what the parts of a crawl share. Others find it by `crawler.get_extension(Runs)`."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self.folder = Path(crawler.settings["SYRIA_NEWS_ARCHIVE"])
        self.started = datetime.now(UTC)
        self.key = uuid.uuid4().hex
        self.outlet = crawler.spider.name if crawler.spider else ""
        self.problem: Exception | None = None
        """What stopped the run: the disk, the database, or another process that has its lease (`LeaseLost`)."""
        self.said = ""
        """The summary, once the run is over."""
        self._engine = database.connect(crawler.settings["SYRIA_NEWS_DATABASE"])
        self._desk = Desk(self._engine, self.stop)
        self._shelf = Shelf(lambda: warc.Writer(self.folder / "raw", self.file, self._info()))
        self._places: dict[str, Raw] = {}
        self._expected: Collection[str] = ()
        self._run_id = 0
        self._open: dict[str, int] = {}
        self.asked = 0
        """URLs that were asked for so far."""
        self.troubles: list[str] = []
        """What was wrong with listings, in words; the first few."""
        self.became: list[str] = []
        """What became of the addresses that were asked for by name (`-a url=`), once the run is over."""
        self._process = leases.this_process()
        self._beating: asyncio.Task[None] | None = None
        self._alarms: list[str] = []
        self._ended = ""
        self.pool = Pool()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Runs:
        """As Scrapy makes it."""
        extension = cls(crawler)
        crawler.signals.connect(extension.opened, signals.spider_opened)
        crawler.signals.connect(extension.closed, signals.spider_closed)
        return extension

    # -- for the other parts of the crawl

    def do(self, work: Callable[[sa.Connection], T]) -> asyncio.Future[T]:
        """Work for the database, done in order, off the reactor."""
        return self._desk.do(work)

    def join(self, joint: Joint[A, T], item: A) -> asyncio.Future[T]:
        """The same, together with what waits for the same `joint`."""
        return self._desk.join(joint, item)

    async def read(self, url: str, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Have a listing read in a worker. Raises `Rejected` where it took it too long or killed it."""
        future = (await self.pool.started()).submit_for(LISTING, work, *args, **kwargs)
        await over(future)
        return result(future, url)

    def count(self, name: str, by: int = 1) -> None:
        """Count something for the run's row."""
        assert self._crawler.stats is not None
        self._crawler.stats.inc_value(PREFIX + name, by)

    def trouble(self, listing: str, trouble: Trouble) -> None:
        """Count what was wrong with a listing, and keep the words for the summary."""
        self.count(f"listings/{trouble.reason}")
        if len(self.troubles) < LOUDEST:
            self.troubles.append(f"{listing}: {trouble.reason} ({trouble.detail})")

    def counts(self) -> dict[str, int]:
        """What was counted so far."""
        assert self._crawler.stats is not None
        stats = self._crawler.stats.get_stats()
        return {name.removeprefix(PREFIX): value for name, value in stats.items() if name.startswith(PREFIX)}

    def expect(self, record_ids: Collection[str]) -> None:
        """The records of a recording: those that are in the archive are not written again."""
        self._expected = record_ids

    def know(self, raw: Raw) -> None:
        """A record that is in the archive and is not to be written again."""
        self._places[raw.record_id] = raw

    def place(self, record_id: str) -> Raw | None:
        """Where a record of the recording lies in our archive."""
        return self._places.get(record_id)

    async def archive(self, exchange: warc.Exchange) -> Raw:
        """Write a response into the run's WARC file. Raises `OSError`, and stops the run, where the disk fails."""
        try:
            return await self._shelf.put(exchange)
        except OSError as error:
            self.stop(error)
            raise

    def capture(self, capture: Capture) -> None:
        """Have the row written that says where a response lies."""
        self._places[capture.raw.record_id] = capture.raw
        self._forget(self._desk.join(self._add_captures, capture, first=True))

    def note(self, read: Read | None) -> None:
        """Have a response's row say that it was not read, and why."""
        if read is not None:
            self._forget(self.do(lambda conn: captures.settle(conn, [read])))

    def learn(self, page: Page, role: warc.Role, version: Version | None, *, checking: bool, changed: bool) -> None:
        """A response was read well: keep its version; and where it checked a "not modified", whether that was a lie."""
        url, moment = page.url, page.fetched
        if version is not None:
            self._forget(self.join(_remember, (url, version)))
        if checking:
            self.count("checks_of_not_modified")
            self._forget(self.do(partial(validators.checked, url=url, role=role, moment=moment, lied=changed)))

    @property
    def open(self) -> int:
        """URLs that were asked for and have not come to an outcome."""
        return len(self._open)

    def ask(self, url: str, tries: int) -> None:
        """Remember that a URL was asked for; it has to come to an outcome."""
        self.asked += 1
        self._open[url] = tries

    def came(self, url: str) -> None:
        """A URL that was asked for has come to its outcome."""
        self._open.pop(url, None)

    def settle(self, settled: Settled) -> None:
        """Have the ledger say what became of a URL; not of what broke because the run was ending."""
        self.came(settled.url)
        if self.problem is not None:
            return
        self.count(settled.state.value)
        if settled.state == State.FAILED:
            self.count(f"failed/{(settled.reason or '').partition(':')[0]}")
        self._forget(self.join(self._settle_all, settled))

    def fail(self, url: str, reason: Reason, detail: str, tries: int) -> None:
        """Have the ledger say that a URL brought no response, why, and when to try again."""
        now = datetime.now(UTC)
        self.settle(Settled(url, State.FAILED, now, f"{reason}: {detail}", agenda.next_try(reason, tries + 1, now)))

    def stop(self, problem: Exception) -> None:
        """End the run: nothing more can be kept."""
        if self.problem is None and self._crawler.engine is not None:
            self.problem = problem
            log.error("stopping: %s", problem)
            self._ending = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason=self._reason("")))

    @property
    def exit_code(self) -> int:
        """What `scrapy crawl` ends with."""
        match self.problem:
            case OSError():
                return exits.DISK
            case leases.LeaseLost():
                return exits.FAILED
            case Exception():
                return exits.DATABASE
        if self._alarms:  # before failures: a feed that turned into HTML is both
            return exits.ALARM
        broken_off = self._ended != "finished"
        return exits.FAILED if broken_off or any(name.startswith(FAILURES) for name in self.counts()) else exits.DONE

    @property
    def file(self) -> str:
        """The name of the run's WARC file; names sort by time."""
        return f"{self.started:%Y%m%dT%H%M%S%f}Z-{self.outlet}-{self.key[:8]}.warc.gz"

    @property
    def has_written(self) -> bool:
        """Whether any response came, and so there is a WARC file."""
        return self._shelf.has_written

    # -- for Scrapy

    async def opened(self, spider: Spider) -> None:
        """Begin the run's row; where a recording is played, learn what of it is in the archive."""
        if not self.outlet:  # `scrapy shell` only looks: no run, nothing archived
            return
        arguments = {name: str(value) for name, value in getattr(spider, "given", {}).items()}
        command = getattr(spider, "command", "crawl")

        def begin(conn: sa.Connection) -> int:
            self._places = captures.places(conn, self._expected)
            return runs.begin(
                conn, self.key, command, self.started, outlet=self.outlet, arguments=arguments, raw_file=self.file
            )

        try:
            if hasattr(spider, "outlet"):
                await self._lease()
            self._run_id = await self.do(begin)
        except Exception as error:
            self.stop(error)
            raise

    async def _lease(self) -> None:
        """Take the outlet's lease, or renew the one that the command took, and give signs of life from now on."""
        if held := await self.do(partial(leases.take, outlet=self.outlet, process=self._process)):
            raise leases.LeaseLost(f"{self.outlet} is being crawled by {held}")
        self._beating = asyncio.create_task(self._beat())

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(leases.BEAT)
            try:
                ours = await self.do(partial(leases.beat, outlet=self.outlet, process=self._process))
            except database.DatabaseError:  # the desk has stopped the run
                return
            if not ours:
                self.stop(leases.LeaseLost(f"the lease on {self.outlet} went to another process"))
                return

    async def closed(self, spider: Spider, reason: str) -> None:
        """Close the WARC file, finish the row, say what came of it."""
        self._ended = reason
        if reason == "finished":
            for url, tries in list(self._open.items()):
                self.fail(url, Reason.CRASHED, "asked for, and never came to an outcome", tries)
        try:
            await self._shelf.close()
        except OSError as error:
            self.stop(error)
        counts = self.counts()
        if self._beating is not None:
            self._beating.cancel()
        try:
            if self.problem is None and self.outlet:
                await self._seal(reason, counts)
        except Exception as error:  # whatever it is, the run has not ended as it should, and the next one mends it
            self.problem = database.refusal(error) if isinstance(error, sa.exc.DBAPIError) else error
            ours = not isinstance(self.problem, OSError | database.DatabaseError)
            log.error("could not end the run: %s", self.problem, exc_info=ours)
        finally:
            await self._desk.close()
            self.pool.close(wait=False)
        self.said = summary(self, counts, self._reason(reason), self._alarms)

    async def _seal(self, reason: str, counts: dict[str, int]) -> None:
        self._alarms = await self.do(lambda conn: self._finish(conn, reason, counts))
        raw, settings = self.folder / "raw", self._crawler.settings.copy_to_dict()
        await asyncio.to_thread(manifest.seal, self._engine, raw, self.key, settings)

    def _finish(self, conn: sa.Connection, reason: str, counts: dict[str, int]) -> list[str]:
        own = getattr(self._crawler.spider, "alarms", None)
        alarms: list[str] = own() if own else self._drift(conn, counts)
        runs.finish(conn, self._run_id, datetime.now(UTC), reason, counts, alarms)
        if wishes := getattr(self._crawler.spider, "asked", None):
            self.became = ledger.told(conn, self.outlet, wishes.urls)
        leases.release(conn, self.outlet, self._process)
        return alarms

    def _drift(self, conn: sa.Connection, counts: dict[str, int]) -> list[str]:
        """What is odd; a run that was asked for certain days or addresses is like no other."""
        given = getattr(self._crawler.spider, "given", {})
        return [] if runs.SPECIAL & set(given) else drift.alarms(counts, runs.past_counts(conn, self.outlet))

    @property
    def alarms(self) -> list[str]:
        """What was odd about the run."""
        return self._alarms

    def _reason(self, reason: str) -> str:
        match self.problem:
            case None:
                return reason
            case OSError():
                return "disk_failed"
            case leases.LeaseLost():
                return "lease_lost"
            case _:
                return "database_lost"

    def _info(self) -> dict[str, str]:
        return {
            "software": self._crawler.settings["USER_AGENT"],
            **({"syria-news-commit": commit} if (commit := software.commit()) else {}),
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "http-header": "as received, but for cookies, the transfer coding, white space around fields, folded lines",
            "robots": "obeyed" if self._crawler.settings.getbool("ROBOTSTXT_OBEY") else "ignored",
            "syria-news-run": self.key,
            "syria-news-outlet": self.outlet,
            "syria-news-started": self.started.isoformat(),
        }

    def _add_captures(self, conn: sa.Connection, found: Sequence[Capture]) -> Iterable[None]:
        captures.add(conn, self._run_id, found)
        return repeat(None, len(found))

    def _settle_all(self, conn: sa.Connection, outcomes: Sequence[Settled]) -> Iterable[None]:
        ledger.settle(conn, self.outlet, outcomes)
        return repeat(None, len(outcomes))

    def _forget(self, future: asyncio.Future[None]) -> None:
        """Nobody waits for this; a failure is counted, and the next run mends it."""
        future.add_done_callback(self._written)

    def _written(self, future: asyncio.Future[None]) -> None:
        if not future.cancelled() and (error := future.exception()):
            self.count("failed/unwritten")
            log.error("could not write to the database: %s", error)


def _remember(conn: sa.Connection, versions: Sequence[tuple[str, Version]]) -> Iterable[None]:
    validators.remember(conn, versions)
    return repeat(None, len(versions))


async def over(future: Future[Any]) -> None:
    """Wait until a worker is through; how it ended is for `pool.result` to say."""
    watched = asyncio.wrap_future(future)
    await asyncio.wait([watched])
    if not watched.cancelled():
        watched.exception()  # or asyncio would log it as one that nobody looked at
