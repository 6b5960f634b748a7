"""Numbers that count nothing: days, years, times, ages, and names (`the 47th Brigade`, `Resolution 2254`)."""

from __future__ import annotations

import re

from syria_news.enrich import tolls
from syria_news.enrich.clauses import Clauses
from syria_news.enrich.numbers import Number

_MONTH = re.compile(
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre"
    r"|decembre|januar|februar|marz|juni|juli|oktober|dezember|ocak|subat|mart|nisan|mayıs|haziran|temmuz|agustos|eylul"
    r"|ekim|kasım|aralık|يناير|فبراير|مارس|ابريل|مايو|يونيو|يوليو|اغسطس|سبتمبر|اكتوبر|نوفمبر|ديسمبر"
    r"|كانون|شباط|اذار|نيسان|ايار|حزيران|تموز|اب|ايلول|تشرين)$"
)
_CAPITAL_MONTHS = frozenset(("may", "march", "mars", "mart", "mar", "august"))
"""Months that are other words, too, unless they begin with a capital."""
_AGES = frozenset(("year-old", "years-old", "month-old", "year-olds"))
_AGED = frozenset(("aged", "age", "العمر", "عمره", "عمرها", "اعمارهم"))
_YEARS = frozenset(("years", "عاما", "عام", "سنه", "سنوات", "اعوام"))
_ASIDE = frozenset(((",", ","), (",", "."), ("(", ")")))
"""What stands around an age behind a name: `Hasan Ali, 34, was ...`."""
_NAME = re.compile(r"[A-ZÀ-Þ][\w'’-]+$")
_LEADING_ZERO = re.compile(r"0\d")
_OLDEST = 110


def is_label(text: Clauses, number: Number) -> bool:
    """Whether a number is a date, a time, an age or part of a name."""
    start, stop = number.start, number.stop
    before = text.at(start - 2) if text.at(start - 1) in {".", "("} else text.at(start - 1)
    if tolls.among(tolls.NAMED, tolls.with_article(before)) or text.at(stop) in tolls.CLOCK or _is_age(text, number):
        return True
    word = text.at(start)
    if stop - start > 1 or not word[0].isdigit():
        return False
    if text.glued(start) and text.at(stop) in tolls.ORDINAL:
        return True
    if _in_date(text, start) or _LEADING_ZERO.match(word):
        return True
    value = number.value or 0
    if 1900 <= value <= 2100 and len(word) == 4:
        return _is_year(text, number)
    return value <= 31 and value == int(value) and _is_day(text, number)


def _is_age(text: Clauses, number: Number) -> bool:
    start, stop = number.start, number.stop
    if text.at(stop + (text.at(stop) == "-")) in _AGES:
        return True
    old = text.at(stop + 1) == "old" or text.folded[stop + 1 : stop + 3] == ["of", "age"]
    if old and text.at(stop) in {"years", "months"}:
        return True
    if _AGED & set(text.folded[max(start - 3, 0) : start]):
        return True
    if text.at(start - 1) == "(" and text.at(stop) in _YEARS:
        return True
    person = text.found[start - 2].strip() if start >= 2 else ""
    named = _NAME.match(person) is not None or person in tolls.ONE
    return named and (number.value or 0) < _OLDEST and (text.at(start - 1), text.at(stop)) in _ASIDE


def _in_date(text: Clauses, place: int) -> bool:
    """`6/12/2024`, `2024-12-06`."""
    for step in (-1, 1):
        mark, other = text.at(place + step), text.at(place + 2 * step)
        if mark in {"/", "-"} and other.isdigit() and text.glued(min(place, place + step)):
            return mark == "/" or mark in {text.at(place + 3 * step), text.at(place - step)}
    return False


def _is_year(text: Clauses, number: Number) -> bool:
    start, after = number.start, text.at(number.stop)
    before = text.at(start - 2) if text.at(start - 1) in {",", "."} else text.at(start - 1)
    if before in tolls.SINCE or _is_month(text, start - 1) or _is_month(text, start - 2):
        return True
    noun, _ = text.noun(number.stop)
    if noun and (tolls.among(tolls.PERSON, noun[0]) or tolls.unit(tolls.COUNT, noun[0])):
        return False
    thing = tolls.singular(noun[0]) if noun else None
    if thing is not None and (thing != noun[0] or tolls.is_arabic(thing)):  # `2000 houses`, not `the 2013 attack`
        return False
    return not (tolls.unit(tolls.DONE, after) or tolls.unit(tolls.BEFELL, after) or after in tolls.BE)


def _is_day(text: Clauses, number: Number) -> bool:
    dotted = number.stop + (text.at(number.stop) == ".")
    of = dotted + (text.at(dotted) in {"of", "من"})
    before = number.start - 1 - (text.at(number.start - 1) == ".")
    return _is_month(text, of) or _is_month(text, before)


def _is_month(text: Clauses, place: int) -> bool:
    if not _MONTH.match(text.at(place)):
        return False
    return text.at(place) not in _CAPITAL_MONTHS or text.found[place][:1].isupper()
