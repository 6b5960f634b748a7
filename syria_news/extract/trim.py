"""Paragraphs in, the article's own paragraphs out; what was furniture is gone, what was worth keeping stands apart.

The same for a page's blocks, a text some naive extractor left, and an article from a JSON line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from syria_news import notes
from syria_news.extract import lines
from syria_news.extract.blocks import fold

_TAIL = 6
"""Paragraphs at the end in which a credit line or a desk's tag may stand."""
_HEAD = 6
"""Paragraphs at the beginning in which the headline, the byline or the date may be repeated."""
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""Where a line may break, and other marks that nobody sees and no search expects inside a word."""
_ARTICLE = 400
"""Characters of text before the heading of readers' comments past which it is no button above the text."""
_STORY = 80
"""Characters past which a paragraph that ends like a sentence is surely the article's."""


@dataclass(frozen=True)
class Trimmed:
    """What is left of a page's text, and what was set apart from it."""

    paragraphs: tuple[str, ...]
    captions: tuple[str, ...] = ()
    credit: str | None = None
    notes: tuple[str, ...] = ()


@dataclass
class _Apart:
    captions: list[str] = field(default_factory=list)
    credit: str | None = None
    notes: list[str] = field(default_factory=list)


def trim(paragraphs: Iterable[str], title: str | None = None, captions: Sequence[str] = ()) -> Trimmed:
    """The paragraphs without furniture; trimming what is trimmed changes nothing."""
    kept = [text for paragraph in paragraphs if (text := _folded(paragraph))]
    kept, noted = notes.split_all(kept)
    apart = _Apart(captions=_once(map(_folded, captions)), notes=noted)
    before: list[str] | None = None
    while kept != before:  # what one step takes away can bring another line to the beginning or to the end
        before = kept
        kept = _without_captions(kept, apart)
        kept = _without_furniture(kept)
        kept = _trimmed_head(kept, title)
        kept = _trimmed_tail(kept, apart)
    return Trimmed(tuple(kept), tuple(_once(apart.captions)), apart.credit, tuple(_once(apart.notes)))


def _folded(text: str) -> str:
    return " ".join(_UNSEEN.sub("", text).split())


def _once(texts: Iterable[str]) -> list[str]:
    seen: dict[str, str] = {}
    for text in texts:
        if text:
            seen.setdefault(fold(text), text)
    return list(seen.values())


def _without_captions(paragraphs: list[str], apart: _Apart) -> list[str]:
    """Pictures' captions set apart, and the alternative text before one dropped."""
    known = {fold(caption) for caption in apart.captions}
    kept: list[str] = []
    for index, paragraph in enumerate(paragraphs):
        folded = fold(paragraph)
        if folded in known and len(folded) > 10:
            continue
        if index < _HEAD and lines.is_dateline(paragraph):
            apart.credit = apart.credit or paragraph
            continue
        if not lines.is_caption(paragraph):
            kept.append(paragraph)
            continue
        apart.captions.append(paragraph)
        known.add(folded)
        if kept and _is_alternative_text(kept[-1]):
            kept.pop()
    return kept


def _is_alternative_text(line: str) -> bool:
    return len(line.split()) <= 3 and line.islower() and line.isascii() and not lines.SENTENCE_END.search(line)


def _without_furniture(paragraphs: list[str]) -> list[str]:
    kept: list[str] = []
    for index, paragraph in enumerate(paragraphs):
        if lines.is_furniture(paragraph):
            words = lines.bare(paragraph)
            if lines.OPENS_A_LIST.fullmatch(words) and _only_links(paragraphs[index + 1 :]):
                break
            if lines.OPENS_COMMENTS.fullmatch(words) and sum(map(len, kept)) >= _ARTICLE:
                break
        else:
            kept.append(lines.without_glued(paragraph))
    return kept


def _only_links(rest: list[str]) -> bool:
    """Whether what follows the heading of a list is that list and nothing else."""
    return not any(lines.is_credit(line) or (len(line) > _STORY and lines.SENTENCE_END.search(line)) for line in rest)


def _trimmed_head(paragraphs: list[str], title: str | None) -> list[str]:
    headline = fold(title) if title else ""
    head = [
        paragraph
        for paragraph in paragraphs[:_HEAD]
        if not (lines.is_byline(paragraph) or (headline and fold(paragraph) == headline))
    ]
    return head + paragraphs[_HEAD:]


def _trimmed_tail(paragraphs: list[str], apart: _Apart) -> list[str]:
    body, tail = paragraphs[:-_TAIL], paragraphs[-_TAIL:]
    kept = []
    for paragraph in tail:
        if lines.is_credit(paragraph):
            apart.credit = apart.credit or paragraph
        elif not lines.is_byline(paragraph):
            kept.append(paragraph)
    while kept and len(body) + len(kept) > 1 and (lines.is_tag(kept[-1])):
        kept.pop()
    if kept:
        kept[-1] = lines.without_tag(kept[-1])
    return body + kept
