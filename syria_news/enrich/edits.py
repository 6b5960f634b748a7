"""The words that one text has and another has not, in order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice, pairwise, takewhile

from syria_news.notes import SENTENCE_END

_MARKS = "\u064b-\u065f\u0670"
"""Arabic vowels and doublings, part of their word."""
_TOKEN = re.compile(
    r"(?:[\u0620-\u064a]{1,3}(?=\d)|\d+(?:[.,:٫٬]\d+)*"
    rf"|[^\W_](?:[^\W_]|[{_MARKS}]|['’.-](?=[^\W_]))*|\S)\s*"
)
_SENTENCE = re.compile(rf"{SENTENCE_END}|\n+")
MOST_CELLS = 4_000_000
"""Words times words that are compared one by one, about a second; a larger change is a replacement of the whole."""

MOST_LETTERS = 300_000
"""What stands behind them in a longer text is not compared: the longest article of our measuring sets has 180,000."""


@dataclass(frozen=True)
class Edit:
    """A stretch that stayed (equal), or was replaced; either side may be empty."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    equal: bool

    @property
    def text_before(self) -> str:
        """What stood there."""
        return "".join(self.before)

    @property
    def text_after(self) -> str:
        """What stands there now."""
        return "".join(self.after)


def tokens(text: str) -> list[str]:
    """Words, numbers and marks, each with the white space behind it."""
    return _TOKEN.findall(text)


def edits(before: str, after: str) -> list[Edit]:
    """What was replaced by what; joined, the sides give the texts again (but for white space before the first word).

    Sentences are aligned first, then words within those that changed, so a long text costs what its changes cost.
    """
    return list(_joined(_edits(before, after)))


def aligned(before: Sequence[Hashable], after: Sequence[Hashable]) -> Iterator[tuple[bool, slice, slice]]:
    """Stretches of two sequences, with whether they are equal."""
    head = _alike(zip(before, after, strict=False))
    rest = min(len(before), len(after)) - head
    tail = _alike(islice(zip(reversed(before), reversed(after), strict=False), rest))
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if head:
        yield True, slice(0, head), slice(0, head)
    if len(old) * len(new) > MOST_CELLS:
        yield False, slice(head, head + len(old)), slice(head, head + len(new))
    elif old or new:
        for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            yield kind == "equal", slice(head + a, head + b), slice(head + c, head + d)
    if tail:
        yield True, slice(len(before) - tail, len(before)), slice(len(after) - tail, len(after))


def _alike(pairs: Iterable[tuple[Hashable, Hashable]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def sentences(text: str) -> Counter[tuple[str, ...]]:
    """How often each sentence stands in a text: the same for two texts that tell it in another order."""
    return Counter(_bare(each) for each in _sentences(text[:MOST_LETTERS]))


def changed(before: str, after: str) -> list[tuple[list[str], list[str]]]:
    """The tokens of neighbouring sentences that are not the same, in pairs."""
    return [(one, other) for same, one, other in _blocks(before, after) if not same]


def _blocks(before: str, after: str) -> Iterator[tuple[bool, list[str], list[str]]]:
    old, new = _sentences(before[:MOST_LETTERS]), _sentences(after[:MOST_LETTERS])
    for same, here, there in aligned([_bare(each) for each in old], [_bare(each) for each in new]):
        yield same, [t for each in old[here] for t in each], [t for each in new[there] for t in each]


def _edits(before: str, after: str) -> Iterator[Edit]:
    for same, one, other in _blocks(before, after):
        if same:
            yield Edit(tuple(one), tuple(other), True)
            continue
        for equal, a, b in aligned(_bare(one), _bare(other)):
            yield Edit(tuple(one[a]), tuple(other[b]), equal)


def _joined(found: Iterator[Edit]) -> Iterator[Edit]:
    last: Edit | None = None
    for edit in found:
        if last is not None and last.equal == edit.equal:
            last = Edit(last.before + edit.before, last.after + edit.after, edit.equal)
            continue
        if last is not None:
            yield last
        last = edit
    if last is not None:
        yield last


def _sentences(text: str) -> list[list[str]]:
    """Tokens by sentence; the white space between two belongs to the first."""
    cuts = [0, *(found.end() for found in _SENTENCE.finditer(text)), len(text)]
    return [tokens(text[a:b]) for a, b in pairwise(cuts) if a < b]


def _bare(found: Sequence[str]) -> tuple[str, ...]:
    return tuple(token.rstrip() for token in found)
