"""`scrapy probe [OUTLET...]`: look whether outlets' sources still answer, and print what was seen."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import deque
from datetime import UTC, datetime, timedelta

from rich.console import Console
from rich.table import Table
from rich.text import Text
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError

from syria_news import exits
from syria_news.commands import crawl
from syria_news.crawl.probe import Finding, Probe, probe_of
from syria_news.crawl.runs import Runs
from syria_news.text import for_terminal

LANES = 2
"""Outlets that are looked at side by side."""
WIDE = 1_000
"""Columns of a table that goes into a file: no address is cut there."""


class Command(crawl.Command):
    """Fetches each source of an outlet and one article, archives the answers, prints a table.

    Exit codes: 6 where something is wrong with a source or article, 0 where nothing is.
    """

    name = "probe"

    def syntax(self) -> str:
        """What is typed."""
        return "[options] [OUTLET ...]"

    def short_desc(self) -> str:
        """For the list of commands."""
        return "Look whether outlets' sources answer and can be read; all outlets if none is named"

    def _run(self, args: list[str], opts: argparse.Namespace) -> None:
        process = self.crawler_process
        assert process is not None
        if "url" in opts.spargs:
            raise UsageError("-a url: a probe asks for an outlet's own sources")
        names = args or sorted(process.spider_loader.list())
        self._waiting = deque(self._spider(name, opts) for name in names)
        self._given: dict[str, str] = opts.spargs
        self._probes: list[Crawler] = []
        for _ in range(LANES):
            self._launch()
        if self._probes:
            process.start()
        self._report()

    def _launch(self, before: asyncio.Task[None] | None = None) -> None:
        """Begin with the next outlet; called again when it is done."""
        while self._waiting:
            spider = self._waiting.popleft()
            if not self._is_ready(spider, due_only=False):
                if self.exitcode:
                    self._waiting.clear()
                continue
            assert self.crawler_process is not None
            crawler = self.crawler_process.create_crawler(probe_of(spider))
            self._probes.append(crawler)
            task = self.crawler_process.crawl(crawler, **self._given)
            assert isinstance(task, asyncio.Task)
            task.add_done_callback(self._launch)
            return

    def _report(self) -> None:
        probes = [crawler.spider for crawler in self._probes if isinstance(crawler.spider, Probe)]
        if probes:
            Console(width=None if sys.stdout.isatty() else WIDE).print(table(probes))
        for probe in probes:
            if not probe.alarms() and probe.asked.replay is None:  # a recording is not the live web
                print(f'{probe.name}: all well; its declaration may say status="verified:{datetime.now(UTC):%Y-%m-%d}"')
        if self.exitcode:
            return
        codes = {runs.exit_code for each in self._probes if (runs := each.get_extension(Runs))} - {exits.DONE}
        stopped = codes & {exits.DISK, exits.DATABASE}
        if stopped or len(probes) < len(self._probes):
            self.exitcode = min(stopped, default=exits.FAILED)
        elif any(probe.alarms() for probe in probes):
            self.exitcode = exits.ALARM


def table(probes: list[Probe]) -> Table:
    """A row for each source and for the article."""
    found = Table("outlet", "what", "address", "status", "lines", "articles", "newest", "robots", "found", box=None)
    for probe in sorted(probes, key=lambda each: each.name):
        for finding in probe.findings:
            found.add_row(*(Text(for_terminal(text)) for text in _row(probe.name, finding)))  # none of it is markup
    return found


def _row(name: str, finding: Finding) -> tuple[str, ...]:
    return (
        name,
        finding.kind,
        finding.url,
        str(finding.status or "-"),
        str(finding.entries or "-"),
        str(finding.wanted or "-"),
        _age(finding.newest),
        finding.robots or "-",
        finding.wrong or finding.title or "well",
    )


def _age(age: timedelta | None) -> str:
    if age is None:
        return "-"
    return f"{age.days} d" if age.days else f"{age.seconds // 3600} h"
