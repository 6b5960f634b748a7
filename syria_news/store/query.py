"""Questions to the archive: ready ones, and anybody's own in SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from syria_news.store import database
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
    """Column names and rows of one query that can't write. Raises `BadQuery`.

    A connection that opens read-only is not enough: a second statement can open it again, and a first one can write
    files (`VACUUM INTO`, `COPY ... TO`). So on SQLite an authorizer lets nothing but reading pass, and on Postgres the
    query is declared as a cursor, which takes one SELECT, VALUES or WITH that changes nothing. What a function may do
    on Postgres (a superuser's `lo_export`), only the role can limit.
    """
    reader = read_only(engine)
    try:
        with reader.connect().execution_options(stream_results=True) as conn:
            if reader.dialect.name == "sqlite":
                conn.connection.driver_connection.set_authorizer(_may)  # type: ignore[union-attr]
            result = conn.execute(sa.text(sql.replace(":", "\\:")))
            return list(result.keys()), result.all()
    except (sa.exc.DBAPIError, sa.exc.ResourceClosedError) as error:
        said = str(getattr(error, "orig", None) or "it gives no rows").splitlines()[0]
        raise BadQuery(f"{said} (only one read-only query is taken)") from error
    finally:
        reader.dispose()


def _may(action: int, first: str | None, *_: str | None) -> int:
    """SQLite's question about each thing that a statement does."""
    reading = action in {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
    # FTS5 declares its table and looks whether it has changed; the connection can't write, whatever is declared.
    own = (action, first) in {(sqlite3.SQLITE_PRAGMA, "data_version"), (sqlite3.SQLITE_UPDATE, "sqlite_master")}
    return sqlite3.SQLITE_OK if reading or own else sqlite3.SQLITE_DENY


def read_only(engine: sa.Engine) -> sa.Engine:
    """The same database, where nothing can be written."""
    if engine.dialect.name == "sqlite":
        reader = partial(sqlite3.connect, database.address(Path(engine.url.database or "")), uri=True)
        return sa.create_engine(engine.url, creator=reader)
    options = "-c default_transaction_read_only=on"
    return sa.create_engine(engine.url, connect_args={"options": options}, isolation_level="REPEATABLE READ")
