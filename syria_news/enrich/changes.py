"""What a revision changed: its kinds, in words for people."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from syria_news import notes
from syria_news.enrich.edits import Edit, aligned, changed, edits, sentences
from syria_news.enrich.figures import Figure, figures, same_count
from syria_news.enrich.fingerprint import words
from syria_news.enrich.numbers import numbers
from syria_news.enrich.renamed import renamed
from syria_news.enrich.respelled import as_before
from syria_news.fold import fold

RULES = 4
"""What was compared by older rules is compared again when its article is next saved; raise it when a kind changes."""
ENOUGH = 8
"""Words added or cut in one place that make more than a rewording, and words reworded that make more than a figure."""
SENTENCE = 4
"""Words of a whole sentence that count as added or cut though they are fewer."""
CLOSE = 6
"""Tokens that stayed between two edits up to which they are one."""
SHARED = 0.1
"""Of a passage's longer words, what another must share that was put in its place to be other words for it."""
HALF = 0.5
"""The same of a note, where the other is taken for it, reworded."""
FARTHEST = 10
"""By how much a figure may grow or shrink that is known again by what it counts alone."""
LONGEST = 300
"""Letters of a detail."""
_WITHDRAWN = re.compile(
    r"\bthis (?:article|story|report|post|page|piece|column) (?:was|is|has been|had been) (?:\w+ )?"
    r"(?:withdrawn|retracted|removed|deleted|taken down|unpublished)\b|(?:تم|جرى) (?:سحب|حذف) (?:هذا|هذه)",
    re.I,
)
Blocks = Sequence[tuple[list[str], list[str]]]
"""Tokens of neighbouring sentences that changed, before and after."""
_SENTENCE_END = (".", "!", "?", "؟", "”", '"', "»")


class Kind(StrEnum):
    """How a revision differs from the one before; it may be several."""

    CORRECTION = "correction"
    """The outlet says that it changed something."""
    HEADLINE = "headline"
    FIGURES = "figures"
    """A number moved."""
    NAMES = "names"
    """Another person or place is named in the same spot, or named no more."""
    TEXT_ADDED = "text_added"
    TEXT_CUT = "text_cut"
    REWRITE = "rewrite"
    """Other words for what was said, or the same words elsewhere."""
    COSMETIC = "cosmetic"
    """Marks, case, spelling of quotes, numbers and known names, white space."""


@dataclass(frozen=True)
class Version:
    """What of a revision is compared."""

    title: str | None
    text: str
    notes: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()
    """The gazetteer's names for the places and actors in the text."""


@dataclass(frozen=True)
class Change:
    """One thing a revision changed."""

    kind: Kind
    detail: str
    said: bool
    """Whether the outlet notes in this revision that it changed something."""
    before: float | None = None
    """The figure that was; None for `dozens` and the like, which stand in the detail."""
    after: float | None = None
    unit: str | None = None
    """What the figure counts: `killed`, `wounded`, `displaced`, `detained`, `missing`, or the word behind it."""


def changes(before: Version, after: Version) -> list[Change]:
    """What `after` changed. Never empty where title, text or notes differ."""
    old, new = _apart(before), _apart(after)
    seen = edits(old.text, new.text)
    written, new = new, replace(new, text=as_before(seen, new.text, old.named & new.named))
    found = seen if new == written else edits(old.text, new.text)
    blocks = changed(old.text, new.text)
    fresh = _fresh(old.notes, new.notes)
    note = _saying_so(fresh, found)
    result = [Change(Kind.CORRECTION, _short(note), note is not None)] if note is not None else []
    result.extend(_headline(old.title or "", new.title or ""))
    told = [] if _is_shuffled(old.text, new.text, blocks) else found
    pieces = _pieces(told)
    result.extend(_figures(blocks if told else [], changed(old.title or "", new.title or "")))
    names = renamed(told, old.text, new.text, old.named, new.named, settled=bool(pieces.places))
    if names:
        result.append(Change(Kind.NAMES, _short("; ".join(names)), False))
    gone = [each for each in _fresh(new.notes, old.notes) if not any(_share_words(each, one, HALF) for one in fresh)]
    result.extend(_added_and_cut(pieces, [each for each in fresh if each != note], gone))
    reworded = _is_reworded(old.text, new.text, blocks)
    result.extend(_rest(result, new, found, pieces, reworded))
    if not result or (note is not None and len(result) == 1 and old.text != written.text):
        result.append(Change(Kind.COSMETIC, _short(_first(seen)), False))
    return [replace(each, said=note is not None) for each in result]


# -- what the outlet says


def _apart(version: Version) -> Version:
    """The notes that stand in a text set apart from it: texts of older rules have them there."""
    if not notes.may_hold(version.text):
        return version
    kept, found = notes.split_all(version.text.split("\n\n"))
    if not found or not kept:
        return version
    return replace(version, text="\n\n".join(kept), notes=(*version.notes, *found))


def _fresh(before: Sequence[str], after: Sequence[str]) -> list[str]:
    known = [words(each) for each in before]
    return [each for each in after if words(each) not in known]


def _saying_so(fresh: Iterable[str], found: Sequence[Edit]) -> str | None:
    said = next((note for note in fresh if notes.says_changed(note)), None)
    added = (edit.text_after for edit in found if not edit.equal)
    return said or next((text.strip() for text in added if _WITHDRAWN.search(text)), None)


# -- headline and figures


def _headline(before: str, after: str) -> Iterator[Change]:
    if words(before) != words(after):
        yield Change(Kind.HEADLINE, _short(f"{before} → {after}"), False)


def _figures(*of_text_and_title: Blocks) -> Iterator[Change]:
    seen: dict[tuple[str, str], str] = {}
    for old, new in (pair for blocks in of_text_and_title for block in blocks for pair in _moved(*block)):
        unit = max((new, old), key=lambda each: (each.is_toll, bool(each.unit))).unit
        shown = (old.shown, new.shown)
        if unit == seen.get(shown) or (shown in seen and not unit):
            continue
        seen[shown] = unit
        one, other = (old.value, new.value) if old.value != new.value else (old.least, new.least)
        detail = f"{old.shown} → {new.shown} {unit}".strip()
        yield Change(Kind.FIGURES, detail, False, one, other, unit or None)


def _moved(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Figure, Figure]]:
    """Numbers in one spot that changed. All numbers count as one word here, so what stands around decides."""
    these, those = figures(old), figures(new)
    masked_old, at_old = _masked(old, these)
    masked_new, at_new = _masked(new, those)
    gone, come = list(these), list(those)
    for equal, here, there in aligned(masked_old, masked_new):
        if not equal:
            continue
        left = [at_old[i] for i in range(here.start, here.stop) if i in at_old]
        right = [at_new[i] for i in range(there.start, there.stop) if i in at_new]
        for one, other in zip(left, right, strict=True):
            if same_count(one, other):
                gone.remove(one)
                come.remove(other)
                if one.differs(other):
                    yield one, other
    yield from _counting_the_same(gone, come)


def _counting_the_same(gone: list[Figure], come: list[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Reworded around them: only what alone counts the same thing is the same number."""
    stayed = {(each.shown, each.unit) for each in gone} & {(each.shown, each.unit) for each in come}
    for unit in dict.fromkeys(each.unit for each in gone if each.unit):
        left = [each for each in gone if each.unit == unit and (each.shown, unit) not in stayed]
        right = [each for each in come if each.unit == unit and (each.shown, unit) not in stayed]
        if len(left) == len(right) == 1 and left[0].differs(right[0]) and _is_near(left[0].value, right[0].value):
            yield left[0], right[0]


def _is_near(one: float | None, other: float | None) -> bool:
    """Whether a number may have become the other: the dead of a raid do not become the dead of a war."""
    return one is None or other is None or max(one, other) <= FARTHEST * max(min(one, other), 1)


def _masked(found: Sequence[str], counted: Sequence[Figure]) -> tuple[list[str], dict[int, Figure]]:
    masked: list[str] = []
    at: dict[int, Figure] = {}
    position = 0
    begins = {figure.start: figure for figure in counted}
    while position < len(found):
        figure = begins.get(position)
        if figure:
            at[len(masked)] = figure
            masked.append("\0")
            position = figure.stop
        else:
            masked.append(fold(found[position].strip()))
            position += 1
    return masked, at


# -- text


@dataclass(frozen=True)
class _Pieces:
    """Stretches that came and went, and the edits they stand in."""

    added: tuple[str, ...]
    cut: tuple[str, ...]
    places: frozenset[int]


def _pieces(found: Sequence[Edit]) -> _Pieces:
    added: dict[int, str] = {}
    cut: dict[int, str] = {}
    places: set[int] = set()
    for group in _close_together(found):
        before, after = "".join(e.text_before for _, e in group), "".join(e.text_after for _, e in group)
        if min(gone := len(words(before)), came := len(words(after))) >= ENOUGH > abs(came - gone):
            # As much was put in this place as was taken from it: other words for it, or about something else.
            if not _share_words(before, after):
                cut[group[0][0]], added[group[0][0]] = before, after
                places.update(at for at, _ in group)
            continue
        for at, edit in group:
            one, other = edit.text_before, edit.text_after
            more = len(words(other)) - len(words(one))
            if more >= ENOUGH or _is_sentence(one, other, more):
                added[at] = other
            elif -more >= ENOUGH or _is_sentence(other, one, -more):
                cut[at] = one
    moved = {" ".join(words(piece)) for piece in cut.values()} & {" ".join(words(piece)) for piece in added.values()}
    for pieces in (added, cut):
        for at in [at for at, piece in pieces.items() if " ".join(words(piece)) in moved]:
            del pieces[at]
    return _Pieces(tuple(added.values()), tuple(cut.values()), frozenset((*places, *added, *cut)))


def _close_together(found: Sequence[Edit]) -> Iterator[list[tuple[int, Edit]]]:
    """Edits with little between them that stayed."""
    for together, group in groupby(enumerate(found), lambda each: not each[1].equal or len(each[1].after) < CLOSE):
        if together and (edited := [(at, edit) for at, edit in group if not edit.equal]):
            yield edited


def _share_words(before: str, after: str, least: float = SHARED) -> bool:
    """Whether two passages may tell the same: the beginnings of some of their longer words are the same."""
    one, other = ({word[:4] for word in words(text) if len(word) >= 4} for text in (before, after))
    return len(one & other) >= least * min(len(one), len(other))


def _is_sentence(without: str, piece: str, more: int) -> bool:
    return more >= SENTENCE and not without.strip() and piece.rstrip().endswith(_SENTENCE_END)


def _added_and_cut(pieces: _Pieces, noted: Sequence[str], unnoted: Sequence[str]) -> Iterator[Change]:
    """Text, and notes that speak of no change; a note that was taken away is text that was cut."""
    for kind, texts in (
        (Kind.TEXT_ADDED, (*pieces.added, *noted)),
        (Kind.TEXT_CUT, (*pieces.cut, *unnoted)),
    ):
        if texts:
            count = sum(len(words(piece)) for piece in texts)
            yield Change(kind, _short(f"{count} words: {texts[0]}"), False)


def _rest(
    result: Sequence[Change],
    new: Version,
    found: Sequence[Edit],
    pieces: _Pieces,
    reworded: bool,
) -> Iterator[Change]:
    """What nothing so far explains."""
    kinds = {change.kind for change in result} - {Kind.CORRECTION, Kind.HEADLINE}
    gone = Kind.TEXT_CUT in kinds and _WITHDRAWN.search(new.text)
    if reworded and (not kinds or (_reworded(found, pieces) >= ENOUGH and not gone)):
        yield Change(Kind.REWRITE, _short(_first(found)), False)


def _is_shuffled(before: str, after: str, blocks: Blocks) -> bool:
    """Whether the same sentences stand in another order."""
    old, new = (Counter(t.rstrip() for block in blocks for t in block[side]) for side in (0, 1))
    return bool(blocks) and old == new and sentences(before) == sentences(after)


def _is_reworded(before: str, after: str, blocks: Blocks) -> bool:
    if not blocks:  # what differs lies behind what is compared
        return words(before) != words(after)
    return any(_spelled_alike(old) != _spelled_alike(new) for old, new in blocks)


def _spelled_alike(found: Sequence[str]) -> str:
    """Tokens without what is mere spelling: marks, case, spaces, `ten` for `10`."""
    folded = [fold(token.strip()) for token in found]
    values = {each.start: each for each in numbers(found, folded) if each.value is not None}
    parts: list[str] = []
    at = 0
    while at < len(found):
        number = values.get(at)
        parts.append(f"<{number.least}-{number.value}>" if number else "".join(words(found[at])))
        at = number.stop if number else at + 1
    return "".join(parts)


def _reworded(found: Sequence[Edit], pieces: _Pieces) -> int:
    """Words that were replaced; numbers and what begins with a capital have kinds of their own."""
    count = 0
    for at, edit in enumerate(found):
        if not edit.equal and at not in pieces.places and words("".join(edit.before)) != words("".join(edit.after)):
            count += max(_plain_words(edit.before), _plain_words(edit.after))
    return count


def _plain_words(found: Sequence[str]) -> int:
    return sum(1 for token in found if token[0].isalpha() and not token[0].isupper())


def _first(found: Sequence[Edit]) -> str:
    for edit in found:
        if not edit.equal:
            return f"{''.join(edit.before).strip()} → {''.join(edit.after).strip()}"
    return "no word of the text that was compared"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
