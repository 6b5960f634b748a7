"""What a revision changed: its kinds, in words for people."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from syria_news.enrich.edits import Edit, aligned, changed, edits
from syria_news.enrich.figures import Figure, figures
from syria_news.enrich.fingerprint import words
from syria_news.fold import fold

ENOUGH = 8
"""Words added or cut in one place that make more than a rewording."""
LONGEST = 300
"""Letters of a detail."""
_SAYS_SO = re.compile(
    r"\b(?:correction|corrected|clarification|editor'?s note|an earlier version|a previous version|updated (?:to|with)"
    r"|has been (?:amended|updated|corrected|changed)|was (?:amended|corrected))\b|تصحيح|تصويب|تنويه|استدراك|نسخه سابقه"
)
_NAME = re.compile(r"[A-ZÀ-Þ][\w'’.-]*[\w]$")


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
    """Other words for what was said."""
    COSMETIC = "cosmetic"
    """Marks, case, spelling of quotes, white space."""


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
    after: float | None = None
    unit: str | None = None
    """What the figure counts: `killed`, `wounded`, `displaced`, `detained`, or the word behind it."""


def changes(before: Version, after: Version) -> list[Change]:
    """What `after` changed. Never empty where title, text or notes differ."""
    found = edits(before.text, after.text)
    note = _note(before, after, found)
    said = note is not None
    result = [Change(Kind.CORRECTION, _short(note), said)] if note is not None else []
    if words(before.title or "") != words(after.title or ""):
        result.append(Change(Kind.HEADLINE, _short(f"{before.title or ''} → {after.title or ''}"), said))
    moved = dict.fromkeys((*_moved(before.title or "", after.title or ""), *_moved(before.text, after.text)))
    for old, new, unit in moved:
        result.append(Change(Kind.FIGURES, f"{old:g} → {new:g} {unit}".strip(), said, old, new, unit or None))
    renamed = list(dict.fromkeys((*_swapped_names(found), *_named(before, after))))
    if renamed:
        result.append(Change(Kind.NAMES, _short("; ".join(renamed)), said))
    result.extend(_text(found, said))
    explained = {change.kind for change in result} - {Kind.CORRECTION}
    if not explained:
        reworded = words(before.text) != words(after.text)
        kind = Kind.REWRITE if reworded else Kind.COSMETIC
        result.append(Change(kind, _short(_first(found)), said))
    elif _reworded(found) and not explained & {Kind.TEXT_ADDED, Kind.TEXT_CUT, Kind.FIGURES, Kind.NAMES}:
        result.append(Change(Kind.REWRITE, _short(_first(found)), said))
    return result


def _note(before: Version, after: Version, found: Sequence[Edit]) -> str | None:
    new = [note for note in after.notes if note not in before.notes]
    if new:
        return new[0]
    added = ("".join(edit.after) for edit in found if not edit.equal)
    return next((text.strip() for text in added if _SAYS_SO.search(fold(text))), None)


def _moved(before: str, after: str) -> Iterator[tuple[float, float, str]]:
    """Numbers in one spot whose value changed. All numbers count as one word here, so what stands around decides."""
    for old, new in changed(before, after):
        yield from _moved_among(old, new)


def _moved_among(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[float, float, str]]:
    these, those = figures(old), figures(new)
    masked_old, at_old = _masked(old, these)
    masked_new, at_new = _masked(new, those)
    for equal, here, there in aligned(masked_old, masked_new):
        pairs: Iterable[tuple[Figure, Figure]]
        left = [at_old[i] for i in range(here.start, here.stop) if i in at_old]
        right = [at_new[i] for i in range(there.start, there.stop) if i in at_new]
        if equal:
            pairs = zip(left, right, strict=True)
        else:  # reworded around them: only what counts the same thing is the same number
            pairs = [(a, b) for a in left for b in right if a.unit and a.unit == b.unit]
            pairs = pairs if len(left) == len(right) == 1 or _one_each(pairs) else []
        for a, b in pairs:
            if a.value != b.value:
                yield a.value, b.value, b.unit or a.unit


def _one_each(pairs: Sequence[tuple[Figure, Figure]]) -> bool:
    left, right = Counter(a.start for a, _ in pairs), Counter(b.start for _, b in pairs)
    return all(count == 1 for count in (*left.values(), *right.values()))


def _masked(found: Sequence[str], numbers: Sequence[Figure]) -> tuple[list[str], dict[int, Figure]]:
    masked: list[str] = []
    at: dict[int, Figure] = {}
    position = 0
    begins = {figure.start: figure for figure in numbers}
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


def _swapped_names(found: Sequence[Edit]) -> Iterator[str]:
    """Capitalised words that took the place of others, within a sentence."""
    inside = False
    for edit in found:
        if not edit.equal and len(edit.before) <= ENOUGH and len(edit.after) <= ENOUGH and inside:
            old = [token.strip() for token in edit.before if _NAME.match(token.strip())]
            new = [token.strip() for token in edit.after if _NAME.match(token.strip())]
            if old and new and fold(" ".join(old)) != fold(" ".join(new)):
                yield f"{' '.join(old)} → {' '.join(new)}"
        last = (edit.after or edit.before)[-1:]
        inside = bool(last) and last[0].strip() not in {".", "!", "?", "؟", ":"} and "\n" not in last[0]


def _named(before: Version, after: Version) -> Iterator[str]:
    """Gazetteer names that left while others came; what only came stands in an added paragraph."""
    gone, new = sorted(before.named - after.named), sorted(after.named - before.named)
    if gone and new:
        yield f"{', '.join(gone)} → {', '.join(new)}"


def _text(found: Sequence[Edit], said: bool) -> Iterator[Change]:
    added, cut = [], []
    for edit in found:
        if edit.equal:
            continue
        more = len(words("".join(edit.after))) - len(words("".join(edit.before)))
        if more >= ENOUGH:
            added.append("".join(edit.after))
        elif more <= -ENOUGH:
            cut.append("".join(edit.before))
    for kind, pieces in ((Kind.TEXT_ADDED, added), (Kind.TEXT_CUT, cut)):
        if pieces:
            count = sum(len(words(piece)) for piece in pieces)
            yield Change(kind, _short(f"{count} words: {pieces[0]}"), said)


def _reworded(found: Sequence[Edit]) -> bool:
    return any(not e.equal and words("".join(e.before)) != words("".join(e.after)) for e in found)


def _first(found: Sequence[Edit]) -> str:
    for edit in found:
        if not edit.equal:
            return f"{''.join(edit.before).strip()} → {''.join(edit.after).strip()}"
    return "no word of the text that was compared"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
