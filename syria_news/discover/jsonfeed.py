"""JSON Feed (jsonfeed.org/version/1.1) -> entries."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from syria_news.discover.lines import entry
from syria_news.model import Entry, Page, Reason, Rejected, Trouble

_ITEMS = re.compile(r'"items"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_NEXT = re.compile(r"\}\s*,\s*(\{)")
MOST_BREAKS = 100
"""Breaks after which a salvage goes on; each may cost a reading to the end."""


def read(page: Page, text: str) -> Iterator[Entry | Trouble]:
    """The feed's items; of a cut one those before the cut. Raises `Rejected` if it is no JSON Feed."""
    items, is_whole = parsed(text), True
    if items is None:
        is_whole, items = False, salvaged(text)
    elif isinstance(items, dict):
        items = items.get("items")
    if not isinstance(items, list):
        raise Rejected(Reason.NOT_A_LISTING, page.url, "JSON, but no feed")
    for item in items:
        if not isinstance(item, dict):
            yield Trouble(Reason.BROKEN_ENTRY, "an item is no object")
            continue
        guid = item.get("id")
        is_address = isinstance(guid, str) and guid.startswith(("http://", "https://"))
        links = [item.get("url"), item.get("external_url"), guid if is_address else None]
        yield entry(page, links, item.get("date_published"), item.get("title"), item.get("date_modified"))
    if not is_whole:
        yield Trouble(Reason.BROKEN_LISTING, "JSON that ends or breaks before its end")


def parsed(text: str) -> object:
    """What the JSON says, None if it is none."""
    try:
        return _DECODER.decode(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):  # 100,000 brackets are a RecursionError
        return None


def salvaged(text: str) -> list[object] | None:
    """The whole objects among a broken feed's items, or in a broken list.

    After the break an object counts only if it has an item's `id` or `link`: it could be an author or an attachment.
    """
    start = _ITEMS.search(text) or re.match(r"\ufeff?\s*\[", text)
    if start is None:
        return None
    found: list[object] = []
    at, breaks = start.end(), 0
    while True:
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
        try:
            item, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            breaks += 1
            following = _NEXT.search(text, at + 1)
            if following is None or breaks > MOST_BREAKS:
                return found
            at = following.start(1)
            continue
        if not breaks or (isinstance(item, dict) and {"id", "link"} & item.keys()):
            found.append(item)


def _whole_number(digits: str) -> int | None:
    """Python refuses to read a number of 5,000 digits, and with it the whole feed."""
    return int(digits) if len(digits) < 100 else None


_DECODER = json.JSONDecoder(strict=False, parse_int=_whole_number)
