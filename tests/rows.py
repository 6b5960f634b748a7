"""What stands in a database, compared by what it says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from syria_news.store import database

Row = sa.Row[*tuple[Any, ...]]


def rows(address: str, query: str) -> Sequence[Row]:
    """The rows of a query."""
    engine = database.connect(address)
    try:
        with engine.connect() as conn:
            return conn.execute(sa.text(query)).all()
    finally:
        engine.dispose()


def plain(found: Sequence[Row]) -> list[dict[str, str]]:
    """Rows as text: to raw SQL, SQLite hands dates and lists as text, Postgres as values."""
    return [{name: _shown(value) for name, value in row._mapping.items()} for row in found]


def _shown(value: object) -> str:
    if isinstance(value, str) and value.startswith("[{"):
        value = json.loads(value)  # JSONB keeps no order of keys
    shown = json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, list) else str(value)
    return shown.replace("+00:00", "").removesuffix(".000000")
