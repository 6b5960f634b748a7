"""Sitemaps, their indexes and Google News sitemaps, as XML or as lines -> entries and listings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from syria_news.discover import feed, markup
from syria_news.discover.contents import contents
from syria_news.discover.lines import bounded, entry, listing
from syria_news.model import Entry, Listing, Page, Reason, Rejected, Trouble, Window

MOST = 250_000
"""Addresses read from one sitemap. It may have 50,000 (sitemaps.org, "Sitemap file size"); of one that has more, what
stands beyond would never be seen.
"""
_FIRST_LINE = re.compile(r"(?:\s*+#.*+)*+\s*+https?://")


@dataclass(frozen=True)
class Sitemap:
    """The sitemap, news sitemap or index at one address."""

    url: str

    def listings(self, window: Window) -> Iterable[Listing]:
        """The sitemap itself, whatever the days."""
        return (Listing(self.url),)

    def read(self, page: Page) -> Iterator[Entry | Listing | Trouble]:
        """Its entries, and the sitemaps an index names, in their order; raises `Rejected` if it is no sitemap."""
        return read(page)


def read(page: Page) -> Iterator[Entry | Listing | Trouble]:
    """What stands in a sitemap, or in a feed that stands in its place (the protocol allows it)."""
    found = contents(page)
    yield from found.troubles
    text = markup.document(found.text)
    root = markup.root(text, ("urlset", "sitemapindex", "rss", "rdf", "feed", "html"))
    name = root[1].lower() if root else ""
    if name == "html":
        raise Rejected(Reason.NOT_A_LISTING, page.url, "no sitemap, but HTML")
    if name in {"rss", "rdf", "feed"}:
        yield from feed.read(page, text)
    elif name or "<loc" in text:
        yield from bounded(_addresses(page, text, name or "urlset"), MOST)
    elif _FIRST_LINE.match(text):
        yield from bounded(_lines(page, text), MOST)
    else:
        raise Rejected(Reason.NOT_A_LISTING, page.url, "neither a sitemap nor lines of addresses")


def _addresses(page: Page, text: str, root: str) -> Iterator[Entry | Listing | Trouble]:
    is_whole = markup.is_closed(text, root)
    for record in markup.records(text, {"url", "sitemap"}, {"loc"}):
        if record.whole or is_whole:  # the last one of a cut file is a stump
            yield from _record(page, record, root)
    if not is_whole:
        yield Trouble(Reason.BROKEN_LISTING, "ends before its end")


def _record(page: Page, record: markup.Record, root: str) -> Iterator[Entry | Listing | Trouble]:
    name = markup.local(record.start.name)
    prefix = record.start.name.rpartition(":")[0]
    locs = [each.text for each in record.all("loc") if each.start.name.rpartition(":")[0] == prefix]
    if not any(map(str.strip, locs)):  # an index without <loc> was seen
        locs = [record.text if name == "loc" or record.text.strip().startswith("http") else ""]
    lastmod = next((each.text for each in record.all("lastmod")), None)
    for loc in locs:
        if name == "sitemap" or (name == "loc" and root == "sitemapindex"):
            yield listing(page, loc, lastmod)
        else:
            published = next((each.text for each in record.all("publication_date", "news")), None)
            title = next((each.text for each in record.all("title", "news")), None)
            yield entry(page, [loc], published, title, lastmod)


def _lines(page: Page, text: str) -> Iterator[Entry | Trouble]:
    for line in text.splitlines():
        if line.strip().startswith(("http://", "https://")):
            yield entry(page, [line])
        elif line.strip() and not line.lstrip().startswith("#"):
            yield Trouble(Reason.BROKEN_ENTRY, "a line is no address")
