"""What an outlet's repeated lines are learned from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa

from syria_news.store.tables import article, revision

_newest = revision.alias("newest")
_last = sa.select(sa.func.max(_newest.c.fetched)).where(_newest.c.article_id == article.c.id).scalar_subquery()


def outlets(conn: sa.Connection) -> list[str]:
    """The outlets that have articles."""
    return sorted(conn.scalars(sa.select(article.c.outlet).distinct()))


def texts(conn: sa.Connection, outlet: str) -> Iterator[tuple[date, str]]:
    """Each article's latest text, with the day it was published, or first fetched where it doesn't say; streamed."""
    query = (
        sa.select(revision.c.text, revision.c.published, article.c.first_seen)
        .join(article, article.c.id == revision.c.article_id)
        .where(article.c.outlet == outlet, revision.c.fetched == _last)
        .order_by(article.c.id)
    )
    for row in conn.execution_options(yield_per=500).execute(query):
        yield (row.published or row.first_seen).date(), row.text
