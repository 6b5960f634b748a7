"""Pull quotes: a sentence of the article that its page prints twice, the second time large and in the way."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import html

from syria_news.extract.blocks import HEADINGS, Block, fold

_SHORTEST, _LONGEST = 40, 400
_NAMES = re.compile(r"pull|quote|zitat|\bpq\b|citat", re.I)
_NEAR = 3


def without_pull_quotes(given: list[Block]) -> list[Block]:
    """The blocks without those that are named quotes and say nothing but what a longer one says as well."""
    told: list[str] = []
    repeated: set[int] = set()
    for block in given:
        if _SHORTEST <= len(block.text) <= _LONGEST and block.tag not in HEADINGS and _is_named(block.element):
            told = told or [fold(other.text) for other in given]
            quote = fold(block.text)
            if any(len(other) > len(quote) and quote in other for other in told):
                repeated.add(id(block))
    return [block for block in given if id(block) not in repeated] if repeated else given


@lru_cache(maxsize=5_000)
def _is_quote(names: str) -> bool:
    return _NAMES.search(names) is not None


def _is_named(element: html.HtmlElement) -> bool:
    above: html.HtmlElement | None = element
    for _ in range(_NEAR):
        if above is None:
            return False
        if (names := above.get("class")) and _is_quote(names):
            return True
        above = above.getparent()
    return False
