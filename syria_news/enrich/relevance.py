"""Whether an article is about the conflict, about Syria otherwise, or about something else; and why.

Weighted terms (`terms.csv`) and named places decide. First: is it about Syria, or does Syria only occur in it, beside
other countries' wars? Then: does war outweigh sport, food, ruins and the like? At the border the article is kept.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from syria_news.enrich.gazetteer import gazetteer
from syria_news.enrich.places import mentions
from syria_news.fold import fold, stem
from syria_news.model import Article, Mention, Relevance, Topic

_TERMS = Path(__file__).with_name("terms.csv")
_WORD = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*")
_WORDS_OF_A_TERM = 4
_LETTERS_OF_A_TERM = 60
_OFTEN = 4
"""Times one term counts; what is said more often says no more."""
_LEAD = 60
"""Words of the beginning, which count more."""
_READ = 500_000
"""Code points of text that are read at all."""
_IN_TITLE, _IN_LEAD, _IN_TEXT = 3.0, 2.0, 1.0
_MENTION = 0.7
"""Points of a Syrian place or actor named; `Syria` itself has 1."""
_EVIDENCE = 5_000
"""Characters of text beside which the title's names are read."""
_SHORT, _LONG = 150, 700
_ABOUT_SYRIA = {"short": 1.4, "usual": 2.8, "long": 4.0}
"""Points that make a text of this length one about Syria."""
_SHARE, _SHARE_IN_TITLE = 0.27, 0.15
"""Syria's share of the points of all countries; less will do where the title names it."""
_WAR_POINTS = 2.0
_WAR_SHARE = 0.55


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


def relevance(article: Article) -> Relevance:
    """The article's topic, the terms that decided and a score; reads title, text, tags, section, address, mentions."""
    words = _WORD.findall(fold(article.text[:_READ]))
    tally = Tally()
    headline = f"{article.title or ''}\n{_address(article).title()}"
    for mention in {mention.ref: mention for mention in mentions(headline, about=article.text[:_EVIDENCE])}.values():
        _count_mention(tally, mention, _IN_TITLE)
    _count(tally, _WORD.findall(fold(_headline(article))), _IN_TITLE)
    enough = _SHARE_IN_TITLE if tally.points["syria"] else _SHARE
    lead = len(article.text) * _LEAD // max(len(words), 1)
    for mention in article.mentions:
        _count_mention(tally, mention, _IN_LEAD if mention.start < lead else _IN_TEXT)
    _count(tally, words[:_LEAD], _IN_LEAD)
    _count(tally, words[_LEAD:], _IN_TEXT)
    return _judge(tally, len(words), enough)


def _headline(article: Article) -> str:
    parts = (article.title, article.standfirst, article.section, *article.tags, _address(article))
    return " \n ".join(filter(None, parts))


def _address(article: Article) -> str:
    """The words of its path."""
    return " ".join(_WORD.findall(unquote(urlsplit(article.url).path).replace("-", " ")))


def _judge(tally: Tally, length: int, enough: float) -> Relevance:
    syria, elsewhere = tally.points["syria"], tally.points["elsewhere"]
    war, peace = tally.points["war"], tally.points["peace"]
    needed = _ABOUT_SYRIA["short" if length < _SHORT else "long" if length > _LONG else "usual"]
    share = syria / (syria + elsewhere) if syria else 0.0
    met = f"Syria: {tally.told('syria') or 'not named'}"
    if syria < needed or share < enough:
        rest = f"; elsewhere: {tally.told('elsewhere')}" if elsewhere else ""
        return Relevance(Topic.OTHER, met + rest, round(0.15 * min(syria / needed, 1.0) * max(share, 0.1), 3))
    violent = war / (war + peace) if war else 0.0
    reason = f"{met}; war: {tally.told('war') or 'none'}" + (f"; besides: {tally.told('peace')}" if peace else "")
    if war >= _WAR_POINTS and violent >= _WAR_SHARE:
        return Relevance(Topic.CONFLICT, reason, round(0.5 + 0.5 * violent * war / (war + _WAR_POINTS), 3))
    if not war and tally.met["syria"].total() == 1:
        return Relevance(Topic.OTHER, reason, 0.15)  # one name, once, and no war: a spice, a namesake
    return Relevance(Topic.SYRIA, reason, round(0.2 + 0.3 * violent * min(war / _WAR_POINTS, 1.0), 3))


def _count(tally: Tally, words: list[str], zone: float) -> None:
    for place, word in enumerate(words):
        for first in _openings(word):
            if found := _longest(first, words[place + 1 : place + _WORDS_OF_A_TERM]):
                for term, weight, kind in found:
                    tally.add(kind, term, weight, zone)
                break


@lru_cache(maxsize=1 << 15)
def _openings(word: str) -> tuple[str, ...]:
    """The ways to read a word that a term may begin with; for nearly all words none."""
    return tuple(way for way in _ways(word) if way in _terms().openers or _find(way))


def _longest(first: str, following: list[str]) -> tuple[Term, ...]:
    """The entries of the longest term that begins with this word."""
    if first in _terms().openers:
        for size in range(len(following), 0, -1):
            if found := _find(" ".join([first, *following[:size]])):
                return found
    return _find(first)


def _count_mention(tally: Tally, mention: Mention, zone: float) -> None:
    if mention.ref in gazetteer().syrian:
        tally.add("syria", mention.name, _MENTION, zone)


@dataclass(frozen=True)
class _Terms:
    whole: dict[str, tuple[Term, ...]]
    beginnings: dict[str, tuple[Term, ...]]
    longest: int
    """Letters of the longest beginning."""
    starts: frozenset[str]
    """The first three letters of all: most words begin like none."""
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
    """A word as it stands and, if it is Arabic, without what is glued before it."""
    if not "\u0600" <= word[0] <= "\u06ff" or len(word) < 4:
        return (word,)
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
    return _Terms(
        {key: tuple(entries) for key, entries in whole.items()},
        {key: tuple(entries) for key, entries in beginnings.items()},
        max(map(len, beginnings)),
        frozenset(term[:3] for term in (*whole, *beginnings)),
        frozenset(term.partition(" ")[0] for term in (*whole, *beginnings) if " " in term),
    )
