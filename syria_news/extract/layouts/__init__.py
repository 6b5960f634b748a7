"""Rules by host: what outlets' saved pages show of their layouts. Oldest layout first, today's last.

A day in `until` is the last on which that layout may have been served: at or after the last saved page that shows it.
Class names are facts of those pages; where none of a layout's selectors matches, the page is read like that of any
unknown outlet.
"""

from __future__ import annotations

from syria_news.extract.layouts import agencies, british, broadcasters, elsewhere, papers, region
from syria_news.model import Rules

LAYOUTS: dict[str, tuple[Rules, ...]] = {
    **agencies.LAYOUTS,
    **region.LAYOUTS,
    **british.LAYOUTS,
    **broadcasters.LAYOUTS,
    **papers.LAYOUTS,
    **elsewhere.LAYOUTS,
}
"""By host, without `www.`."""

_SAME = {
    "bbc.co.uk": "bbc.com",
    "sputnikglobe.com": "sputniknews.com",
    "nordictimes.com": "thenordictimes.com",
    "edition.cnn.com": "cnn.com",
    "us.cnn.com": "cnn.com",
    "news.sky.com": "sky.com",
    "arabic.rt.com": "rt.com",
    "guardian.co.uk": "theguardian.com",
    "eng-archive.aawsat.com": "aawsat.com",
    "english.aawsat.com": "aawsat.com",
    "english.enabbaladi.net": "enabbaladi.net",
    "english.alarabiya.net": "alarabiya.net",
    "huffingtonpost.com": "huffpost.com",
    "de.euronews.com": "euronews.com",
    "fr.euronews.com": "euronews.com",
    "arabic.euronews.com": "euronews.com",
    "news.orf.at": "orf.at",
    "news.yahoo.com": "yahoo.com",
    "au.news.yahoo.com": "yahoo.com",
    "uk.news.yahoo.com": "yahoo.com",
}
"""Hosts whose pages are those of another."""


def layouts(host: str) -> tuple[Rules, ...]:
    """The rules for a host, `www.` or not; nothing for one we do not know."""
    bare = host.lower().removeprefix("www.")
    return LAYOUTS.get(_SAME.get(bare, bare), ())
