"""What stands around a name: whether it is the place it looks like, and which of several."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import pairwise

from syria_news.enrich import cues
from syria_news.enrich.gazetteer import Form, Gazetteer, Need, form_key, key
from syria_news.fold import fold

_HEADLINE, _FEWEST = 200, 4
"""Characters of the longest headline, words of the shortest that is known as one."""
_LEAD = 20_000
"""Characters in which a war is looked for."""
_PHRASE = 4
"""Words of the longest entry in `homonyms.csv`."""
_OPENING, _CLOSING = "([{«“‘\"'", ".,;:!?…)]}»”’\"'،؛؟"
_BEFORE, _AFTER = 48, 32
"""Characters of context that are looked at."""


class Evidence(Enum):
    """What a text as a whole says for its ambiguous names."""

    NONE = "none"
    WAR = "war"
    """A war, and no other country's: enough for what is listed."""
    SYRIA = "syria"


@dataclass(frozen=True)
class Candidate:
    """A stretch of text that may name one of several subjects."""

    start: int
    stop: int
    forms: tuple[Form, ...]


@dataclass(frozen=True)
class Sides:
    """What stands directly before and after a candidate, folded."""

    before: str
    after: str


class Surroundings:
    """One text, asked about its candidates."""

    def __init__(self, text: str, about: str, lists: Gazetteer, day: date | None = None, typed: str = "") -> None:
        self.text = text
        self.about = about
        self.lists = lists
        self.day = day
        self.typed = typed
        """The text as somebody typed it who looks for it; empty where nobody did."""
        self._known: dict[int, Sides] = {}

    def believed(self, found: Iterable[Candidate]) -> Iterator[tuple[Candidate, Form]]:
        """The candidates that are what they look like, each with the one form that is meant."""
        kept = self.possible(found)
        where = Counter(code for _, forms in kept for code in {form.subject.governorate for form in forms})
        for one, forms in kept:
            yield one, self._meant(one, forms, where)

    def possible(self, found: Iterable[Candidate]) -> list[tuple[Candidate, tuple[Form, ...]]]:
        """The candidates that are what they look like, each with all forms that it may be."""
        plausible = [one for one in found if not self._homonym(one)]
        if not plausible:
            return []
        doubted = {place for place, one in enumerate(plausible) if self._doubtful(one)}
        evidence = self._evidence([one for place, one in enumerate(plausible) if place not in doubted])
        kept: dict[int, tuple[Form, ...]] = {}
        for place, one in enumerate(plausible):
            sure = place not in doubted or evidence is Evidence.SYRIA
            kept[place] = tuple(form for form in one.forms if sure and self._holds(one, form, evidence))
        for order in (range(len(plausible)), range(len(plausible) - 1, -1, -1)):
            for place in order:
                if kept[place] or place in doubted or evidence is Evidence.NONE:
                    continue
                if self._listed_beside(plausible, kept, place):
                    kept[place] = tuple(
                        f for f in plausible[place].forms if evidence is Evidence.SYRIA or not f.by_sound
                    )
        return [(one, kept[place]) for place, one in enumerate(plausible) if kept[place]]

    def _in_arabic(self, one: Candidate) -> bool:
        return "\u0600" <= self.text[one.start] <= "\u06ff"

    def _sides(self, one: Candidate) -> Sides:
        known = self._known.get(one.start)
        if known is None:
            before = fold(self.text[max(0, one.start - _BEFORE) : one.start])
            known = self._known[one.start] = Sides(before, fold(self.text[one.stop : one.stop + _AFTER]))
        return known

    def _evidence(self, plausible: list[Candidate]) -> Evidence:
        """What costs least is asked first: most texts with a candidate are settled before anybody reads them."""
        if any(form.subject.syrian and form.need is Need.NOTHING for one in plausible for form in one.forms):
            return Evidence.SYRIA
        likely = [one for one in plausible if any(_is_likely(form) for form in one.forms)]
        acting = [one for one in plausible if any(_is_likely_actor(form) for form in one.forms)]
        if likely and len({one.forms[0].subject.ref for one in (*likely, *acting)}) > 1:
            return Evidence.SYRIA  # two such names are no chance
        if any(self._listed_together(left, right) for left, right in pairwise(plausible)):
            return Evidence.SYRIA
        if cues.SYRIA.search(self.text) or cues.SYRIA.search(self.about):
            return Evidence.SYRIA
        plain = fold(self.text[:_LEAD] + " " + self.about).replace("ı", "i")
        placed = [one for one in likely if self._noun_beside(one) or self._governed(one)]
        if any(form.subject.city for one in placed for form in one.forms):
            return Evidence.SYRIA
        sure = any(_is_sure_actor(form) for one in plausible for form in one.forms)
        if not (placed or sure or _says(plain, cues.WAR)) or _says(plain, cues.ELSEWHERE):
            return Evidence.NONE
        return Evidence.SYRIA if placed else Evidence.WAR

    def _listed_together(self, left: Candidate, right: Candidate) -> bool:
        """Whether a list has a listed place and a name that sounds like another: `from Sarmeda to Atme`."""
        between = self.text[left.stop : right.start]
        both = (*left.forms, *right.forms)
        return (
            len(between) < _AFTER
            and any(map(_is_likely, both))
            and left.forms[0].subject.ref != right.forms[0].subject.ref
            and all(any(map(_is_place, each.forms)) for each in (left, right))
            and bool(between.strip() and cues.LIST.fullmatch(between))
        )

    def _homonym(self, one: Candidate) -> bool:
        sides = self._sides(one)
        following = _phrases(sides.after.lstrip(" \u00a0-,"))
        before = sides.before.split()[-_PHRASE:]
        leading = {" ".join(before[at:]).lstrip(_OPENING) for at in range(len(before))}
        after = self.lists.after_comma if sides.after.startswith(",") else self.lists.after
        for name in {"*", form_key(self.text[one.start : one.stop]), *(form_key(form.spelling) for form in one.forms)}:
            if not following.isdisjoint(after.get(name, ())) or not leading.isdisjoint(self.lists.before.get(name, ())):
                return True
        if self._in_arabic(one):
            return self._indefinite(one, sides)
        person = one.forms[0].subject.ref.startswith("actor:p-") or " " in self.text[one.start : one.stop]
        titled = not person and not leading.isdisjoint(self.lists.titles)
        return titled or self._person(one)

    def _person(self, one: Candidate) -> bool:
        """Whether it is the given name of somebody who is told about: `Hama Singh, a grocer`."""
        name = self._name_after(one) if _is_place(one.forms[0]) else None
        return name is not None and bool(cues.PERSON_AFTER.match(self.text, name.end()))

    def _indefinite(self, one: Candidate, sides: Sides) -> bool:
        """Whether it is an Arabic noun in the accusative, which no town is: `دوماً`, `شكل الجنود درعا صلبة`."""
        spelled = self.text[one.start : one.stop]
        if "\u064b" in spelled:
            return True
        adverbs = self.lists.indefinite.get(form_key(spelled))
        if adverbs is None or not cues.DEFINITE_BEFORE.search(sides.before):
            return False
        following = cues.INDEFINITE.match(sides.after)
        return following is not None and following[1] not in adverbs

    def _doubtful(self, one: Candidate) -> bool:
        """Whether it is a place only if something else says that the text is about Syria.

        Its neighbours make it part of a longer name, a person's or a firm's: of nothing that is called after a place.
        """
        if not _is_place(one.forms[0]):
            return False
        if self._in_arabic(one):
            return bool(cues.ARABIC_BODY.search(self._sides(one).before))
        if not (self._name_after(one) or self._name_before(one) or self._surname(one)) or self._in_headline(one):
            return False
        return not cues.INSIDE.search(self.text, max(0, one.start - _BEFORE), one.start)

    def _in_headline(self, one: Candidate) -> bool:
        """Whether it stands in a short line with a capital at each longer word: then a capital says nothing."""
        first, last = max(0, one.start - _HEADLINE), one.stop + _HEADLINE
        start, stop = self.text.rfind("\n", first, one.start), self.text.find("\n", one.stop, last)
        line = self.text[start + 1 if start >= 0 else first : stop if stop >= 0 else last]
        return len(line) <= _HEADLINE and len(line.split()) >= _FEWEST and not cues.LOWER_WORD.search(line)

    def _name_after(self, one: Candidate) -> re.Match[str] | None:
        """The capitalised word behind it that no institution of a place begins with."""
        if not self.text[one.stop + 1 : one.stop + 4].strip("& ")[:1].isupper():
            return None
        found = cues.NEXT_NAME.match(self.text, one.stop)
        return found if found and self._is_name(found[1]) else None

    def _name_before(self, one: Candidate) -> bool:
        """Whether a capitalised word that says nothing of places stands before it, within a sentence."""
        before = self.text[max(0, one.start - _BEFORE) : one.start]
        if not before.endswith(" "):
            return False
        rest, _, word = before[:-1].rpartition(" ")
        return word[:1].isupper() and rest[-1:].isalnum() and self._is_name(word)

    def _surname(self, one: Candidate) -> bool:
        """Whether a sentence begins with it and a first name, and goes on to tell who that is."""
        if not cues.PERSON_AFTER.match(self.text, one.stop):
            return False
        first = cues.FIRST_NAME.search(self.text, max(0, one.start - _BEFORE), one.start)
        return first is not None and self._is_name(first[1])

    def _is_name(self, word: str) -> bool:
        if not (word[0].isupper() and word[1:].islower() and word.isalpha()) or fold(word) in self.lists.institutions:
            return False
        return "" not in self.lists.words.get(key(word), ())  # another name of ours

    def _holds(self, one: Candidate, form: Form, evidence: Evidence) -> bool:
        need = form.need
        if need and need < Need.NOUN and "ة" in form.spelling[-1:] and self.text[one.stop - 1] == "ه":
            need = Need(need + 1)  # `حماه` may be a verb with its object
        if need is Need.NOTHING or (not form.by_sound and need <= self._wanted(one)):
            return True
        if evidence is Evidence.NONE or (evidence is Evidence.WAR and form.by_sound and need > Need.SYRIA):
            return False
        if _is_place(form) and self._another(one, need):
            return False
        if need is Need.SYRIA:
            return evidence is Evidence.SYRIA or not _is_any_state(form)
        if self._noun_beside(one):
            return True
        if need is Need.NOUN:
            return False
        before = self._sides(one).before
        return bool(cues.PREPOSITION.search(before) or cues.ARABIC_PREPOSITION.search(before))

    def _wanted(self, one: Candidate) -> Need:
        """What a listed form may need, and is believed: whoever types nothing else, or its capital, means the name."""
        if not self.typed:
            return Need.NOTHING
        outside = self.typed[: one.start].rstrip("وفبكلاأ") + self.typed[one.stop :]
        if not any(map(str.isalnum, outside)):
            return Need.NOUN
        first = self.typed[one.start]
        return Need.PREPOSITION if first.isupper() or self._in_arabic(one) else Need.NOTHING

    def _governed(self, one: Candidate) -> bool:
        """Whether an institution governs it in Arabic, or a way (`من حمص إلى`); or a preposition an accusative."""
        if not self._in_arabic(one):
            return False
        before = self._sides(one).before
        if cues.ARABIC_SEAT.search(before):
            return True
        if form_key(self.text[one.start : one.stop]) in self.lists.indefinite:
            return bool(cues.ARABIC_PREPOSITION.search(before))
        return bool(cues.ARABIC_FROM.search(before) and cues.ARABIC_TO.match(self._sides(one).after))

    def _another(self, one: Candidate, need: Need) -> bool:
        """Whether its neighbours say that it is a namesake in another country, or part of another name."""
        sides = self._sides(one)
        if self._in_arabic(one):
            body = need > Need.SYRIA and cues.ARABIC_BODY.search(sides.before)
            return bool(body or cues.ARABIC_PERSON.search(sides.before) or cues.ARABIC_ABROAD_AFTER.match(sides.after))
        if self._goes_on(one):
            return True
        if cues.ABROAD_BEFORE.search(sides.before):
            return True
        from_here = sides.before.endswith("from ")  # `people from Foua in Lebanon`
        return not from_here and cues.ABROAD_AFTER.match(sides.after) is not None

    def _goes_on(self, one: Candidate) -> bool:
        """Whether a word with an article goes with it that is in no name of ours: `Salma al-Hassan`."""
        found = cues.LONGER_NAME.match(self.text, one.stop)
        single = not set(self.text[one.start : one.stop]) & {" ", "-"}
        return found is not None and single and key(found[1]) not in self.lists.words

    def _noun_beside(self, one: Candidate) -> bool:
        sides = self._sides(one)
        return bool(
            cues.NOUN_AFTER.match(sides.after)
            or cues.NOUN_BEFORE.search(sides.before)
            or cues.ARABIC_NOUN.search(sides.before)
            or cues.ARABIC_AFTER.match(sides.after)
        )

    def _listed_beside(self, all_of: list[Candidate], kept: dict[int, tuple[Form, ...]], place: int) -> bool:
        """Whether it stands in a list with a place that is believed: `Rastan, Dana and Harem`."""
        one = all_of[place]
        for other in (place - 1, place + 1):
            if 0 <= other < len(all_of) and any(_is_place(form) for form in kept[other]):
                left, right = sorted((one, all_of[other]), key=lambda each: each.start)
                between = self.text[left.stop : right.start]
                if (
                    len(between) < _AFTER
                    and between.strip()
                    and (cues.LIST.fullmatch(between) or cues.BESIDE.fullmatch(between))
                ):
                    return True
        return False

    def _meant(self, one: Candidate, forms: tuple[Form, ...], where: Counter[str]) -> Form:
        if day := self.day:
            forms = tuple(form for form in forms if form.subject.since <= day < form.subject.until) or forms
        if len({form.subject.ref for form in forms}) == 1:
            return forms[0]
        sides = self._sides(one)
        province = bool(cues.GOVERNORATE_AFTER.match(sides.after) or cues.GOVERNORATE_BEFORE.search(sides.before))
        return min(
            forms,
            key=lambda form: (
                _is_governorate(form) != province,
                -where[form.subject.governorate],
                form.need,
                form.subject.rank,
            ),
        )


def _says(text: str, patterns: Iterable[re.Pattern[str]]) -> bool:
    return any(each.search(text) for each in patterns)


def _is_place(form: Form) -> bool:
    return form.subject.ref.startswith("place:")


def _is_sure_actor(form: Form) -> bool:
    return not _is_place(form) and form.need is Need.NOTHING


def _is_likely(form: Form) -> bool:
    return _is_place(form) and form.subject.syrian and form.need <= Need.SYRIA and not form.by_sound


def _is_likely_actor(form: Form) -> bool:
    usual = form.subject.syrian and form.need <= Need.SYRIA and not form.by_sound
    return usual and not _is_place(form) and not _is_any_state(form)


def _is_any_state(form: Form) -> bool:
    """Whether every war has such ones: `government forces`."""
    return not _is_place(form) and form.spelling[0].islower()


def _is_governorate(form: Form) -> bool:
    return form.subject.ref == f"place:{form.subject.governorate.lower()}"


def _phrases(after: str) -> set[str]:
    """The first word, the first two and so on, their punctuation at the end left out."""
    words = after.replace("—", " ").split()[:_PHRASE]
    return {" ".join(words[:size]).rstrip(_CLOSING) for size in range(1, len(words) + 1)}
