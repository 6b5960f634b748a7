"""Numbers in a text and what they count: who was killed, wounded, displaced, detained; or the word behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from syria_news.enrich.clauses import Clauses
from syria_news.enrich.counted import counts, right_before, right_behind, thing
from syria_news.enrich.numbers import STRONG, Number
from syria_news.enrich.tolls import (
    AMONG,
    BE,
    BEFELL,
    COUNT,
    DENIED,
    DONE,
    HARM,
    NOBODY,
    OCCURS,
    ONE,
    PERSON,
    TOLLS,
    TWO,
    among,
    is_arabic,
    is_plural,
    unit,
)
from syria_news.enrich.uncounted import is_label

MOST = 1_000
"""Numbers read of one stretch of text; what has more is a table."""
_APART = 10
"""Tokens between two numbers of which the second is a part of the first, or beside it."""

_JOINS = frozenset(("and", "or", "to", "و", "الي", ","))
_HAVE = frozenset(("has", "have", "had"))
_ANYBODY = frozenset(("احد", "اي"))
_OF_THEM = (["of", "them"], ["of", "whom"])


@dataclass(frozen=True)
class Figure:
    """A number in a text."""

    value: float | None
    """Of a range its upper end; None for `dozens` and the like."""
    start: int
    """Its first token."""
    stop: int
    """The token behind its last."""
    unit: str
    """`killed`, `wounded`, `displaced`, `detained`, `missing`, `released`, `returned`, or the word behind it."""
    least: float | None = None
    """A range's lower end."""
    said: str = ""
    """The word itself, where there is no value."""

    @property
    def shown(self) -> str:
        """As people read it: `12`, `10-12`, `dozens`."""
        least = "" if self.least is None else f"{self.least:,.15g}-"
        return self.said if self.value is None else f"{least}{self.value:,.15g}"

    @property
    def is_toll(self) -> bool:
        """Whether it counts people something happened to."""
        return self.unit in TOLLS

    def differs(self, other: Figure) -> bool:
        """Whether one is more or less than the other; `several` and `many` are not, `dozens` and `hundreds` are."""
        if self.value is None and other.value is None:
            return self._strength() != other._strength() and bool(self._strength() and other._strength())
        return (self.value, self.least) != (other.value, other.least)

    def _strength(self) -> str:
        return next((word for word in STRONG if word in self.said.split()[0]), "")


def same_count(one: Figure, other: Figure) -> bool:
    """Whether two numbers in one spot may count the same: not the one the dead and the other trucks, or the wounded."""
    if one.unit == other.unit or not (one.is_toll or other.is_toll):
        return True
    return not (one.is_toll and other.is_toll) and {one.unit, other.unit} <= TOLLS | PERSON | {""}


def figures(found: Sequence[str]) -> list[Figure]:
    """The numbers among tokens, left out what is a year, a day of a month, a time, an age, a name (`the 47th Brigade`).

    `dozens` and the like are there where they count people something happened to; so are one and two without a numeral.
    """
    return list(islice(_figures(Clauses(found)), MOST))


def _figures(text: Clauses) -> Iterator[Figure]:
    last: Figure | None = None
    place = 0
    while place < len(text.folded):
        number = text.starts.get(place)
        if number is None:
            figure = _without_numeral(text, place)
        elif is_label(text, number):
            figure = last = None
        else:
            figure = _figure(text, number, last)
        if figure is not None:
            yield figure
            last = figure if figure.value != 0 else None
        place = number.stop if number else figure.stop if figure else place + 1


def _figure(text: Clauses, number: Number, last: Figure | None) -> Figure | None:
    counted = counts(text, number)
    if counted not in TOLLS and last is not None and last.is_toll and _belongs(text, last, number):
        counted = last.unit
    if counted not in TOLLS and (shared := _shared_with_next(text, number)) in TOLLS:
        counted = shared
    if number.value is None and counted not in TOLLS:
        return None
    return Figure(number.value, number.start, number.stop, counted, number.least, number.said)


def _belongs(text: Clauses, last: Figure, number: Number) -> bool:
    """`killed 12 people, including three children`, `12 people and three soldiers`, `from 9 to 11`."""
    if text.sentence[last.start] != text.sentence[number.start] or number.start - last.stop > _APART:
        return False
    noun, end = text.noun(number.stop)
    if thing(noun) is not None:
        return False
    if text.folded[end : end + 2] == ["among", "them"] or text.folded[number.stop : number.stop + 2] in _OF_THEM:
        return True
    between = text.folded[last.stop : number.start]
    if not between:
        return False
    if text.at(last.start - 1) in {"from", "من"} and between[-1] in {"to", "الي"}:
        return True
    return between[-1] in {"and", "و"} or not (AMONG - {",", "and", "or"}).isdisjoint(between)


def _shared_with_next(text: Clauses, number: Number) -> str:
    """`three children and two men were killed`, `from 9 to 11 dead`."""
    noun, end = text.noun(number.stop)
    other = text.starts.get(end + 1)
    if other is None or thing(noun) is not None or text.at(end) not in _JOINS:
        return ""
    if noun and not (is_arabic(noun[-1]) or is_plural(noun[-1])):  # `12 arches fell and three people died`
        return ""
    return "" if is_label(text, other) else counts(text, other)


def _without_numeral(text: Clauses, place: int) -> Figure | None:
    """`a man was killed`, `no one was killed`, `مقتل شخص`, `مقتل شخصين`."""
    if text.folded[place] in NOBODY:
        return _nobody(text, place)
    if not is_arabic(text.folded[place]):
        return _a_person(text, place) if text.folded[place] in {"a", "an"} else None
    two = among(TWO, text.folded[place])
    if not two and not (text.folded[place] in ONE and unit(DONE, text.at(place - 1))):
        return None
    value, stop = (2.0 if two else 1.0), place + 1
    after = text.starts.get(stop)
    if after is not None and after.value == value:  # `شخص واحد`
        stop = after.stop
    elif place in text.stops or (after is not None and not text.at(stop).startswith("و")):
        return None
    happened = unit(COUNT, text.folded[place]) or right_before(text, place) or right_behind(text, place + 1)[0]
    if not happened and two:
        before = (unit(DONE, text.folded[each]) for each in text.ahead(place, 4))
        happened = next(filter(None, before), None)
    return Figure(value, place, stop, happened) if happened else None


def _a_person(text: Clauses, place: int) -> Figure | None:
    noun, end = text.noun(place + 1)
    if ONE.isdisjoint(noun[:3]) or noun[-1].endswith("s"):
        return None
    happened = right_before(text, place) or right_behind(text, end)[0]
    return Figure(1.0, place, place + 1, happened) if happened else None


def _nobody(text: Clauses, place: int) -> Figure | None:
    """`no one was killed`, `no civilians were hurt`, `no deaths`, `لم يصب أحد`, `دون وقوع إصابات`."""
    if is_arabic(text.folded[place]):
        return _none_in_arabic(text, place)
    noun, end = text.noun(place + 1)
    stop, alone = place + 1, len(noun) == 1
    if text.at(place) == "no" and alone and noun[0] in HARM:
        return Figure(0.0, place, end, unit(COUNT, noun[0]) or unit(DONE, noun[0]) or noun[0])
    if text.folded[place : place + 2] == ["no", "one"]:
        stop = end = place + 2
    elif text.at(stop) == "of" and text.at(place + 2) == "them":
        end = place + 3
    elif text.at(place) != "no" and text.at(stop) != "of":
        end = stop
    elif not alone or noun[0] not in PERSON:
        return None
    behind = text.at(end)
    if behind not in BE | _HAVE and not unit(DONE, behind) and not unit(BEFELL, behind):
        return None  # `nobody said who was killed`
    happened = right_behind(text, end)[0]
    return Figure(0.0, place, stop, happened) if happened else None


def _none_in_arabic(text: Clauses, place: int) -> Figure | None:
    at = place + 1
    if text.at(place) == "لم" and text.at(place + 2) in _ANYBODY and (happened := unit(DENIED, text.at(at))):
        return Figure(0.0, place, place + 3, happened)
    while text.at(at) in OCCURS:
        at += 1
    found = unit(COUNT, text.at(at)) or unit(DONE, text.at(at))
    return Figure(0.0, place, at + 1, found) if found and (text.at(place) != "لم" or at > place + 1) else None
