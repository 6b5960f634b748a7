"""What a page says of its article besides the text: title, authors, dates, tags, section, access, kind.

Each field is asked of the sources in the order of how often they were right on 1,246 saved pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from syria_news.extract import byline, dates, linked, titles
from syria_news.extract.blocks import squeezed
from syria_news.extract.fields import plain, unescaped, unmarked
from syria_news.extract.head import Head
from syria_news.extract.linked import Node
from syria_news.extract.names import agency, names
from syria_news.model import Kind

_LONGEST_URL = 2_000
_MOST_TAGS = 40

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
    agency: str | None
    """The agency that is named among the authors."""
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

    @property
    def dated(self) -> bool:
        """Whether the page tells machines when it was published, as pages that are no articles don't."""
        return (self.published_from or "").startswith(("meta ", "JSON-LD date", "itemprop "))


def read(root: HtmlElement, head: Head, given: list[Node], url: str, fetched: datetime) -> Metadata:
    """Everything the page says, believed only where it can be."""
    node = linked.article(given, url, claimed(head, url))
    site = site_name(head, node)
    shown = titles.title(head, node, site)
    headline = head.headline(shown)
    published, published_from = believed(publication_dates(head, given, node), fetched)
    if published is None:
        published, published_from = byline.moment(headline, root, fetched), "byline"
    if published is None:
        published, published_from = believed(other_dates(head, given), fetched)
    if published is None:
        published, published_from = byline.day_in(url, fetched), "address"
    modified, modified_from = believed(modification_dates(head, node), fetched)
    return Metadata(
        title=shown,
        authors=authors(root, head, node, site, () if headline is None else byline.authors(headline, site)),
        agency=agency([*linked.names(node.get("author")), *head.every(*_BYLINES)]),
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


def site_name(head: Head, node: Node) -> str | None:
    """What the outlet calls itself on the page."""
    said = head.first("og:site_name", "application-name", "twitter:app:name:iphone")
    publisher = next(linked.names(node.get("publisher")), None)
    return plain(said or publisher)


def authors(root: HtmlElement, head: Head, node: Node, site: str | None, shown: tuple[str, ...]) -> tuple[str, ...]:
    """Who wrote it: linked data, meta elements, the byline that is shown, one elsewhere in the page, microdata.

    Where the byline has everybody that machines are told of, and more, they were told of the first only.
    """
    said = names(linked.names(node.get("author")), site) or names(head.every(*_BYLINES), site)
    if said and not set(map(str.casefold, said)) < set(map(str.casefold, shown)):
        return said
    items = head.items.get("author", [])[:10]
    return shown or byline.marked_authors(root, site) or names(map(_item_name, items), site)


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
    """What states the article's own date, in the order it is believed; never a year found in the text.

    Open Graph before linked data: where the two differ, linked data has the wrong zone.
    """
    yield from _metas(head, _PUBLISHED[:1])
    yield "JSON-LD datePublished", node.get("datePublished")
    yield from _metas(head, _PUBLISHED[1:])
    yield from _item_dates(head, "datepublished")
    yield "JSON-LD dateCreated", node.get("dateCreated")
    yield from _item_dates(head, "datecreated")
    for other in given[:40]:
        if "WebPage" in linked.types(other):
            yield "JSON-LD of the page", other.get("datePublished")


def other_dates(head: Head, given: list[Node]) -> Iterator[Candidate]:
    """What states a date that may be another thing's: a video's, a teaser's."""
    for other in given[:40]:
        yield "JSON-LD of another object", other.get("datePublished") or other.get("uploadDate")
    for time in head.times[:3]:
        for value in item_dates(time):
            yield "time", value


def _item_dates(head: Head, name: str) -> Iterator[Candidate]:
    return ((f"itemprop {name}", value) for item in head.items.get(name, ()) for value in item_dates(item))


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


def item_dates(item: HtmlElement) -> Iterator[str]:
    """What an element for a date says, to machines and to readers."""
    for value in (item.get("content"), item.get("datetime"), squeezed(item.text_content()[:200])):
        if value:
            yield value


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
