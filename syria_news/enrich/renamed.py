"""Names of people and places that took the place of others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from syria_news.enrich.edits import Edit
from syria_news.enrich.fingerprint import words
from syria_news.fold import fold

LONGEST = 8
"""Tokens of a replacement in which a name is looked for; what is longer is other text."""
_NAME = re.compile(r"(?:[AaEe][a-z]-)?[A-ZÀ-Þ][\w'’.-]*[\w]$")
_NO_NAMES = frozenset(
    "the a an he she it they we you i his her its their our this that these those there in on at by for from to of "
    "with as and but or if when while after before since until some many most all both no not nobody one two three who "
    "what where why how mr mrs ms dr monday tuesday wednesday thursday friday saturday sunday january february march "
    "april may june july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec "
    "however also still then now here".split()
)
_TITLES = frozenset(
    "الدكتور دكتور السيد السيده المدعو القيادي الرئيس الوزير العميد العقيد الملازم النقيب الرايد المقدم الشيخ القايد "
    "الناشط الصحفي الصحافي المحامي المهندس الشاب الطفل الطفله الشهيد القتيل المواطن".split()
)
"""Words behind which a person's names stand in Arabic, which has no capitals."""
_PLACES = frozenset("مدينه بلده قريه حي محافظه ريف ناحيه مخيم بمدينه ببلده بقريه بحي بريف لمدينه وريف".split())
"""The same of a place's name."""
_OPENS = frozenset((".", "!", "?", "؟", ":", "“", '"', "”", "«", "(", "‘", "—", "–"))
"""What a capital behind means nothing."""


def renamed(
    found: Sequence[Edit], before: str, after: str, gone: frozenset[str], came: frozenset[str], settled: bool
) -> list[str]:
    """`old → new` for each; `gone` and `came` are the gazetteer's names in the texts.

    `settled` says that text came or went, which explains names that did.
    """
    swapped = list(dict.fromkeys(_swapped(found, before + "\n" + after, gone | came)))
    if not swapped and not settled and any(_is_swap(edit) for edit in found):
        swapped = list(_named(gone, came))
    return swapped


def _swapped(found: Sequence[Edit], texts: str, named: frozenset[str]) -> Iterator[str]:
    known = {fold(name) for name in named}
    inside, last = False, ["", ""]
    for edit in found:
        if _is_swap(edit):
            behind = fold(last[-1]) in _TITLES | _PLACES or fold(last[-2]) in _TITLES
            names = [list(_names(side, inside, behind, texts, known)) for side in (edit.before, edit.after)]
            old, new = (" ".join(each) for each in names)
            if old and new and "".join(words(old)) != "".join(words(new)):
                yield f"{old} → {new}"
        side = edit.after or edit.before
        last = [*last, *(token.strip() for token in side[-2:])][-2:]
        inside = bool(side) and last[-1] not in _OPENS and "\n" not in side[-1]


def _is_swap(edit: Edit) -> bool:
    return not edit.equal and 0 < len(edit.before) <= LONGEST and 0 < len(edit.after) <= LONGEST


def _names(side: Sequence[str], inside: bool, introduced: bool, texts: str, known: set[str]) -> Iterator[str]:
    """Capitalised words in a sentence, its first where it is a name elsewhere; in Arabic what a title introduces."""
    for token in side:
        word = token.strip()
        named = _NAME.match(word) and fold(word) not in _NO_NAMES and (inside or _is_known(word, texts, known))
        if named or (introduced and word.isalpha()):
            yield word
        inside = word not in _OPENS and "\n" not in token
        introduced = introduced or fold(word) in _TITLES | _PLACES


def _is_known(word: str, texts: str, known: set[str]) -> bool:
    return fold(word) in known or re.search(rf"[^\W\d_,;] {re.escape(word)}\b", texts) is not None


def _named(gone: frozenset[str], came: frozenset[str]) -> Iterator[str]:
    """Gazetteer names that left while others came."""
    old, new = sorted(gone - came), sorted(came - gone)
    if old and new:
        yield f"{', '.join(old)} → {', '.join(new)}"
