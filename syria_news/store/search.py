"""Full text: the same folded words in both databases, FTS5 on SQLite and a tsvector on Postgres."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import sqlalchemy as sa

from syria_news import fold
from syria_news.model import Mention
from syria_news.store.database import insert_for
from syria_news.store.tables import UTC, search_text


@dataclass(frozen=True)
class Hit:
    """An article that has the words."""

    article_id: int
    outlet: str
    url: str
    title: str | None
    published: datetime | None


_WORD = re.compile(r"[^\W_]+")
_Words = tuple[tuple[str, bool], ...]
_GLUED_BEFORE = re.compile(r"(?<![^\W_])(?:[\u0620-\u065f]{1,6}|[dlDL]['’])\Z")
_GLUED_BEHIND = re.compile(r"['’][^\W_]{1,3}(?![^\W_])")
_LONGEST_GLUED = 6
MOST_NAMES = 100
"""Names of a query that are found in any spelling; SQLite refuses an expression of a thousand."""
LONGEST = 500
"""Letters of a word that is indexed; Postgres passes over those of more than 2,046 bytes."""
MOST_BYTES = 900_000
"""Of a text's distinct words and their places. Postgres refuses a text vector of a mebibyte; no article comes near, and
what a longer one says later is not found."""
SMALL = 100_000
"""Code points of a text that cannot need more."""


def index(conn: sa.Connection, found: Iterable[tuple[int, str | None, str]]) -> None:
    """Make articles' latest words findable: of each its id, title and text."""
    rows = [{"article_id": id_, **folded(title, text)} for id_, title, text in found]
    conn.execute(_indexing(conn.dialect.name), rows)


@cache
def _indexing(dialect: str) -> sa.Insert:
    statement = insert_for(dialect, search_text)
    new = {name: statement.excluded[name] for name in ("title", "body")}
    return statement.on_conflict_do_update(index_elements=["article_id"], set_=new)


def folded(title: str | None, text: str) -> dict[str, str]:
    """The words of a title and a text as they are kept, `title` and `body`."""
    return {"title": _words(fold.search_text(title or "")), "body": _words(fold.search_text(text))}


def words(query: str) -> list[tuple[str, bool]]:
    """The query's words as they are compared, each with whether it is only a beginning."""
    return [
        (word, part.endswith("*") and at == len(found) - 1)
        for part in query.split()
        for found in [_WORD.findall(fold.search_query(part))]
        for at, word in enumerate(found)
    ]


def find(conn: sa.Connection, query: str, limit: int = 20, names: Sequence[Mention] = ()) -> list[Hit]:
    """Articles that have every word of the query, newest first; a word with `*` behind it matches as a beginning.

    Words are folded as they are on the way in, so case, diacritics and the spelling of alef don't matter. `names` are
    places and actors that the query may name, several of one spelling where it may mean several: an article that names
    one of them by any of its names has them. An article without a date that can be believed counts as published when it
    was first seen.
    """
    conditions, values = list[str](), dict[str, str]()
    meant, loose = _meant(query, names)
    for number, (spelled, refs) in enumerate(meant):
        any_of = {f"ref_{number}_{meaning}": ref for meaning, ref in enumerate(refs)}
        named = _NAMES.format(refs=", ".join(f":{parameter}" for parameter in any_of))
        conditions.append(f"({_has(conn, f'word_{number}')} OR {named})")
        values |= {f"word_{number}": _match(conn, spelled), **any_of}
    if rest := list(dict.fromkeys(words(loose))):
        conditions.append(_has(conn, "words"))
        values["words"] = _match(conn, rest)
    if not conditions:
        return []
    newest = sa.text(_NEWEST.format(conditions=" AND ".join(conditions))).bindparams(**values, most=limit)
    return _hits(conn, list(conn.scalars(newest)))


def _meant(query: str, names: Sequence[Mention]) -> tuple[list[tuple[_Words, tuple[str, ...]]], str]:
    """Each name that is asked for, once: its words, and what it may mean; and what is left of the query without them.

    What is glued to a name goes with it: `بحمص`, `d'Alep`, `Idlib's`. Where there are too many, the last are words.
    """
    places: dict[tuple[int, int], list[str]] = {}
    for name in names:
        places.setdefault((name.start, name.stop), []).append(name.ref)
    found: dict[tuple[_Words, tuple[str, ...]], None] = {}
    left, done = list[str](), 0
    for (start, stop), refs in places.items():
        if not (spelled := tuple(words(query[start:stop]))):
            continue
        if (spelled, tuple(refs)) not in found and len(found) >= MOST_NAMES:
            break
        found[spelled, tuple(refs)] = None
        before = _GLUED_BEFORE.search(query, max(done, start - _LONGEST_GLUED), start)
        behind = _GLUED_BEHIND.match(query, stop)
        left += query[done : before.start() if before else start], " "
        done = behind.end() if behind else stop
    return list(found), "".join(left) + query[done:]


_NEWEST = """
SELECT a.id FROM article AS a LEFT JOIN telling AS t ON t.article_id = a.id
WHERE {conditions} ORDER BY coalesce(t.told, a.first_seen) DESC, a.id LIMIT :most
"""
_NAMES = """a.id IN (
    SELECT r.article_id FROM mention AS m JOIN revision AS r ON r.id = m.revision_id WHERE m.ref IN ({refs})
    AND r.fetched = (SELECT max(newest.fetched) FROM revision AS newest WHERE newest.article_id = r.article_id)
)"""


def _has(conn: sa.Connection, parameter: str) -> str:
    if conn.dialect.name == "sqlite":
        return f"a.id IN (SELECT rowid FROM search_index WHERE search_index MATCH :{parameter})"
    return f"a.id IN (SELECT article_id FROM search_text WHERE vector @@ to_tsquery('simple', :{parameter}))"


def _match(conn: sa.Connection, wanted: Sequence[tuple[str, bool]]) -> str:
    if conn.dialect.name == "sqlite":
        return " AND ".join(f'"{word}"' + (" *" if prefix else "") for word, prefix in wanted)
    return " & ".join(word + (":*" if prefix else "") for word, prefix in wanted)


def _hits(conn: sa.Connection, ids: Sequence[int]) -> list[Hit]:
    latest = sa.table("latest", sa.column("id"), sa.column("outlet"), sa.column("url"), sa.column("title"))
    columns = (latest.c.id, latest.c.outlet, latest.c.url, latest.c.title, sa.column("published", UTC))
    query = sa.select(*columns).select_from(latest).where(latest.c.id.in_(ids))
    found = {row.id: Hit(*row) for row in conn.execute(query)}
    return [found[id_] for id_ in ids]


def _words(text: str) -> str:
    """Letters and digits only, so that both databases split them alike, and no more than both can index."""
    found = [word for word in _WORD.findall(text) if len(word) <= LONGEST]
    if len(text) <= SMALL:
        return " ".join(found)
    left, seen = MOST_BYTES, set[str]()
    for count, word in enumerate(found):
        left -= 2 if word in seen else len(word.encode()) + 5
        if left < 0:
            return " ".join(found[:count])
        seen.add(word)
    return " ".join(found)
