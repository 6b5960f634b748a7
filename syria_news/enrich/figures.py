"""Numbers in a text, in English and Arabic, and what they count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from syria_news.fold import fold

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
_WORDS = dict(zip(f"{_ONES} eighteen nineteen".split(), range(20), strict=True))
_WORDS |= dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_ARABIC = {
    1: "واحد واحده",
    2: "اثنان اثنين اثنتان اثنتين شخصان شخصين قتيلان قتيلين مدنيان مدنيين جريحان جريحين طفلان طفلين",
    3: "ثلاثه ثلاث",
    4: "اربعه اربع",
    5: "خمسه خمس",
    6: "سته ست",
    7: "سبعه سبع",
    8: "ثمانيه ثماني ثمان",
    9: "تسعه تسع",
    10: "عشره عشر",
    20: "عشرون عشرين",
    30: "ثلاثون ثلاثين",
    40: "اربعون اربعين",
    50: "خمسون خمسين",
    60: "ستون ستين",
    70: "سبعون سبعين",
    80: "ثمانون ثمانين",
    90: "تسعون تسعين",
}
_WORDS |= {word: value for value, forms in _ARABIC.items() for word in forms.split()}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_SCALES |= {"مئه": 100, "مايه": 100, "ميه": 100, "مايتين": 200, "ميتين": 200, "الف": 1000, "الاف": 1000, "مليون": 10**6}
_UNITS = {
    "killed": r"kill\w*|dead|deaths?|died|dies|die|toll|fatalit\w*|bodies|corpses?|martyr\w*|slain|victims?"
    r"|(?:ال)?قتل\w*|قتيل\w*|ل?مقتل\w*|ضحايا|الضحايا|شهداء|شهيد\w*|جثث|جثه|وفيات|وفاه",
    "wounded": r"wound\w*|injur\w*|hurt|جرح\w*|جريح\w*|الجرحي|اصيب\w*|اصاب\w*|مصاب\w*",
    "displaced": r"displac\w*|fled|flee\w*|refugees?|evacuat\w*|نزح\w*|(?:ال)?نزوح|نازح\w*|النازحين|لاجي\w*|فرار|فر",
    "detained": r"arrest\w*|detain\w*|prisoners?|captur\w*|captives?|hostages?|معتقل\w*|اعتقل\w*|اسر\w*|سجين|سجناء",
}
_UNIT = {name: re.compile(rf"(?:{forms})$") for name, forms in _UNITS.items()}
_MONTH = re.compile(
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|يناير|فبراير|مارس|ابريل|مايو|يونيو|يوليو|اغسطس|سبتمبر|اكتوبر|نوفمبر|ديسمبر"
    r"|كانون|شباط|اذار|نيسان|ايار|حزيران|تموز|اب|ايلول|تشرين)$"
)
_BEFORE_YEAR = frozenset(["in", "since", "of", "from", "until", ",", "في", "عام", "العام", "سنه", "منذ"])
_NUMBER = re.compile(r"\d+(?:[.,٫٬]\d+)*$")
NEAR = 6
"""Words on either side of a number among which what it counts is looked for; the nearest wins, one behind it first."""


@dataclass(frozen=True)
class Figure:
    """A number in a text."""

    value: float
    start: int
    """Its first token."""
    stop: int
    """The token behind its last."""
    unit: str
    """`killed`, `wounded`, `displaced`, `detained`, or the word behind it."""


def figures(found: Sequence[str]) -> list[Figure]:
    """The numbers among tokens, left out what is a year, a day of a month, a time; `dozens` is no number."""
    folded = [fold(token.strip()) for token in found]
    numbers = []
    at = 0
    while at < len(folded):
        value, stop = _read(folded, at)
        if value is None:
            at += 1
            continue
        if not _of_calendar(folded, at, stop, value):
            numbers.append(Figure(value, at, stop, _unit(folded, at, stop)))
        at = stop
    return numbers


def _read(folded: Sequence[str], at: int) -> tuple[float | None, int]:
    """The number that begins here, and where it ends. `two hundred and ten`, `3.5 million`, `مئة وعشرون`."""
    total, part, stop, seen = 0.0, 0.0, at, False
    while stop < len(folded):
        word = folded[stop]
        if seen and word in {"and", "-", "و"} and stop + 1 < len(folded) and _value(folded[stop + 1]) is not None:
            if word == "and" and part < 100 and total == 0:
                break  # `three and four`
            stop += 1
            continue
        glued = word.removeprefix("و") if seen else word
        value = _value(glued)
        if value is not None and (
            not seen or (not word[0].isdigit() and part % 100 in {0, *range(20, 100, 10)}) or (glued != word)
        ):
            part += value
        elif glued in _SCALES and (seen or "\u0600" <= glued[0] <= "\u06ff"):
            part = max(part, 1) * _SCALES[glued]
            if _SCALES[glued] >= 1000:
                total, part = total + part, 0
        else:
            break
        seen = True
        stop += 1
    return (total + part if seen else None), max(stop, at + 1)


def _value(word: str) -> float | None:
    if _NUMBER.match(word):
        plain = re.sub(r"[,٬](?=\d{3}(?:\D|$))", "", word).replace("٫", ".").replace(",", ".")
        return float(plain) if plain.count(".") <= 1 and len(plain) < 16 else None
    if word in _WORDS:
        return float(_WORDS[word])
    tens, _, ones = word.partition("-")
    if ones and tens in _WORDS and ones in _WORDS and _WORDS[tens] >= 20:
        return float(_WORDS[tens] + _WORDS[ones])
    return None


def _of_calendar(folded: Sequence[str], start: int, stop: int, value: float) -> bool:
    before = folded[start - 1] if start else ""
    after = folded[stop] if stop < len(folded) else ""
    if stop - start == 1 and folded[start][0].isdigit():
        if 1900 <= value <= 2100 and len(folded[start]) == 4 and not any(rule.match(after) for rule in _UNIT.values()):
            return _MONTH.match(before) is not None or before in _BEFORE_YEAR
        if value <= 31 and (_MONTH.match(before) or _MONTH.match(after)):
            return True
    return after in {"am", "pm", "gmt", "a.m", "p.m"} or (after == "-" and folded[stop + 1 : stop + 2] == ["year-old"])


def _unit(folded: Sequence[str], start: int, stop: int) -> str:
    following, preceding = [], []
    for word in folded[stop : stop + NEAR]:
        if _ends(word):
            break
        following.append(word)
    for word in reversed(folded[max(0, start - NEAR) : start]):
        if _ends(word):
            break
        preceding.append(word)
    for distance in range(NEAR):
        for side in (following, preceding):
            if distance < len(side):
                for name, rule in _UNIT.items():
                    if rule.match(side[distance]) or rule.match(side[distance].lstrip("وف")):
                        return name
    return next((word for word in following if word.isalpha() and len(word) > 2), "")[:16]


def _ends(word: str) -> bool:
    return word in {".", "!", "?", "؟", ";", "؛"} or _NUMBER.match(word) is not None
