"""How every outlet is: its last crawl, its newest article, what is odd."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from syria_news.store import account

SILENT = timedelta(days=2)
"""An outlet that was crawled before and for so long no more: somebody should know."""


@dataclass(frozen=True)
class Status:
    """One outlet."""

    outlet: str
    last_crawl: datetime | None
    ended: str
    """`finished`, `running`, `died` (it never said how it ended), `never`, or what stopped it."""
    new: int
    failed: int
    """In the last crawl."""
    waiting: int
    """URLs to be fetched, for the first time or again."""
    newest: datetime | None
    alarms: tuple[str, ...]


def status(conn: sa.Connection, declared: Collection[str], moment: datetime) -> list[Status]:
    """Every outlet that is declared or has listed something, by name."""
    crawls, newest, waiting = account.last_crawls(conn), account.newest(conn, moment), account.waiting(conn)
    running = account.running(conn, moment)
    found = []
    for outlet in sorted({*declared, *crawls, *waiting}):
        crawl = crawls.get(outlet)
        counts = crawl.counts if crawl else {}
        found.append(
            Status(
                outlet=outlet,
                last_crawl=crawl.started if crawl else None,
                ended=_ended(crawl, outlet in running),
                new=counts.get("new", 0),
                failed=sum(count for name, count in counts.items() if name.startswith("failed/")),
                waiting=waiting.get(outlet, 0),
                newest=newest.get(outlet),
                alarms=_alarms(crawl, moment),
            )
        )
    return found


def _ended(crawl: sa.Row[Any] | None, is_running: bool) -> str:
    if crawl is None:
        return "never"
    if crawl.finished is not None:
        return str(crawl.reason)
    return "running" if is_running else "died"


def _alarms(crawl: sa.Row[Any] | None, moment: datetime) -> tuple[str, ...]:
    if crawl is None:
        return ()
    silence = moment - crawl.started
    silent = (f"not crawled for {silence.days} days",) if silence > SILENT else ()
    return (*(crawl.alarms or _down(crawl.counts)), *silent)


def _down(counts: Mapping[str, int]) -> Iterator[str]:
    """An outlet none of whose listings could be read: from its first crawl on, when there is no usual to compare."""
    troubles = {name.partition("/")[2]: count for name, count in counts.items() if name.startswith("listings/")}
    troubles.pop("over_budget", None)
    if troubles and not counts.get("listings_read") and not counts.get("resting"):
        yield "no listing could be read: " + ", ".join(f"{count} {name}" for name, count in sorted(troubles.items()))
