"""The sentence or two under the headline, where they stand apart from the text."""

from __future__ import annotations

import re
from itertools import islice

from lxml import html

from syria_news.extract import lines
from syria_news.extract.blocks import Role, fold, following, read, squeezed
from syria_news.extract.furniture import names_of, role

_NAMES = re.compile(
    r"(?:^|[\s_-])(?:stand-?first|sub-?(?:head(?:line|er|ing)?|title|deck)|deck?|dek|lead|lede|leadin|"
    r"leading-?text|intro(?:duction|text)?|"
    r"summary|teaser-?text|excerpt|perex|abstract|chapo|chapeau|kicker-?text|article-?(?:description|summary|"
    r"lead|intro|excerpt|subtitle|dek|deck)|"
    r"post-?excerpt|description|vorspann|sottotitolo|occhiello|entradilla|bajada|ingress|preamble|spot|ozet|"
    r"synopsis)(?=$|[\s_-]|\d)"
)
_TAGS = frozenset(("p", "h2", "h3", "h4", "div", "span", "section", "strong", "em", "ul"))
_PARAGRAPHS = frozenset(("p", "h2", "h3", "h4"))
_SHORTEST, _LONGEST = 30, 700
_TOLD = 100
"""Letters of the page's description by which an element is known as the same text."""
_NEAR = 150
"""Elements behind the headline among which it is looked for."""


def find(headline: html.HtmlElement | None, description: str | None, first: html.HtmlElement | None) -> str | None:
    """The standfirst shown between the headline and `first`, the element of the first paragraph."""
    if headline is None or first is None:
        return None
    told = fold(description or "")[:_TOLD]
    above = set(first.iterancestors())
    captions: set[html.HtmlElement] = set()
    for element in islice(following(headline), _NEAR):
        if element is first:
            return None
        if element.getparent() in captions or (element not in above and role(element) is Role.CAPTION):
            captions.add(element)
        elif element.tag in _TAGS and element not in above and (text := _standfirst(element, told)):
            return text
    return None


def _standfirst(element: html.HtmlElement, told: str) -> str | None:
    named = _NAMES.search(names_of(element)) is not None
    if not named and (len(told) < _SHORTEST or element.tag not in _PARAGRAPHS):
        return None
    if len(squeezed("".join(element.itertext()))) > _LONGEST:
        return None
    said = [block for block in read(element, role) if not block.caption]
    text, linked = " ".join(block.text for block in said), sum(block.linked for block in said)
    if len(text) < _SHORTEST or linked > len(text) / 2 or lines.is_caption(text):
        return None
    return text if named or fold(text).startswith(told) else None
