"""Many values in one statement, as each database takes them fastest.

SQLite runs a prepared statement row by row at no cost. To Postgres each row would be a message, and a list of
parameters a statement that nobody has parsed before; arrays go in one message, and the statement stays the same.
50,000 rows of two numbers cost this side 0.1 s of CPU as arrays, 0.8 s row by row.

What is looked for goes as one text to either: SQLAlchemy writes a statement with a list in it anew each time, and the
driver takes an array apart piece by piece.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from syria_news.store.database import insert_for


class _Values(sa.TypeDecorator[Collection[Any]]):
    """Numbers, or texts, as one text: JSON for SQLite, for Postgres an array as it spells it."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Collection[Any] | None, dialect: sa.Dialect) -> str:
        """The text."""
        values = list(value or ())
        if dialect.name == "sqlite":
            return json.dumps(values)
        return "{" + ",".join(_quoted(each) if isinstance(each, str) else str(each) for each in values) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class _Among(FunctionElement[Any]):
    """`among`, to be spelled by dialect."""

    # Were it a boolean, SQLAlchemy would compare it with 1 on SQLite, which then reads the whole table.
    type = sa.types.NULLTYPE
    inherit_cache = True


@compiles(_Among, "sqlite")
def _among_sqlite(element: _Among, compiler: SQLCompiler, **kwargs: Any) -> str:
    column, some = (compiler.process(each, **kwargs) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({some}))"


@compiles(_Among, "postgresql")
def _among_postgres(element: _Among, compiler: SQLCompiler, **kwargs: Any) -> str:
    column, some = (compiler.process(each, **kwargs) for each in element.clauses)
    of = compiler.dialect.type_compiler_instance.process(_array(next(iter(element.clauses))))
    return f"{column} = ANY (CAST({some} AS {of}))"


def among(column: sa.ColumnElement[Any], name: str = "some") -> sa.ColumnElement[bool]:
    """Whether a column has one of the values, however many, that the query is given under this name."""
    return _Among(column, sa.bindparam(name, type_=_Values))


def given(column: sa.ColumnElement[Any], name: str = "some") -> sa.TableValuedAlias:
    """Postgres' table of the values, of a column's kind and name, that the query is given under this name."""
    values = sa.cast(sa.bindparam(name, type_=_Values), _array(column))
    return sa.func.unnest(values).table_valued(column.key or "value").render_derived()


def one_by_one(query: sa.Select[Any]) -> sa.FromClause:
    """The query for each row to its left, on Postgres: with an offset, it may not join it otherwise."""
    return query.offset(sa.literal_column("0")).lateral()


def picked(dialect: str, query: sa.Select[Any], column: sa.ColumnElement[Any], name: str = "some") -> sa.Select[Any]:
    """The query's rows whose column has one of the values that it is given under this name: found by an index.

    A Postgres that has not counted its tables yet takes each value of a column for a frequent one, and may read all
    that there is; so it looks each value up by itself.
    """
    if dialect == "sqlite":
        return query.where(among(column, name))
    some = given(column, name)
    (value,) = some.c
    found: sa.FromClause = one_by_one(query.where(column == value))
    return sa.select(*found.c).select_from(some)


def put(conn: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], *, known: bool = False) -> None:
    """Insert rows of numbers and texts, all with the same columns; `known` ones, by their primary key, stay."""
    if not rows:
        return
    names = tuple(column.name for column in table.c if column.name in rows[0])
    if conn.dialect.name == "sqlite":
        values = [tuple(row[name] for name in names) for row in rows]
        conn.exec_driver_sql(_row_by_row(table, names, known), values)
    else:
        conn.execute(_at_once(table, names, known), {name: [row[name] for row in rows] for name in names})


@cache
def _row_by_row(table: sa.Table, names: tuple[str, ...], known: bool) -> str:
    """What the driver runs for each row: numbers and texts need nothing done to them."""
    return str(_inserting("sqlite", table, known).compile(dialect=sqlite.dialect(), column_keys=names))


@cache
def _at_once(table: sa.Table, names: tuple[str, ...], known: bool) -> sa.Insert:
    given = [sa.cast(sa.bindparam(name, type_=_Values), _array(table.c[name])) for name in names]
    rows = sa.func.unnest(*given).table_valued(*names).render_derived()
    return _inserting("postgresql", table, known).from_select(names, sa.select(*(rows.c[name] for name in names)))


def _inserting(dialect: str, table: sa.Table, known: bool) -> sqlite.Insert | postgresql.Insert:
    statement = insert_for(dialect, table)
    return statement.on_conflict_do_nothing(index_elements=list(table.primary_key.columns)) if known else statement


def _array(column: sa.ColumnElement[Any]) -> postgresql.ARRAY[Any]:
    """An array of what a column holds; of texts whatever their length, or a cast would cut them."""
    return postgresql.ARRAY(sa.Text() if isinstance(column.type, sa.String) else column.type)
