"""What a number in a text counts.

It counts what happened to those that it stands for: by the verb it is the object of (`killed 12`, `قتل 12`), the
participle behind it (`12 were killed`), the noun it stands before (`12 deaths`), in that order of trust; at last by
what stands in the same clause. What counts things, animals, money or time is no toll.
"""

from __future__ import annotations

from collections.abc import Sequence

from syria_news.enrich.clauses import Clauses
from syria_news.enrich.numbers import Number, is_digits
from syria_news.enrich.tolls import (
    AMONG,
    BE,
    BEFELL,
    BETWEEN,
    COUNT,
    DONE,
    INVARIANT,
    LEFT,
    ONWARD,
    PERSON,
    PHRASES,
    QUANTIFIES,
    REACHED,
    STATUS,
    STOPS,
    among,
    is_arabic,
    is_plural,
    singular,
    unit,
)

_MONEY = {"$": "dollars", "€": "euros", "£": "pounds"}
_PER_CENT = frozenset(("%", "٪", "percent", "per-cent", "prozent", "بالمايه", "بالميه", "المايه", "الميه"))
_THE_REMAINS = frozenset(("the", "human", "skeletal"))
_LIVES = frozenset(("حياتهم", "حياته", "ارواحهم"))
_OBJECT = frozenset(("an", "the", "his", "her", "their", "more"))
_ARTICLES = frozenset(("and", "a", "an", "the", "or", ",", "their", "his", "her"))
_AND = frozenset(("and", "or", "و"))
_ASIDE = frozenset(("-", "–", "—", "("))
_SUM = frozenset(("number", "total", "toll", "among", "عدد", "بين"))
_RIGHT_BEHIND, _RIGHT_BEFORE, _CLAUSE_BEFORE, _CLAUSE_BEHIND, _TOLL_BEFORE = 6, 8, 7, 14, 20
"""Tokens that are looked at, to either side of a number and its noun."""
_LONGEST = 16
"""Letters of a unit that is the text's own word."""


def counts(text: Clauses, number: Number) -> str:
    """`killed` and the like, or the word behind, or ""."""
    noun, end = text.noun(number.stop)
    if (measure := _measure(text, number)) is not None:
        return measure
    if (counted := thing(noun, one=number.value == 1)) is not None:
        return counted
    if happened := _happened(text, number, noun, end):
        return happened
    if text.at(number.start - 1) in {"lost", "loses"} and not PERSON.isdisjoint(noun):
        return "killed"
    word = next((word for word in noun if word in PERSON or word.endswith("s")), None)
    return (word or next((word for word in noun if word.isalpha() and len(word) > 2), ""))[:_LONGEST]


def _measure(text: Clauses, number: Number) -> str | None:
    before, after = text.at(number.start - 1), text.at(number.stop)
    if before in _MONEY:
        return _MONEY[before]
    if after in _PER_CENT or text.folded[number.stop : number.stop + 2] == ["per", "cent"]:
        return "percent"
    return "metres" if after == "m" and text.glued(number.stop - 1) else None


def thing(noun: Sequence[str], one: bool = False) -> str | None:
    """The animal, building or measure that is counted; `two truck drivers` counts none. In Arabic it comes first."""
    if noun and is_arabic(noun[0]):
        noun = noun[:1]
    for place, word in enumerate(noun):
        belongs = place + 1 < len(noun) and singular(noun[place + 1]) is not None  # `12 family homes`
        if not belongs and (among(PERSON, word) or unit(COUNT, word) or unit(STATUS, word)):
            return None
        single = singular(word)
        if single is None:
            continue
        if is_arabic(word) or single != word or word in INVARIANT or one:
            return word[:_LONGEST]
        if place + 1 == len(noun) or not is_plural(noun[place + 1]):
            return word[:_LONGEST]
    return None


def _happened(text: Clauses, number: Number, noun: Sequence[str], end: int) -> str | None:
    """What happened to the people; "" or None where nothing says so."""
    left = any(text.at(place) in LEFT for place in text.ahead(number.start, 4))
    behind, done_to_them = right_behind(text, end, left)
    before = right_before(text, number.start)
    if behind and number.start - 1 in text.stops:  # `2 killed, 8 injured`, without the comma
        before = None
    found = (behind if done_to_them and not _is_arabic_here(text, number) else None) or before or behind
    if found or behind == "":
        return found
    return (
        _first(COUNT, noun)
        or _toll_before(text, number.start)
        or _clause_behind(text, end)
        or _clause_before(text, number)
        or _first(STATUS, noun)
    )


def _first(words: dict[str, str], noun: Sequence[str]) -> str | None:
    return next((found for word in noun if (found := unit(words, word))), None)


def _is_arabic_here(text: Clauses, number: Number) -> bool:
    start, stop = number.start, number.stop
    return any(map(is_arabic, (*text.folded[stop : stop + 2], *text.folded[max(start - 2, 0) : start])))


def right_behind(text: Clauses, place: int, done_to_them: bool = False) -> tuple[str | None, bool]:
    """What happened by the word right behind a noun, and whether a form of `to be` says that it was done to them.

    "" where they did it themselves: `12 soldiers killed a farmer`.
    """
    for each in text.behind(place, _RIGHT_BEHIND):
        word = text.folded[each]
        if found := unit(BEFELL, word):
            return found, True
        if is_arabic(word) and word.startswith("و") and word not in DONE:  # `و` begins another clause
            return None, False
        if found := unit(DONE, word):
            active = not done_to_them and not is_arabic(word) and _has_object(text, each + 1)
            return ("" if active else found), done_to_them
        if "death" in text.folded[each + 1 : each + 3] and "to" in text.folded[each : each + 2]:
            return "killed", True  # `12 were beaten to death`
        if found := _phrase(text, each):
            return found, True
        if word not in BETWEEN or (word == "," and each != place):
            return None, False
        done_to_them = done_to_them or word in BE
    return None, False


def _phrase(text: Clauses, place: int) -> str | None:
    """`lost their lives`, `taken into custody`."""
    near = text.folded[place : place + 5]
    return next((found for first, then, found in PHRASES if first == near[0] and then in near), None)


def _has_object(text: Clauses, place: int) -> bool:
    """Whether a verb has one; `10 killed, 40 injured` has none, and neither without the comma."""
    if (number := text.starts.get(place)) is not None:
        return not unit(DONE, text.at(number.stop))
    if text.at(place) == "a":  # French `à` is none
        return text.found[place].strip().isascii()
    return text.at(place) in _OBJECT or text.folded[place : place + 2] == ["at", "least"]


def right_before(text: Clauses, start: int) -> str | None:
    """What happened by the verb or noun right before a number."""
    number = text.starts.get(start)
    another = number is not None and number.value != 1 and text.at(start).startswith("و")  # `قتيلان وثلاثة جرحى`
    for place in text.ahead(start, _RIGHT_BEFORE):
        word = text.folded[place]
        another = another or word == "و"
        found = unit(DONE, word) or (None if another else unit(COUNT, word))
        if text.folded[place : place + 2] == ["remains", "of"] and text.at(place - 1) in _THE_REMAINS:
            found = "killed"
        if found:
            return _unless_lives(text, start, found)
        if is_digits(word) and text.at(place - 1) in {"from", "من"}:
            continue
        if word not in QUANTIFIES:
            return None
    return None


def _unless_lives(text: Clauses, start: int, found: str) -> str:
    """`فقد أربعة حياتهم`: they did not go missing."""
    lives = found == "missing" and not _LIVES.isdisjoint(text.folded[start : start + 5])
    return "killed" if lives else found


def _toll_before(text: Clauses, start: int) -> str | None:
    """`the death toll from the strike has risen to 12`."""
    reached, done = False, None
    for place in text.ahead(start, _TOLL_BEFORE):
        word = text.folded[place]
        reached = reached or word in REACHED
        if not reached and word not in QUANTIFIES:
            return None
        if done and word in _SUM:
            return done
        if reached and (found := unit(COUNT, word) or unit(STATUS, word)):
            return found
        done = done or (unit(DONE, word) if reached else None)
    return None


def _clause_behind(text: Clauses, end: int) -> str | None:
    """`9 people on the bus from Homs were killed`, `9 were among the dead`, `9 في عداد المفقودين`."""
    passive = aside = False
    for place in text.behind(end, _CLAUSE_BEHIND):
        word = text.folded[place]
        aside = aside or (place in text.starts and _is_aside(text, text.starts[place], end))
        if word in ONWARD or (place in text.starts and not aside):
            return None
        if found := unit(BEFELL, word):
            return found
        if word == "among" and passive:
            later = text.folded[place : place + 8]
            return _first(DONE, later) or _first(BEFELL, later) or _first(COUNT, later)
        if text.at(place - 1) in {"الي", "علي"} and unit(DONE, word) == "displaced":  # `اضطرت 800 عائلة إلى النزوح`
            return "displaced"
        if text.at(place - 1) == "عداد":
            return unit(STATUS, word) or unit(COUNT, word)
        by_verb = word.endswith("وا") if is_arabic(word) else passive
        if by_verb and (found := unit(DONE, word)):
            return found
        passive = word in BE or word == "number" or (passive and (word in BETWEEN or word in PERSON or word == "of"))
    return None


def _is_aside(text: Clauses, number: Number, end: int) -> bool:
    """`12 people, including three children, were killed`; `12 people and three dogs`, not `12 fell and three died`."""
    before = text.at(number.start - 1 - (text.at(number.start - 1) in {"them", "whom"}))
    if before in _AND:
        return number.start - 1 == end
    return before in AMONG | _ASIDE or text.at(number.stop) == "of"


def _clause_before(text: Clauses, number: Number) -> str | None:
    """`killed a doctor and 12 others`, `اعتقلت الدورية 15 شابا`."""
    start, arabic = number.start, _is_arabic_here(text, number)
    for place in text.ahead(start, _CLAUSE_BEFORE):
        word = text.folded[place]
        if (found := unit(DONE, word)) and is_arabic(word) == arabic:
            passive = not arabic and not BE.isdisjoint(text.folded[max(place - 2, 0) : place])
            return None if passive else _unless_lives(text, start, found)
        if "well" in text.folded[max(place - 1, 0) : place + 2] and word in {"as", "well"}:
            continue
        if word in ONWARD or (arabic and word.startswith("و") and place != start - 1 and len(word) > 3):
            return None
        if not arabic and word in STOPS - _ARTICLES - QUANTIFIES:
            return None
    return None
