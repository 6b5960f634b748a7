"""Numbers as they are written: digits, words, ranges, `dozens`; in English and Arabic, the small ones in a few more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from syria_news.enrich import numerals

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
_WORDS = dict(zip(f"{_ONES} eighteen nineteen".split(), range(20), strict=True))
_WORDS |= dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_ARABIC = {
    1: "واحد واحده",
    2: "اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي",
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
    200: "مايتان مايتين مايتا مايتي ميتان ميتين ميتا ميتي",
    2000: "الفان الفين الفي",
    2_000_000: "مليونان مليونين مليوني",
}
_HUNDREDS = {3: "ثلاث", 4: "اربع", 5: "خمس", 6: "ست", 7: "سبع", 8: "ثمان", 9: "تسع"}
_WORDS |= numerals.WORDS
_WORDS |= {word: value for value, forms in _ARABIC.items() for word in forms.split()}
_WORDS |= {stem + hundred: value * 100 for value, stem in _HUNDREDS.items() for hundred in ("ميه", "مايه")}
_ELEVEN = frozenset(("احد", "احدي", "واحد", "واحدي"))
"""With ten behind; `وأحد عشر` is folded like one."""
_TEN = frozenset(("عشر", "عشره"))
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_SCALES |= {"m": 10**6, "mn": 10**6, "bn": 10**9, "k": 1000} | numerals.SCALES
_SCALES |= {"ميه": 100, "مايه": 100, "الف": 1000, "الفا": 1000, "الاف": 1000, "مليون": 10**6, "مليونا": 10**6}
_SCALES |= {"ملايين": 10**6, "مليار": 10**9, "مليارا": 10**9}
_GLUED = frozenset(("m", "mn", "bn", "k"))
"""Scales only right behind the digits."""
_OPENS = frozenset(("ميه", "مايه", "الف", "مليون", "مليار"))
"""Scales that are a number by themselves."""
_NUMERALS = _WORDS.keys() | _ELEVEN | _OPENS
_GLUE = frozenset("وفبل")
_TWO = {"الفا": 2000.0, "مليونا": 2e6}
"""Two of a scale where no number stands before it; behind one they are the scale: `11 مليونا`."""
_PARTS = {"half": 0.5, "quarter": 0.25, "three-quarters": 0.75, "three quarters": 0.75, "نصف": 0.5, "ربع": 0.25}
_PARTS["ثلاثه ارباع"] = 0.75
_PART_BEGINS = frozenset(words.split()[0] for words in _PARTS)
_AGAIN = frozenset(("المليون", "مليون", "المليار", "مليار", "الالف"))
"""The scale that stands again behind its part."""
STRONG = numerals.STRONG.union("dozens scores hundreds thousands millions tens عشرات ميات الاف ملايين".split())
"""A number nobody has counted, and how large it is."""
_VAGUE = STRONG | frozenset("several few many numerous عده بضعه".split())
_ARTICLES = frozenset(("a", "an"))
_NOT_ONE = frozenset("no any every each which that this another the".split())
_RANGE = frozenset(("-", "–", "—", "to", "or", "الي", "او"))
_NUMBER = re.compile(r"\d+(?:[.,٫٬]\d+)*$")
_PREFIX = re.compile("^[وفبل]?(?:ال)?")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,٬]\d{3})+$")


@dataclass(frozen=True)
class Number:
    """A number as it stands in a text."""

    value: float | None
    """Of a range its upper end; None for `dozens` and the like."""
    least: float | None
    """A range's lower end."""
    start: int
    """Its first token."""
    stop: int
    """The token behind its last."""
    said: str
    """The word itself, where there is no value."""


def is_digits(word: str) -> bool:
    """Whether a token is a number in digits."""
    return _NUMBER.match(word) is not None


def numbers(found: Sequence[str], folded: Sequence[str]) -> list[Number]:
    """The numbers among tokens and the same tokens folded, in order."""
    single: list[Number] = []
    at = 0
    while at < len(folded):
        number = _vague(folded, at) or _exact(found, folded, at)
        if number is not None:
            single.append(number)
        at = number.stop if number else at + 1
    return _ranges(found, folded, single)


def _vague(folded: Sequence[str], at: int) -> Number | None:
    """`dozens`, `several hundred`, `hundreds of thousands`, `عشرات الآلاف`."""
    word = _bare(folded[at])
    if word not in _VAGUE or (word == "few" and folded[max(at - 1, 0)] != "a"):
        return None
    stop = at + 1
    while stop < len(folded):
        behind = stop + (folded[stop] == "of")
        more = _bare(folded[behind]) if behind < len(folded) else ""
        if more not in STRONG and more not in _SCALES:
            break
        word, stop = more, behind + 1
    return None if word == "tens" else Number(None, None, at, stop, " ".join(folded[at:stop]))


def _bare(word: str) -> str:
    """Without what Arabic glues before it, where that leaves a word for many."""
    bare = _PREFIX.sub("", word, count=1)
    return bare if bare in _VAGUE else word


def _exact(found: Sequence[str], folded: Sequence[str], at: int) -> Number | None:
    """`two hundred and ten`, `3.5 million`, `a dozen`, `مئة وعشرون`, `خمسة عشر`."""
    word, behind = _unglued(folded[at]), folded[at + 1] if at + 1 < len(folded) else ""
    if (word in _ARTICLES or word in _PART_BEGINS) and (part := _part(folded, at)) is not None:
        return part
    if word in _ELEVEN and behind in _TEN:
        return Number(11.0, None, at, at + 2, "")
    if (word in _ARTICLES and behind in _SCALES and behind not in _GLUED) or word in _OPENS:
        return _built(found, folded, at, at + (word in _ARTICLES), 1.0)
    if word in numerals.ALONE and behind in numerals.ALONE[word]:
        teen = numerals.TURKISH_ONES.get(behind, 0) if word == "on" else 0
        return _built(found, folded, at, at + 1 + (teen > 0), float(numerals.VALUES[word] + teen))
    if word in _TWO:
        return _built(found, folded, at, at + 1, _TWO[word])
    value = _value(word)
    if value is None or (word == "one" and _is_no_count(folded, at)):
        return None
    return _built(found, folded, at, at + 1, value)


def _part(folded: Sequence[str], at: int) -> Number | None:
    """`half a million`, `a quarter of a million`, `ربع مليون`."""
    start = at
    at += folded[at] in _ARTICLES
    if folded[at : at + 1] and folded[at] not in _PART_BEGINS:
        return None
    words = next((words for words in (2, 1) if " ".join(folded[at : at + words]) in _PARTS), 0)
    part, at = _PARTS.get(" ".join(folded[at : at + words]), 0.0), at + words
    at += words > 0 and folded[at : at + 1] == ["of"]
    at += words > 0 and folded[at : at + 1] in (["a"], ["an"])
    scale = _SCALES.get(folded[at].removeprefix("ال"), 0) if words and at < len(folded) else 0
    return Number(part * scale, None, start, at + 1, "") if scale and folded[at] not in _GLUED else None


def _half(folded: Sequence[str], at: int) -> tuple[float, int]:
    """`and a half`, `ونصف المليون` behind a number: the part, and where it ends."""
    if folded[at : at + 2] == ["and", "a"] and at + 2 < len(folded) and folded[at + 2] in _PARTS:
        return _PARTS[folded[at + 2]], at + 3
    if folded[at][:1] == "و" and folded[at][1:] in _PARTS:
        again = at + 1 < len(folded) and folded[at + 1] in _AGAIN
        return _PARTS[folded[at][1:]], at + 1 + again
    return 0.0, at


def _unglued(word: str) -> str:
    """An Arabic numeral without the conjunction or preposition before it: `وثلاثة`."""
    return word[1:] if word[:1] in _GLUE and word not in _NUMERALS and word[1:] in _NUMERALS else word


def _built(found: Sequence[str], folded: Sequence[str], start: int, at: int, part: float) -> Number:
    """A number that has begun with `part`, and goes on."""
    total, scale = 0.0, 1.0
    if part >= 1000 and not is_digits(folded[at - 1]):
        total, part, scale = part, 0.0, part / 2 if part in _TWO.values() else part
    while at < len(folded):
        half, end = _half(folded, at)
        if half:
            total, part, at = (total + half * scale, part, end) if scale > 1 else (total, part + half, end)
            continue
        word, behind, joined = _next(folded, at)
        value = None if is_digits(word) and (part or not total) else numerals.BEHIND.get(word, _value(word))
        if not joined and word in _SCALES and (word not in _GLUED or _is_glued(found, folded, at)):
            part = max(part, 1.0) * _SCALES[word]
            if _SCALES[word] >= 1000:
                total, part, scale = total + part, 0.0, float(_SCALES[word])
        elif not joined and word in numerals.CENTS and folded[at - 1] in numerals.BEFORE_CENTS:
            part *= 100
        elif not joined and word in _TEN and 2 <= part % 100 <= 9:
            part += 10
        elif value is not None and not is_digits(folded[at - 1]) and _adds(part, total, value, joined):
            part += value
        elif joined and _SCALES.get(word, total + part) < total + part:
            part += _SCALES[word]
        elif not joined and _is_group(found, folded, start, at):
            part = part * 1000 + float(word)
        else:
            break
        at = behind
    return Number(total + part, None, start, at, "")


def _next(folded: Sequence[str], at: int) -> tuple[str, int, str]:
    """The next word without its conjunction, what stands behind it, and the conjunction."""
    word = folded[at]
    if word in {"and", "و"} and at + 1 < len(folded):
        return folded[at + 1], at + 2, word
    rest = word.removeprefix("و")
    if rest != word and word not in _WORDS and (rest in _WORDS or rest in _SCALES):
        return rest, at + 1, "و"
    return word, at + 1, ""


def _adds(part: float, total: float, value: float, joined: str) -> bool:
    """Whether a number goes on: `twenty three`, `a hundred and ten`, `خمسة وعشرون`; not `three and four`."""
    if part == 0:
        return total > 0 and value < 1000
    if part >= 100 and part % 100 == 0:
        return value < 100
    if joined == "و":
        return part % 100 < 10 and value in range(20, 100, 10)
    return not joined and part % 100 in range(20, 100, 10) and 0 < value < 10


def _is_glued(found: Sequence[str], folded: Sequence[str], at: int) -> bool:
    return is_digits(folded[at - 1]) and found[at - 1] == found[at - 1].rstrip()


def _is_group(found: Sequence[str], folded: Sequence[str], start: int, at: int) -> bool:
    """Whether three digits follow one to three with a space between: `12 300 personnes`."""
    first, word = folded[start], folded[at]
    alone = at == start + 1 and found[start] != found[start].rstrip()
    return alone and first.isdigit() and len(first) <= 3 and word.isdigit() and len(word) == 3


def _is_no_count(folded: Sequence[str], at: int) -> bool:
    """`no one`, `one another`, `the one`, `one of the largest`."""
    before, behind = folded[at - 1] if at else "", list(folded[at + 1 : at + 3])
    return before in _NOT_ONE or behind[:1] == ["another"] or behind == ["of", "the"]


def _value(word: str) -> float | None:
    if is_digits(word):
        plain = re.sub(r"[,٬](?=\d{3}(?:\D|$))", "", word).replace("٫", ".").replace(",", ".")
        plain = plain.replace(".", "") if _THOUSANDS.match(word) else plain
        return float(plain) if plain.count(".") <= 1 and len(plain) < 16 else None
    if word in _WORDS:
        return float(_WORDS[word])
    tens, _, ones = word.rpartition("-")
    value = numerals.BEHIND.get(ones, _WORDS.get(ones))
    if value is not None and _WORDS.get(tens, 0) >= 20:
        return float(_WORDS[tens] + value)
    return None


def _ranges(found: Sequence[str], folded: Sequence[str], single: Sequence[Number]) -> list[Number]:
    """`10 to 12`, `10-12`, `between 10 and 12`, `بين 10 و12` as one; `from 9 to 11` are two."""
    result: list[Number] = []
    for number in single:
        last = result[-1] if result else None
        if last is not None and _is_range(folded, last, number):
            result[-1] = Number(number.value, last.value, last.start, number.stop, "")
        else:
            result.append(number)
    return result


def _is_range(folded: Sequence[str], low: Number, high: Number) -> bool:
    if high.start != low.stop + 1 or low.value is None or high.value is None or low.least is not None:
        return False
    before = folded[low.start - 1] if low.start else ""
    between = folded[low.stop]
    said = between in _RANGE and before not in {"from", "من", "-", "/"}
    said = said or (between in {"and", "و"} and before in {"between", "بين"})
    return said and low.value < high.value <= max(low.value * 10, 20)
