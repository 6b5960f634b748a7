"""Names of places and people that are spelled in another way, and mean the same."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from syria_news.enrich.edits import MOST_LETTERS, Edit
from syria_news.enrich.fingerprint import words
from syria_news.enrich.places import sought
from syria_news.enrich.transliteration import latin_key, letters
from syria_news.fold import fold
from syria_news.model import Mention

AROUND = 4
"""Tokens to either side of an edit that may belong to the name."""
LONGEST = 8
"""Tokens of a spelling; what is longer is other text."""
MOST = 2_000
"""Edits looked at, a fifth of a millisecond each; a text with more is another text."""
ALIKE = 0.6
"""Part of two spellings' consonants that must be the same: al-Golani is al-Jolani, Ahmed al-Sharaa another name."""
_MEANT = "place:", "actor:p-"
"""How references to places and people begin; another word for an organisation is another word."""


def as_before(found: Sequence[Edit], after: str, known: frozenset[str]) -> str:
    """The text after these edits, but with names spelled as they were before; `known` are those in both texts."""
    tried = enumerate(found[:MOST] if known else ())
    same = {at for at, edit in tried if not edit.equal and _is_respelled(found, at, known)}
    if not same:
        return after
    parts = [edit.text_before if at in same else edit.text_after for at, edit in enumerate(found)]
    return "".join(parts) + after[MOST_LETTERS:]


def _is_respelled(found: Sequence[Edit], at: int, known: frozenset[str]) -> bool:
    edit = found[at]
    if max(len(edit.before), len(edit.after)) > LONGEST:
        return False
    left = "".join(found[at - 1].after[-AROUND:]) if at else ""
    right = "".join(found[at + 1].after[:AROUND]) if at + 1 < len(found) else ""
    one, other = f"{left}{edit.text_before}{right}", f"{left}{edit.text_after}{right}"
    these, those = _named(one, known), _named(other, known)
    if not these or _without(one, these) != _without(other, those):
        return False
    return all(_sound_alike(a.spelling, b.spelling) for a, b in zip(these, those, strict=True))


def _named(text: str, known: frozenset[str]) -> list[Mention]:
    found = (each for each in sought(text) if each.name in known and each.ref.startswith(_MEANT))
    return list({each.start: each for each in found}.values())


def _without(text: str, named: Sequence[Mention]) -> list[str]:
    """The words of a text, with names as the gazetteer has them."""
    for each in reversed(named):
        text = f"{text[: each.start]} {each.name} {text[each.stop :]}"
    return words(text)


def _sound_alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, _heard(one), _heard(other), autojunk=False).ratio() >= ALIKE


def _heard(spelled: str) -> str:
    return latin_key(letters(spelled)) or fold(spelled)
