"""A live blog's entries, as its linked data has them (schema.org LiveBlogPosting, `liveBlogUpdate`)."""

from __future__ import annotations

import html
import re
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from syria_news.extract import dates, linked
from syria_news.extract.blocks import squeezed
from syria_news.extract.fields import plain
from syria_news.extract.linked import Node
from syria_news.model import Update

MOST = 1_000
"""Entries of one page that are read."""
_LONGEST = 20_000
_LONGEST_URL = 2_000
_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")


def updates(given: list[Node], url: str, fetched: datetime) -> tuple[Update, ...]:
    """The entries in the page's order, without those that say nothing."""
    found: list[Update] = []
    for node in given:
        if "LiveBlogPosting" not in linked.types(node):
            continue
        entries = node.get("liveBlogUpdate")
        for entry in (entries if isinstance(entries, list) else [entries])[:MOST]:
            if isinstance(entry, dict) and (update := _update(entry, url, fetched)) is not None:
                found.append(update)
    return tuple(dict.fromkeys(found))[:MOST]


def _update(entry: Node, url: str, fetched: datetime) -> Update | None:
    title, text = plain(_words(entry.get("headline"))), _words(entry.get("articleBody") or entry.get("text"))
    if not title and not text:
        return None
    said = entry.get("datePublished") or entry.get("dateModified")
    return Update(dates.moment(linked.text(said), fetched), title, text, _link(entry, url))


def _words(value: object) -> str:
    given = linked.text(value) or ""
    return squeezed(html.unescape(_MARKUP.sub(" ", given[:_LONGEST])))


def _link(entry: Node, url: str) -> str | None:
    """Its own link, where it has another than the page's."""
    said = linked.text(entry.get("url")) or linked.text(entry.get("@id"))
    if not said or "://" not in url:
        return None
    try:
        whole = urljoin(url, said.strip())
        fits = urlsplit(whole).scheme in ("http", "https") and len(whole) <= _LONGEST_URL
    except ValueError:
        return None
    return whole if fits and whole != url else None
