"""Tree to paragraphs: by the outlet's rules, or by what any page gives away. The one place that speaks to trafilatura."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import trafilatura
from lxml import etree, html
from lxml.cssselect import CSSSelector

from syria_news.extract import blocks, furniture, lines
from syria_news.extract.blocks import HEADINGS, Block, Role
from syria_news.extract.container import Ground
from syria_news.model import Rules

_LOOSE = 40
"""Characters below which text that stands in no paragraph element is a label."""
_MOSTLY_LINK = 0.6
_PARAGRAPHS = frozenset(("p", "blockquote", "pre", "tr", "li", "dd", "dt", "table", "td")) | HEADINGS
_TOO_SHORT = 250
_FAR_LESS = 0.4


@dataclass(frozen=True)
class Body:
    """An article's text as it stands in the tree."""

    paragraphs: tuple[str, ...]
    captions: tuple[str, ...] = ()
    ruled: bool = False
    """Whether an outlet's rule found it."""


def read(
    root: html.HtmlElement, rules: Rules, headline: html.HtmlElement | None = None, witness: str | None = None
) -> Body:
    """The article's paragraphs and captions.

    `witness` is the text the page gives for machines: where we find far less, a second extractor is asked, and at
    last the witness itself.
    """
    for container in (selected(root, rules.body),) if rules.body else ():
        if container:
            found = _ruled(container, rules)
            if found.paragraphs:
                return found
    found = _guessed(root, rules, headline)
    return _enough(found, root, witness)


def selected(root: html.HtmlElement, selectors: Sequence[str]) -> list[html.HtmlElement]:
    """What the first selector that matches anything matches, without elements inside one another."""
    for selector in selectors:
        if found := _selector(selector)(root):
            inside = set(found)
            return [element for element in found if not any(above in inside for above in element.iterancestors())]
    return []


@cache
def _selector(css: str) -> CSSSelector:
    return CSSSelector(css, translator="html")


def _ruled(containers: list[html.HtmlElement], rules: Rules) -> Body:
    pruned = {element for container in containers for css in rules.prune for element in _selector(css)(container)}
    captions = {element for container in containers for css in rules.captions for element in _selector(css)(container)}

    def role(element: html.HtmlElement) -> Role:
        if element in pruned:
            return Role.FURNITURE
        return Role.CAPTION if element in captions else furniture.certain(element)

    return _body([block for container in containers for block in blocks.read(container, role)], rules, ruled=True)


def _guessed(root: html.HtmlElement, rules: Rules, headline: html.HtmlElement | None) -> Body:
    ground = Ground(root, furniture.role)
    found = [block for container in ground.containers(root, headline) for block in blocks.read(container, ground.role)]
    return _body(found, rules, ruled=False)


def _body(given: list[Block], rules: Rules, *, ruled: bool) -> Body:
    captions = tuple(block.text for block in given if block.caption)
    text = [block for block in given if not block.caption and _is_text(block)]
    while text and text[-1].tag in HEADINGS:
        text.pop()
    paragraphs: list[str] = []
    for block in text:
        if rules.stop and block.text.startswith(rules.stop):
            break
        paragraphs.append(block.text)
    return Body(tuple(paragraphs), captions, ruled)


def _is_text(block: Block) -> bool:
    if block.tag == "h1":
        return False
    if block.linked > _MOSTLY_LINK * len(block.text) and not (
        block.tag == "p" and lines.SENTENCE_END.search(block.text)
    ):
        return False
    return block.tag in _PARAGRAPHS or len(block.text) >= _LOOSE


def _enough(found: Body, root: html.HtmlElement, witness: str | None) -> Body:
    size = sum(map(len, found.paragraphs))
    if size >= _TOO_SHORT and (not witness or size >= _FAR_LESS * len(witness)):
        return found
    second = _by_trafilatura(root)
    if sum(map(len, second)) > 2 * size:
        found, size = Body(second, found.captions), sum(map(len, second))
    if witness and size < _FAR_LESS * len(witness):
        return Body(tuple(line for line in witness.split("\n") if line.strip()), found.captions)
    return found


def _by_trafilatura(root: html.HtmlElement) -> tuple[str, ...]:
    try:
        text = trafilatura.extract(root, fast=True, with_metadata=False, include_comments=False, include_tables=True)
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError):  # what odd trees do to it
        return ()
    return tuple(text.split("\n")) if text else ()
