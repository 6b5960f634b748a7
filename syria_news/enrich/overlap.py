"""How much of one text stands in another, and in which passages. Pure; the numbers are explained where they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from syria_news.enrich.fingerprint import fingerprint, runs, words
from syria_news.model import Marks

WINDOW, TRACE_WORDS = 16, 4
"""Of 16 runs of four words in a row the one with the smallest hash is a trace (winnowing: Schleimer, Wilkerson, Aiken
2003). So two texts with any 19 words in common have a trace in common, at 55 traces for 500 words of news.

Shingles with hash mod 4 = 0 cost 125 and promise nothing; mod 16 cost 31 and miss most excerpts of 25 words; of
three words, too many traces are phrases: 0.97 of excerpts found in real texts, against 0.99 (docs/stories.md).
"""
SHINGLE_WORDS = 3
"""Containment of runs of three words found copies best on 809 real texts (neardup/README)."""
MOST_WORDS = 20_000
"""What a longer text says after these is not compared: no article is that long, and an attack costs no more."""
SHORT = 58
"""Shingles of a text of 60 words. A shorter one asks for more (neardup/README): much of it, and enough of it."""
SHORT_CONTAINMENT, SHORT_SHARED = 0.60, 8
LEAST_TRACES = 0.06
"""Part of the shorter text's traces that must be shared, or the texts are not compared: the copies among 387 real
texts share 0.11 and more."""
TAIL_WEIGHT = 0.5
"""What the last word of a text counts, the first counting 1: news stands in the lead, background at the end. Raised
F1 of pairs from 0.945 to 0.960 on 387 real texts."""
LEAST_RUN = 2
"""Shingles in a row that make a passage; one alone is a phrase."""
LONG_RUN = 8
"""Shingles in a row, ten words, that were copied: what is shorter may be a title, a name, a set phrase."""

Shingle = tuple[str, ...]
"""Three words in a row; all of them where a text has fewer. They are compared in memory only, so nothing is hashed."""

HOUSE_USES, COMMON_USES, LONGER_THAN = 3, 8, 10
FLOOD = 64


@dataclass(frozen=True)
class Use:
    """A text that has a trace."""

    outlet: str
    day: int | None
    """None where nobody knows when it was published: it counts as a text, and shows nothing about days."""


@dataclass(frozen=True)
class Shape:
    """What of a text is compared."""

    words: tuple[str, ...]
    shingles: tuple[Shingle, ...]
    """In the text's order, one for each word that begins three."""
    distinct: frozenset[Shingle]
    longer: tuple[int, ...]
    """Hashes of every run of four words, of which some are traces."""
    traces: frozenset[int]
    """Those that stand in the index."""
    order: str
    """Decides which of two texts of one length counts as the shorter."""


@dataclass(frozen=True)
class Passage:
    """A stretch of the shorter text that stands in the other, too."""

    words: tuple[str, ...]
    """Folded, as they are compared."""
    common: int
    """How many of its shingles are boilerplate, which many texts share and no copy is known by."""
    shingles: int


@dataclass(frozen=True)
class Overlap:
    """What two texts share."""

    containment: float
    """Part of the shorter text that stands in the other, boilerplate left out, the lead counting double the end."""
    jaccard: float
    """Shared shingles of all shingles."""
    shared: int
    """Shared shingles that are no boilerplate."""
    copied: float
    """The part of containment that stands in passages of ten words or more."""


def shape(text: str) -> Shape:
    """Prepare a text."""
    whole = words(text)
    found = whole[:MOST_WORDS]
    shingles, longer = _shingles(found), runs(found, TRACE_WORDS)
    return Shape(tuple(found), shingles, frozenset(shingles), tuple(longer), _traces(longer), fingerprint(whole))


def marks(whole: Sequence[str]) -> Marks:
    """The same of a text's words, as far as it is needed to enter it into the index: a third of the cost."""
    found = whole[:MOST_WORDS]
    shingles = len(set(zip(found, found[1:], found[2:], strict=False))) or min(len(found), 1)  # as `_shingles` has them
    return Marks(shingles, _traces(runs(found, TRACE_WORDS)))


def _shingles(found: Sequence[str]) -> tuple[Shingle, ...]:
    if 0 < len(found) < SHINGLE_WORDS:
        return (tuple(found),)
    return tuple(zip(*(found[start:] for start in range(SHINGLE_WORDS)), strict=False))


def overlap(one: Shape, other: Shape, common: Set[int]) -> Overlap | None:
    """What the texts share; None where it is too little to be more than chance.

    `common` are the traces that are boilerplate. A shared shingle is boilerplate if the nearest trace of its passage
    is; so with every trace that becomes common, containment falls and never rises.
    """
    short, long = _by_length(one, other)
    shared_traces = (short.traces & long.traces) - common
    if not comparable(len(shared_traces), min(len(short.traces), len(long.traces))):
        return None
    weigh = _weights(len(short.shingles))
    own, house, copied, shared = 0.0, 0.0, 0.0, set()
    for begin, end in _runs(short, long):
        for at, is_common in _mark(short, long, common, begin, end):
            if is_common:
                house += weigh[at]
            else:
                own += weigh[at]
                copied += weigh[at] if end - begin >= LONG_RUN else 0.0
                shared.add(short.shingles[at])
    whole = sum(weigh) - house
    containment = own / whole if whole > 0 else 0.0
    if len(short.distinct) < SHORT and (containment < SHORT_CONTAINMENT or len(shared) < SHORT_SHARED):
        return None
    both = len(short.distinct & long.distinct)
    jaccard = both / (len(short.distinct) + len(long.distinct) - both)
    part = copied / whole if whole > 0 else 0.0
    return Overlap(round(containment, 6), round(jaccard, 6), len(shared), round(part, 6))


def comparable(shared: int, of: int) -> bool:
    """Whether two texts that share so many traces, of the fewer that one of them has, can overlap at all."""
    return shared >= max(1, LEAST_TRACES * of)


def passages(one: Shape, other: Shape, common: Set[int]) -> list[Passage]:
    """The shared passages, longest first."""
    short, long = _by_length(one, other)
    found = []
    for begin, end in _runs(short, long):
        house = sum(is_common for _, is_common in _mark(short, long, common, begin, end))
        found.append(Passage(short.words[begin : end + 2], house, end - begin))
    return sorted(found, key=lambda passage: -passage.shingles)


def is_common(uses: Sequence[Use]) -> bool:
    """Whether a trace in these texts is boilerplate: a house paragraph, a phrase, or in more texts than is any copy.

    One outlet on 3 days or more, or 8 texts, over more than 10 days (neardup/README: days, not texts, are counted for
    an outlet, or three versions of a story would be boilerplate); more than 64 texts at any time, which bounds what
    adding one costs. What is common stays so whatever texts come.
    """
    if len(uses) > FLOOD:
        return True
    if len(uses) >= COMMON_USES and _span(use.day for use in uses) > LONGER_THAN:
        return True
    days: dict[str, set[int]] = defaultdict(set)
    for use in uses:
        if use.day is not None:
            days[use.outlet].add(use.day)
    return any(len(each) >= HOUSE_USES and _span(each) > LONGER_THAN for each in days.values())


def background(line: str) -> frozenset[int]:
    """The traces that a line may have in any text: boilerplate, where somebody says that it is background."""
    found = words(line)[:MOST_WORDS]
    return frozenset(runs(found, TRACE_WORDS)) if len(found) >= TRACE_WORDS else frozenset()


def _span(days: Iterable[int | None]) -> int:
    found = {day for day in days if day is not None}
    return max(found) - min(found) if found else 0


def _traces(hashes: Sequence[int]) -> frozenset[int]:
    if len(hashes) <= WINDOW:
        return frozenset({min(hashes)} if hashes else ())
    found: set[int] = set()
    least = -1
    for start in range(len(hashes) - WINDOW + 1):
        if least < start:  # the last window's least has left: about every eighth time
            least = hashes.index(min(hashes[start : start + WINDOW]), start)
        elif hashes[start + WINDOW - 1] < hashes[least]:
            least = start + WINDOW - 1
        else:
            continue
        found.add(hashes[least])
    return frozenset(found)


def _by_length(one: Shape, other: Shape) -> tuple[Shape, Shape]:
    first, second = sorted((one, other), key=lambda each: (len(each.distinct), each.order))
    return first, second


def _weights(count: int) -> list[float]:
    last = max(1, count - 1)
    return [1 - (1 - TAIL_WEIGHT) * at / last for at in range(count)]


def _runs(short: Shape, long: Shape) -> Iterator[tuple[int, int]]:
    """Where the shared passages begin and end, in shingles of the shorter text."""
    begin = None
    for at, shingle in enumerate(short.shingles):
        if shingle in long.distinct:
            begin = at if begin is None else begin
        elif begin is not None:
            if at - begin >= LEAST_RUN:
                yield begin, at
            begin = None
    if begin is not None and len(short.shingles) - begin >= LEAST_RUN:
        yield begin, len(short.shingles)


def _mark(short: Shape, long: Shape, common: Set[int], begin: int, end: int) -> Iterator[tuple[int, bool]]:
    """Each shingle of a passage, and whether the trace nearest to it (the earlier of two) is common."""
    hashes = short.longer
    last = max(begin + 1, end - TRACE_WORDS + 3)  # a passage of few words has no run of four of its own
    places = range(begin, min(last, len(hashes)))
    marks = [at for at in places if hashes[at] in short.traces and hashes[at] in long.traces]
    nearest = 0
    for at in range(begin, end):
        while nearest + 1 < len(marks) and abs(marks[nearest + 1] - at) < abs(marks[nearest] - at):
            nearest += 1
        yield at, bool(marks) and hashes[marks[nearest]] in common
