"""A crawl of all outlets against a web of their furniture on loopback.

    python -m benchmarks.outlets [DATABASE [OUTLET ...]]

All outlets are crawled, eight at a time, in one process for each round: once, once more at once (which must store
nothing), and for the days that their archives reach (`press.PAST`). DATABASE is the SQLAlchemy address of an empty
database; without it, an SQLite file. Prints time, memory, how the crawls ended, and the account, which is held against
what the web knows that it listed. Exit code 1 where they differ.
"""

from __future__ import annotations

import os
import pkgutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import sqlalchemy as sa

import spiders
from benchmarks import newsstand, press
from benchmarks.press import Stand
from syria_news.crawl.spider import OutletSpider
from syria_news.model import Outlet, Window
from syria_news.store import account, database
from syria_news.store.account import FATES

ROOT = Path(__file__).parents[1]


def main(address: str = "", *names: str) -> None:
    """Exit code 1 where a sum is wrong or the second round stored something."""
    outlets = [each for each in declared() if each.name in names or not names]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        made = [press.stand(each, ROOT / "tests" / "outlets", datetime.now(UTC)) for each in outlets]
        stands = [each for each, _ in made]
        answers = {url: answer for _, found in made for url, answer in found.items()} | press.robots(stands)
        address = address or f"sqlite:///{home / 'archive' / 'syria_news.db'}"
        with newsstand.serve(answers, home) as (port, certificate, given):
            environment = {
                **os.environ,
                "SCRAPY_SETTINGS_MODULE": "benchmarks.loopback",
                "PYTHONPATH": str(ROOT),
                "NEWSSTAND": str(port),
                "SSL_CERT_FILE": str(certificate),
                "SYRIA_NEWS_ARCHIVE": str(home / "archive"),
                "SYRIA_NEWS_DATABASE": address,
            }
            engine = database.connect(address)
            database.migrate(engine)
            print(f"{len(outlets)} outlets, {len(answers)} addresses, {engine.dialect.name}")
            print("declared:", _tally(each.status for each in outlets))
            wrong = _round("first round", stands, environment, given)
            wrong += _sums(engine, stands, past=False)
            before = _stored(engine)
            wrong += _round("second round", stands, environment, given)
            wrong += _sums(engine, stands, past=False)
            if (after := _stored(engine)) != before:
                wrong.append(f"the second round stored {after - before}")
            archives = [each for each in stands if each.past]
            days = (f"since={press.PAST.since}", f"until={press.PAST.until}")
            wrong += _round(f"{len(archives)} archives", archives, environment, given, *days)
            wrong += _sums(engine, stands, past=True)
            engine.dispose()
    for each in wrong:
        print("WRONG", each)
    sys.exit(1 if wrong else 0)


def declared() -> list[Outlet]:
    """Every outlet in `spiders/`."""
    modules = [import_module(f"spiders.{found.name}") for found in pkgutil.iter_modules(spiders.__path__)]
    return [
        each.outlet
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, OutletSpider) and each.__module__ == module.__name__
    ]


def _round(
    title: str, stands: Sequence[Stand], environment: Mapping[str, str], given: Counter[int], *arguments: str
) -> list[str]:
    started, before = time.monotonic(), given.copy()
    command = [sys.executable, "-m", "benchmarks.round", ",".join(each.outlet.name for each in stands), *arguments]
    with tempfile.TemporaryFile() as log:
        to_log = [(os.POSIX_SPAWN_DUP2, log.fileno(), 1), (os.POSIX_SPAWN_DUP2, log.fileno(), 2)]
        pid = os.posix_spawn(sys.executable, command, environment, file_actions=to_log)
        _, status, usage = os.wait4(pid, 0)
        log.seek(0)
        lines = log.read().decode("utf-8", "replace").splitlines()
    codes = dict(line.removeprefix("ENDED ").split() for line in lines if line.startswith("ENDED "))
    seconds, busy = time.monotonic() - started, usage.ru_utime + usage.ru_stime
    print(f"\n{title}: {seconds:.0f} s, {busy:.0f} s of a core, {usage.ru_maxrss / 1024:.0f} MB in the largest process")
    print("  exit codes:", _tally(codes.values()))
    print("  answers of the web:", _tally(given - before))
    if os.waitstatus_to_exitcode(status) or len(codes) < len(stands) or set(codes.values()) - {"0", "1"}:
        return [f"{title} broke off, or some of it:", *lines[-60:]]
    return []


def _sums(engine: sa.Engine, stands: Sequence[Stand], *, past: bool) -> list[str]:
    """What the account says of each outlet, and where it is not what its web listed."""
    with engine.connect() as conn:
        days = account.days(conn, Window())
    total: Counter[str] = Counter()
    wrong = []
    for stand in stands:
        mine = [each for each in days if each.outlet == stand.outlet.name]
        found = Counter({fate: sum(getattr(each, fate) for each in mine) for fate in FATES})
        listed = sum(each.listed for each in mine)
        lines = (*stand.today, *(stand.past if past else ()))
        expected = Counter(line.fate for line in lines)
        if listed != found.total() or listed != len(lines) or +found != expected:
            wrong.append(
                f"{stand.outlet.name}: {listed} listed ({len(lines)} are), {dict(+found)}, not {dict(expected)}"
            )
        total += found
        total["listed"] += listed
    print("  account:", _tally(total), f"({len(stands) - len(wrong)} of {len(stands)} outlets add up as listed)")
    return wrong


def _stored(engine: sa.Engine) -> int:
    with engine.connect() as conn:
        return int(
            conn.execute(
                sa.text("SELECT (SELECT count(*) FROM article) + (SELECT count(*) FROM revision)")
            ).scalar_one()
        )


def _tally(found: Iterable[object]) -> str:
    counts = found if isinstance(found, Counter) else Counter(found)
    return ", ".join(f"{count} {name}" for name, count in counts.most_common())


if __name__ == "__main__":
    main(*sys.argv[1:])
