"""Is nothing lost and nothing doubled? `python -m benchmarks.soak [--pages N --kills N --restarts N --database KIND]`

An outlet on loopback answers with RELIABILITY.md's mix of faults; crawls of it are killed with SIGKILL and their
Postgres is restarted, until every page was asked for; then faults end, and crawls go on until nothing is left to do. A
checker that shares no code with the product then compares the outlet's log, the WARC files and the database;
`syria-news verify --deep` has the last word. 20,000 pages with 50 kills and 10 restarts take
some half an hour on two cores.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.soaking.archive import select
from benchmarks.soaking.check import Check
from benchmarks.soaking.lives import Lives, Outlet
from tests.postgres import own_server

TIMEOUT = 5.0
"""The crawls' DOWNLOAD_TIMEOUT, in seconds: a twentieth of all requests wait for it."""
DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")
"""A Postgres that keeps what it acknowledged, also when it is stopped at once."""


def main() -> None:
    """Exit code 1 where something was lost, doubled or otherwise wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--restarts", type=int, default=3, help="of Postgres")
    parser.add_argument("--database", choices=("postgres", "sqlite"), default="postgres")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--home", type=Path, help="where to leave logs and archive (a new folder); else they go")
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        home = given.home or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="soak-")))
        home.mkdir(exist_ok=True, parents=True)
        address, restart = stack.enter_context(_database(given.database, home))
        outlet = stack.enter_context(Outlet(home, given.pages, given.seed, TIMEOUT).running())
        restarts = given.restarts if given.database == "postgres" else 0
        sys.exit(soak(outlet, address, restart, given.kills, restarts))


def soak(outlet: Outlet, address: str, restart: Callable[[float], None], kills: int, restarts: int) -> int:
    """Do it all, and print it; the exit code."""
    began, archive = time.monotonic(), outlet.home / "archive"
    environment = {**os.environ, "SYRIA_NEWS_ARCHIVE": str(archive), "SYRIA_NEWS_DATABASE": address}
    lives = Lives(outlet, environment, restart)
    print(lives.syria_news("migrate"))
    lives.storm(kills, restarts)
    lives.peace()
    before = _rows(address)
    lives.again()
    changed = [table for table, rows in _rows(address).items() if rows != before[table]]
    check = Check(outlet.home, archive / "raw", address, outlet.pages)
    check.fault("tables that one crawl more changed", changed)
    verdict = lives.syria_news("verify", "--deep")
    print(lives.summary(), check.lines(), verdict, f"took {(time.monotonic() - began) / 60:.1f} min", sep="\n")
    hurt = check.faults.total() or "exit code 0" not in verdict or any(life.hung for life in lives.lives)
    return 1 if hurt else 0


def _rows(address: str) -> dict[str, list[tuple[object, ...]]]:
    """What stands in the tables that another crawl must not change; when a URL was last listed or seen may be later."""
    columns = {
        "article": "id, key, first_seen",
        "revision": "id, article_id, capture_id, content",
        "appearance": "id, article_id, key, first_seen",
        "listed_url": "id, key, state, reason, article_id, tries",
    }
    with select(address) as query:
        return {table: query(f"SELECT {names} FROM {table} ORDER BY id") for table, names in columns.items()}


@contextlib.contextmanager
def _database(kind: str, home: Path) -> Iterator[tuple[str, Callable[[float], None]]]:
    """The address of a new database, and what restarts it, leaving it down for so many seconds."""
    if kind == "sqlite":
        yield f"sqlite:///{home}/archive/syria_news.db", lambda _: None
        return
    with own_server(*DURABLE) as server:
        dice = random.Random(0)

        def restart(seconds: float) -> None:
            at_once = dice.random() < 0.5
            print(f"    Postgres stopped {'at once' if at_once else 'in order'}, down for {seconds:.1f} s", flush=True)
            server.stop(at_once=at_once)
            time.sleep(seconds)
            server.start()

        yield server.url(server.create()), restart


if __name__ == "__main__":
    main()
