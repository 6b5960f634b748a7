"""Questions to the archive: ready ones, and anybody's own in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from syria_news.store.tables import article, revision


class BadQuery(ValueError):
    """The database doesn't take the query; the message is its own."""


def per_outlet(conn: sa.Connection) -> Sequence[sa.Row[Any]]:
    """Outlet, number of articles, newest publication."""
    return conn.execute(
        sa.select(
            article.c.outlet,
            sa.func.count(article.c.id.distinct()).label("articles"),
            sa.func.max(revision.c.published).label("newest"),
        )
        .join(revision, revision.c.article_id == article.c.id)
        .group_by(article.c.outlet)
    ).all()


def run(engine: sa.Engine, sql: str) -> tuple[list[str], Sequence[sa.Row[Any]]]:
    """Column names and rows of one query that can't write. Raises `BadQuery`."""
    reader = read_only(engine)
    try:
        with reader.connect() as conn:
            result = conn.execute(sa.text(sql.replace(":", "\\:")))
            return list(result.keys()), result.all()
    except (sa.exc.DBAPIError, sa.exc.ResourceClosedError) as error:
        raise BadQuery(str(getattr(error, "orig", None) or "only queries that give rows").splitlines()[0]) from error
    finally:
        reader.dispose()


def read_only(engine: sa.Engine) -> sa.Engine:
    """The same database, where nothing can be written."""
    if engine.dialect.name == "sqlite":
        return sa.create_engine(f"sqlite:///file:{quote(engine.url.database or '')}?mode=ro&uri=true")
    options = "-c default_transaction_read_only=on"
    return sa.create_engine(engine.url, connect_args={"options": options}, isolation_level="REPEATABLE READ")
