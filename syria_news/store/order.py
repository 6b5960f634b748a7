"""One order of texts on both databases, whatever language a Postgres sorts by."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles


class code_points(sa.sql.functions.GenericFunction[str]):  # noqa: N801 - as SQLAlchemy names functions
    """A text, to be sorted by its code points, as SQLite and Python do."""

    inherit_cache = True
    type = sa.Text()


@compiles(code_points, "sqlite")
def _on_sqlite(element: code_points, compiler: sa.sql.compiler.SQLCompiler, **more: Any) -> str:
    return compiler.process(element.clauses, **more)


@compiles(code_points, "postgresql")
def _on_postgres(element: code_points, compiler: sa.sql.compiler.SQLCompiler, **more: Any) -> str:
    return f'({compiler.process(element.clauses, **more)}) COLLATE "C"'
