"""The words by which a number is known to count people, in `tolls.csv`, and what they look like in a text.

A row's `role` says how its words are used; `unit` is what people then are. Words are compared folded.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path

from syria_news.fold import fold, stem


def _listed() -> dict[str, dict[str, str]]:
    """Role -> word -> unit."""
    found: dict[str, dict[str, str]] = {}
    with Path(__file__).with_name("tolls.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            words = found.setdefault(row["role"], {})
            for word in row["words"].split():
                words.setdefault(fold(word), row["unit"])
    return found


_ROLES = _listed()
DONE = _ROLES["done"]
"""Verbs and their nouns whose object are the people: `killed 12`, `12 were killed`, `مقتل 12`."""
BEFELL = _ROLES["befell"]
"""Verbs and adjectives that the people are the subject of: `12 died`, `12 dead`."""
COUNT = _ROLES["count"]
"""Nouns that stand for one of them each: `12 bodies`."""
STATUS = _ROLES["status"]
"""Nouns for people in a state, who may have met with something else: `12 refugees were killed`."""
TOLLS = frozenset((*DONE.values(), *BEFELL.values()))
"""The units that are people something happened to."""
PHRASES = tuple((*phrase.split("+"), found) for phrase, found in _ROLES["phrase"].items())
"""The word behind the people, one that follows it soon, and what happened to them by both: `lost their lives`."""
_GLUED_ARTICLE = re.compile("^(?:[وف]?لل|[وف]?[بك]ال|[وف]ال)")
PERSON = frozenset(_ROLES["person"])
THING = frozenset(_ROLES["thing"])
"""Animals, buildings, vehicles, weapons, measures, money, times, institutions; in the singular, Arabic in all forms."""
INVARIANT = frozenset(_ROLES["invariant"])
ONE, TWO = frozenset(_ROLES["one"]), frozenset(_ROLES["two"])
"""One person, and in Arabic two, without a numeral: `a man was killed`, `مقتل طفلين`."""
NOBODY, HARM, OCCURS = (frozenset(_ROLES[role]) for role in ("nobody", "harm", "occurs"))
"""Where there were none, of what, and in Arabic what stands between: `no deaths`, `دون وقوع إصابات`."""
DENIED = _ROLES["denied"]
"""Arabic verbs behind `لم`, with `أحد` behind them."""
BE = frozenset(_ROLES["be"])
BETWEEN = BE | {*_ROLES["between"], ","}
"""What may stand between a number's noun and what happened to them."""
QUANTIFIES = frozenset((*_ROLES["quantifies"], ":"))
"""What may stand between a verb and the number that is its object."""
LEFT = frozenset(_ROLES["left"])
"""`left 12 injured`: what stands behind the number was done to them."""
REACHED = frozenset((*_ROLES["reached"], ":"))
"""What stands before a toll's number: `the toll rose to 12`."""
STOPS = BE | frozenset((*_ROLES["stops"], *(first for first, *_ in PHRASES), *", : ( ) - – — ، « » “ ” \" '".split()))
"""Where the words end that say who or what a number counts."""
ONWARD = frozenset(_ROLES["onward"])
"""Where another clause begins."""
AMONG = frozenset((*_ROLES["among"], ","))
"""Where a part of what was counted begins."""
NAMED = frozenset((*_ROLES["named"], "#"))
"""What a number behind it names, and does not count; a person's age among it."""
CLOCK, ORDINAL, SINCE = (frozenset(_ROLES[role]) for role in ("clock", "ordinal", "since"))


def is_arabic(word: str) -> bool:
    """Whether a word begins with a letter of the Arabic script."""
    return "\u0600" <= word[:1] <= "\u06ff"


def unit(words: Mapping[str, str], word: str) -> str | None:
    """What `words` say of a folded word."""
    if word in words or not is_arabic(word):
        return words.get(word)
    return next((words[form] for form in _forms(word) if form in words), None)


def among(words: Collection[str], word: str) -> bool:
    """Whether a folded word is one of `words`."""
    return word in words or (is_arabic(word) and any(form in words for form in _forms(word)))


def with_article(word: str) -> str:
    """A folded Arabic word with its article and without what is glued before that: `للفوج` as `الفوج`."""
    return _GLUED_ARTICLE.sub("ال", word) if is_arabic(word) else word


def singular(word: str) -> str | None:
    """A thing's name in the singular, if it is one."""
    for form in _forms(word):
        for ending, instead in (("", ""), ("s", ""), ("es", ""), ("ies", "y")):
            if form.endswith(ending) and (single := form.removesuffix(ending) + instead) in THING:
                return single
    return None


def is_plural(word: str) -> bool:
    """Whether an English word may be the noun that is counted, and not what qualifies it."""
    return word.endswith("s") or word in PERSON or word in INVARIANT


@lru_cache(maxsize=5_000)
def _forms(word: str) -> tuple[str, ...]:
    """An Arabic word as it stands and without what may be glued before it; another language's as it stands."""
    if len(word) <= 3 or not is_arabic(word):
        return (word,)
    return tuple(dict.fromkeys((word, word[1:] if word[0] in "وفبلك" else word, stem(word))))
