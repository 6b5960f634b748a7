"""What benchmarks can't work with is refused in a line, before anything is measured."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable

import sqlalchemy as sa

from syria_news.store import database


def at_least(least: int) -> Callable[[str], int]:
    """A whole number that is no smaller, as argparse reads one."""

    def read(given: str) -> int:
        if not given.isdecimal() or int(given) < least:
            raise ArgumentTypeError(f"{given} is no whole number from {least} on")
        return int(given)

    return read


def refuse_unusable(parser: ArgumentParser, url: str, filler: str = "") -> None:
    """End where a database is not there, or not empty; articles of `filler`'s addresses (a LIKE pattern) may stand."""
    try:
        engine = database.connect(url)
        tables = sa.inspect(engine).get_table_names()
        is_fit = not tables or (bool(filler) and "article" in tables and not _others(engine, filler))
        engine.dispose()
    except (database.DatabaseError, sa.exc.DBAPIError) as error:
        said = database.refusal(error) if isinstance(error, sa.exc.DBAPIError) else error
        parser.error(str(said).replace("SYRIA_NEWS_DATABASE", url))
    if not is_fit:
        parser.error(f"{engine.url.database} is not empty")


def _others(engine: sa.Engine, filler: str) -> bool:
    query = sa.text("SELECT count(*) FROM article WHERE url NOT LIKE :filler").bindparams(filler=filler)
    with engine.connect() as conn:
        return bool(conn.scalar(query))
