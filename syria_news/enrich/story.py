"""Which texts tell one story, which of them came first, and what the others are to it. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from syria_news.enrich import outlets
from syria_news.fold import fold

SAME_STORY = 0.30
"""Containment from which two texts tell one story. On 387 real texts F1 of the stories' pairs is 0.96, and the same,
from 0.26 to 0.32."""
COPIED = 0.18
"""Part of the shorter text that must stand in passages of ten words or more: a copy shares sentences, two reports of
one event share titles, names and quotes. F1 is 0.96, and the same, from 0.15 to 0.21; 0.95 without."""
OWN_STORY = 0.50
"""Containment that two texts of one outlet must have: it repeats its own background the day after. Of 387 real texts
such pairs that share less are mostly background, the others share 0.94 and more."""
LINKED = 0.25
"""Containment from which texts are linked, and the overlap is kept: a paragraph or two in common. Two thirds of the
pairs across two stories must be linked if they are to be one: a sidebar that joins one text of each is not enough."""
PART_ACROSS = 2 / 3
LARGE, LONG = 10, timedelta(days=30)
"""More texts or days than a wire story has (neardup/README): such a story must hold together by more."""
LONG_CONTAINMENT = 0.75
EXCERPT_CONTAINMENT, EXCERPT_LENGTH = 0.80, 0.5
"""An excerpt stands nearly all in a text at least twice as long."""
SAME_TEXT = 0.85
"""Jaccard from which it is one text: the same words but for dateline, caption or header."""
_SOURCE = re.compile(
    r"""(?mx) (?: \b(?:sources?|via|المصدر|المصادر)\s*:
    | ^\W* (?:(?:an?\s[\w\s]{0,20}?\bof\s)?(?:this|the\s(?:article|story|piece|post))\b [^\n.]{0,40}?)?
        \b(?:first|originally|previously) \s (?:published|appeared|posted|printed|ran|aired)
        \s (?:by|in|on|at|with)\b
    | ^\W* (?:this\b [^\n.]{0,40}?)? \b(?:republished|reprinted|reposted)
        \s (?:with\spermission\s)? (?:from|by)\b
    | ^\W* نقلا\sعن\b
    | ^\W* (?:تم\s)? (?:نشر|نشرت|ظهر|ظهرت)\b [^\n.]{0,30}? \b(?:اولا|سابقا|اصلا|مره|الاصل)\s (?:في|علي|عبر|لدي|من)\b
    ) \s* :? \s* ([^\n]{2,60})"""
)
"""Whom a line of a folded text credits: `Source: ...`, `This article first appeared in ...`."""
_AND = re.compile(r"(?<!\w)و(?=\w{3})")
"""`and`, glued to an Arabic name; or its first letter."""


class Label(StrEnum):
    """What an article is to its story."""

    ORIGINAL = "original"
    SAME_TEXT = "same_text"
    SYNDICATED = "syndicated"
    UPDATE = "update"
    EXCERPT = "excerpt"


@dataclass(frozen=True)
class Telling:
    """An article, as far as its place in a story hangs on it."""

    id: int
    key: str
    """Decides between two that are equal in all else, whichever was stored first."""
    told: datetime
    """When it was published; first seen, where it doesn't say."""
    dated: bool
    """Whether it says so."""
    seen: datetime
    """When it was first seen."""
    outlet: str
    names: frozenset[str]
    """What others call its outlet, each name as one word."""
    credits: frozenset[str]
    """Whom it names as its source, in the same way; the keys of addresses it claims to be a copy of."""
    size: int
    """Distinct shingles."""


@dataclass(frozen=True)
class Edge:
    """Two tellings that overlap."""

    a: int
    b: int
    containment: float
    jaccard: float
    copied: float = 1.0


@dataclass(frozen=True)
class Member:
    """A telling's place."""

    id: int
    head: int
    """The telling that stands for the story."""
    label: Label
    containment: float
    """With `of`; 1 for the head."""
    of: int | None
    """The head, or the member it overlaps most with where it doesn't overlap with the head; None for the head."""


def same_story(edge: Edge, one: Telling, other: Telling) -> bool:
    """Whether an overlap is enough for one story."""
    far = one.dated and other.dated and abs(one.told - other.told) > LONG
    near = OWN_STORY if one.outlet == other.outlet else SAME_STORY
    return edge.copied >= COPIED and edge.containment >= (LONG_CONTAINMENT if far else near)


def excerpt(edge: Edge, one: Telling, other: Telling) -> bool:
    """Whether one is a cut from the other."""
    short, long = sorted((one.size, other.size))
    return edge.containment >= EXCERPT_CONTAINMENT and short <= EXCERPT_LENGTH * long


def tell(tellings: Collection[Telling], edges: Iterable[Edge]) -> list[Member]:
    """The stories of tellings, given every edge among them. Hangs on nothing but the arguments, not on their order.

    The strongest edges join first; two stories join if they hold together across. Excerpts follow the text they were
    cut from, and join nothing.
    """
    by_id = {each.id: each for each in tellings}
    linked = {_pair(edge): edge for edge in edges}
    groups = _grown(by_id, linked)
    return sorted(
        (member for group in groups for member in _labelled([by_id[id_] for id_ in group], linked)),
        key=lambda member: member.id,
    )


def head_of(group: Collection[Telling]) -> Telling:
    """The telling that most others credit and that credits none of them; the earliest where nobody says."""
    credited: Counter[int] = Counter()
    debtors: dict[int, bool] = defaultdict(bool)
    for each in group:
        for of in group:
            if each.outlet != of.outlet and each.credits & of.names:
                credited[of.id] += 1
                debtors[each.id] = True
    return min(group, key=lambda each: (debtors[each.id], -credited[each.id], each.told, each.seen, each.key))


def attribution(credit: str | None, authors: Iterable[str], begin: str, end: str) -> frozenset[str]:
    """Whom an article credits, `outlets.named`: its credit, authors, dateline, and the source named at either end."""
    parts = (credit or "", *authors, *_named_at_edges(begin, end))
    return frozenset().union(*map(_named, parts))


@lru_cache(maxsize=1024)  # copies have the same text
def _named_at_edges(begin: str, end: str) -> tuple[str, ...]:
    dateline = re.match(r"[^\n]{0,60}?\(([^()\n]{2,40})\)", begin)
    named = [found for edge in (begin, end) for found in _SOURCE.findall(fold(edge))]
    signed = re.findall(r"(?m)\(([^()\n]{2,30})\)\s*$", end)
    return (dateline[1] if dateline else "", *named, *signed)


@lru_cache(maxsize=1024)  # the same people write, and the same agencies are credited
def _named(part: str) -> frozenset[str]:
    return frozenset(outlets.named(part) | outlets.named(_AND.sub("", part)))


def _pair(edge: Edge) -> frozenset[int]:
    return frozenset((edge.a, edge.b))


def _grown(by_id: Mapping[int, Telling], linked: Mapping[frozenset[int], Edge]) -> list[set[int]]:
    def strongest(edge: Edge) -> tuple[float, float, list[str]]:
        return -edge.containment, -edge.jaccard, sorted((by_id[edge.a].key, by_id[edge.b].key))

    joining = [edge for edge in linked.values() if same_story(edge, by_id[edge.a], by_id[edge.b])]
    joining.sort(key=strongest)
    cut_from: dict[int, int] = {}
    for edge in joining:
        one, other = by_id[edge.a], by_id[edge.b]
        if excerpt(edge, one, other):
            short, long = (one, other) if one.size < other.size else (other, one)
            cut_from.setdefault(short.id, long.id)
    group_of = {id_: {id_} for id_ in by_id}
    for edge in joining:
        one_group, other_group = group_of[edge.a], group_of[edge.b]
        if edge.a in cut_from or edge.b in cut_from or one_group is other_group:
            continue
        if _hold_together(one_group, other_group, linked):
            one_group |= other_group
            group_of.update(dict.fromkeys(other_group, one_group))
    for cut in sorted(cut_from, key=lambda id_: (-by_id[id_].size, by_id[id_].key)):
        target = group_of[cut_from[cut]]  # longer, so it has found its own place before
        target.add(cut)
        group_of[cut] = target
    return list({id(group): group for group in group_of.values()}.values())


def _hold_together(one: set[int], other: set[int], linked: Mapping[frozenset[int], Edge]) -> bool:
    least = SAME_STORY if len(one) + len(other) > LARGE else LINKED
    across = (linked.get(frozenset((a, b))) for a in one for b in other)
    enough = sum(edge is not None and edge.containment >= least for edge in across)
    return enough >= PART_ACROSS * len(one) * len(other)


def _labelled(group: list[Telling], linked: Mapping[frozenset[int], Edge]) -> list[Member]:
    head = head_of(group)
    members = [Member(head.id, head.id, Label.ORIGINAL, 1.0, None)]
    for each in group:
        if each is head:
            continue
        edge, of = _tie(each, head, group, linked)
        members.append(Member(each.id, head.id, _label(edge, each, of), edge.containment, of.id))
    return members


def _tie(
    each: Telling, head: Telling, group: list[Telling], linked: Mapping[frozenset[int], Edge]
) -> tuple[Edge, Telling]:
    ties = [(edge, of) for of in group if (edge := linked.get(frozenset((each.id, of.id)))) and of is not each]
    return max(ties, key=lambda tie: (tie[1] is head, tie[0].containment, tie[0].jaccard, tie[1].key))


def _label(edge: Edge, each: Telling, of: Telling) -> Label:
    if edge.jaccard >= SAME_TEXT:
        return Label.SAME_TEXT
    if excerpt(edge, each, of) and each.size < of.size:
        return Label.EXCERPT
    return Label.UPDATE if each.outlet == of.outlet else Label.SYNDICATED
