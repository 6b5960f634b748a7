"""The line in the benchmark's crawl: every page is read by the rules of the outlet that it was saved from, if any."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from pathlib import Path

from benchmarks.crawling.site import number, pages
from syria_news import intake
from syria_news.extract.layouts import layouts
from syria_news.model import Article, Outlet, Page

PAGES = "BENCHMARK_PAGES"
"""Environment: the folder and which of its pages, as `site` is given them."""


@cache
def _outlets() -> tuple[str, ...]:
    folder, which = os.environ[PAGES].split("\n")
    return tuple(name for name, _ in pages(Path(folder), which))


def read(page: Page, outlet: Outlet, keep_off_topic: bool, repeated: frozenset[str]) -> Article:
    """As `intake.intake`."""
    names = _outlets()
    rules = layouts(names[number(page.url) % len(names)])
    return intake.intake(page, replace(outlet, rules=rules), keep_off_topic, repeated)
