"""`scrapy crawl OUTLET`: Scrapy's own command, with clear words before the crawl and exit codes after it."""

from __future__ import annotations

import argparse
import contextlib
import logging
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.request import getproxies

import sqlalchemy as sa
from scrapy.commands import crawl
from scrapy.exceptions import UsageError

from syria_news import exits, furniture, replay
from syria_news.crawl import arguments, hook, pace
from syria_news.crawl.policy import UnsafeProxy, check_proxy
from syria_news.crawl.runs import Runs
from syria_news.crawl.spider import OutletSpider
from syria_news.evidence import signature
from syria_news.store import database, leases

CHATTY = (
    "alembic.runtime.migration",
    "alembic.runtime.plugins",
    "scrapy.addons",
    "scrapy.crawler",
    "scrapy.extensions.logstats",
    "scrapy.extensions.throttle",
    "scrapy.middleware",
    "scrapy.utils.log",
)
"""Loggers that tell at INFO how Scrapy is set up; `-L DEBUG` brings them back."""


def _is_warning(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


class Command(crawl.Command):
    """Checks the arguments and the database, recovers what a dead run left, crawls, and says how it went.

    Exit codes are those of `syria_news.exits`.
    """

    name = "crawl"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """As Scrapy's, before it begins to log."""
        with self._refusing():
            super().process_options(args, opts)
        assert self.settings is not None
        if self.settings["LOG_LEVEL"] != "DEBUG":
            for name in CHATTY:  # filters, since Scrapy sets the levels anew when it begins to log
                logging.getLogger(name).addFilter(_is_warning)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Arguments that make no sense end it with exit code 2."""
        with self._refusing():
            self._run(args, opts)

    @contextlib.contextmanager
    def _refusing(self) -> Iterator[None]:
        """A `UsageError` is one line; Scrapy would put how the command is used before it."""
        try:
            yield
        except UsageError as error:
            print(f"scrapy {self.name}: {error}", file=sys.stderr)
            sys.exit(exits.CONFIG)

    def _run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one spider; `scrapy list` shows them")
        assert self.crawler_process is not None
        spider = self._spider(args[0], opts)
        if not self._is_ready(spider, due_only=arguments.parse(opts.spargs, spider.outlet).due):
            return
        crawler = self.crawler_process.create_crawler(spider)
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        if self.crawler_process.bootstrap_failed:
            self.exitcode = exits.FAILED
        elif runs := crawler.get_extension(Runs):
            self.exitcode = runs.exit_code
            print(runs.said, file=sys.stderr)
            if runs.alarms and (target := self.crawler_process.settings["SYRIA_NEWS_ALARM"]):
                hook.tell(target, spider.outlet.name, runs.alarms)

    def _spider(self, name: str, opts: argparse.Namespace) -> type[OutletSpider]:
        assert self.crawler_process is not None
        try:
            spider = self.crawler_process.spider_loader.load(name)
        except KeyError:
            raise UsageError(f"no spider {name}; `scrapy list` shows them") from None
        if not issubclass(spider, OutletSpider):
            raise UsageError(f"spider {name} declares no outlet")
        assert self.settings is not None
        try:
            check_proxy(self.settings.getbool("SYRIA_NEWS_PROXY_IS_SAFE"), getproxies())
            arguments.parse(opts.spargs, spider.outlet)
            furniture.load(Path(self.settings["SYRIA_NEWS_ARCHIVE"]) / furniture.NAME)
            if key := self.settings["SYRIA_NEWS_SIGNING_KEY"]:
                signature.private_key(Path(key))
        except (arguments.BadArgument, UnsafeProxy, furniture.BadFurniture, signature.BadKey) as error:
            raise UsageError(str(error)) from None
        return spider

    def _fail(self, error: Exception, code: int) -> None:
        print(f"scrapy {self.name}: {error}", file=sys.stderr)
        self.exitcode = code

    def _is_ready(self, spider: type[OutletSpider], *, due_only: bool) -> bool:
        """Whether to crawl now; why not is said, and where that is a failure, the exit code is set."""
        try:
            idle = self._prepare(spider, due_only=due_only)
        except replay.Unrecovered as error:
            self._fail(error, exits.RECOVERY)
        except leases.LeaseLost as error:
            self._fail(error, exits.FAILED)
        except database.DatabaseError as error:
            self._fail(error, exits.DATABASE)
        except sa.exc.DBAPIError as error:
            self._fail(database.refusal(error), exits.DATABASE)
        except OSError as error:
            self._fail(error, exits.DISK)
        else:
            if idle:
                print(f"scrapy {self.name}: {idle}", file=sys.stderr)
            return not idle
        return False

    def _prepare(self, spider: type[OutletSpider], *, due_only: bool) -> str:
        """The schema current, the outlet ours, and nothing left lying from runs that died; or why not to crawl now."""
        assert self.settings is not None
        engine = database.connect(self.settings["SYRIA_NEWS_DATABASE"])
        name, process = spider.outlet.name, leases.this_process()
        take = partial(leases.take, outlet=name, process=process)

        def renew() -> None:
            if held := database.transact(engine, take):
                raise leases.LeaseLost(f"{name} is being crawled by {held}")

        try:
            database.prepare(engine)
            if held := database.transact(engine, take):
                return f"{name} is being crawled by {held}; stepping aside"
            if due_only and (until := database.transact(engine, partial(pace.rest, outlet=spider.outlet))):
                database.transact(engine, partial(leases.release, outlet=name, process=process))
                return f"{name}: nothing is due before {until:%Y-%m-%d %H:%M} UTC"
            replay.recover(
                engine,
                Path(self.settings["SYRIA_NEWS_ARCHIVE"]) / "raw",
                {spider.outlet.name: spider.outlet},
                only=spider.outlet.name,
                keep_off_topic=self.settings.getbool("SYRIA_NEWS_KEEP_OFF_TOPIC"),
                beat=renew,
            )
            return ""
        finally:
            engine.dispose()
