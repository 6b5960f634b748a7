"""The captions of the pictures between an article's headline and its text."""

from __future__ import annotations

from itertools import islice

from lxml import html

from syria_news.extract import lines
from syria_news.extract.blocks import Role, following, read
from syria_news.extract.furniture import role

_NEAR = 400
"""Elements behind the headline among which the first paragraph must come, or what lies between is not the article's."""
_LONGEST = 600


def lead_captions(
    headline: html.HtmlElement | None, first: html.HtmlElement | None, named: frozenset[html.HtmlElement] = frozenset()
) -> tuple[str, ...]:
    """The captions between the headline and `first`, the element of the first paragraph; `named` are captions by rule.

    Pictures in what is furniture by its name, as other stories' teasers are, have none.
    """
    if headline is None or first is None:
        return ()
    found: list[str] = []
    done: set[html.HtmlElement] = set()
    above = set(first.iterancestors())
    for element in islice(following(headline), _NEAR):
        if element is first:
            return tuple(text for text in found if len(text) <= _LONGEST and not lines.is_furniture(text))
        if element in above or not isinstance(element.tag, str):
            continue
        what = Role.CAPTION if element in named else role(element)
        if element.getparent() in done or what >= Role.CAPTION:
            done.add(element)
            if what is Role.CAPTION and element.getparent() not in done:
                found += [block.text for block in read(element, role)]
    return ()
