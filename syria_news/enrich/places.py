"""Where an article names a Syrian place or an actor of the conflict.

Latin forms count where they are capitalised; the longest form wins; what is also a common word, a given name or a place
elsewhere needs evidence around it (`gazetteer.Need`). Spellings that no list has are tried by their sound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from syria_news.enrich import transliteration
from syria_news.enrich.context import Candidate, Surroundings
from syria_news.enrich.gazetteer import ARTICLES, LONGEST, WORD, Form, Gazetteer, Need, gazetteer, key
from syria_news.enrich.transliteration import pattern, spells
from syria_news.model import Mention

_GAP = re.compile(r"(?:['’][sS]?(?=[ \u00a0]))?[-‐‑– \u00a0\t]{1,2}(?=[^\W_])")
_ARTICLE_BEFORE = re.compile(rf"(?<![^\W_])({'|'.join(sorted(ARTICLES))})([-‐‑–]| )$", re.IGNORECASE)
_LETTER_BEHIND = {"s": Need.SYRIA, "ê": Need.SYRIA}
_VOWEL_ENDING = re.compile(r"(?<=[^\W_]{3})['’](?:[aeêıiuü]|[ıiuü]n)$")
_TYPED = re.compile(r"[^\W_]{3,}|[^\W_]*\d[^\W_]*")
"""What may be a name or an abbreviation without its capitals; `is` and `al` are none."""
_SMALL = re.compile(" [b-df-hj-np-tv-z]")
"""Before a word that is neither capitalised nor an article, or a name with its article: no name goes on there."""
_SHORTEST_SOUND = 5
_APOSTROPHES = frozenset("'’")
_KINDS = frozenset("airbase airport base bridge camp crossing dam field highway international lake military".split())
_KINDS |= frozenset("plain prison road square".split())
"""What a name may end in without its capital: `Tishrin dam`."""
_FEW = 4
"""Letters of a name that is another one without its marks: `Şam`, but not `Sam`."""
_ARTICLE_GLUED = re.compile(r"[aeu][lrstdnz]h?[A-Z]")
_READ = 500_000
"""Code points: a hundred long articles; a name costs up to 50 microseconds."""


def mentions(text: str, about: str = "", day: date | None = None) -> tuple[Mention, ...]:
    """Places and actors named in `text`, in order, without overlaps; offsets in code points.

    `about` (title, tags) is only evidence: nothing in it is reported. `day` is when it was written: the Syrian army is
    another since 8 December 2024; without a day it is the older one. Time grows with the length of the text alone, and
    no name is sought beyond its first 500,000 code points.
    """
    lists = gazetteer()
    text = text[:_READ]
    around = Surroundings(text, about, lists, day)
    return tuple(
        Mention(form.subject.ref, form.subject.name, text[one.start : one.stop], one.start, one.stop)
        for one, form in around.believed(list(_candidates(text, lists)))
    )


def sought(query: str) -> tuple[Mention, ...]:
    """The places and actors that somebody may ask for, in whatever case they type them; spelled as they were typed.

    What has several meanings (a city and its governorate, the Syrian army before and after Assad) is there once for
    each of them; so is what is a common word, too, where it stands alone (`duma`) or has its capital (`Duma bakery`).
    What ends in `*` is the beginning of a word, and no name.
    """
    lists = gazetteer()
    capital = _TYPED.sub(_capitals, query[:_READ])
    around = Surroundings(capital, "Syria", lists, typed=query[:_READ])
    return tuple(
        Mention(ref, name, query[one.start : one.stop], one.start, one.stop)
        for one, forms in around.possible(list(_candidates(capital, lists)))
        for ref, name in sorted({(form.subject.ref, form.subject.name) for form in forms})
        if not query.startswith("*", one.stop)
    )


def _capitals(word: re.Match[str]) -> str:
    """In capitals, as abbreviations have to be; as it stands if they are more letters, and offsets would be wrong."""
    capitals = word[0].upper()
    return capitals if len(capitals) == len(word[0]) else word[0]


@cache
def _starts(lower: frozenset[str]) -> re.Pattern[str]:
    """A word that a name may begin with: not in lower-case Latin letters, but for words listed so."""
    words = "|".join(sorted(map(re.escape, lower)))
    return re.compile(rf"(?<![^\W_])(?=[^\W\d_a-z]|\d|(?:{words})(?![^\W_])){WORD.pattern}")


def _candidates(text: str, lists: Gazetteer) -> Iterator[Candidate]:
    done = 0
    for found in _starts(lists.lower).finditer(text):
        if found.start() < done:
            continue
        done = found.end()
        if found.end() - found.start() > LONGEST:
            continue
        word = found
        if found[0][0] in "DL" and found[0][1:2] in _APOSTROPHES:  # French `D'Alep`
            word = WORD.match(text, found.start() + 2) or found
        one = _arabic(text, word, lists) if "\u0600" <= word[0][0] <= "\u06ff" else _latin(text, word, lists)
        if one:
            done = one.stop
            yield one


@dataclass(frozen=True)
class _Beginning:
    """What a Latin word is to the names that may begin with it."""

    key: str
    listed: bool
    heard: bool
    ended: tuple[tuple[Form, ...], int] | None
    """As `_with_ending` has it."""


@lru_cache(maxsize=1 << 15)
def _beginning(word: str) -> _Beginning | None:
    """None where no name begins with this word, as with most: asked once, not at each of its meetings."""
    lists, first = gazetteer(), key(word)
    if first in ARTICLES:
        return None
    consonants = transliteration.latin_key(transliteration.letters(word))
    heard = word[0].isupper() and consonants.removesuffix("d") in lists.beginnings
    found = _Beginning(first, first in lists.words, heard or _glued(word), _with_ending(word, lists))
    return found if heard or found.listed or found.ended else None


def _latin(text: str, word: re.Match[str], lists: Gazetteer) -> Candidate | None:
    beginning = _beginning(word[0])
    if beginning is None:
        return None
    listed = tuple(_listed(text, word, beginning.key, lists)) if beginning.listed else ()
    heard = _by_sound(text, word, lists) if beginning.heard else None
    ended = beginning.ended
    if not (listed or heard or ended):
        return None
    start, hyphen = _with_article(text, word)
    forms: tuple[Form, ...] = ()
    stop = word.end()
    for given, end in listed:
        spelled = text[word.start() : end]
        if written := tuple(form for form in given if _as_written(form, spelled, article=start < word.start())):
            forms, stop = written, end
    if not forms and ended:
        forms, stop = ended[0], word.start() + ended[1]
    if heard and (not forms or heard[1] > max(stop, word.end())):
        forms, stop = heard
    if not forms:
        return None
    keep = hyphen or any(form.subject.article for form in forms)
    return Candidate(start if keep else word.start(), stop, forms)


def _listed(text: str, word: re.Match[str], first: str, lists: Gazetteer) -> Iterator[tuple[tuple[Form, ...], int]]:
    """The forms that begin with this word, and where they end, shortest first."""
    node: dict[str, Any] | None = lists.words.get(first)
    following: re.Match[str] | None = word
    while node is not None and following is not None:
        if "" in node:
            yield tuple(node[""]), following.end()
        following = _next(text, following)
        node = node.get(key(following[0])) if following else None


def _next(text: str, word: re.Match[str]) -> re.Match[str] | None:
    """The word that may go on a name: close by, articles passed over."""
    gap = _GAP.match(text, word.end())
    following = WORD.match(text, gap.end()) if gap else None
    if following is None or following.end() - following.start() > LONGEST:
        return None
    return _next(text, following) if following[0].casefold() in ARTICLES else following


def _by_sound(text: str, word: re.Match[str], lists: Gazetteer) -> tuple[tuple[Form, ...], int] | None:
    found = None
    joined = ""
    following: re.Match[str] | None = word
    for _ in range(4):
        if following is None or not (following[0][0].isupper() or _glued(following[0])):
            break
        joined += transliteration.letters(following[0])
        consonants = transliteration.latin_key(joined)
        if len(joined) > transliteration.LONGEST or consonants.removesuffix("d") not in lists.beginnings:
            break  # a last d may be heard as one with a j
        if len(joined) >= _SHORTEST_SOUND and joined not in lists.never:
            sounds = lists.sounds.get(consonants, ())
            forms = tuple(sound.form for sound in sounds if spells(pattern(sound.arabic), joined))
            if forms:
                found = forms, following.end()
        if _SMALL.match(text, following.end()):
            break
        following = _next(text, following)
    return found


def _glued(word: str) -> bool:
    """Whether a name with its article stands in one word: `ezZour`."""
    return not word.islower() and _ARTICLE_GLUED.match(word) is not None


def _with_ending(word: str, lists: Gazetteer) -> tuple[tuple[Form, ...], int] | None:
    """The forms of a name with a letter or two behind it, and how many letters are the name's.

    `Aleppos`, German or of a text that lost its apostrophes, and Kurdish `Efrînê`, only for names that are hardly
    anything else; Turkish `İdlib'e`.
    """
    if word[-1] in _LETTER_BEHIND and len(word) > _SHORTEST_SOUND:
        bare, most = word[:-1], _LETTER_BEHIND[word[-1]]
    elif word.isalpha():
        return None
    elif ending := _VOWEL_ENDING.search(word):
        bare, most = word[: ending.start()], Need.NOUN
    else:
        return None
    node = lists.words.get(key(bare), {})
    forms = tuple(form for form in node.get("", ()) if form.need <= most and not form.article)
    return (forms, len(bare)) if forms else None


def _with_article(text: str, word: re.Match[str]) -> tuple[int, bool]:
    """Where the name begins if an article stands before it, and whether a hyphen says that it belongs."""
    before = _ARTICLE_BEFORE.search(text, max(0, word.start() - 6), word.start())
    if before is None:
        return word.start(), False
    article, gap = before[1].casefold(), before[2]
    if gap != " ":
        return before.start(), True
    if article in ("al", "el"):
        return before.start(), True
    assimilated = before[1][0].isupper() and key(word[0]).startswith(article[1:])
    return (before.start(), False) if assimilated else (word.start(), False)


def _as_written(form: Form, spelled: str, article: bool) -> bool:
    """Whether capitals, and the article it cannot do without, are where the form has them."""
    if form.article and not article:
        return False
    for want, have in zip(_words(form.spelling), _words(spelled), strict=False):
        if want.isupper() and len(want) > 1 and len(want) < _SHORTEST_SOUND + 1 and have != want:
            return False
        if want[0].isupper() and have[0].islower() and have not in _KINDS:
            return False
        if len(want) < _FEW and not want.isascii() and have != want:
            return False
    return True


@lru_cache(maxsize=1 << 14)
def _words(spelled: str) -> tuple[str, ...]:
    """Its words as they stand, without articles."""
    return tuple(word for word in WORD.findall(spelled) if word.casefold() not in ARTICLES)


def _arabic(text: str, word: re.Match[str], lists: Gazetteer) -> Candidate | None:
    best: Candidate | None = None
    for skipped, first in _without_particles(key(word[0])):
        for forms, stop in _listed(text, word, first, lists):
            if best is None or stop > best.stop:
                best = Candidate(word.start() + _letters_in(word[0], skipped), stop, forms)
    return best


def _without_particles(word: str) -> Iterator[tuple[int, str]]:
    """An Arabic word as it stands and without what is glued before it, and how many letters went."""
    for skipped, rest in ((0, word), (1, word[1:])) if word[:1] in ("و", "ف") else ((0, word),):
        yield skipped, rest
        if rest[:1] in ("ب", "ك", "ل") and len(rest) > 3:
            yield skipped + 1, rest[1:]
        if rest.startswith("لل"):  # `للرقة`, and `للاذقية` with one lam of three
            yield skipped + 1, "ا" + rest[1:]
            yield skipped + 1, "ال" + rest[1:]


@lru_cache(maxsize=1 << 12)
def _letters_in(word: str, folded: int) -> int:
    """How many code points of `word` its first `folded` folded letters take."""
    for taken in range(len(word)):
        if len(key(word[:taken])) >= folded and (taken == len(word) or key(word[taken]) or not folded):
            return taken
    return len(word)
