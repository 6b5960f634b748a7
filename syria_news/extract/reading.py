"""The order in which a page is read: bytes, text, tree, statements, rules, paragraphs, article."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from lxml import etree, html

from syria_news.extract import (
    body,
    byline,
    dates,
    fields,
    head,
    linked,
    live,
    metadata,
    noted,
    plain,
    softfail,
    standfirst,
    tree,
)
from syria_news.extract.blocks import fold, squeezed
from syria_news.extract.captions import lead_captions
from syria_news.extract.decode import decode
from syria_news.extract.language import language
from syria_news.extract.linked import Node
from syria_news.extract.live_markup import entries
from syria_news.extract.metadata import Metadata
from syria_news.extract.selectors import worth_trying
from syria_news.extract.trim import Trimmed, trim
from syria_news.model import Access, Article, Kind, Page, Reason, Rejected, Rules

_HTML = frozenset(("", "text/html", "application/xhtml+xml", "application/octet-stream", "text/xml", "application/xml"))
_BINARY = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"RIFF", b"\x1f\x8b", b"\x00\x00\x00")
_TEXTS = etree.XPath("descendant::text()", smart_strings=False)
_MOSTLY_LINKS = 0.6
"""Share of a page's text in links past which a page without a paragraph is an index."""
_MOSTLY_CARDS = 0.9
"""Share of the text in other pages' cards past which a page that states no date is an index."""
_CUT_BY_WALL = 1_500
"""Characters below which an article that is declared not free is taken for its beginning only."""


def extract(page: Page, rules: Sequence[Rules] = ()) -> Article:
    """What the page says, without the furniture; raises `Rejected` where it is no article.

    `rules` are an outlet's, oldest layout first: the day the page says it was published chooses among them, today's
    where it says none. Pure: no network, no clock, no settings.
    """
    kind = page.content_type.split(";")[0].strip().lower()
    if kind == "text/plain":
        return _from_text(page)
    if kind == "application/json":
        return _from_json(page)
    if kind not in _HTML or page.body.startswith(_BINARY):
        raise Rejected(Reason.NOT_HTML, page.url, kind)
    return _from_html(page, rules)


def rules_on(rules: Sequence[Rules], day: date | None) -> Rules:
    """The layout served that day; today's where the day is unknown."""
    if day is not None:
        for layout in rules:
            if layout.until is not None and day <= layout.until:
                return layout
    return rules[-1] if rules else Rules()


def _from_html(page: Page, rules: Sequence[Rules]) -> Article:
    decoded = decode(page.body, page.content_type)
    if decoded.is_binary:
        raise Rejected(Reason.NOT_HTML, page.url, "binary")
    parsed = tree.parse(decoded.text)
    if parsed is None:
        raise Rejected(Reason.NO_TEXT, page.url)
    said = head.read(parsed.root)
    given = linked.nodes(parsed.linked_data)
    meta = metadata.read(parsed.root, said, given, page.url, page.fetched)
    layout = worth_trying(rules_on(rules, meta.published.date() if meta.published else None), parsed.markup)
    title = _first_text(parsed.root, layout.title) or meta.title
    headline = said.headline(title)
    found = body.read(parsed.root, layout, body.Witnesses(headline, meta.body, meta.description, decoded.text))
    lead = lead_captions(headline, found.first, frozenset(body.selected(parsed.root, layout.captions)))
    trimmed = trim(found.paragraphs, title, (*lead, *found.captions))
    text = "\n\n".join(trimmed.paragraphs)
    shown = _shown(parsed.root) if len(text) < _CUT_BY_WALL else ""
    teaser = _teaser(meta) if title and softfail.is_wall_alone(text) else None
    if teaser is None:
        _refuse_no_article(page, parsed.root, title or said.title, text, shown, dated=meta.dated)
        is_list = found.cards > _MOSTLY_CARDS and not meta.dated
        if is_list or softfail.is_index(title or said.title, _body_class(parsed.root), _types(given)):
            raise Rejected(Reason.INDEX_PAGE, page.url)
    text = teaser or text
    below = _first_text(parsed.root, layout.standfirst) or standfirst.find(headline, meta.description, found.first)
    updates = live.updates(given, page.url, page.fetched) or entries(parsed.root, page.url, page.fetched)
    article = replace(
        _article(page, title, text, trimmed),
        standfirst=_standfirst(below, trimmed),
        notes=(*trimmed.notes, *noted.beside(parsed.root, parsed.markup, trimmed.notes)),
        authors=_authors(parsed.root, layout, meta),
        published=meta.published,
        published_from=meta.published_from,
        modified=meta.modified,
        modified_from=meta.modified_from,
        language=language(text, parsed.root.get("lang") or said.first("og:locale", "language")),
        credit=_first_text(parsed.root, layout.credit) or trimmed.credit or meta.agency,
        tags=meta.tags,
        section=meta.section,
        access=_access(shown, meta, text),
        kind=Kind.LIVE_BLOG if updates else meta.kind,
        updates=updates,
        claimed_url=meta.claimed_url,
        forbidden=parsed.forbidden,
    )
    return layout.mend(article, page) if layout.mend else article


def _refuse_no_article(
    page: Page, root: html.HtmlElement, title: str | None, text: str, shown: str, *, dated: bool
) -> None:
    if (reason := softfail.reason(title, text, shown, dated=dated)) is not None:
        raise Rejected(reason, page.url)
    if softfail.is_short(text) and any(softfail.leads_elsewhere(said, page.url) for said in _refreshes(root)):
        raise Rejected(Reason.REDIRECT, page.url, "by a meta element")
    if not text:
        raise Rejected(Reason.NO_TEXT, page.url)
    if softfail.is_list(text) and _linked(root) > _MOSTLY_LINKS * len(_shown(root)):
        raise Rejected(Reason.INDEX_PAGE, page.url)


def _refreshes(root: html.HtmlElement) -> list[str]:
    """Where the page sends its readers, but those without scripts."""
    metas = (meta for meta in root.iter("meta") if (meta.get("http-equiv") or "").lower() == "refresh")
    return [meta.get("content") or "" for meta in metas if next(meta.iterancestors("noscript"), None) is None]


def _body_class(root: html.HtmlElement) -> str:
    bodies = root.findall("body")
    return (bodies[0].get("class") or "") if bodies else ""


def _types(given: list[Node]) -> set[str]:
    return {name for node in given[:40] for name in linked.types(node)}


def _linked(root: html.HtmlElement) -> int:
    return sum(len(squeezed(link.text_content())) for link in root.iter("a"))


def _shown(root: html.HtmlElement) -> str:
    bodies = root.findall("body") or [root]
    texts = _TEXTS(bodies[0])
    return squeezed(" ".join(map(str, texts if isinstance(texts, list) else ()))[:40_000])


def _article(page: Page, title: str | None, text: str, trimmed: Trimmed) -> Article:
    return Article(
        outlet=page.outlet,
        url=page.url,
        fetched=page.fetched,
        title=title,
        text=text,
        captions=trimmed.captions,
        credit=trimmed.credit,
        notes=trimmed.notes,
        raw=page.raw,
    )


def _first_text(root: html.HtmlElement, selectors: Sequence[str]) -> str | None:
    found = body.selected(root, selectors)
    return fields.plain(found[0].text_content()) if found else None


def _authors(root: html.HtmlElement, layout: Rules, meta: Metadata) -> tuple[str, ...]:
    found = [name for element in body.selected(root, layout.authors) for name in byline.named(element, meta.site)]
    return tuple(dict.fromkeys(found)) or meta.authors


def _standfirst(lead: str | None, trimmed: Trimmed) -> str | None:
    """The standfirst, where it does not stand in the text already."""
    told = fold(lead or "")
    repeated = any(told in fold(paragraph) or fold(paragraph) in told for paragraph in trimmed.paragraphs[:3])
    return None if repeated else fields.plain(lead)


def _access(shown: str, meta: Metadata, text: str) -> Access:
    if len(text) >= _CUT_BY_WALL:
        return Access.FULL
    if meta.free is not False and not softfail.is_walled(shown):
        return Access.FULL
    return Access.NONE if fold(text) in fold(meta.description or "") else Access.PARTIAL


def _teaser(meta: Metadata) -> str | None:
    """What a page that says it is a dated article and not free tells of it, for where it shows nothing but its wall."""
    return fields.plain(meta.description) if meta.free is False and meta.published else None


def _from_text(page: Page) -> Article:
    title, rest = plain.split_title(plain.paragraphs(decode(page.body, page.content_type).text))
    trimmed = trim(rest, title)
    text = "\n\n".join(trimmed.paragraphs)
    if not text:
        raise Rejected(Reason.NO_TEXT, page.url)
    return replace(_article(page, fields.plain(title), text, trimmed), language=language(text, None))


def _from_json(page: Page) -> Article:
    """One article that somebody extracted: url, outlet, title, text, published, language."""
    try:
        given = json.loads(decode(page.body, page.content_type).text)
    except (ValueError, RecursionError) as error:
        raise Rejected(Reason.NOT_HTML, page.url, "not JSON") from error
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        raise Rejected(Reason.NO_TEXT, page.url)
    title = fields.plain(linked.text(given.get("title")))
    trimmed = trim(plain.paragraphs(given["text"]), title)
    text = "\n\n".join(trimmed.paragraphs)
    if not text:
        raise Rejected(Reason.NO_TEXT, page.url)
    return replace(
        _article(page, title, text, trimmed),
        published=dates.moment(given.get("published"), page.fetched),
        language=language(text, linked.text(given.get("language"))),
    )
