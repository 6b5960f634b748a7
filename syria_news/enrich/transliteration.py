"""Whether Latin letters spell an Arabic name: a rule for the spellings no list has.

The Arabic letters say which sounds must be heard; Latin spellings differ in short vowels, doublings and a few letters
(ق as q, k or g). A key of consonants finds candidates, a pattern made of the Arabic name decides.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import product

from syria_news.fold import fold

_SHORT = "(?:ou|[aeiou])?"
_AFTER_LONG = "(?:(?<=[yvw])[aeiou])?"
_SOUNDS = {
    "ب": "b",
    "ت": "t",
    "ث": "th|t",
    "ج": "dj|j|g|c(?!h)",
    "ح": "h|kh",
    "خ": "kh|ch|k|x",
    "د": "d",
    "ذ": "dh|th|d|z",
    "ر": "r",
    "ز": "z",
    "س": "s",
    "ش": "sh|ch",
    "ص": "s",
    "ض": "dh|d|z",
    "ط": "t",
    "ظ": "dh|th|z|d",
    "غ": "gh|g",
    "ف": "f",
    "ق": "q|k|g",
    "ك": "k|q",
    "ل": "l",
    "م": "m",
    "ن": "n",
    "ه": "h",
}
_KEYS = {
    **dict.fromkeys("بپ", ("b",)),
    **dict.fromkeys("تط", ("t",)),
    **dict.fromkeys("جغقك", ("k",)),
    **dict.fromkeys("حه", ("",)),
    **dict.fromkeys("سص", ("s",)),
    "ث": ("t",),
    "خ": ("k",),
    "د": ("d",),
    "ذ": ("d", "t", "z"),
    "ر": ("r",),
    "ز": ("z",),
    "ش": ("s", "k"),
    "ض": ("d", "z"),
    "ظ": ("z", "d", "t"),
    "ف": ("f",),
    "ل": ("l",),
    "م": ("m",),
    "ن": ("n",),
}
_ARTICLE = "(?:[aeiu](?:l|(?=tt|dd|rr|zz|ss|nn|ll|shsh|thth|dhdh)))?"  # glued: `Alwaer`, `Ezzor`
_INNER_ARTICLE = "(?:[aeiu]l?)?"
_LATIN_KEY = str.maketrans({**dict.fromkeys("aeiouhwyv"), **dict.fromkeys("qgjcx", "k"), "p": "b"})
_TURKISH = str.maketrans({"ı": "i", "ş": "sh", "Ş": "Sh", "š": "sh", "Š": "Sh", "ç": "ch", "Ç": "Ch", "ğ": "gh"})
_NO_LETTER = re.compile("[^a-z]+")
_DOUBLED = re.compile(r"(.)(?=\1)")
_LONG_VOWELS = re.compile("[aeiouwy]{6}")
LONGEST = 32
"""Letters of the longest name asked about; longer ones are none of ours."""


@lru_cache(maxsize=1 << 14)
def letters(latin: str) -> str:
    """The bare letters of a Latin name, joined: `Dayr az-Zawr` -> `dayrazzawr`, `Ṭarṭūs` -> `tartus`.

    German clusters stand as English has them: `Manbidsch` -> `manbidj`.
    """
    if not latin.isascii():
        latin = unicodedata.normalize("NFKD", latin.translate(_TURKISH))
    bare = _NO_LETTER.sub("", latin.casefold())
    return bare.replace("dsch", "dj").replace("sch", "sh") if "sch" in bare else bare


def _single(consonants: str) -> str:
    """Without doublings."""
    return _DOUBLED.sub("", consonants)


def latin_key(spelled: str) -> str:
    """The consonants of bare `letters`, sounds that are confused levelled, doublings single."""
    return _single(spelled.replace("dj", "j").translate(_LATIN_KEY))


def arabic_keys(name: str) -> frozenset[str]:
    """Every `latin_key` that a spelling of this Arabic name may have."""
    options: list[tuple[str, ...]] = []
    words = fold(name).split()
    for word in words:
        if _without_article(word) != word:
            options.append(("", "l"))
        options += [_KEYS.get(letter, ("",)) for letter in _without_article(word)]
        if word.endswith("ه") and word is not words[-1]:  # teh marbuta is heard before another name
            options.append(("", "t"))
    return frozenset(_single("".join(key)) for key in product(*options))


def heard(name: str) -> int:
    """How many consonants of the Arabic name every spelling must show; the rule is as sure as they are many."""
    return sum(letter in _SOUNDS for word in _plain(name).split() for letter in _without_article(word))


@cache
def pattern(name: str) -> re.Pattern[str]:
    """What the bare letters of a Latin spelling of this Arabic name look like, with or without its articles.

    Made when it is first asked for: to make all takes 0.1 s, and who weighs addresses alone asks for few.
    """
    words = _plain(name).split()
    return re.compile(
        "".join(_word(word, place == 0, place == len(words) - 1) for place, word in enumerate(words)) + "e?"
    )


def spells(form: re.Pattern[str], spelled: str) -> bool:
    """Whether bare `letters` are a spelling; False, and fast, for what is too long to be a name."""
    return len(spelled) <= LONGEST and not _LONG_VOWELS.search(spelled) and form.fullmatch(spelled) is not None


def _plain(name: str) -> str:
    """Folded, but with final teh marbuta and alef maqsura kept apart: they sound otherwise than heh and yeh."""
    kept = name.replace("ة", "\u0001").replace("ى", "\u0002")
    return fold(kept).replace("\u0001", "ة").replace("\u0002", "ى")


def _without_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def _word(word: str, first: bool, final: bool) -> str:
    article = ""
    if _without_article(word) != word:
        article, word = _ARTICLE if first else _INNER_ARTICLE, word[2:]
    if word == "عمرو":  # its waw is never heard
        word = "عمر"
    return article + "".join(_letter(word, place, final) for place in range(len(word)))


def _letter(word: str, place: int, final: bool) -> str:
    letter, first, last = word[place], place == 0, place == len(word) - 1
    before = "" if first else _AFTER_LONG if word[place - 1] in "وي" and place > 1 else _SHORT
    carrier = first and not last and word[1] in "اوي"  # only carries the long vowel after it
    if letter in _SOUNDS:
        if letter == "ه" and last:
            return "[aeiou]?h?"
        return f"{before}(?:{_SOUNDS[letter]}){{1,2}}"
    if letter == "ة":
        return "(?:[ae]{1,2}h?|ih)" if final else "(?:[ae]{1,2}h?|[aei]t)"
    if letter == "ى":
        return "[ae]{1,2}h?"
    if letter == "ا":
        return ("[aeiou]{0,2}" if carrier else "[aeiou]{1,2}") if first else "[ae]{1,2}h?" if last else "[ae]{1,2}"
    if letter == "و":
        return "[wvou][aeiou]?" if first else "[aeiu]{0,2}[ouwv]{1,2}[aeiou]{0,2}"
    if letter == "ي":
        return "[yi][aeiou]?" if first else "[aeiou]{0,2}[iye]{1,2}[aeiou]{0,2}"
    if letter == "ع":
        return "[aeiou]{1,3}" if first and not carrier else "[aeiou]{0,3}"
    return ""
