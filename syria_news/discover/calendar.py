"""Sitemaps, and pages of headlines, that an outlet keeps by day or by month: the way into the past."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from syria_news.discover import sitemap
from syria_news.discover.moments import EARLIEST
from syria_news.discover.section import Section
from syria_news.model import Entry, Listing, Next, Page, Trouble, Window


@dataclass(frozen=True)
class _Dated:
    """Listings under a template of `strftime`: `https://news.example/sitemap-%Y-%m.xml`; with `%d`, one a day. Months
    and days without a leading zero are `%-m` and `%-d`.

    A percent sign that belongs to the address is written `%%`. Raises `ValueError` for a template without year and
    month.
    """

    template: str

    def __post_init__(self) -> None:
        if not {"Y", "m"} <= self._parts():
            raise ValueError(f"no %Y and %m in {self.template!r}")

    def listings(self, window: Window) -> Iterator[Listing]:
        """One for each day (or month) of the window, oldest first; none without a `since`: feeds serve today."""
        if window.since is None:
            return
        today = datetime.now(UTC).date()
        last = min(window.until or today, today)
        day = max(window.since, EARLIEST.date())
        if "d" not in self._parts():
            day = day.replace(day=1)
        while day <= last:
            yield Listing(day.strftime(self.template))
            day = self._next(day)

    def _parts(self) -> set[str]:
        return set(re.findall(r"%-?([Ymd])", self.template.replace("%%", "")))

    def _next(self, day: date) -> date:
        if "d" in self._parts():
            return day + timedelta(days=1)
        return (day + timedelta(days=31)).replace(day=1)


@dataclass(frozen=True)
class DatedSitemap(_Dated):
    """Sitemaps by day or month, by their template."""

    def read(self, page: Page) -> Iterator[Entry | Listing | Trouble]:
        """As any sitemap."""
        return sitemap.read(page)


@dataclass(frozen=True)
class DatedSection(_Dated):
    """Pages of headlines by day or month, as `https://news.example/archive/%Y/%m/%d`; `links` as in `Section`."""

    links: str = ""

    def read(self, page: Page) -> Iterator[Entry | Listing | Trouble]:
        """As any section front; but a day of several pages is read to its end."""
        for each in Section(page.url, self.links).read(page):
            yield replace(each, newest_first=False) if isinstance(each, Next) else each


@dataclass(frozen=True)
class Archive:
    """The index at one address of all the sitemaps that an outlet ever made: asked for past days only, since it leads
    to everything.
    """

    url: str

    def listings(self, window: Window) -> Iterable[Listing]:
        """The index; none without a `since`."""
        return (Listing(self.url),) if window.since else ()

    def read(self, page: Page) -> Iterator[Entry | Listing | Trouble]:
        """As any sitemap; who follows it leaves out what was changed last before the days asked for."""
        return sitemap.read(page)
