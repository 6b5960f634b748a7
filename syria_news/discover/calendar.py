"""Sitemaps that an outlet keeps by day or by month: the way into the past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from syria_news.discover import sitemap
from syria_news.discover.moments import EARLIEST
from syria_news.model import Entry, Listing, Page, Trouble, Window


@dataclass(frozen=True)
class DatedSitemap:
    """Sitemaps under a template of `strftime`: `https://news.example/sitemap-%Y-%m.xml`; with `%d`, one a day.

    A percent sign that belongs to the address is written `%%`. Raises `ValueError` for a template without year and
    month.
    """

    template: str

    def __post_init__(self) -> None:
        if "%Y" not in self.template or "%m" not in self.template:
            raise ValueError(f"no %Y and %m in {self.template!r}")

    def listings(self, window: Window) -> Iterator[Listing]:
        """One for each day (or month) of the window, oldest first; none without a `since`: feeds serve today."""
        if window.since is None:
            return
        today = datetime.now(UTC).date()
        last = min(window.until or today, today)
        day = max(window.since, EARLIEST.date())
        if "%d" not in self.template:
            day = day.replace(day=1)
        while day <= last:
            yield Listing(day.strftime(self.template))
            day = self._next(day)

    def read(self, page: Page) -> Iterator[Entry | Listing | Trouble]:
        """As any sitemap."""
        return sitemap.read(page)

    def _next(self, day: date) -> date:
        if "%d" in self.template:
            return day + timedelta(days=1)
        return (day + timedelta(days=31)).replace(day=1)
