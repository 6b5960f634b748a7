"""Which articles tell one story: found as they are saved, again every night, and explained on demand.

What is written hangs on the stored articles alone, not on the order they came in: overlaps are judged pair by pair
against the boilerplate known so far, judged again where a trace becomes boilerplate, and the stories of whatever they
touch are told anew. Only a text that was taken back (an article that its outlet changed, or that was read again by
better rules) may leave boilerplate behind that is none without it; the nightly run settles that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import asdict, dataclass, replace
from functools import lru_cache, partial
from typing import Any

import sqlalchemy as sa

from syria_news import urls
from syria_news.enrich import outlets, overlap, story
from syria_news.enrich.fingerprint import words
from syria_news.enrich.overlap import Overlap, Passage, Use
from syria_news.enrich.story import Edge, Telling
from syria_news.model import Marks
from syria_news.store import articles, clusters
from syria_news.store.clusters import Address, Index, Place, Text
from syria_news.store.database import transact

CHUNK = 100
"""Articles placed in one transaction of the nightly run: crawls get their turn in between."""
EDGE_LETTERS = 240
"""Letters at either end of a text where it says who wrote it."""
_SECOND_LEVEL = frozenset(("co", "com", "org", "net", "gov", "ac"))
"""What stands before a country's domain and names nobody."""

_shape = lru_cache(maxsize=256)(overlap.shape)


@dataclass(frozen=True)
class Explanation:
    """Why two articles tell one story, or don't."""

    one: Text
    other: Text
    found: Overlap | None
    days_apart: float | None
    """None where one of them doesn't say when it was published."""
    same_story: bool
    together: bool
    """Whether the overlap of these two alone is enough."""
    passages: tuple[Passage, ...]
    traces_shared: int
    traces_common: int


def place(conn: sa.Connection, article_ids: Collection[int], read: Mapping[str, Marks] | None = None) -> None:
    """Find the stories of articles that were just saved, in the transaction that saved them.

    `read` are the marks of texts, by fingerprint, as far as somebody has computed them.
    """
    articles.lock(conn)
    known = clusters.placed(conn, article_ids)
    new = [text for _, text in sorted(_texts(conn, article_ids).items()) if known.get(text.id) != text.state]
    touched: set[int] = set()
    for text in new:
        if (before := known.get(text.id)) is not None and before[0] is not None:
            touched |= _forget(conn, text.id, before[0])
    marks = {text.id: (read or {}).get(text.fingerprint) or _marks(text.text) for text in new}
    clusters.enter(conn, [(text, marks[text.id]) for text in new])
    index = Index(conn, {hash_ for each in marks.values() for hash_ in each.traces})
    for text in new:
        touched |= _enter(conn, index, text, marks[text.id].traces)
    index.write()
    _tell(conn, touched, {text.id for text in new} - known.keys())


def _marks(text: str) -> Marks:
    return overlap.marks(words(text))


def restory(engine: sa.Engine, background: Iterable[str] = ()) -> int:
    """Find all stories again, from nothing; how many articles were placed.

    `background` are lines that are boilerplate from now on, whoever has them. Crawls may go on meanwhile. A run that
    was broken off is finished by the next one.
    """
    common = set().union(*map(overlap.background, background))
    transact(engine, partial(clusters.begin_anew, common=common))
    count = 0
    while placed := transact(engine, _place_waiting):
        count += placed
    return count


def why(conn: sa.Connection, one_id: int, other_id: int) -> Explanation:
    """What two articles share, and what follows. Raises `KeyError` for an id that no article has."""
    texts = _texts(conn, (one_id, other_id))
    one, other = texts[one_id], texts[other_id]
    shapes = _shape(one.text), _shape(other.text)
    shared = shapes[0].traces & shapes[1].traces
    common = clusters.common_among(conn, shared)
    found = overlap.overlap(*shapes, common)
    tellings = [_telling(one), _telling(other)]
    edge = Edge(one_id, other_id, found.containment, found.jaccard, found.copied) if found else None
    members = {member.id: member.head for member in _members(conn, {one_id, other_id})}
    return Explanation(
        one=one,
        other=other,
        found=found,
        days_apart=_days(one.first, other.first),
        same_story=members[one_id] == members[other_id],
        together=edge is not None and story.same_story(edge, *tellings),
        passages=tuple(overlap.passages(*shapes, common)),
        traces_shared=len(shared),
        traces_common=len(common),
    )


def _place_waiting(conn: sa.Connection) -> int:
    articles.lock(conn)
    ids = clusters.waiting(conn, CHUNK)
    place(conn, ids)
    return len(ids)


def _forget(conn: sa.Connection, article_id: int, fingerprint: str) -> set[int]:
    text = clusters.text_of(conn, article_id, fingerprint)
    return clusters.forget(conn, article_id, _marks(text).traces if text is not None else ())


def _enter(conn: sa.Connection, index: Index, new: Text, traces: frozenset[int]) -> set[int]:
    """Put an article into the index and find what it overlaps with; the articles whose stories may change by it."""
    uses = index.enter(clusters.Use.of(new, len(traces)), traces)
    turned = {
        hash_ for hash_, found in uses.items() if len(found) > 2 and overlap.is_common([_use(each) for each in found])
    }
    touched = {new.id}
    if turned:
        index.make_common(turned)
        together = [{use.article_id for use in uses[hash_]} - {new.id} for hash_ in turned]
        known = clusters.edges(conn, set().union(*together))
        pairs = [(e.a_id, e.b_id) for e in known if any({e.a_id, e.b_id} <= ids for ids in together)]
        _compare(conn, index, pairs)
        touched |= {id_ for pair in pairs for id_ in pair}
    near = _candidates(new.id, len(traces), (found for hash_, found in uses.items() if hash_ not in turned))
    return touched | _compare(conn, index, [(new.id, other) for other in near])


def _use(use: clusters.Use) -> Use:
    return Use(use.outlet, use.day)


def _candidates(own: int, traces: int, uses: Iterable[list[clusters.Use]]) -> list[int]:
    """The articles that share enough traces with one that has so many to be compared."""
    shared: Counter[int] = Counter()
    sizes: dict[int, int] = {}
    for found in uses:
        for use in found:
            if use.article_id != own:
                shared[use.article_id] += 1
                sizes[use.article_id] = use.traces
    return sorted(id_ for id_, count in shared.items() if overlap.comparable(count, min(traces, sizes[id_])))


def _compare(conn: sa.Connection, index: Index, pairs: Collection[tuple[int, int]]) -> set[int]:
    """Judge pairs and write what is found; the articles that overlap."""
    if not pairs:
        return set()
    texts = clusters.texts(conn, {id_ for pair in pairs for id_ in pair})
    shapes = {id_: _shape(text.text) for id_, text in texts.items()}
    shared = [shapes[one].traces & shapes[other].traces for one, other in pairs]
    common = index.common_among(set().union(*shared))
    found = {pair: overlap.overlap(shapes[pair[0]], shapes[pair[1]], common) for pair in pairs}
    linked = {pair: each for pair, each in found.items() if each and each.containment >= story.LINKED}
    clusters.drop_overlaps(conn, found.keys() - linked.keys())
    clusters.keep_overlaps(conn, {pair: asdict(each) for pair, each in linked.items()})
    return {id_ for pair in linked for id_ in pair}


def _tell(conn: sa.Connection, touched: Collection[int], fresh: Set[int]) -> None:
    """Tell the stories of these articles, and of all that hang together with them, anew.

    The fresh ones have just been entered, each with a place of its own: that is where most of them stay.
    """
    members = _members(conn, touched, fresh)
    clusters.write(conn, [Place(m.id, m.head, m.label, m.containment, m.of) for m in members])


def _members(conn: sa.Connection, touched: Collection[int], alone: Set[int] = frozenset()) -> list[story.Member]:
    """The places of articles, and of all that hang together with them; but for `alone` where nothing overlaps."""
    ids, edges = _hanging_together(conn, touched)
    joined = {id_ for edge in edges for id_ in (edge.a, edge.b)}
    texts = _texts(conn, ids - (alone - joined))
    return story.tell([_telling(text) for text in texts.values()], edges)


def _hanging_together(conn: sa.Connection, start: Collection[int]) -> tuple[set[int], list[Edge]]:
    """The articles that overlaps strong enough for one story lead to, from one to the next; and all among them."""
    ids: set[int] = set()
    found: dict[tuple[int, int], sa.Row[Any]] = {}
    border = set(start)
    while border:
        ids |= border
        rows = clusters.edges_from(conn, border)
        found |= {(row.a_id, row.b_id): row for row in rows}
        border = {id_ for row in rows if row.containment >= story.SAME_STORY for id_ in (row.a_id, row.b_id)} - ids
    inside = {pair: row for pair, row in found.items() if ids.issuperset(pair)}
    return ids, [Edge(a, b, row.containment, row.jaccard, row.copied) for (a, b), row in inside.items()]


def _texts(conn: sa.Connection, ids: Collection[int]) -> dict[int, Text]:
    """The texts of articles, each with the address that told it first."""
    return {id_: _with_first(text) for id_, text in clusters.texts(conn, ids).items()}


def _with_first(text: Text) -> Text:
    if not text.copies:
        return text
    addresses = dict(enumerate((text.own, *text.copies)))
    head = story.head_of([_address_telling(at, each, text) for at, each in addresses.items()])
    return replace(text, first=addresses[head.id])


def _telling(text: Text) -> Telling:
    """An article as the address tells it that told it first; who names another of its addresses means it, too."""
    addresses = dict.fromkeys((text.first, text.own, *text.copies))
    tellings = [_address_telling(text.id, each, text) for each in addresses]
    return replace(tellings[0], names=frozenset().union(*(each.names for each in tellings)))


def _address_telling(id_: int, address: Address, text: Text) -> Telling:
    claimed = {urls.key(address.claimed_url)} if address.claimed_url else set()
    house = address.outlet.rpartition("_")[0] or address.outlet
    names = {*outlets.named(house), _site(address.url)}
    begin, end = text.text[:EDGE_LETTERS], text.text[-EDGE_LETTERS:]
    return Telling(
        id=id_,
        key=address.key,
        told=address.told,
        dated=address.dated,
        seen=address.seen,
        outlet=address.outlet,
        names=frozenset({name for name in names if len(name) > 2} | outlets.names(house) | {address.key}),
        credits=story.attribution(address.credit, address.authors, begin, end) | claimed,
        size=text.shingles,
    )


def _site(url: str) -> str:
    """What an address's host is called: `aawsat` of `english.aawsat.com`, `independent` of `www.independent.co.uk`."""
    labels = urls.host(url).split(".")[:-1]
    while len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels.pop()
    return "".join(labels[-1:])


def _days(one: Address, other: Address) -> float | None:
    return abs(one.told - other.told).total_seconds() / 86400 if one.dated and other.dated else None
