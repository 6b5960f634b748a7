"""Who and when, as readers see them: the line under the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import urlsplit

from lxml import etree, html

from syria_news.extract import dates
from syria_news.extract.blocks import matches, squeezed
from syria_news.extract.furniture import names_of
from syria_news.extract.names import names

_MARKED = etree.XPath(
    "(//*[@rel='author' or contains(@class, 'byline') or contains(@class, 'Byline') or contains(@class, 'author')"
    " or contains(@class, 'Author') or contains(@class, 'writer') or contains(@class, 'contributor')"
    " or contains(@class, 'credit-name')])[position() <= 40]"
)
_BEFORE = etree.XPath("preceding::*[position() <= 25]")
_BEHIND = etree.XPath("following::*[position() <= 90]")
_NO_BYLINE = re.compile(
    r"comment|related|recommend|sidebar|footer|avatar|image|photo|social|share|more-from|popular|trending|teaser"
)
_DATED = re.compile(r"date|time|publish|posted|updated|meta|byline|info|stamp|created|issued|تاريخ")
_LONGEST_BYLINE = 200
_LONGEST_DATE = 120
_ADDRESS = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=[/_-]|$)")


def authors(root: html.HtmlElement, site: str | None) -> tuple[str, ...]:
    """The names in the first element that is marked as byline and names anybody."""
    for element in matches(_MARKED, root):
        if _NO_BYLINE.search(names_of(element)):
            continue
        text = squeezed(" ".join(element.itertext()))
        if not 2 < len(text) <= _LONGEST_BYLINE:
            continue
        found = tuple(name for name in names([_before_date(text)], site) if " " in name or not name.isascii())
        if found:
            return found
    return ()


def _before_date(text: str) -> str:
    """The byline up to its first digit: dates, addresses and counters follow the names."""
    return re.split(r"\d|\s[|•·]\s|Updated|Published|Posted|Follow|@", text)[0]


def moment(headline: html.HtmlElement | None, root: html.HtmlElement, fetched: datetime) -> datetime | None:
    """The date written beside the headline, in an element marked as date."""
    for element in _near(headline, root):
        if element.tag == "a" or not _DATED.search(names_of(element)):
            continue
        text = squeezed(" ".join(element.itertext()))
        if 6 <= len(text) <= _LONGEST_DATE and (found := dates.moment(text, fetched)) is not None:
            return found
    return None


def _near(headline: html.HtmlElement | None, root: html.HtmlElement) -> Iterator[html.HtmlElement]:
    if headline is None:
        yield from matches(_MARKED, root)
        return
    yield from matches(_BEHIND, headline)
    yield from matches(_BEFORE, headline)


def day_in(url: str, fetched: datetime) -> datetime | None:
    """The day in an address like `/2019/05/18/`, at midnight UTC."""
    found = _ADDRESS.search(urlsplit(url).path) if "://" in url else None
    if found is None:
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return dates.believed(datetime(day.year, day.month, day.day), fetched)
