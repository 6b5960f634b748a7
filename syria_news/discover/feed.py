"""RSS 2.0, RSS 1.0 (RDF), Atom and JSON Feed -> entries."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from syria_news.discover import jsonfeed, markup
from syria_news.discover.contents import contents
from syria_news.discover.lines import bounded, entry
from syria_news.model import Entry, Listing, Page, Reason, Rejected, Trouble, Window

MOST = 5_000
"""Entries read from one feed; the longest in our measuring set has 100."""
_ITEM = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:\w{1,20}:)?(?:item|entry)\s*>", re.IGNORECASE)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBER_REFERENCE = re.compile(r"&#(\d{1,40}|[xX][0-9A-Fa-f]{1,40});")
_LONE_AMPERSAND = re.compile(r"&(?!#\d{1,40};|#[xX][0-9A-Fa-f]{1,40};|\w{1,40};)", re.ASCII)
_MONSTROUS = re.compile(r"<[^<>]{20000}")
LARGEST, MOST_TAGS = 10_000_000, 200_000
"""Characters and tags beyond which feedparser takes too long; so do attributes as long as above (measured)."""


@dataclass(frozen=True)
class Feed:
    """The feed at one address."""

    url: str

    def listings(self, window: Window) -> Iterable[Listing]:
        """The feed itself, whatever the days: it holds the newest."""
        return (Listing(self.url),)

    def read(self, page: Page) -> Iterator[Entry | Listing | Trouble]:
        """Its entries in their order; raises `Rejected` if it is no feed."""
        found = contents(page)
        yield from found.troubles
        yield from read(page, found.text)


def read(page: Page, text: str) -> Iterator[Entry | Listing | Trouble]:
    """The entries of a feed's text; raises `Rejected` if it is none."""
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        yield from bounded(jsonfeed.read(page, text), MOST)
        return
    text = markup.document(text)
    root = markup.root(text, ("rss", "rdf", "feed", "html"))
    if root is not None and root[1].lower() == "html":
        raise Rejected(Reason.NOT_A_LISTING, page.url, "no feed, but HTML")
    if root is None and _ITEM.search(text) is None:
        raise Rejected(Reason.NOT_A_LISTING, page.url, "no feed, but something else")
    start, name = (root.start(), root[1]) if root else (0, "rss")
    yield from bounded(_items(page, text[start:], name), MOST)


def _items(page: Page, text: str, root: str) -> Iterator[Entry | Trouble]:
    whole = markup.is_closed(text, root)
    starts = [found.start() for found in islice(_ITEM.finditer(text), MOST + 2)]
    if len(starts) > MOST + 1:
        text = text[: starts.pop()]  # one more than will be read, so that the limit is told of
    ends = [found.end() for found in _ITEM_END.finditer(text)]
    if not whole:
        text = text[: ends[-1]] if ends else ""  # what stands after it is a stump, its link cut somewhere
    yield from _read(page, text, max(len(ends), len(starts)))
    if not whole:
        yield Trouble(Reason.BROKEN_LISTING, "ends before its end")


def _read(page: Page, text: str, expected: int) -> list[Entry | Trouble]:
    """As feedparser has it, unless our own reading finds more."""
    is_huge = len(text) > LARGEST or text.count("<") > MOST_TAGS or _MONSTROUS.search(text) is not None
    found = [] if is_huge else _by_feedparser(page, text)
    if len(found) >= max(expected, 1) and not any(map(_is_linkless, found)):
        return found
    own = list(_by_markup(page, text))
    return own if _readable(own) >= _readable(found) else found


def _readable(found: list[Entry | Trouble]) -> int:
    return sum(not _is_linkless(each) for each in found)


def _is_linkless(found: Entry | Trouble) -> bool:
    return isinstance(found, Trouble) and found.reason == Reason.BROKEN_ENTRY


def _by_feedparser(page: Page, text: str) -> list[Entry | Trouble]:
    """The entries as feedparser reads them; none if it fails."""
    import feedparser  # noqa: PLC0415 - only readers of listings need it

    clean = _NUMBER_REFERENCE.sub(_possible, _FORBIDDEN.sub("\ufffd", text))
    clean = _LONE_AMPERSAND.sub("&amp;", clean)  # or it takes the `&copy` of `?a=1&copy=2` for a sign
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        # A stream, never text: text is taken for the name of a file or an address, and opened.
        found = feedparser.parse(
            io.BytesIO(clean.encode()), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception:  # it raises what its parsers raise: half a dozen kinds on 4 % of mutated feeds (RELIABILITY)
        return []
    return [_entry(page, item, found.version or "") for item in found.entries]


def _possible(reference: re.Match[str]) -> str:
    """A reference to a character that exists and may stand in XML; else the sign for a damaged one."""
    digits = reference[1]
    code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    is_fine = code < 0x110000 and not _FORBIDDEN.match(chr(code))
    return reference[0] if is_fine else "\ufffd"


def _entry(page: Page, item: Any, version: str) -> Entry | Trouble:
    links = [item.get("feedburner_origlink")]
    # Not `item.link`: without a link feedparser makes one of the guid, and only an absolute address can be meant so.
    links += [link.get("href") for link in item.get("links", ()) if link.get("rel") == "alternate"]
    if item.get("guidislink", False) and _is_absolute(item.get("id")):
        links.append(item["id"])
    updated = dict.get(item, "updated")  # the item's own `get` would fall back on published
    published = item.get("published") or item.get("created")
    if published is None and not version.startswith("atom"):
        published, updated = updated, None  # the dc:date of RSS 1.0
    return entry(page, links, published, item.get("title"), updated)


def _by_markup(page: Page, text: str) -> Iterator[Entry | Trouble]:
    """The entries as the tags have them, for feeds that no parser takes."""
    for record in markup.records(text, {"item", "entry"}):

        def said(*names: str, record: markup.Record = record) -> str | None:
            found = [each.text.strip() for name in names for each in record.all(name)]
            return next(filter(None, found), None)

        links = [said("origlink")]
        for link in record.all("link"):
            if (link.start.attribute("rel") or "alternate") == "alternate":
                links += [link.start.attribute("href"), link.text]
        guids = [each for each in record.all("guid") if each.start.attribute("isPermaLink") != "false"]
        links += [each.text.strip() for each in guids if _is_absolute(each.text.strip())]
        links.append(record.start.attribute("rdf:about"))
        is_atom = markup.local(record.start.name) == "entry"
        published = said("pubdate", "published", "issued", "created", "date") or (None if is_atom else said("updated"))
        yield entry(page, links, published, said("title"), said("updated", "modified"))


def _is_absolute(link: object) -> bool:
    return isinstance(link, str) and link.startswith(("http://", "https://"))
