"""Runs: who wrote into the archive, when, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa

from syria_news.store import captures
from syria_news.store.database import insert
from syria_news.store.tables import run

SPECIAL = frozenset({"since", "until", "url", "refresh"})
"""Arguments of crawls that are not to be compared with others."""


def begin(
    conn: sa.Connection,
    key: str,
    command: str,
    started: datetime,
    *,
    outlet: str | None = None,
    arguments: Mapping[str, str] | None = None,
    raw_file: str | None = None,
) -> int:
    """The id of the run with this key; begun now where it is not known."""
    values = {"key": key, "command": command, "outlet": outlet, "started": started, "raw_file": raw_file}
    statement = insert(conn, run).values(**values, arguments=dict(arguments or {}), counts={}, alarms=[])
    conn.execute(statement.on_conflict_do_nothing(index_elements=["key"]))
    run_id: int | None = conn.scalar(sa.select(run.c.id).where(run.c.key == key))
    assert run_id is not None
    return run_id


def finish(
    conn: sa.Connection,
    run_id: int,
    finished: datetime,
    reason: str,
    counts: Mapping[str, int],
    alarms: Sequence[str] = (),
) -> None:
    """Write how a run ended."""
    values = {"finished": finished, "reason": reason, "counts": dict(counts), "alarms": list(alarms)}
    conn.execute(sa.update(run).where(run.c.id == run_id).values(values))


def close_dead(conn: sa.Connection, run_id: int, moment: datetime) -> None:
    """Write that a run which never finished was recovered, and what it did as far as its records tell."""
    left_open = (run.c.id == run_id) & run.c.finished.is_(None)
    counts = captures.tally(conn, run_id)
    conn.execute(sa.update(run).where(left_open).values(finished=moment, reason="recovered", counts=counts))


def sealed_files(conn: sa.Connection) -> set[str]:
    """The WARC files of runs that have ended and have their manifest: nothing of them is left to do."""
    done = run.c.finished.is_not(None) & run.c.manifest.is_not(None) & run.c.raw_file.is_not(None)
    return set(conn.scalars(sa.select(run.c.raw_file).where(done)))


def sealed(conn: sa.Connection) -> set[str]:
    """The keys of runs that have their manifest."""
    return set(conn.scalars(sa.select(run.c.key).where(run.c.manifest.is_not(None))))


def unended(conn: sa.Connection, outlet: str | None = None) -> Sequence[sa.Row[Any]]:
    """Runs that have not ended, oldest first; of one outlet, or of all."""
    query = sa.select(run).where(run.c.finished.is_(None))
    if outlet:
        query = query.where(run.c.outlet == outlet)
    return conn.execute(query.order_by(run.c.started, run.c.id)).all()


def unsealed(conn: sa.Connection, outlet: str | None = None) -> list[str]:
    """The keys of runs that have ended but have no manifest, oldest first; of one outlet, or of all."""
    query = sa.select(run.c.key).where(run.c.finished.is_not(None), run.c.manifest.is_(None))
    if outlet:
        query = query.where(run.c.outlet == outlet)
    return list(conn.scalars(query.order_by(run.c.started, run.c.id)))


def seal(conn: sa.Connection, key: str, manifest: str) -> None:
    """Note the SHA-256 of a run's manifest."""
    conn.execute(sa.update(run).where(run.c.key == key).values(manifest=manifest))


def get(conn: sa.Connection, key: str) -> sa.Row[Any] | None:
    """The run with this key."""
    return conn.execute(sa.select(run).where(run.c.key == key)).first()


def of_file(conn: sa.Connection, file: str) -> sa.Row[Any] | None:
    """The run that wrote a WARC file."""
    return conn.execute(sa.select(run).where(run.c.raw_file == file)).first()


def latest(conn: sa.Connection, limit: int = 20, outlet: str | None = None) -> Sequence[sa.Row[Any]]:
    """The newest runs first."""
    query = sa.select(run).order_by(run.c.started.desc(), run.c.id.desc()).limit(limit)
    return conn.execute(query if outlet is None else query.where(run.c.outlet == outlet)).all()


def past_counts(conn: sa.Connection, outlet: str, limit: int = 20) -> list[dict[str, int]]:
    """The counts of the outlet's everyday crawls that went to their end, newest first."""
    query = sa.select(run.c.counts, run.c.arguments).where(run.c.outlet == outlet, run.c.command == "crawl")
    query = query.where(run.c.reason == "finished").order_by(run.c.started.desc(), run.c.id.desc())
    everyday = (row.counts for row in conn.execute(query.limit(10 * limit)) if not SPECIAL & set(row.arguments))
    return list(islice(everyday, limit))
