"""A live blog's entries as its markup shows them, where the page has no linked data of them.

Names of entries: Telegraph, Independent, Mirror and Express from saved pages; Guardian (`block-…`), BBC
(`lx-stream__post`, `content-post`), CNN (`live-story-post`), AP (`LiveBlogPost`), New York Times (`live-blog-post`) and
WordPress (`liveblog-entry`) as they are known to be; no saved page of theirs was at hand to confirm them.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml import html

from syria_news.extract import blocks, body, dates, furniture, lines
from syria_news.extract.blocks import HEADINGS, squeezed
from syria_news.extract.fields import plain
from syria_news.model import Update

MOST = 1_000
_FEWEST = 3
"""Entries below which a page shows a card of a live blog and is none."""
_NAMES = re.compile(
    r"(?:^|\s)(?:\S+-)?(?:live-?(?:blog|story|news|page)?[-_]{0,2}(?:post|entry|update|item|card)|"
    r"live-events?[-_]{1,2}entry|lx-stream[-_]{1,2}post|content-post)(?=$|\s)"
)
_BLOCK = re.compile(r"block-[0-9a-f]{8,40}")
_EPOCHS = ("data-post-time", "data-sort-time")
"""Attributes of an entry with its moment in seconds or milliseconds since 1970."""
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_HOLDERS = frozenset(("article", "div", "li", "section"))
_DEEPEST = 60


def entries(root: html.HtmlElement, url: str, fetched: datetime) -> tuple[Update, ...]:
    """The entries in the page's order, those with a moment; none on a page whose address does not say that it is live.

    Where fewer than three have a moment, it is some other list of cards.
    """
    if "live" not in url.lower():
        return ()
    named = [element for element in root.iter(*_HOLDERS) if _is_entry(element)]
    holders = {above for element in named for above in islice(element.iterancestors(), _DEEPEST)}
    inner = [element for element in named if element not in holders][:MOST]
    found = [update for element in inner if (update := _update(element, url, fetched)) is not None]
    return tuple(dict.fromkeys(found)) if len(found) >= _FEWEST else ()


def _is_entry(element: html.HtmlElement) -> bool:
    if element.get("id") and (_BLOCK.fullmatch(element.get("id", "")) or _since_1970(element)):
        return True
    return bool(element.attrib) and _NAMES.search(furniture.names_of(element)) is not None


def _update(element: html.HtmlElement, url: str, fetched: datetime) -> Update | None:
    time = next((inner for inner in element.iter() if inner.get("datetime")), None)
    said_at = time.get("datetime") if time is not None else _since_1970(element)
    moment = dates.moment(said_at, fetched)
    if moment is None:
        return None
    title: str | None = None
    said: list[str] = []
    for block in blocks.read(element, furniture.role):
        if block.tag in HEADINGS and title is None and not said:
            title = plain(block.text)
        elif not block.caption and body.is_text(block) and not lines.is_furniture(block.text):
            said.append(block.text)
    text = squeezed(" ".join(said))
    return Update(moment, title, text, _link(element, time, url)) if title or text else None


def _since_1970(element: html.HtmlElement) -> str | None:
    for name in _EPOCHS:
        if (value := element.get(name)) and _EPOCH.fullmatch(value):
            return datetime.fromtimestamp(int(value[:10]), UTC).isoformat()
    return None


def _link(element: html.HtmlElement, time: html.HtmlElement | None, url: str) -> str | None:
    """Where the entry's time leads, or the entry's own name on the page."""
    above = next(time.iterancestors("a"), None) if time is not None else None
    target = above.get("href") if above is not None else None
    name = (above.get("id") if above is not None else None) or element.get("id")
    target = target or (f"#{name}" if name else None)
    if not target or "://" not in url:
        return None
    try:
        whole = urljoin(url, target.strip())
        return whole if urlsplit(whole).scheme in ("http", "https") and whole != url else None
    except ValueError:
        return None
