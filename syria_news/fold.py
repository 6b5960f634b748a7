"""One normalisation for matching and for search, so that what is written and what is asked meet."""

from __future__ import annotations

import re
import unicodedata

_ARABIC_LETTERS = {
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ٱ": "ا",
    "ى": "ي",
    "ی": "ي",  # Persian yeh
    "ک": "ك",  # Persian kaf
    "ة": "ه",
    "ؤ": "و",
    "ئ": "ي",
    "ـ": "",  # tatweel only stretches a word
}
_DIGITS = {chr(zero + n): str(n) for zero in (0x0660, 0x06F0) for n in range(10)}
_INVISIBLE = (0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x200E, 0x200F, *range(0x202A, 0x202F))
_LETTERS = _ARABIC_LETTERS | _DIGITS | dict.fromkeys(map(chr, (*_INVISIBLE, *range(0x2066, 0x206A))), "")
_PLAIN = r"\x00-\xac\xae-\u02ff\u0370-\u0482\u0627\u0628\u062a-\u063f\u0641-\u0648\u2010-\u2027\u2030-\u205f"
"""What most texts are made of: no marks, and nothing that `_LETTERS` levels."""
_NOT_PLAIN = re.compile(f"[^{_PLAIN}]")
_BETWEEN_WORDS = re.compile(r"[^a-z0-9 \w\s]")  # the plain letters make it faster
_MANY = 100
"""Different characters between words: no text has more."""
_ARABIC_WORD = re.compile(r"[\u0620-\u064a]+")
_ARTICLE = re.compile(r"(?:[وف]?(?:[بك]?ال|لل))+(?=[\u0620-\u064a]{3})")
_PARTICLES = "وفبكل"


def fold(text: str) -> str:
    """`text` without what spelling varies in: case, marks, compatibility forms, Arabic hamza and digits.

    The rule is STACK.md's: NFKC, tashkeel and tatweel dropped, alef, yeh, teh marbuta and hamza seats levelled,
    Arabic digits in ASCII, combining marks dropped, case folded. Folding twice changes nothing. Length may change.
    """
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFKD", text)
    letters = set(_NOT_PLAIN.findall(bare))
    if not letters:
        return bare.casefold()  # no mark is left that could join a letter
    # By letter, in a tenth of the time of `translate`: a text has few that vary, and none of them makes another.
    for mark in filter(unicodedata.combining, letters):
        bare = bare.replace(mark, "")
    for letter in _LETTERS.keys() & letters:
        bare = bare.replace(letter, _LETTERS[letter])
    return unicodedata.normalize("NFKC", bare.casefold())


def split(folded: str, kept: str = "") -> list[str]:
    """Its words: the runs of letters, digits and what is `kept`.

    In half the time that a pattern takes to find words: there are few different characters between them.
    """
    others = {"_", *_BETWEEN_WORDS.findall(folded)}.difference(kept)
    if len(others) > _MANY:  # or time would grow with both
        return folded.translate(dict.fromkeys(map(ord, others), " ")).split()
    for other in others:
        folded = folded.replace(other, " ")
    return folded.split()


def stem(word: str) -> str:
    """A folded Arabic word without its article and what is glued before it (`والقوات` -> `قوات`).

    Only with the article: a lone `و` or `ب` may be the word's own first letter. Three letters always remain.
    """
    found = _ARTICLE.match(word)
    return word[found.end() :] if found else word


def search_text(text: str) -> str:
    """What the full-text index holds for `text`: folded, Arabic words light-stemmed in place.

    Words that may begin with a glued particle (`بحلب`, `وقوات`) stand once more at the end without it.
    """
    line = search_query(text)
    bare = {word[1:] for word in _ARABIC_WORD.findall(line) if word[0] in _PARTICLES and len(word) >= 4}
    return f"{line}\n{' '.join(sorted(bare))}" if bare else line


def search_query(text: str) -> str:
    """A query's words, spelled as `search_text` spells them."""
    return _ARABIC_WORD.sub(lambda found: stem(found[0]), fold(text))
