"""Alembic's environment: our metadata, the connection it is given, or the database of the settings."""

from alembic import context
from sqlalchemy.engine import Connection

from syria_news import settings
from syria_news.store import database
from syria_news.store.tables import metadata

HIDDEN = ("search_index", "vector", "ix_search_text_vector")
"""The full-text index, made in raw SQL, and the tables that FTS5 makes beside it: SQLAlchemy has no words for it."""


def include_name(name: str | None, kind: str, parents: object) -> bool:
    """Whether autogenerate and `alembic check` should look at a thing in the database."""
    return not (name or "").startswith(HIDDEN)


def run(connection: Connection) -> None:
    """Run the migrations on a connection whose transaction the caller owns."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_name=include_name,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = context.config.attributes.get("engine") or database.connect(settings.SYRIA_NEWS_DATABASE)
    with engine.begin() as connection:
        run(connection)
