"""The weighted terms of `terms.csv`, and how often a text has them."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from syria_news.fold import fold, stem

_TERMS = Path(__file__).with_name("terms.csv")
_WORDS_OF_A_TERM = 4
_LETTERS_OF_A_TERM = 60
_OFTEN = 4
"""Times one term counts; what is said more often says no more."""
_IDLE: set[str] = set()
"""Words met that no term begins with: nearly all of a text, left out at once."""
_MOST_IDLE = 50_000

Term = tuple[str, float, str]
"""A term as listed, its weight and its kind."""


@dataclass
class Tally:
    """Points by kind of term, and how often each term was met."""

    points: dict[str, float] = field(default_factory=lambda: dict.fromkeys(("syria", "war", "peace", "elsewhere"), 0.0))
    met: dict[str, Counter[str]] = field(default_factory=lambda: {})

    def add(self, kind: str, term: str, weight: float, zone: float) -> None:
        """Count one meeting with a term."""
        met = self.met.setdefault(kind, Counter())
        met[term] += 1
        if met[term] <= _OFTEN or kind in ("syria", "elsewhere"):
            self.points[kind] += weight * zone

    def told(self, kind: str, most: int = 4) -> str:
        """The terms met most, for people."""
        return ", ".join(f"{term} x{times}" for term, times in self.met.get(kind, Counter()).most_common(most))


def count(tally: Tally, words: list[str], zone: float) -> None:
    """Add the terms among folded words; each counts its weight times the zone's."""
    if len(_IDLE) > _MOST_IDLE:
        _IDLE.clear()
    different = set(words) - _IDLE
    met = {word: ways for word in different if (ways := _openings(word))}
    _IDLE.update(different.difference(met))
    for place in [place for place, word in enumerate(words) if word in met]:
        for first in met[words[place]]:
            if found := _longest(first, words[place + 1 : place + _WORDS_OF_A_TERM]):
                for term, weight, kind in found:
                    tally.add(kind, term, weight, zone)
                break


@lru_cache(maxsize=1 << 12)
def _openings(word: str) -> tuple[str, ...]:
    """The ways to read a word that a term may begin with; for nearly all words none."""
    terms = _terms()
    return tuple(way for way in _ways(word) if way[:3] in terms.starts and (way in terms.openers or _find(way)))


def _longest(first: str, following: list[str]) -> tuple[Term, ...]:
    """The entries of the longest term that begins with this word."""
    if first in _terms().openers:
        for size in range(len(following), 0, -1):
            if found := _find(" ".join([first, *following[:size]])):
                return found
    return _find(first)


@dataclass(frozen=True)
class _Terms:
    whole: dict[str, tuple[Term, ...]]
    beginnings: dict[str, tuple[Term, ...]]
    longest: int
    """Letters of the longest beginning."""
    starts: frozenset[str]
    """The first three letters of all, and of their first words: most words begin like none."""
    openers: frozenset[str]
    """First words of terms of several words."""


def _find(words: str) -> tuple[Term, ...]:
    terms = _terms()
    if len(words) > _LETTERS_OF_A_TERM or words[:3] not in terms.starts:
        return ()
    if words in terms.whole:
        return terms.whole[words]
    for size in range(min(len(words), terms.longest), 2, -1):
        if words[:size] in terms.beginnings and " " not in words[size:]:
            return terms.beginnings[words[:size]]
    return ()


def _ways(word: str) -> tuple[str, ...]:
    """A word as it stands, the last part of `dutch-syrian`, and an Arabic one without what is glued before it."""
    if not "\u0600" <= word[0] <= "\u06ff" or len(word) < 4:
        return (word, word.rpartition("-")[2]) if "-" in word[:-1] else (word,)
    bare = stem(word)
    ways = [word, bare, "ال" + bare]
    if word[0] in "وفبكل":
        ways += [word[1:], stem(word[1:])]
    return tuple(dict.fromkeys(way for way in ways if way))


@cache
def _terms() -> _Terms:
    whole: dict[str, list[Term]] = {}
    beginnings: dict[str, list[Term]] = {}
    with _TERMS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            term = fold(row["term"])
            table, key = (beginnings, term[:-1]) if term.endswith("*") else (whole, term)
            entry = (row["term"], float(row["weight"]), row["kind"])
            if all(entry[2] != other[2] for other in table.get(key, ())):
                table.setdefault(key, []).append(entry)
    openers = frozenset(term.partition(" ")[0] for term in (*whole, *beginnings) if " " in term)
    return _Terms(
        {key: tuple(entries) for key, entries in whole.items()},
        {key: tuple(entries) for key, entries in beginnings.items()},
        max(map(len, beginnings)),
        frozenset(term[:3] for term in (*whole, *beginnings, *openers)),
        openers,
    )
