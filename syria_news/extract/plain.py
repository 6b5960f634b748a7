"""A text as a naive extractor left it: its paragraphs, and its title where the first line looks like one."""

from __future__ import annotations

import re

from syria_news.extract import lines

_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_LONGEST_TITLE = 220
_WRAPPED = 50
"""Characters past which a line that does not end a sentence was broken by its width."""


def paragraphs(text: str) -> list[str]:
    """By blank lines; by single lines where the text has no blank line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    blocks = _BLANK.split(text) if _BLANK.search(text) else text.split("\n")
    return [line.strip() for block in blocks for line in _lines(block) if line.strip()]


def _lines(block: str) -> list[str]:
    """A block's lines, or the one they make together if they were only wrapped."""
    given = block.split("\n")
    wrapped = all(
        _WRAPPED <= len(line) <= 2 * _WRAPPED and not lines.SENTENCE_END.search(line.strip()) for line in given[:-1]
    )
    return [" ".join(given)] if wrapped else given


def split_title(given: list[str]) -> tuple[str | None, list[str]]:
    """The title, where the first line that is no furniture looks like one, and the rest."""
    rest = list(given)
    while rest and lines.is_furniture(rest[0]):
        rest.pop(0)
    if len(rest) < 2 or len(rest[0]) > _LONGEST_TITLE:
        return None, rest
    first = rest[0]
    if lines.is_caption(first) or (lines.SENTENCE_END.search(first) and not first.endswith(("?", "!", "؟"))):
        return None, rest
    return first, rest[1:]
