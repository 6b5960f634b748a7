"""The outlet's notes on its article that stand beside the text: in a box under the headline or at the page's foot."""

from __future__ import annotations

import re

from lxml import etree, html

from syria_news import notes
from syria_news.extract.blocks import Role, fold, matches, read, squeezed
from syria_news.extract.furniture import names_of

_HINTS = (b"orrection", b"larification", b"ditors-note")
"""One of these stands in the markup of every page with such an element: looked for as letters, which costs little."""
_MAY_BE = etree.XPath(
    "descendant::*/@class[contains(., 'orrection') or contains(., 'larification') or contains(., 'ditors-note')]/.."
)
_NAMES = re.compile(r"(?:^|[\s_-])(?:corrections?|clarifications?|editors-note)(?=$|[\s_-])")
_MOST = 40


def beside(root: html.HtmlElement, markup: bytes, known: tuple[str, ...]) -> tuple[str, ...]:
    """The notes in elements that are named so and hold nothing else, without those that are `known`."""
    if not any(hint in markup for hint in _HINTS):
        return ()
    found = list(known)
    for element in matches(_MAY_BE, root)[:_MOST]:
        if not _NAMES.search(names_of(element)):
            continue
        if len(squeezed(element.text_content()[: 4 * notes.LONGEST])) > notes.LONGEST:
            continue
        text, told = notes.split_all([block.text for block in read(element, _all_of_it)])
        if not text:
            found += [note for note in told if not _is_among(note, found)]
    return tuple(found[len(known) :])


def _all_of_it(_: html.HtmlElement) -> Role:
    return Role.TEXT


def _is_among(note: str, known: list[str]) -> bool:
    """Whether it is known, with or without the label before it."""
    form = fold(note)
    return any(form in fold(other) or fold(other) in form for other in known)
