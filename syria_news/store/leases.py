"""Leases: an outlet is crawled by one process at a time, on any number of machines. The clock is the database's."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from syria_news.store.database import insert
from syria_news.store.tables import lease

LASTS = timedelta(minutes=5)
"""How long a lease holds without a sign of life: longer than `transact` waits for a database that restarts."""
BEAT = 30.0
"""Seconds between two signs of life."""


class LeaseLost(Exception):
    """Another process crawls the outlet."""


@dataclass(frozen=True)
class Process:
    """A process, so that it can't be taken for another: not on another machine or container, nor by a reused id."""

    machine: str
    """The boot and the space of process ids; empty where the system doesn't tell, so that death is never certain."""
    pid: int
    started: str
    """When it started, in the system's clock ticks."""
    shown: str = ""
    """For people."""

    def __str__(self) -> str:
        """As it stands in the table."""
        return f"{self.machine} {self.pid} {self.started}"

    def is_dead(self) -> bool:
        """Whether it surely runs no more; never sure of a process elsewhere."""
        return bool(self.machine) and self.machine == _machine() and _started(self.pid) not in {self.started, None}


@dataclass(frozen=True)
class Held:
    """A lease that somebody else has."""

    shown: str
    since: datetime

    def __str__(self) -> str:
        """Who and since when."""
        return f"{self.shown}, since {self.since:%Y-%m-%d %H:%M} UTC"


def this_process() -> Process:
    """The process we are in."""
    pid = os.getpid()
    return Process(_machine(), pid, _started(pid) or "", f"process {pid} on {socket.gethostname()}")


def take(conn: sa.Connection, outlet: str, process: Process) -> Held | None:
    """Take the outlet's lease, or renew our own; who has it, where that is somebody else.

    A lease that has expired, or whose process is known to be dead, is taken over.
    """
    now = moment(conn)
    found = conn.execute(sa.select(lease).where(lease.c.outlet == outlet)).first()
    dead = str(found.process) if found and _process(found.process).is_dead() else ""
    values = {
        "outlet": outlet,
        "process": str(process),
        "shown": process.shown,
        "since": now,
        "expires": now + LASTS,
    }
    statement = insert(conn, lease).values(values)
    new = statement.excluded
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=["outlet"],
            set_={
                "process": new.process,
                "shown": new.shown,
                "since": sa.case((lease.c.process == new.process, lease.c.since), else_=new.since),
                "expires": new.expires,
            },
            where=(lease.c.process == new.process) | (lease.c.process == dead) | (lease.c.expires <= now),
        )
    )
    holder = conn.execute(sa.select(lease).where(lease.c.outlet == outlet)).first()
    if holder is None:  # it was given back in this instant
        return take(conn, outlet, process)
    return None if holder.process == str(process) else Held(holder.shown, holder.since)


def beat(conn: sa.Connection, outlet: str, process: Process) -> bool:
    """Give a sign of life; whether the lease is still ours."""
    ours = (lease.c.outlet == outlet) & (lease.c.process == str(process))
    return conn.execute(sa.update(lease).where(ours).values(expires=moment(conn) + LASTS)).rowcount > 0


def is_held(conn: sa.Connection, outlet: str, besides: Process) -> bool:
    """Whether another process crawls the outlet now, as far as we can know."""
    found = conn.execute(sa.select(lease).where(lease.c.outlet == outlet, lease.c.expires > moment(conn))).first()
    return found is not None and found.process != str(besides) and not is_dead(found.process)


def is_dead(process: str) -> bool:
    """Whether the process, as `str` gave it, surely runs no more."""
    return _process(process).is_dead()


def release(conn: sa.Connection, outlet: str, process: Process) -> None:
    """Give the lease back, if it is still ours."""
    conn.execute(sa.delete(lease).where(lease.c.outlet == outlet, lease.c.process == str(process)))


def moment(conn: sa.Connection) -> datetime:
    """Now, by the database's clock. SQLite has none but this machine's, on which every process of its file runs."""
    if conn.dialect.name == "sqlite":
        return datetime.now(UTC)
    now: datetime = conn.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    return now.astimezone(UTC)


def _process(stored: str) -> Process:
    machine, pid, started = stored.rsplit(" ", 2)
    return Process(machine, int(pid), started)


def _machine() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot} {os.readlink('/proc/self/ns/pid')}"
    except OSError:  # not Linux
        return ""


def _started(pid: int) -> str | None:
    """Empty for a process that isn't there, or is dead and only waits to be buried; None where we can't know."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None if _exists(pid) else ""
    return "" if fields[0] in {"Z", "X"} else fields[19]


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # another user's
    return True
