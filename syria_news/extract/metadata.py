"""What a page says of its article besides the text: title, authors, dates, tags, section, access, kind.

Each field is asked of the sources in the order of how often they were right on 1,246 saved pages.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from syria_news.extract import byline, dates, linked
from syria_news.extract.blocks import fold, squeezed
from syria_news.extract.head import Head
from syria_news.extract.linked import Node
from syria_news.extract.names import names
from syria_news.model import Kind

LONGEST_TITLE = 2_000
_LONGEST_URL = 2_000
_MOST_TAGS = 40
_HEADLINE = 15
"""Characters of a headline, at least."""
_LONGEST_KICKER = 45
_SEPARATOR = re.compile(r"\s+[|–—·•»:-]+\s+|\s*[|»]\s*|\s::\s")
_MARKUP = re.compile(r"<[a-zA-Z/][^<>]{0,300}>")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile(r"^[\s\u200b-\u200f\ufeff\u2060]*$")

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "date_published", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date", "dc.date.created", "pubdate",
    "publishdate", "publish-date", "publish_date", "published_date", "published-date", "publication_date", "date",
    "article.published", "cxenseparse:recs:publishtime", "og:published_time", "og:pubdate", "article_date_original",
    "originalpublicationdate", "displaydate", "cre_date", "firstpublished", "date.release", "datecreated",
    "article.created", "ptime", "timestamp", "prism.publicationdate", "bt:pubdate", "rnews:datepublished",
    "video:release_date", "shareaholic:article_published_time", "vr:published_time", "citation_publication_date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:article:modified_time", "datemodified", "og:updated_time", "lastmod", "last-modified",
    "dcterms.modified", "dc.date.modified", "article.updated", "utime", "lastmodified", "last_updated_date",
    "date_modified", "revised", "article:modified", "modified", "moddate", "lp.article:modified_time",
)  # fmt: skip
_BYLINES = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl",
            "cxenseparse:author", "authors", "citation_author", "article:author_name", "og:article:author")  # fmt: skip


@dataclass(frozen=True)
class Metadata:
    """A page's statements about its article."""

    title: str | None
    authors: tuple[str, ...]
    published: datetime | None
    published_from: str | None
    """Where the date stands: `JSON-LD datePublished`, `meta date`, `time`, `byline`, `address` ..."""
    modified: datetime | None
    modified_from: str | None
    section: str | None
    tags: tuple[str, ...]
    description: str | None
    claimed_url: str | None
    site: str | None
    kind: Kind
    free: bool | None
    """What the page says of isAccessibleForFree; None if it says nothing."""
    body: str | None
    """JSON-LD's articleBody: a witness."""


def read(root: HtmlElement, head: Head, given: list[Node], url: str, fetched: datetime) -> Metadata:
    """Everything the page says, believed only where it can be."""
    node = linked.article(given)
    site = site_name(head, node)
    shown = title(head, node, site)
    published, published_from = believed(publication_dates(head, given, node), fetched)
    if published is None:
        published, published_from = byline.moment(head.headline(shown), root, fetched), "byline"
    if published is None:
        published, published_from = byline.day_in(url, fetched), "address"
    modified, modified_from = believed(modification_dates(head, node), fetched)
    return Metadata(
        title=shown,
        authors=authors(head, node, site) or byline.authors(root, site),
        published=published,
        published_from=published_from if published else None,
        modified=modified,
        modified_from=modified_from,
        section=_short(linked.text(node.get("articleSection"))) or _short(head.first("article:section", "section")),
        tags=_tags(head, node),
        description=unmarked(linked.text(node.get("description")))
        or unescaped(head.first("og:description", "description")),
        claimed_url=claimed(head, url),
        site=site,
        kind=_kind(head, given, node, url),
        free=_free(node),
        body=linked.text(node.get("articleBody")),
    )


def plain(text: str | None) -> str | None:
    """A field on one line, without control characters, cut to a title's length; None if blank."""
    if text is None:
        return None
    text = squeezed(_UNPRINTABLE.sub(" ", text[: 4 * LONGEST_TITLE]))[:LONGEST_TITLE].strip()
    return None if _INVISIBLE.match(text) else text


def unescaped(text: str | None) -> str | None:
    """A meta element's text: many sites escape it twice."""
    return plain(html.unescape(text[: 4 * LONGEST_TITLE])) if text else None


def unmarked(text: str | None) -> str | None:
    """A linked-data text, which may hold markup."""
    return plain(html.unescape(_MARKUP.sub(" ", text[: 4 * LONGEST_TITLE]))) if text else None


def site_name(head: Head, node: Node) -> str | None:
    """What the outlet calls itself on the page."""
    said = head.first("og:site_name", "application-name", "twitter:app:name:iphone")
    publisher = next(linked.names(node.get("publisher")), None)
    return plain(said or publisher)


def title(head: Head, node: Node, site: str | None) -> str | None:
    """The headline as readers see it; the machine-readable ones where the page shows none or several."""
    said = unmarked(linked.text(node.get("headline")))
    shared = _without_site(unescaped(head.first("og:title", "twitter:title", "dc.title", "sailthru.title")), site)
    whole = plain(head.title)
    shown = [text for element in head.headlines[:8] if (text := plain(element.text_content()[:5000]))]
    return (
        _without_kicker(_shown_title(shown, [said, shared, whole]), [said, shared])
        or said
        or shared
        or _without_site(whole, site)
        or (shown[0] if len(shown) == 1 else None)
    )


def _shown_title(shown: list[str], witnesses: list[str | None]) -> str | None:
    """The h1 that the other sources speak of."""
    told = [_words(witness) for witness in witnesses if witness]
    best, best_share = None, 0.0
    for text in shown:
        words = _words(text)
        if len(words) < 2 and len(shown) > 1:
            continue
        for other in told:
            share = len(words & other) / (len(words | other) or 1)
            if share > best_share or (other and words and share >= 0.5 and best is None):
                best, best_share = text, share
    return best if best_share >= 0.45 else None


def _without_kicker(shown: str | None, witnesses: list[str | None]) -> str | None:
    """The headline without the section or the topic that stands before it in the same h1."""
    for witness in witnesses:
        if shown and witness and len(witness) >= _HEADLINE and len(shown) - len(witness) <= _LONGEST_KICKER:
            told, whole = fold(witness), fold(shown)
            if told != whole and (whole.endswith(told) or whole.startswith(told)):
                return witness
    return shown


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _without_site(text: str | None, site: str | None) -> str | None:
    """A title without the outlet's name before or behind it."""
    if text is None:
        return None
    parts = _SEPARATOR.split(text)
    if len(parts) < 2:
        return text
    if site:
        known = _words(site)
        for index in (-1, 0):
            part = _words(parts[index])
            if part and (part <= known or known <= part) and len(part) <= len(known) + 2:
                edge = text.rfind(parts[-1]) if index == -1 else len(parts[0])
                kept = text[:edge] if index == -1 else text[edge:]
                return kept.strip(" |–—·•»:-") or text
        return text
    if len(parts[-1].split()) <= 4 and len(parts[0]) > len(parts[-1]):
        return text[: text.rfind(parts[-1])].strip(" |–—·•»:-") or text
    return text


def authors(head: Head, node: Node, site: str | None) -> tuple[str, ...]:
    """Who wrote it: linked data, then meta elements, then microdata and marked links."""
    said = names(linked.names(node.get("author")), site)
    if said:
        return said
    told = names(head.every(*_BYLINES), site)
    if told:
        return told
    items = head.items.get("author", [])
    return names((_item_name(item) for item in items[:10]), site)


def bylines(head: Head) -> Iterator[Candidate]:
    """The names that meta elements and microdata give."""
    yield from _metas(head, _BYLINES)
    for item in head.items.get("author", [])[:10]:
        yield "itemprop author", _item_name(item)


def _item_name(item: HtmlElement) -> str:
    named = item.xpath(".//*[@itemprop='name']")
    return squeezed((named[0] if named else item).text_content()[:600])


Candidate = tuple[str, object]
"""Where something stands in a page, and what it says."""


def publication_dates(head: Head, given: list[Node], node: Node) -> Iterator[Candidate]:
    """Linked data, meta, microdata, time elements, in the order they are believed; never a year found in the text."""
    yield "JSON-LD datePublished", node.get("datePublished")
    yield "JSON-LD dateCreated", node.get("dateCreated")
    yield from _metas(head, _PUBLISHED)
    for name in ("datepublished", "datecreated"):
        for item in head.items.get(name, ()):
            yield f"itemprop {name}", _item_date(item)
    for other in given[:40]:
        yield "JSON-LD of another object", other.get("datePublished") or other.get("uploadDate")
    for time in head.times[:3]:
        yield "time", _item_date(time)


def modification_dates(head: Head, node: Node) -> Iterator[Candidate]:
    """The same for the last change."""
    yield "JSON-LD dateModified", node.get("dateModified")
    yield from _metas(head, _MODIFIED)


def _metas(head: Head, names: Iterable[str]) -> Iterator[Candidate]:
    return ((f"meta {name}", value) for name in names for value in head.metas.get(name, ()))


def believed(candidates: Iterable[Candidate], fetched: datetime) -> tuple[datetime | None, str | None]:
    """The first that is a date we believe, and where it stands."""
    for source, value in candidates:
        if (found := dates.moment(linked.text(value), fetched)) is not None:
            return found, source
    return None, None


def _item_date(item: HtmlElement) -> str:
    return item.get("content") or item.get("datetime") or squeezed(item.text_content()[:200])


def _short(text: str | None) -> str | None:
    cleaned = unmarked(text)
    return cleaned if cleaned and len(cleaned) <= 100 and not cleaned.startswith("http") else None


def _tags(head: Head, node: Node) -> tuple[str, ...]:
    given = head.every("article:tag") or head.every("news_keywords", "keywords", "parsely-tags", "sailthru.tags")
    said = node.get("keywords")
    if not given:
        given = (
            [item for item in said if isinstance(item, str)] if isinstance(said, list) else [linked.text(said) or ""]
        )
    found: dict[str, str] = {}
    for value in given:
        for tag in re.split(r"[,;،]", value):
            if (cleaned := _short(tag)) and len(found) < _MOST_TAGS:
                found.setdefault(cleaned.casefold(), cleaned)
    return tuple(found.values())


def claimed(head: Head, url: str) -> str | None:
    """The canonical link the page gives, whole; a claim that identifies nothing. None if it is no web address."""
    said = head.canonical or head.first("og:url")
    if not said:
        return None
    try:
        whole = urljoin(url, said.strip())
        parts = urlsplit(whole)
    except ValueError:
        return None
    return whole if parts.scheme in ("http", "https") and parts.netloc and len(whole) <= _LONGEST_URL else None


def _kind(head: Head, given: list[Node], node: Node, url: str) -> Kind:
    kinds = linked.types(node)
    if "LiveBlogPosting" in kinds or any("LiveBlogPosting" in linked.types(other) for other in given[:20]):
        return Kind.LIVE_BLOG
    path = urlsplit(url).path.lower() if "://" in url else ""
    if (head.first("og:type") or "").lower().startswith("video") or re.search(r"/videos?/", path):
        return Kind.VIDEO
    if re.search(r"/(?:gallery|galleries|photos|pictures|in-pictures|slideshow|picture-gallery)/", path):
        return Kind.GALLERY
    return Kind.LIVE_BLOG if re.search(r"/live(?:blog|-updates|-news)?/|/liveblog", path) else Kind.ARTICLE


def _free(node: Node) -> bool | None:
    said = node.get("isAccessibleForFree")
    if isinstance(said, bool):
        return said
    return {"true": True, "false": False}.get(said.lower()) if isinstance(said, str) else None
