"""The researchers' lists, read once and made ready for matching. GAZETTEER.md says what stands in them."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from syria_news.enrich import transliteration
from syria_news.fold import fold

_HERE = Path(__file__).parent
_MARKS = r"\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d\u00ad"
_TURKISH = r"(?<=[^\W_]{3}['’])(?:[dt][ae](?:n|ki)?|n[ıiuü]n|y[aeıiuü]|[dt][ıiuü]r|l[ıiuü])(?![^\W_])"
_LETTERS = rf"(?:[^\W_]++|[{_MARKS}])"
REST = rf"{_LETTERS}*(?:['’‘ʼʻ`´](?![sS](?![^\W_])|{_TURKISH}){_LETTERS}+)*"
"""Of a word, behind its first letter: with its marks and inner apostrophes."""
WORD = re.compile(rf"(?:[^\W_]|[{_MARKS}]){REST}")
"""A word with its marks and inner apostrophes, a possessive 's and Turkish endings (`Halep'te`) left out."""
_POSSESSIVE = re.compile(r"(?<=\w)['’][sS](?= )")
_NO_LETTER = re.compile(r"[\W_\u02b0-\u02ff]+")
LONGEST = 40
"""Letters of the longest word that is looked up at all."""
_LONG_WITHOUT_ARTICLE = 5
"""Letters of a name that is still itself without its article: `al-Sukhna`, but not `al-Bab`."""
ARTICLES = frozenset(
    [f"{vowel}{rest}" for vowel in "aeu" for rest in ("l", "r", "s", "sh", "z", "d", "dh", "t", "th", "n")]
    + ["ech", "il"]
)
_SAME = {
    **dict.fromkeys(["shaykh", "sheik", "shaikh", "sheykh", "cheikh", "shekh"], "sheikh"),
    **dict.fromkeys(["tel", "tall", "tell", "til"], "tal"),
    **dict.fromkeys(["kfar", "kafar", "kafer", "kufr", "kefr", "kfer", "kufar"], "kafr"),
    **dict.fromkeys(["ayn", "ein", "ayin", "aïn"], "ain"),
    **dict.fromkeys(["dayr", "deyr", "dair", "der"], "deir"),
    **dict.fromkeys(["jebel", "djebel", "gebel", "jabel"], "jabal"),
    **dict.fromkeys(["abou", "abo"], "abu"),
    **dict.fromkeys(["bayt", "bait", "beyt"], "beit"),
    **dict.fromkeys(["oum", "om", "umm", "um"], "umm"),
    **dict.fromkeys(["jaysh", "jeish", "jaych", "jeysh", "gaish"], "jaish"),
    **dict.fromkeys(["maarat", "maaret", "maarret", "marat", "maraat", "maraa"], "maarrat"),
    **dict.fromkeys(["mohammad", "muhammad", "mohamed", "mohamad", "muhammed"], "mohammed"),
    **dict.fromkeys(["ahmad"], "ahmed"),
    **dict.fromkeys(["failaq"], "faylaq"),
    **dict.fromkeys(["failak", "faylak"], "faylaq"),
    **dict.fromkeys(["cham", "chem"], "sham"),
    **dict.fromkeys(["bachar", "bashaar"], "bashar"),
    **dict.fromkeys(["nosra", "nusrah", "nosrah"], "nusra"),
    **dict.fromkeys(["jabhet", "djabhat", "gabhat"], "jabhat"),
    **dict.fromkeys(["defense"], "defence"),
    **dict.fromkeys(["mobilization"], "mobilisation"),
}


class Need(IntEnum):
    """What must stand around a form before it is believed."""

    NOTHING = 0
    SYRIA = 1
    """Other evidence that the text is about Syria."""
    PREPOSITION = 2
    """That, and a preposition, a place noun or another place beside it."""
    NOUN = 3
    """That, and a place noun or another place beside it."""


@dataclass(frozen=True)
class Subject:
    """A place or an actor."""

    ref: str
    name: str
    governorate: str
    """Its P-code; empty for an actor."""
    rank: int
    """Lower comes first where one form has several subjects."""
    article: bool
    """Its Arabic name has the article."""
    syrian: bool
    """Naming it is evidence that a text is about Syria."""
    city: bool = False
    """So large that the text need not be about Syria otherwise, where its name is surely a place's."""
    since: date = date.min
    until: date = date.max
    """The days on which its forms mean it, if they mean another at other times; the last one is not among them."""


@dataclass(frozen=True)
class Form:
    """One way to write a subject."""

    subject: Subject
    need: Need
    spelling: str
    article: bool = False
    """Only with its article: `al-Bab` is not `Bab`."""
    by_sound: bool = False
    """Not in the list: its Arabic name would be spelled so, or a listed form without its article."""


@dataclass(frozen=True)
class Sound:
    """An Arabic name that Latin letters may spell."""

    form: Form
    arabic: str


@dataclass
class Gazetteer:
    """All forms by their words, all Arabic names by their consonants."""

    words: dict[str, Any] = field(default_factory=dict)
    """A trie: word -> deeper trie; under "" the forms that end here."""
    sounds: dict[str, list[Sound]] = field(default_factory=lambda: defaultdict(list))
    beginnings: frozenset[str] = frozenset()
    """Every first part of the consonants in `sounds`: what begins with no such part is none of them."""
    syrian: set[str] = field(default_factory=set)
    """The ids whose naming is evidence that a text is about Syria."""
    lower: frozenset[str] = frozenset()
    """First words that are matched in lower case, too (`regime forces`)."""
    after: dict[str, frozenset[str]] = field(default_factory=dict)
    after_comma: dict[str, frozenset[str]] = field(default_factory=dict)
    before: dict[str, frozenset[str]] = field(default_factory=dict)
    titles: frozenset[str] = frozenset()
    """What stands before a person: `Mr Homs` is no place, but `Mr Assad` is who he is."""
    institutions: frozenset[str] = frozenset()
    """Words that stand beside a place's name and leave it one: `Homs Governor`, `Old Aleppo`."""
    indefinite: dict[str, frozenset[str]] = field(default_factory=dict)
    """Forms that are an Arabic noun, too, each with the words behind it that are no adjective of it."""
    never: frozenset[str] = frozenset()
    """Bare letters that are never tried by their sound: given names and common words."""


@lru_cache(maxsize=1 << 15)
def key(word: str) -> str:
    """How a word is looked up: folded, letters and digits only, transliterations of common first words levelled.

    Half rings and the like (`Darʿa`) are no letters.
    """
    plain = _NO_LETTER.sub("", fold(word))
    return _SAME.get(plain, plain)


@lru_cache(maxsize=1 << 14)
def form_key(spelling: str) -> str:
    """A form's words as `key` has them, articles dropped."""
    return " ".join(_keys(spelling))


@cache
def gazetteer() -> Gazetteer:
    """The lists of this package, read at the first call of a process."""
    made = Gazetteer()
    for rank, (kind, row) in enumerate(_rows()):
        subject = Subject(
            ref=f"{kind}:{row['id']}",
            name=row["name"],
            governorate=row.get("governorate_pcode", ""),
            rank=rank,
            article=row["name_ar"].startswith("ال"),
            syrian=row["type"] != "river" if kind == "place" else row["syrian"] == "yes",  # rivers go on elsewhere
            city=row.get("type") == "city",
            since=_day(row.get("since"), date.min),
            until=_day(row.get("until"), date.max),
        )
        if subject.syrian:
            made.syrian.add(subject.ref)
        for column, need in _COLUMNS.items():
            for spelling in filter(None, row.get(column, "").split("|")):
                _add(made, Form(subject, need, spelling))
        least = _need_of(row, row["name"])
        for arabic in filter(None, row["name_ar"].split("|")):
            _add_sound(made, subject, arabic, least)
    made.beginnings = frozenset(consonants[:size] for consonants in made.sounds for size in range(len(consonants) + 1))
    _level(made.words)
    made.lower = frozenset(first for first in made.words if any(map(_lower, _all(made.words[first]))))
    for form, side, words in csv.reader((_HERE / "homonyms.csv").open(encoding="utf-8", newline="")):
        if side == "sound":
            made.never = frozenset(map(transliteration.letters, words.split("|")))
        elif side == "institution":
            made.institutions |= frozenset(map(fold, words.split("|")))
        elif side == "title":
            made.titles |= frozenset(map(fold, words.split("|")))
        elif form != "form":
            table: dict[str, frozenset[str]] = getattr(made, side)
            name = form if form == "*" else form_key(form)
            table[name] = table.get(name, frozenset()) | frozenset(_entry(word, side) for word in words.split("|"))
    return made


_COLUMNS = {
    "forms": Need.NOTHING,
    "need_syria": Need.SYRIA,
    "need_preposition": Need.PREPOSITION,
    "need_noun": Need.NOUN,
}


def _rows() -> Iterator[tuple[str, dict[str, str]]]:
    for kind in ("place", "actor"):
        with (_HERE / f"{kind}s.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                yield kind, row


def _day(text: str | None, otherwise: date) -> date:
    return date.fromisoformat(text) if text else otherwise


def _entry(words: str, side: str) -> str:
    """As `context` has the words beside a name: folded, what follows it without a last full stop."""
    return fold(words) if side == "before" else fold(words).rstrip(".")


def _keys(spelling: str) -> list[str]:
    words = [key(word) for word in WORD.findall(_POSSESSIVE.sub("", spelling))]
    return [word for place, word in enumerate(words) if word not in ARTICLES or len(words) == 1 or _arabic(word)]


def _add(made: Gazetteer, form: Form) -> None:
    words = _keys(form.spelling)
    first = WORD.findall(form.spelling)[0]
    if len(words) < len(WORD.findall(form.spelling)) and key(first) in ARTICLES:
        if len("".join(words)) >= _LONG_WITHOUT_ARTICLE:
            bare = form.spelling.removeprefix(first).lstrip(" -")
            _add(made, replace(form, need=max(form.need, Need.SYRIA), spelling=bare, by_sound=True))
        form = replace(form, article=True)
    spellings = [words]
    if words[-1] == "airbase":
        spellings.append([*words[:-1], "air", "base"])
    if _arabic(words[0]):
        if words[0] == "ابو":
            spellings.append(["ابي", *words[1:]])
        if len(words) == 2:
            spellings.append(["".join(words)])
    for way in spellings:
        node = made.words
        for word in way:
            node = node.setdefault(word, {})
        node.setdefault("", []).append(form)


def _level(node: dict[str, Any]) -> None:
    """Spellings that are looked up alike (`Dar'a`, `Dara`) all need what the most ambiguous of them needs."""
    for word, below in node.items():
        if word:
            _level(below)
        else:
            needs: dict[tuple[str, bool], Need] = {}
            for form in (form for form in below if not form.by_sound):
                one = form.subject.ref, form.article
                needs[one] = max(form.need, needs.get(one, Need.NOTHING))
            below[:] = [replace(form, need=needs.get((form.subject.ref, form.article), form.need)) for form in below]


def _need_of(row: dict[str, str], spelling: str) -> Need:
    """What its usual spelling needs; a spelling that no list has is no surer."""
    columns = (need for column, need in _COLUMNS.items() if spelling in row.get(column, "").split("|"))
    return next(columns, Need.NOTHING)


def _add_sound(made: Gazetteer, subject: Subject, arabic: str, least: Need) -> None:
    heard = transliteration.heard(arabic)
    if heard < (2 if " " in arabic.strip() else 3) or len(fold(arabic).split()) > 4:
        return
    need = max(least, Need.SYRIA if heard > 3 or " " in arabic else Need.PREPOSITION)
    sound = Sound(Form(subject, need, arabic, by_sound=True), arabic)
    for consonants in transliteration.arabic_keys(arabic):
        made.sounds[consonants].append(sound)


def _all(node: dict[str, Any]) -> Iterator[Form]:
    for word, below in node.items():
        if word:
            yield from _all(below)
        else:
            yield from below


def _lower(form: Form) -> bool:
    first = WORD.findall(form.spelling)[0]
    return first.islower() and first.isascii() and first not in ARTICLES


def _arabic(word: str) -> bool:
    return "\u0600" <= word[:1] <= "\u06ff"
