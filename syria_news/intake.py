"""The line: what a page goes through to become an article, in order; and what a listing goes through."""

from __future__ import annotations

from dataclasses import replace

from syria_news import furniture, urls
from syria_news.enrich import enrich
from syria_news.extract import extract
from syria_news.model import Article, Entry, Listing, Outlet, Page, Reason, Rejected, Source, Topic, Trouble, Update
from syria_news.text import clean_line, clean_text, forbidden


def intake(page: Page, outlet: Outlet, keep_off_topic: bool = False, repeated: frozenset[str] = frozenset()) -> Article:
    """The article a page makes: extract, clean, cut what the outlet repeats, enrich.

    A pure function of the page, the outlet's rules and its furniture (`furniture.cuts`). Raises `Rejected` with the
    reason where the page makes none; one labelled `other` is OFF_TOPIC unless `keep_off_topic`.
    """
    article = enrich(_cut(_clean(extract(page, outlet.rules)), repeated))
    if article.relevance and article.relevance.topic == Topic.OTHER and not keep_off_topic:
        raise Rejected(Reason.OFF_TOPIC, article.url, article.relevance.reason)
    return article


def listed(source: Source, page: Page) -> list[Entry | Listing | Trouble]:
    """What stands in a listing. Raises `Rejected` where it is none."""
    return list(source.read(page))


def _clean(article: Article) -> Article:
    """Every text through the one door; before enriching, since mentions point into the text."""
    return replace(
        article,
        url=address(article.url),
        title=_line(article.title),
        standfirst=_line(article.standfirst),
        text=clean_text(article.text),
        authors=_lines(article.authors),
        captions=_lines(article.captions),
        credit=_line(article.credit),
        notes=_lines(article.notes),
        tags=_lines(article.tags),
        section=_line(article.section),
        language=_line(article.language),
        claimed_url=_line(article.claimed_url),
        updates=tuple(map(_update, article.updates)),
        forbidden=article.forbidden + forbidden(article.title or "") + forbidden(article.text),
    )


def _update(update: Update) -> Update:
    """Its link keeps the fragment, which is all that tells it from the page's."""
    return Update(update.moment, _line(update.title), clean_text(update.text), _line(update.url))


def _cut(article: Article, repeated: frozenset[str]) -> Article:
    text = furniture.without(article.text, repeated)
    if article.text and not text:
        raise Rejected(Reason.NO_TEXT, article.url, "nothing but furniture")
    return replace(article, text=text)


def address(url: str) -> str:
    """The canonical spelling; what has none (`urn:`, `file:`) stays as it is."""
    try:
        return urls.canonical(url)
    except urls.BadURL:
        return clean_line(url)


def _line(text: str | None) -> str | None:
    return (clean_line(text) or None) if text else None


def _lines(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line for line in map(clean_line, texts) if line)
