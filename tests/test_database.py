"""The connection and the migrations."""

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from syria_news.store import database


def test_the_schema_is_what_the_tables_declare_and_can_be_taken_down_and_up(engine: sa.Engine) -> None:
    config = database.alembic_config(engine)
    command.check(config)
    command.downgrade(config, "base")
    with engine.connect() as conn:
        assert sa.inspect(conn).get_table_names() == ["alembic_version"]
    database.migrate(engine)
    command.check(config)


def test_migrating_twice_changes_nothing(engine: sa.Engine) -> None:
    database.migrate(engine)
    database.prepare(engine)


def test_an_address_that_is_none_is_refused_with_a_hint() -> None:
    with pytest.raises(database.DatabaseError, match="try postgresql://"):
        database.connect("nonsense")
    with pytest.raises(database.DatabaseError, match="neither sqlite nor postgresql"):
        database.connect("mysql://host/name")


def test_a_password_is_never_shown() -> None:
    assert "secret" not in database.name(database.connect("postgresql://me:secret@host/name"))


def test_the_newest_migration_is_the_one_that_alembic_ends_at() -> None:
    config = database.alembic_config(sa.create_engine("sqlite://"))
    assert database.newest() == ScriptDirectory.from_config(config).get_current_head()
