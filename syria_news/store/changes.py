"""What revisions changed, as it is stored; and two texts of an article to compare."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from syria_news.store.bulk import picked
from syria_news.store.tables import appearance, article, capture, change, mention, revision


@dataclass(frozen=True)
class Read:
    """One revision of an article."""

    revision_id: int
    article_id: int
    fetched: datetime
    title: str | None
    text: str
    notes: tuple[str, ...]
    named: frozenset[str]
    content: str


def revised(conn: sa.Connection, article_ids: Collection[int]) -> list[list[Read]]:
    """The revisions, oldest first, of those of the articles that have more than one."""
    if not article_ids:
        return []
    found: dict[int, list[Read]] = defaultdict(list)
    revisions = Counter(conn.scalars(_revisions(conn.dialect.name), {"some": article_ids}))
    ids = [id_ for id_, count in revisions.items() if count > 1]
    query = sa.select(revision).where(revision.c.article_id.in_(ids)).order_by(revision.c.fetched)
    rows = list(conn.execute(query)) if ids else []
    named = _named(conn, [row.id for row in rows])
    for row in rows:
        found[row.article_id].append(_read(row, frozenset(named[row.id])))
    return list(found.values())


@cache
def _revisions(dialect: str) -> sa.Select[Any]:
    return picked(dialect, sa.select(revision.c.article_id), revision.c.article_id)


def of_capture(conn: sa.Connection, record_id: str) -> tuple[str | None, Read | None]:
    """A capture's outcome (`article`, `rejected`; None where it has no row) and the revision that has its text."""
    row = conn.execute(sa.select(capture).where(capture.c.record_id == record_id)).first()
    if row is None:
        return None, None
    homes = sa.select(appearance.c.article_id).where(appearance.c.key == row.key)
    query = sa.select(revision).where(revision.c.content == row.content, revision.c.article_id.in_(homes))
    mine = sa.case((revision.c.capture_id == row.id, 0), else_=1)
    found = conn.execute(query.order_by(mine, revision.c.id).limit(1)).first() if row.content else None
    return row.outcome, _read(found, frozenset()) if found else None


def _read(row: sa.Row[Any], named: frozenset[str]) -> Read:
    return Read(
        revision_id=row.id,
        article_id=row.article_id,
        fetched=row.fetched,
        title=row.title,
        text=row.text,
        notes=tuple(row.notes),
        named=named,
        content=row.content,
    )


def compared(conn: sa.Connection, revision_ids: Collection[int]) -> dict[int, str]:
    """What each revision was compared with, as `mark` puts it."""
    query = sa.select(change.c.revision_id, change.c.compared).where(change.c.revision_id.in_(sorted(revision_ids)))
    return {row.revision_id: row.compared for row in conn.execute(query.distinct())}


def mark(before: Read, after: Read, rules: int) -> str:
    """Stands for two readings and the rules of comparing: equal where they were compared by these already."""
    names = [*sorted(before.named), "", *sorted(after.named)]
    return hashlib.sha256("\n".join((str(rules), before.content, after.content, *names)).encode()).hexdigest()


def replace(conn: sa.Connection, revision_id: int, mark: str | None, rows: Sequence[dict[str, Any]]) -> None:
    """Write what a revision changed; `mark` is None for an article's first, which changed nothing."""
    conn.execute(sa.delete(change).where(change.c.revision_id == revision_id))
    if mark is not None:
        values = [{"revision_id": revision_id, "number": n, "compared": mark, **row} for n, row in enumerate(rows, 1)]
        conn.execute(sa.insert(change), values)


def address(conn: sa.Connection, article_id: int) -> tuple[str, str]:
    """Outlet and address of an article."""
    row = conn.execute(sa.select(article.c.outlet, article.c.url).where(article.c.id == article_id)).one()
    return row.outlet, row.url


def _named(conn: sa.Connection, revision_ids: Sequence[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for start in range(0, len(revision_ids), 500):
        some = mention.c.revision_id.in_(revision_ids[start : start + 500])
        for row in conn.execute(sa.select(mention.c.revision_id, mention.c.name).where(some).distinct()):
            found[row.revision_id].add(row.name)
    return found
