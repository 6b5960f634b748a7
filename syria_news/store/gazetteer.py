"""The researchers' places, in the database as in their CSV, so that a query can ask what lies near what."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from syria_news.store.tables import place

PLACES = Path(__file__).parents[1] / "enrich" / "places.csv"


def refresh(conn: sa.Connection) -> None:
    """Make the table say what the CSV says; writes nothing where it does."""
    rows = _rows()
    stored = {row.ref: dict(row._mapping) for row in conn.execute(sa.select(place))}
    if stored == {row["ref"]: row for row in rows}:
        return
    if conn.dialect.name == "postgresql":
        conn.execute(sa.text("LOCK TABLE place IN EXCLUSIVE MODE"))
    conn.execute(sa.delete(place))
    conn.execute(sa.insert(place), rows)


@cache
def _rows() -> list[dict[str, Any]]:
    with PLACES.open(encoding="utf-8", newline="") as file:
        return [_row(line) for line in csv.DictReader(file)]


def _row(line: dict[str, str]) -> dict[str, Any]:
    texts = {name: line[name] or None for name in ("name_ar", "governorate", "pcode")}
    numbers = {name: float(line[name]) if line[name] else None for name in ("lat", "lon")}
    return {"ref": f"place:{line['id']}", "name": line["name"], "type": line["type"], **texts, **numbers}
