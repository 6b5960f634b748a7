"""Full text: the same folded words in both databases, FTS5 on SQLite and a tsvector on Postgres."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from syria_news import fold
from syria_news.store.database import insert
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


def index(conn: sa.Connection, article_id: int, title: str | None, text: str) -> None:
    """Make the article's latest words findable."""
    values = {"title": _words(fold.search_text(title or "")), "body": _words(fold.search_text(text))}
    statement = insert(conn, search_text).values(article_id=article_id, **values)
    conn.execute(statement.on_conflict_do_update(index_elements=["article_id"], set_=values))


def words(query: str) -> list[tuple[str, bool]]:
    """The query's words as they are compared, each with whether it is only a beginning."""
    return [
        (word, part.endswith("*") and at == len(found) - 1)
        for part in query.split()
        for found in [_WORD.findall(fold.search_query(part))]
        for at, word in enumerate(found)
    ]


def find(conn: sa.Connection, query: str, limit: int = 20) -> list[Hit]:
    """Articles that have every word of the query, newest first; a word with `*` behind it matches as a beginning.

    Words are folded as they are on the way in, so case, diacritics and the spelling of alef don't matter.
    """
    wanted = words(query)
    if not wanted:
        return []
    if conn.dialect.name == "sqlite":
        match = " AND ".join(f'"{word}"' + (" *" if prefix else "") for word, prefix in wanted)
        where = "id IN (SELECT rowid FROM search_index WHERE search_index MATCH :match)"
    else:
        match = " & ".join(word + (":*" if prefix else "") for word, prefix in wanted)
        where = "id IN (SELECT article_id FROM search_text WHERE vector @@ to_tsquery('simple', :match))"
    latest = sa.table("latest", sa.column("id"), sa.column("outlet"), sa.column("url"), sa.column("title"))
    published = sa.column("published", UTC)
    rows = conn.execute(
        sa.select(latest.c.id, latest.c.outlet, latest.c.url, latest.c.title, published)
        .select_from(latest)
        .where(sa.text(where).bindparams(match=match))
        .order_by(published.desc().nulls_last(), latest.c.id)
        .limit(limit)
    )
    return [Hit(*row) for row in rows]


def _words(text: str) -> str:
    """Letters and digits only, so that both databases split them alike."""
    return " ".join(_WORD.findall(text))
