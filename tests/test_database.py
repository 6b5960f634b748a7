"""The connection and the migrations."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from syria_news.store import database
from syria_news.store.database import DatabaseError, transact


def test_the_schema_is_what_the_tables_declare_and_can_be_taken_down_and_up(engine: sa.Engine) -> None:
    config = database.alembic_config(engine)
    command.check(config)
    command.downgrade(config, "base")
    with engine.connect() as conn:
        assert sa.inspect(conn).get_table_names() == ["alembic_version"]
    database.migrate(engine)
    command.check(config)


def test_copies_from_before_they_were_dated_are_members_as_before(engine: sa.Engine) -> None:
    command.downgrade(database.alembic_config(engine), "0007")
    members = "SELECT url, outlet, label, containment, of_article, told, first_seen FROM story_members ORDER BY url"
    noon, one = "'2024-12-06 12:00:00.000000'", "'2024-12-06 13:00:00.000000'"
    with engine.begin() as conn:
        for statement in (
            "INSERT INTO run (id, key, command, started, arguments, counts, alarms)"
            f" VALUES (1, 'k', 'crawl', {noon}, '{{}}', '{{}}', '[]')",
            "INSERT INTO capture (id, record_id, run_id, outlet, role, url, asked, key, fetched, status, file,"
            ' "offset", length, sha256)'
            f" VALUES (1, 'r', 1, 'b', 'article', 'b', '', 'kb', {one}, 200, 'f', 0, 1, '')",
            f"INSERT INTO article VALUES (1, 'a', 'a', 'ka', {noon}, {one})",
            "INSERT INTO revision (id, article_id, fetched, published, text, authors, captions, notes, tags, access,"
            f" kind, fingerprint, content) VALUES (1, 1, {noon}, {noon}, '', '[]', '[]', '[]', '[]', '', '', '', '')",
            f"INSERT INTO appearance VALUES (1, 1, 'a', 'a', 'ka', {noon}, {noon}, NULL)",
            f"INSERT INTO appearance VALUES (2, 1, 'b', 'b', 'kb', {one}, {one}, 1)",
            f"INSERT INTO telling VALUES (1, '', {noon}, true, 9, 9, 1, 'original', 1.0, NULL)",
        ):
            conn.exec_driver_sql(statement)
        before = conn.exec_driver_sql(members).all()
    database.migrate(engine)
    with engine.connect() as conn:
        assert conn.exec_driver_sql(members).all() == before
    assert [row.label for row in before] == ["original", "same_text"]


def test_migrating_twice_changes_nothing(engine: sa.Engine) -> None:
    database.migrate(engine)
    database.prepare(engine)


def test_an_address_that_is_none_is_refused_with_a_hint() -> None:
    with pytest.raises(database.DatabaseError, match="try postgresql://"):
        database.connect("nonsense")
    with pytest.raises(database.DatabaseError, match="neither sqlite nor postgresql"):
        database.connect("mysql://host/name")


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_postgres_compiles_no_statement(engine: sa.Engine) -> None:
    """It would take 7 ms each time that a statement runs, for what takes one."""
    for _ in range(2):
        with engine.connect() as conn:
            assert conn.scalar(sa.text("SHOW jit")) == "off"
            conn.rollback()


def test_a_password_is_never_shown() -> None:
    assert "secret" not in database.name(database.connect("postgresql://me:secret@host/name"))


def test_the_newest_migration_is_the_one_that_alembic_ends_at() -> None:
    config = database.alembic_config(sa.create_engine("sqlite://"))
    assert database.newest() == ScriptDirectory.from_config(config).get_current_head()


def test_a_file_that_somebody_else_writes_for_too_long_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, other = _busy(tmp_path, monkeypatch)
    monkeypatch.setattr(database.time, "sleep", lambda _: other.rollback())
    transact(engine, lambda conn: conn.execute(sa.text("INSERT INTO t VALUES (1)")))
    assert other.execute("SELECT count(*) FROM t").fetchone() == (1,)
    other.close()
    engine.dispose()


def test_a_file_that_is_never_free_is_a_database_that_can_not_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, other = _busy(tmp_path, monkeypatch)
    monkeypatch.setattr(database, "PATIENCE", (0, 0))
    with pytest.raises(DatabaseError, match="is locked"):
        transact(engine, lambda conn: conn.execute(sa.text("INSERT INTO t VALUES (1)")))
    other.close()
    engine.dispose()


def _busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[sa.Engine, sqlite3.Connection]:
    """A database whose file somebody else is writing."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    engine = database.connect(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.begin() as conn:
        conn.execute(sa.text("CREATE TABLE t (n INTEGER)"))
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return engine, other
