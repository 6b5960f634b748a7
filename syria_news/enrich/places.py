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
from syria_news.enrich.gazetteer import ARTICLES, LONGEST, REST, WORD, Form, Gazetteer, Need, gazetteer, key
from syria_news.enrich.transliteration import pattern, spells
from syria_news.model import Mention

_GAP = re.compile(r"(?:['’][sS]?(?=[ \u00a0]))?[-‐‑– \u00a0\t]{1,2}(?=[^\W_])")
_ARTICLE_BEFORE = re.compile(rf"(?<![^\W_])({'|'.join(sorted(ARTICLES))})([-‐‑–]| )$", re.IGNORECASE)
_LETTER_BEHIND = {"s": Need.SYRIA, "ê": Need.SYRIA}
_VOWEL_ENDING = re.compile(r"(?<=[^\W_]{3})['’](?:[aeêıiuü]|[ıiuü]n)$")
_TYPED = re.compile(r"[^\W_]{3,}|[^\W_]*\d[^\W_]*")
"""What may be a name or an abbreviation without its capitals; `is` and `al` are none."""
_ARTICLE_GLUED = re.compile(r"[aeu][lrstdnz]h?[A-Z]")
_MAY_GO_ON = re.compile(rf"{_GAP.pattern}(?=[^\W_a-z]|(?:{'|'.join(sorted(ARTICLES))})|{_ARTICLE_GLUED.pattern})")
"""Before a word that is capitalised, an article, or a name with its article: else no name goes on there."""
_SHORTEST_SOUND = 5
_APOSTROPHES = frozenset("'’")
_KINDS = frozenset("airbase airport base bridge camp crossing dam field highway international lake military".split())
_KINDS |= frozenset("plain prison road square".split())
"""What a name may end in without its capital: `Tishrin dam`."""
_FEW = 4
"""Letters of a name that is another one without its marks: `Şam`, but not `Sam`."""
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
    """A word that a name may begin with: not in lower-case Latin letters, but for words listed so.

    Its first letter comes before what is asked of it: so it is looked for, not tried at each place.
    """
    words = "|".join(sorted(map(re.escape, lower)))
    firsts = "".join(sorted({re.escape(word[0]) for word in lower}))
    may_begin = rf"(?<![^\W_].)(?<=[^\W_a-z]|(?=(?:{words})(?![^\W_])).)"
    return re.compile(rf"[A-Z0-9\x80-\U0010ffff{firsts}]{may_begin}{REST}")


def _candidates(text: str, lists: Gazetteer) -> Iterator[Candidate]:
    done = 0
    for found in _starts(lists.lower).finditer(text):
        start, end = found.span()
        if start < done:
            continue
        done = end
        if end - start > LONGEST:
            continue
        word, spelled = found, found[0]
        if spelled[0] in "DL" and spelled[1:2] in _APOSTROPHES:  # French `D'Alep`
            word = WORD.match(text, start + 2) or found
            spelled = word[0]
        if "\u0600" <= spelled[0] <= "\u06ff":
            one = _arabic(text, word, lists)
        elif beginning := _beginning(spelled):
            one = _latin(text, word, beginning, lists)
        else:
            continue
        if one:
            done = one.stop
            yield one


@dataclass(frozen=True)
class _Beginning:
    """What a Latin word is to the names that may begin with it."""

    key: str
    listed: bool
    letters: str
    """Its bare ones."""
    heard: tuple[Form, ...] | None
    """As `_heard` has it."""
    ended: tuple[tuple[Form, ...], int] | None
    """As `_with_ending` has it."""


@lru_cache(maxsize=1 << 15)
def _beginning(word: str) -> _Beginning | None:
    """None where no name begins with this word, as with most: asked once, not at each of its meetings."""
    lists, first = gazetteer(), key(word)
    if first in ARTICLES:
        return None
    letters = transliteration.letters(word)
    heard = _heard(letters) if word[0].isupper() or _glued(word) else None
    found = _Beginning(first, first in lists.words, letters, heard, _with_ending(word, lists))
    return found if found.listed or found.ended or (heard is not None and word[0].isupper()) else None


def _latin(text: str, word: re.Match[str], beginning: _Beginning, lists: Gazetteer) -> Candidate | None:
    listed = tuple(_listed(text, word, beginning.key, lists)) if beginning.listed else ()
    heard = _by_sound(text, word, beginning)
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
        letters = key(following[0]) if following else ""  # none in a tatweel that stands for a dash
        node = node.get(letters) if letters else None


def _next(text: str, word: re.Match[str]) -> re.Match[str] | None:
    """The word that may go on a name: close by, articles passed over."""
    gap = _GAP.match(text, word.end())
    following = WORD.match(text, gap.end()) if gap else None
    if following is None or following.end() - following.start() > LONGEST:
        return None
    return _next(text, following) if following[0].casefold() in ARTICLES else following


def _by_sound(text: str, word: re.Match[str], beginning: _Beginning) -> tuple[tuple[Form, ...], int] | None:
    """The forms that are spelled, by their sound, by this word and most of those behind it; and where they end."""
    forms, joined = beginning.heard, beginning.letters
    found = (forms, word.end()) if forms else None
    for _ in range(3):
        following = _next(text, word) if forms is not None and _MAY_GO_ON.match(text, word.end()) else None
        if following is None or not (following[0][0].isupper() or _glued(following[0])):
            break
        word = following
        joined += transliteration.letters(word[0])
        forms = _heard(joined)
        if forms:
            found = forms, word.end()
    return found


@lru_cache(maxsize=1 << 14)
def _heard(joined: str) -> tuple[Form, ...] | None:
    """The forms that bare letters spell by their sound; None where no name begins so."""
    lists, consonants = gazetteer(), transliteration.latin_key(joined)
    if len(joined) > transliteration.LONGEST or consonants.removesuffix("d") not in lists.beginnings:
        return None  # a last d may be heard as one with a j
    if len(joined) < _SHORTEST_SOUND or joined in lists.never:
        return ()
    return tuple(sound.form for sound in lists.sounds.get(consonants, ()) if spells(pattern(sound.arabic), joined))


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
    for skipped, first in _readings(word[0]):
        for forms, stop in _listed(text, word, first, lists):
            if best is None or stop > best.stop:
                best = Candidate(word.start() + skipped, stop, forms)
    return best


@lru_cache(maxsize=1 << 15)
def _readings(word: str) -> tuple[tuple[int, str], ...]:
    """What of an Arabic word a name may begin with, and the code points before it; for most words nothing."""
    words = gazetteer().words
    return tuple((_letters_in(word, skipped), rest) for skipped, rest in _without_particles(key(word)) if rest in words)


def _without_particles(word: str) -> Iterator[tuple[int, str]]:
    """An Arabic word as it stands and without what is glued before it, and how many letters went."""
    for skipped, rest in ((0, word), (1, word[1:])) if word[:1] in ("و", "ف") else ((0, word),):
        yield skipped, rest
        if rest[:1] in ("ب", "ك", "ل") and len(rest) > 3:
            yield skipped + 1, rest[1:]
        if rest.startswith("لل"):  # `للرقة`, and `للاذقية` with one lam of three
            yield skipped + 1, "ا" + rest[1:]
            yield skipped + 1, "ال" + rest[1:]


def _letters_in(word: str, folded: int) -> int:
    """How many code points of `word` its first `folded` folded letters take."""
    for taken in range(len(word)):
        if len(key(word[:taken])) >= folded and (taken == len(word) or key(word[taken]) or not folded):
            return taken
    return len(word)
