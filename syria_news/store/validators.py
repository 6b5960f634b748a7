"""What servers say of versions (ETag, Last-Modified), and whether they can be believed (RFC 9110, 8.8 and 13).

A server is believed until it is caught: every `EVERY`-th "not modified" is followed by an unconditional request, and
what that brings is compared with what we have.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import sqlalchemy as sa

from syria_news import urls
from syria_news.store.bulk import among
from syria_news.store.database import insert, insert_for
from syria_news.store.tables import server, validator

EVERY = 10
"""Of so many "not modified" one is checked: the first, the eleventh ..."""
ENOUGH = 3
"""So many times in a row the same bytes for a request that named their version: it never says "not modified"."""


_FORGET = sa.delete(validator).where(among(validator.c.key))


@dataclass(frozen=True)
class Version:
    """How an address's last whole response can be asked for again."""

    etag: str | None
    last_modified: str | None
    sha256: str
    """Of its payload."""


def known(conn: sa.Connection, url: str, role: str) -> Version | None:
    """The version we have of an address; None where there is none, or its server is not believed."""
    host = (server.c.host == urls.host(url)) & (server.c.role == role) & server.c.distrusted.is_not(None)
    query = sa.select(validator.c.etag, validator.c.last_modified, validator.c.sha256)
    row = conn.execute(query.where(validator.c.key == urls.key(url), ~sa.exists().where(host))).first()
    return Version(*row) if row else None


def remember(conn: sa.Connection, versions: Iterable[tuple[str, Version]]) -> None:
    """Keep what whole responses said of the versions of addresses; forget the one before where one said nothing."""
    by_key = {urls.key(url): version for url, version in versions}
    said = {key: version for key, version in by_key.items() if version.etag or version.last_modified}
    if silent := by_key.keys() - said.keys():
        conn.execute(_FORGET, {"some": silent})
    if said:
        conn.execute(_remembering(conn.dialect.name), [{"key": key, **vars(said[key])} for key in sorted(said)])


@cache
def _remembering(dialect: str) -> sa.Insert:
    statement = insert_for(dialect, validator)
    new = {name: statement.excluded[name] for name in ("etag", "last_modified", "sha256")}
    return statement.on_conflict_do_update(index_elements=["key"], set_=new)


def unmodified(conn: sa.Connection, url: str, role: str) -> bool:
    """Count a "not modified"; whether it is one of those that are checked."""
    _add(conn, url, role, unmodified=1)
    query = sa.select(server.c.unmodified).where(*_is(url, role))
    return (conn.scalar(query) or 0) % EVERY == 1


def modified(conn: sa.Connection, url: str, role: str, moment: datetime, *, same: bool) -> None:
    """Count a whole response to a request that named a version; `same` where the payload is the one we have."""
    _add(conn, url, role, ignored=1 if same else 0)
    if not same:
        conn.execute(sa.update(server).where(*_is(url, role)).values(ignored=0))
    else:
        caught = server.c.ignored >= ENOUGH
        _distrust(conn, url, role, moment, "sends what we have, whatever version we name", caught)


def checked(conn: sa.Connection, url: str, role: str, moment: datetime, *, lied: bool) -> None:
    """Write how a check ended: `lied` where "not modified" was said of what had changed."""
    _add(conn, url, role, checked=1)
    if lied:
        _distrust(conn, url, role, moment, f"said that {url} was not modified, and it was", sa.true())


def _distrust(
    conn: sa.Connection, url: str, role: str, moment: datetime, why: str, caught: sa.ColumnElement[bool]
) -> None:
    believed = server.c.distrusted.is_(None)
    conn.execute(sa.update(server).where(*_is(url, role), believed, caught).values(distrusted=moment, why=why))


def _add(conn: sa.Connection, url: str, role: str, **counts: int) -> None:
    row = {"unmodified": 0, "checked": 0, "ignored": 0} | counts
    statement = insert(conn, server).values(host=urls.host(url), role=role, **row)
    added = {name: server.c[name] + count for name, count in counts.items()}
    conn.execute(statement.on_conflict_do_update(index_elements=["host", "role"], set_=added))


def _is(url: str, role: str) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return server.c.host == urls.host(url), server.c.role == role
