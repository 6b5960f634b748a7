"""What an article is about: topic, places and actors, fingerprint. Pure: no network, no SQL."""

from __future__ import annotations

from dataclasses import replace

from syria_news.enrich.fingerprint import fingerprint, words
from syria_news.enrich.overlap import marks
from syria_news.enrich.places import mentions
from syria_news.enrich.relevance import relevance
from syria_news.model import Article

__all__ = ["enrich"]


def enrich(article: Article) -> Article:
    """The article with its topic, the places and actors it names, and its fingerprint and marks."""
    about = "\n".join(filter(None, (article.title, article.standfirst, article.section, *article.tags)))
    day = min(article.published or article.fetched, article.fetched).date()
    named = replace(article, mentions=mentions(article.text, about, day))
    found = words(article.text)
    return replace(named, relevance=relevance(named), fingerprint=fingerprint(found), marks=marks(found))
