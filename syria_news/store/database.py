"""The connection: one engine for SQLite or Postgres, its migrations, and writes that outlast a restart."""

from __future__ import annotations

import errno
import json
import logging
import os
import sqlite3
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from syria_news.store import gazetteer

if TYPE_CHECKING:
    from alembic.config import Config

log = logging.getLogger(__name__)
T = TypeVar("T")

BUSY_SECONDS = 60
"""How long a writer waits for another process's transaction on SQLite."""
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON", "cache_size=-65536")
"""Of every connection to SQLite; deleted bytes are overwritten: a redaction leaves no old copy in a free page.

64 MiB of cache, as far as they are needed: beside a million articles, saving one costs 7.6 ms of CPU with them and 9.9
with SQLite's 2 MB.
"""
DISK_CODES = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
DISK_STATE = "53100"
"""disk_full, PostgreSQL's appendix A."""
PATIENCE = (0.2, 0.5, 1, 2, 5, 10, 20, 30)
"""Seconds between tries of a transaction that lost its server: a restart takes seconds (RELIABILITY, finding 11).

SQLite has waited `BUSY_SECONDS` for another writer before each.
"""


class DatabaseError(Exception):
    """The database can't be used; the message says what to do."""


def connect(url: str) -> sa.Engine:
    """An engine for the archive's database. Nothing is opened yet.

    SQLite runs in WAL mode, and every transaction begins IMMEDIATE: a deferred one that turns into a write fails at
    once, whatever the timeout (measured: 663 of 1,800 writes lost with 8 writers, none with IMMEDIATE).
    """
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError) as error:
        raise DatabaseError("SYRIA_NEWS_DATABASE is no database URL; try postgresql://user@host/name") from error
    if parsed.get_backend_name() == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise DatabaseError("SYRIA_NEWS_DATABASE names no file; try sqlite:///archive/syria_news.db")
        return _sqlite(parsed)
    if parsed.get_backend_name() == "postgresql":
        return _postgres(parsed)
    raise DatabaseError(f"SYRIA_NEWS_DATABASE: {parsed.get_backend_name()} is neither sqlite nor postgresql")


def _postgres(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, json_serializer=_json)

    @sa.event.listens_for(engine, "connect")
    def _set_up(connection: sa.engine.interfaces.DBAPIConnection, _: object) -> None:
        # Postgres compiles a statement that seems costly each time that it runs: 7 ms, for what takes one.
        connection.cursor().execute("SET jit = off")
        connection.commit()

    return engine


def _json(value: Any) -> str:
    """Letters as they are, so that SQL finds an Arabic name in a list; NaN, which Postgres refuses, is our bug."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _sqlite(url: sa.URL) -> sa.Engine:
    path = Path(url.database or "")
    if is_read_only(path):
        return sa.create_engine(url, creator=partial(sqlite3.connect, address(path), uri=True))
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS}, json_serializer=_json)

    @sa.event.listens_for(engine, "connect")
    def _set_up(connection: sa.engine.interfaces.DBAPIConnection, _: object) -> None:
        connection.isolation_level = None  # or the driver would begin deferred transactions of its own
        cursor = connection.cursor()
        for pragma in (*PRAGMAS, f"busy_timeout={BUSY_SECONDS}000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def is_read_only(path: Path) -> bool:
    """Whether a SQLite file lies where nothing can be written: a copy for readers, a disc, a snapshot."""
    return path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def address(path: Path) -> str:
    """A SQLite file for readers, as SQLite spells it.

    Beside a file in WAL mode even a reader has to write, unless the file says that nobody changes it. What a writer
    left in `-wal` would then be missed; so such a file is only read where SQLite can.
    """
    wal = path.with_name(path.name + "-wal")
    settled = is_read_only(path) and not (wal.exists() and wal.stat().st_size)
    return f"file:{quote(str(path.absolute()))}?mode=ro" + ("&immutable=1" if settled else "")


def prepare(engine: sa.Engine) -> None:
    """Make the schema current: the embedded default migrates itself, Postgres is told how.

    What can only be read has to be current already.

    Raises `DatabaseError` where the database can't be reached or its schema is not ours, `OSError` where its disk is
    full.
    """
    try:
        _prepare(engine)
    except sa.exc.DBAPIError as error:
        refused = DatabaseError(f"can't reach the database {name(engine)}: {_first_line(error)}{_left(engine)}")
        raise (disk_failure(error) or refused) from error


def _left(engine: sa.Engine) -> str:
    path = Path(engine.url.database or "")
    left = engine.dialect.name == "sqlite" and is_read_only(path) and "immutable" not in address(path)
    return f"; what a writer left in {path.name}-wal can't be read where nothing can be written: copy both" * left


def _prepare(engine: sa.Engine) -> None:
    read_only = engine.dialect.name == "sqlite" and is_read_only(Path(engine.url.database or ""))
    if _is_current(engine):
        if not read_only:
            with engine.begin() as conn:
                gazetteer.refresh(conn)
        return
    if read_only:
        raise DatabaseError(f"the schema of {name(engine)} is behind, and it can only be read; copy it, then migrate")
    if engine.dialect.name != "sqlite":
        raise DatabaseError(f"the schema of {name(engine)} is behind; bring it up with: syria-news migrate")
    migrate(engine)


def _is_current(engine: sa.Engine) -> bool:
    """Whether the newest migration has been here. Asked without Alembic, whose import takes a third of a second."""
    with engine.connect() as conn:
        if not sa.inspect(conn).has_table("alembic_version"):
            return False
        return conn.scalars(sa.text("SELECT version_num FROM alembic_version")).all() == [newest()]


def newest() -> str:
    """The revision of the newest migration, which is the number its file's name begins with."""
    return max(path.name for path in (_migrations() / "versions").glob("[0-9]*.py")).partition("_")[0]


def migrate(engine: sa.Engine) -> None:
    """Bring the schema up to the newest migration; does nothing where it is there."""
    from alembic import command  # noqa: PLC0415 - as above

    config = alembic_config(engine)
    with engine.begin() as conn:
        config.attributes["connection"] = conn
        command.upgrade(config, "head")
        gazetteer.refresh(conn)


def alembic_config(engine: sa.Engine) -> Config:
    """Alembic's configuration, from the migrations of the checkout or of the installed package."""
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(_migrations()))
    config.attributes["engine"] = engine
    return config


def _migrations() -> Path:
    package = Path(__file__).parents[1]
    installed = package / "_migrations"
    return installed if installed.exists() else package.parent / "migrations"


def name(engine: sa.Engine) -> str:
    """The database's address for people: no password."""
    return engine.url.difference_update_query(["password"]).render_as_string(hide_password=True)


def transact(engine: sa.Engine, work: Callable[[sa.Connection], T]) -> T:
    """Do `work` in one transaction, and again where the server went away or the file was not free in time.

    All our writes can be said twice. Blocks for up to about a minute, and for ten where another writer holds SQLite's
    file; call it off the reactor. Raises `DatabaseError` when patience is out, `OSError` where the disk is full.
    """
    for pause in (*PATIENCE, None):
        try:
            with engine.begin() as conn:
                return work(conn)
        except sa.exc.DBAPIError as error:
            if full := disk_failure(error):
                raise full from error
            if _code(error) == sqlite3.SQLITE_READONLY:
                raise DatabaseError(f"{name(engine)} can only be read") from error
            if not _lost(error):
                raise
            if pause is None:
                raise DatabaseError(f"lost the database {name(engine)}: {_first_line(error)}") from error
            log.warning("the database went away or is busy (%s); trying again in %s s", _first_line(error), pause)
            engine.dispose()
            time.sleep(pause)
    raise AssertionError("unreachable")


def insert(conn: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """The dialect's INSERT, which knows ON CONFLICT. Both spell it alike."""
    return insert_for(conn.dialect.name, table)


def insert_for(dialect: str, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """The same, by the dialect's name: for what is put together once."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def disk_failure(error: sa.exc.DBAPIError) -> OSError | None:
    """The error as what it is, where the database's disk took no more."""
    if _code(error) in DISK_CODES or getattr(error.orig, "sqlstate", None) == DISK_STATE:
        return OSError(errno.ENOSPC, f"the database's disk took no more ({error.orig})")
    return None


def refusal(error: sa.exc.DBAPIError) -> DatabaseError:
    """Any other error of the database, in one line for people: of the statement and its values nothing."""
    return DatabaseError(f"the database refused: {_first_line(error)}")


def _code(error: sa.exc.DBAPIError) -> int:
    """SQLite's own; the high bytes, which say where, left out."""
    return int(getattr(error.orig, "sqlite_errorcode", 0)) & 0xFF


def _lost(error: sa.exc.DBAPIError) -> bool:
    """A connection that broke, a Postgres that is starting up, shutting down or out of connections, a busy SQLite."""
    from_server = type(error.orig).__module__.startswith("psycopg")
    is_busy = _code(error) == sqlite3.SQLITE_BUSY
    return error.connection_invalidated or is_busy or (from_server and isinstance(error, sa.exc.OperationalError))


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", error)).splitlines()[0].strip()
