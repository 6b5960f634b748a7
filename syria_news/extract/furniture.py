"""What a page's markup says is not the article: by element, class, id and role."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import html

from syria_news import notes
from syria_news.extract import phrases
from syria_news.extract.blocks import HEADINGS, Role, squeezed

_ELEMENTS = frozenset(("nav", "aside", "footer", "form", "menu", "noscript"))
_MAY_NOTE = frozenset(("aside", "footer"))
_WEAK = frozenset(("aside", "form", "menu", "noscript"))
_STORY = frozenset(("article", "main", "header", "body"))
"""Elements whose classes speak of the page more than of themselves."""
_NAMED = {
    name: place
    for place, name in enumerate(
        ("class", "id", "role", "data-testid", "data-component", "data-module", "itemprop", "data-qa", "aria-label")
    )
}
"""The attributes that name an element, and the order in which they are read."""
_NAMED_HEADING = {name: place for name, place in _NAMED.items() if name not in ("id", "aria-label")}
"""A heading's id is its own words, as something to link to."""

_WORDS = re.compile(rf"(?:^|[\s_/-]){phrases.any_of('names')}(?=$|[\s_/-]|\d)")
_SURE = re.compile(
    r"(?:^|[\s_-])(?:comments?|comment-?(?:list|section|thread)|disqus\w*|livefyre\w*|related-?(?:articles|"
    r"posts|stories|content)?|"
    r"recommend\w*|recirc\w*|taboola\w*|outbrain\w*|most-?(?:read|popular|viewed)|trending|footer|sidebar|"
    r"jp-relatedposts)"
    r"(?=$|[\s_-]|\d)"
)
_BODY = re.compile(
    r"(?:^|[\s_-])(?:article|story|entry|post|news|single|page)[-_]{0,2}(?:body|text|content|copy|txt|"
    r"paragraphs?|main)(?=$|[\s_-])|"
    r"(?:^|[\s_-])(?:body|content|text)[-_]{0,2}(?:copy|body|text|article|content)(?=$|[\s_-])|"
    r"articlebody|storybody|storytext|articletext|postcontent|entrycontent|rich-?text|wysiwyg|field-name-body|"
    r"maincontent"
)
_SURELY_BODY = re.compile(r"(?:article|story|entry|post)[-_]{0,2}(?:body|content|text)(?=$|[\s_-])")
_CAPTION = re.compile(
    r"caption|cutline|(?:^|[\s_-])(?:image|photo|img|picture|media|foto|bild)s?[\s_-]?(?:credit|description|"
    r"text|info|legend|byline|author|source|copyright)|legende"
)
_CAPTIONED = frozenset(("figure", "figcaption"))
_PICTURES = frozenset(("picture", "img"))
_LONGEST_CAPTION = 300
_MOST_PARTS = 60
_TAXONOMY = re.compile(
    r"(?<!\S)(?:post_)?(?:category|tag|format|status|type|topic|author)-"
    r"(?!(?:bio|box|card|profile|description|list|cloud|links?|container)(?:$|[\s_]))\S+"
)
"""WordPress writes an article's terms into its classes; a box for the author or the tags is no term."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|clip\s*:\s*rect\(\s*0", re.I)
_ROLES = frozenset(("navigation", "complementary", "banner", "contentinfo", "search", "dialog", "alert", "alertdialog"))


def role(element: html.HtmlElement) -> Role:
    """What the element is to the article, by its own name and attributes."""
    tag = element.tag
    if tag in _ELEMENTS:
        if tag in _MAY_NOTE and _is_note(element):
            return Role.TEXT
        return Role.FURNITURE if tag in _WEAK else Role.SURELY_FURNITURE
    if tag in _CAPTIONED:
        return Role.CAPTION
    if tag == "div" and _is_under_picture(element):
        return Role.CAPTION
    given = dict(element.items())
    if not given or tag == "blockquote":
        return Role.TEXT
    if "hidden" in given or given.get("role") in _ROLES or ("style" in given and _HIDDEN.search(given["style"])):
        return Role.FURNITURE
    found = _named(_names(tag, given))
    return Role.TEXT if found is Role.FURNITURE and tag in _STORY else found


def _is_note(element: html.HtmlElement) -> bool:
    """Whether it holds the outlet's correction and nothing else."""
    told: list[str] = []
    size = 0
    for text in element.itertext():
        told.append(text)
        size += len(text.strip())
        if size > notes.LONGEST or len(told) > _MOST_PARTS:
            return False
    return notes.is_note(squeezed(" ".join(told)))


def _is_under_picture(element: html.HtmlElement) -> bool:
    """Whether it is what little stands behind a picture in the picture's own box."""
    before = element.getprevious()
    if before is not None and before.tag == "div" and before.getprevious() is not None:
        before = before.getprevious()
    box = element.getparent()
    return before is not None and before.tag in _PICTURES and box is not None and _says_little(box)


def _says_little(box: html.HtmlElement) -> bool:
    said = 0
    for count, text in enumerate(box.itertext()):
        said += len(text.strip())
        if said > _LONGEST_CAPTION or count > _MOST_PARTS:
            return False
    return True


@lru_cache(maxsize=20_000)
def _named(names: str) -> Role:
    if _SURE.search(names):
        return Role.SURELY_FURNITURE
    if _CAPTION.search(names):
        return Role.CAPTION
    return Role.FURNITURE if _WORDS.search(names) else Role.TEXT


def names_of(element: html.HtmlElement) -> str:
    """Its class, id and component names in one lower-case string, camel case taken apart."""
    return _names(element.tag, dict(element.items()))


def _names(tag: str, given: dict[str, str]) -> str:
    wanted = _NAMED_HEADING if tag in HEADINGS else _NAMED
    named = [(wanted[name], value) for name, value in given.items() if value and name in wanted]
    if len(named) > 1:
        return _plain(" ".join([value for _, value in sorted(named)]))
    return _plain(named[0][1]) if named else ""


@lru_cache(maxsize=20_000)
def _plain(given: str) -> str:
    bare = _TAXONOMY.sub("", given[:1000])
    lowered = bare.lower()
    return lowered if lowered == bare else _CAMEL.sub("-", bare).lower()


def is_article_body(element: html.HtmlElement) -> bool:
    """Whether the element says of itself that it is the article's text."""
    return _is_body_name(names_of(element))


def is_surely_article_body(element: html.HtmlElement) -> bool:
    """Whether it says so in a word that names nothing else."""
    return _SURELY_BODY.search(names_of(element)) is not None


@lru_cache(maxsize=20_000)
def _is_body_name(names: str) -> bool:
    return _BODY.search(names) is not None
