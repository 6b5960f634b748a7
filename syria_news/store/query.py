"""Questions to the archive: ready ones, and anybody's own in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
    with engine.connect() as conn:
        read_only = "PRAGMA query_only = ON" if engine.dialect.name == "sqlite" else "SET TRANSACTION READ ONLY"
        try:
            conn.exec_driver_sql(read_only)
            result = conn.exec_driver_sql(sql.replace("%", "%%") if engine.dialect.name == "postgresql" else sql)
            rows = result.all() if result.returns_rows else []
            names = list(result.keys()) if result.returns_rows else []
        except sa.exc.DBAPIError as error:
            raise BadQuery(str(error.orig).splitlines()[0]) from error
        finally:
            conn.rollback()
            if engine.dialect.name == "sqlite":
                conn.exec_driver_sql("PRAGMA query_only = OFF")
    return names, rows
