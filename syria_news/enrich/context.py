"""What stands around a name: whether it is the place it looks like, and which of several."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import pairwise

from syria_news.enrich.gazetteer import Form, Gazetteer, Need, form_key
from syria_news.fold import fold

_SYRIA = re.compile(r"[sSſсСس](?:(?<!\w.)(?i:yria|yrie|iria|uriye|ири)|(?<=س)وري)")
"""Its first letters stand apart: a pattern that begins with anything else is tried at every letter of a text."""
_WAR = re.compile(
    r"\b(?:rebel|regime|air ?strike|air raid|shell(?:ed|ing)|barrel bomb|opposition (?:fighter|forces|faction)|"
    r"militant|jihadist|warplane|mortar|militia|insurgent|frontline|front line|besieged|displaced|ceasefire|offensive|"
    r"terroris|isi[sl]\b|daesh|islamic state|kurd)"
    r"|قصف|غارات|غاره|الفصائل|النظام|المعارضه|اشتباك|قذائف|قذيفه|وقف اطلاق النار|براميل|نازح|مسلح|عبوه|تفجير|هدنه",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:iraq|yemen|gaza|ukrain|liby|sudan|afghan|egypt|lebanon|lebanese|palestin|jordan|israel|iran|morocc|somali|mali\b)"
    r"|العراق|اليمن|غزه|اوكرانيا|ليبيا|السودان|افغانستان|مصر|لبنان|فلسطين|الاردن|المغرب|بغداد",
    re.IGNORECASE,
)
_NOUNS = (
    "province|governorate|countryside|city|town|village|district|neighbou?rhood|suburb|suburbs|quarter|camp|region|area|"
    "airbase|airport|subdistrict|outskirts|bridge|crossing|front|villages|towns|highway|road|dam|valley|canton|plain|"
    "frontline|locality|hospital|garrison|customs|market"
)
_NOUN_AFTER = re.compile(rf"(?:['’]s?)?[\s-](?:{_NOUNS})\b", re.IGNORECASE)
_NOUN_BEFORE = re.compile(rf"\b(?:{_NOUNS})s? of (?:the )?$|\b(?:towns|villages|cities)(?: such as)? $", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\b(?:in|near|at|from|outside|around|into|across|inside|through|towards?|between|nearby|"
    r"(?:north|south|east|west)(?:ern)?(?: of)?|rural|central|besieged|leaving|entered|captured|retook|"
    r"left|leave|bombed|shelled|struck|seized) (?:the )?$",
    re.IGNORECASE,
)
_ARABIC_NOUN = re.compile(
    r"(?:^|\W)[وفبكل]{0,2}(?:مدينه|مدينتي|بلده|بلدتي|قريه|قريتي|قري|بلدات|مدن|ريف|ريفي|محافظه|محافظتي|حي|حيي|احياء|"
    r"منطقه|منطقتي|ناحيه|قضاء|مطار|مطاري|اطراف|ضواحي|ضاحيه|مخيم|اهالي|سكان|بادية|باديه|سد|معبر|جبهه|سجن|مشفي|مشافي|شوارع|سماء|سوق|شمالي?|جنوبي?|شرقي?|غربي?|جامعه|مدارس|طريق|جسر|مدخل|قلعه)\s+$"
)
_ARABIC_PREPOSITION = re.compile(
    r"(?:^|\W)[وف]?(?:في|من|الي|نحو|قرب|شمال|جنوب|شرق|غرب|شمالي|جنوبي|شرقي|غربي|داخل|محيط|باتجاه|بين|حول|عن|علي|قصف|تقصف)\s+$"
)
_ARABIC_AFTER = re.compile(r"\s+(?:ب?ريف|شمالي?|جنوبي?|شرقي?|غربي?|وريفها|السوريه?)(?:\W|$)")
_BESIDE = re.compile(
    r" (?:near|outside|(?:north|south|east|west) of|in the (?:hills|mountains|countryside|suburbs|outskirts|"
    r"north|south|east|west) of) $",
    re.IGNORECASE,
)
"""Between a place and the larger one that says where it lies."""
_GOVERNORATE_AFTER = re.compile(r"(?:['’]s?)?[\s-](?:province|governorate|countryside)\b", re.IGNORECASE)
_GOVERNORATE_BEFORE = re.compile(
    r"\b(?:province|governorate|countryside) of (?:the )?$|(?:^|\W)[وفبكل]{0,2}(?:محافظه|ريف|ارياف)\s+$",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\s*(?:[,،;/–—-]|\band\b|\bor\b|\bto\b|&|[\s,،]*\band the (?:town|village)s? of\b|و|او)?\s*(?:and|و|the|al|و)?\s*"
)
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

    def __init__(self, text: str, about: str, lists: Gazetteer, day: date | None = None) -> None:
        self.text = text
        self.about = about
        self.lists = lists
        self.day = day

    def believed(self, found: Iterable[Candidate]) -> Iterator[tuple[Candidate, Form]]:
        """The candidates that are what they look like, each with the one form that is meant."""
        plausible = [one for one in found if not self._homonym(one)]
        if not plausible:
            return
        evidence = self._evidence(plausible)
        kept: dict[int, tuple[Form, ...]] = {}
        for place, one in enumerate(plausible):
            kept[place] = tuple(form for form in one.forms if self._holds(one, form, evidence))
        for order in (range(len(plausible)), range(len(plausible) - 1, -1, -1)):
            for place in order:
                if not kept[place] and evidence is not Evidence.NONE and self._listed_beside(plausible, kept, place):
                    kept[place] = tuple(
                        f for f in plausible[place].forms if evidence is Evidence.SYRIA or not f.by_sound
                    )
        yield from self._chosen(plausible, kept)

    def _sides(self, one: Candidate) -> Sides:
        before = fold(self.text[max(0, one.start - _BEFORE) : one.start])
        return Sides(before, fold(self.text[one.stop : one.stop + _AFTER]))

    def _evidence(self, plausible: list[Candidate]) -> Evidence:
        """What costs least is asked first: most texts with a candidate are settled before anybody reads them."""
        if any(form.subject.syrian and form.need is Need.NOTHING for one in plausible for form in one.forms):
            return Evidence.SYRIA
        likely = [one for one in plausible if any(_is_likely(form) for form in one.forms)]
        if len({one.forms[0].subject.ref for one in likely}) > 1:
            return Evidence.SYRIA  # two such names are no chance
        if any(self._listed_together(left, right) for left, right in pairwise(plausible)):
            return Evidence.SYRIA
        if _SYRIA.search(self.text) or _SYRIA.search(self.about):
            return Evidence.SYRIA
        plain = fold(self.text[:_LEAD] + " " + self.about)
        beside = any(self._noun_beside(one) for one in likely)
        acting = any(_is_sure_actor(form) for one in plausible for form in one.forms)
        if not (beside or acting or _WAR.search(plain)) or _ELSEWHERE.search(plain):
            return Evidence.NONE
        return Evidence.SYRIA if beside else Evidence.WAR

    def _listed_together(self, left: Candidate, right: Candidate) -> bool:
        """Whether a list has a listed place and a name that sounds like another: `from Sarmeda to Atme`."""
        between = self.text[left.stop : right.start]
        both = (*left.forms, *right.forms)
        return (
            len(between) < _AFTER
            and any(map(_is_likely, both))
            and left.forms[0].subject.ref != right.forms[0].subject.ref
            and all(any(map(_is_place, each.forms)) for each in (left, right))
            and bool(between.strip() and _LIST.fullmatch(between))
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
        return False

    def _holds(self, one: Candidate, form: Form, evidence: Evidence) -> bool:
        need = form.need
        if need and need < Need.NOUN and "ة" in form.spelling[-1:] and self.text[one.stop - 1] == "ه":
            need = Need(need + 1)  # `حماه` may be a verb with its object
        if need is Need.NOTHING:
            return True
        if evidence is Evidence.NONE or (evidence is Evidence.WAR and form.by_sound and need > Need.SYRIA):
            return False
        if need is Need.SYRIA:
            return True
        if self._noun_beside(one):
            return True
        if need is Need.NOUN:
            return False
        before = self._sides(one).before
        return bool(_PREPOSITION.search(before) or _ARABIC_PREPOSITION.search(before))

    def _noun_beside(self, one: Candidate) -> bool:
        sides = self._sides(one)
        return bool(
            _NOUN_AFTER.match(sides.after)
            or _NOUN_BEFORE.search(sides.before)
            or _ARABIC_NOUN.search(sides.before)
            or _ARABIC_AFTER.match(sides.after)
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
                    and (_LIST.fullmatch(between) or _BESIDE.fullmatch(between))
                ):
                    return True
        return False

    def _chosen(self, all_of: list[Candidate], kept: dict[int, tuple[Form, ...]]) -> Iterator[tuple[Candidate, Form]]:
        where: Counter[str] = Counter()
        for forms in kept.values():
            for code in {form.subject.governorate for form in forms}:
                where[code] += 1
        for place, one in enumerate(all_of):
            if kept[place]:
                yield one, self._meant(one, kept[place], where)

    def _meant(self, one: Candidate, forms: tuple[Form, ...], where: Counter[str]) -> Form:
        if day := self.day:
            forms = tuple(form for form in forms if form.subject.since <= day < form.subject.until) or forms
        if len({form.subject.ref for form in forms}) == 1:
            return forms[0]
        sides = self._sides(one)
        province = bool(_GOVERNORATE_AFTER.match(sides.after) or _GOVERNORATE_BEFORE.search(sides.before))
        return min(
            forms,
            key=lambda form: (
                _is_governorate(form) != province,
                -where[form.subject.governorate],
                form.need,
                form.subject.rank,
            ),
        )


def _is_place(form: Form) -> bool:
    return form.subject.ref.startswith("place:")


def _is_sure_actor(form: Form) -> bool:
    return not _is_place(form) and form.need is Need.NOTHING


def _is_likely(form: Form) -> bool:
    return _is_place(form) and form.need <= Need.SYRIA and not form.by_sound


def _is_governorate(form: Form) -> bool:
    return form.subject.ref == f"place:{form.subject.governorate.lower()}"


def _phrases(after: str) -> set[str]:
    """The first word, the first two and so on, their punctuation at the end left out."""
    words = after.replace("—", " ").split()[:_PHRASE]
    return {" ".join(words[:size]).rstrip(_CLOSING) for size in range(1, len(words) + 1)}
