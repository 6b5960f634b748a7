"""What a listing's line becomes: an entry, a listing below, or a trouble with a name."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from syria_news import urls
from syria_news.discover.moments import moment
from syria_news.model import Entry, Listing, Page, Reason, Trouble
from syria_news.text import clean_line

LOUDEST = 100
"""Troubles named one by one in a listing; the rest are counted."""
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,1000}>")
_REFERENCE = re.compile(r"&#?\w{1,40};")


class BadLine(ValueError):
    """A line that names no address we would fetch."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


def entry(
    page: Page, links: Iterable[object], published: object = None, title: object = None, modified: object = None
) -> Entry | Trouble:
    """The entry of one line, under the first of its `links` that can be fetched."""
    try:
        url = first(page, links)
        return Entry(url, moment(published, page.fetched), plain(title), moment(modified, page.fetched))
    except BadLine as bad:
        return Trouble(bad.reason, bad.detail)


def listing(page: Page, link: object, modified: object = None) -> Listing | Trouble:
    """The listing that one line of an index names."""
    try:
        return Listing(first(page, [link]), moment(modified, page.fetched))
    except BadLine as bad:
        return Trouble(bad.reason, bad.detail)


def first(page: Page, links: Iterable[object]) -> str:
    """The first link that can be fetched, absolute and canonical. Raises `BadLine`."""
    trouble = BadLine(Reason.BROKEN_ENTRY, "names no address")
    for link in links:
        if isinstance(link, str) and link.strip():
            try:
                return address(page, link)
            except urls.BadURL as bad:
                trouble = BadLine(Reason.BAD_URL, f"{clean_line(link, 200)!r}: {bad}")
    raise trouble


def address(page: Page, link: str) -> str:
    """A link of the page, absolute and canonical. Raises `urls.BadURL` if a crawl must not go there."""
    while "&amp;" in link and len(link) <= urls.MOST * 4:  # escaped twice by the server
        link = link.replace("&amp;", "&")
    if _REFERENCE.search(link):
        raise urls.BadURL("holds an entity that nothing explains")
    home, allowed = _site(page.url)
    if home and link.strip().lower().removeprefix("www.").startswith(f"{home}/"):
        link = f"//{link.strip()}"  # the scheme was forgotten; as a relative address it would lead nowhere
    url = urls.canonical(link, page.url)
    urls.check(url, allowed)
    return url


@lru_cache(100)
def _site(url: str) -> tuple[str, Collection[str]]:
    """The host of a listing, without `www.`, and what it may name beside public hosts.

    A page that stands where the policy allows none (a site on loopback, in a test) may name its own host and port.

    So a public page can never lead to loopback.
    """
    home = urls.host(url).removeprefix("www.")
    try:
        urls.check(url)
    except urls.BadURL:
        parts = urlsplit(url)
        port = urls.PORTS.get(parts.scheme) if parts.port is None else parts.port
        return home, (f"{parts.hostname}:{port}",)
    return home, ()


def plain(title: object) -> str | None:
    """A title without markup and references, on one line."""
    if not isinstance(title, str):
        return None
    return clean_line(html.unescape(_TAG.sub(" ", title[:20_000]))) or None


def bounded(found: Iterable[Entry | Listing | Trouble], most: int) -> Iterator[Entry | Listing | Trouble]:
    """At most so many lines, of which at most `LOUDEST` troubles, and the count of what was left out."""
    troubles = number = 0
    for number, each in enumerate(found, 1):
        if number > most:
            yield Trouble(Reason.TOO_LARGE, f"read up to the limit of {most} entries")
            break
        if isinstance(each, Trouble):
            troubles += 1
        if not isinstance(each, Trouble) or troubles <= LOUDEST:
            yield each
    if troubles > LOUDEST:
        yield Trouble(Reason.BROKEN_LISTING, f"{troubles - LOUDEST} more troubles of this kind")
    elif number == 0:
        yield Trouble(Reason.BROKEN_LISTING, "holds no entries")
