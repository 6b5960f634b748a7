"""What saving, looking up, telling stories and searching cost as an archive grows, on texts of Zipf words.

    uv run python -m benchmarks.growth DATABASE_URL [10000 100000 1000000] [--json OUT]

The database must be empty, or one that this has filled. Up to each size it is filled in bulk, past the code under test
but to the same rows (texts of 60 words, or a million would take an hour); then it is measured, with articles of 400
words: of every ten one is a copy with edits, one an excerpt. All figures are milliseconds but where a line says
otherwise; `cpu` is the mean of what this process and its Postgres backend (on this machine) spent, which a busy
machine does not change.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from benchmarks import load
from benchmarks.arguments import at_least, refuse_unusable
from benchmarks.stories import OUTLETS, START, Prose, edited
from syria_news import stories
from syria_news.enrich.fingerprint import fingerprint, words
from syria_news.enrich.overlap import marks
from syria_news.keep import Reading, keep
from syria_news.model import Article, Entry, Page, Raw, Window
from syria_news.store import articles, captures, database, ledger, runs, search
from syria_news.store.captures import Capture

BATCH, BATCHES = 20, 15
"""Articles saved in a transaction, as a busy crawl does, and how many times."""
PLACED, LOOKUPS, SEARCHES = 100, 40, 20
LISTING = 50
"""Entries of a listing that is looked up: 45 known and 5 new."""
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    """Fill and measure, size by size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("database")
    parser.add_argument("sizes", nargs="*", type=at_least(OUTLETS), default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    arguments = parser.parse_args()
    refuse_unusable(parser, arguments.database, filler="https://outlet%.example/%")
    engine = database.connect(arguments.database)
    database.migrate(engine)
    prose, found = Prose(), []
    for size in arguments.sizes:
        began = time.perf_counter()
        load.fill(engine, prose, size)
        figures = {"articles": size, "loading, s": time.perf_counter() - began, **measure(engine, prose, size)}
        found.append(figures)
        for name, value in figures.items():
            print(f"{name}\t{value:.1f}" if isinstance(value, float) else f"{name}\t{value}", flush=True)
        if arguments.json:
            arguments.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    engine.dispose()


def measure(engine: sa.Engine, prose: Prose, size: int) -> dict[str, float]:
    """Every figure at this size. The articles that were saved for it stay."""
    found: dict[str, float] = {}
    works: dict[str, Callable[[Clock], None]] = {
        "saving one article": lambda clock: saving(engine, clock, prose, size),
        "a story decision": lambda clock: deciding(engine, clock, prose, size),
        "a listing of 50 in the ledger": lambda clock: looking_up(engine, clock, size),
        "anything due": lambda clock: asking(engine, clock),
    }
    for name, query in queries(prose).items():
        works[f"search: {name}"] = partial(searching, engine, query=query)
    searched: list[float] = []
    for name, work in works.items():
        clock = Clock(engine)
        work(clock)
        found |= {
            f"{name}, cpu": 1000 * clock.cpu / len(clock.spent),
            f"{name}, median": 1000 * statistics.median(clock.spent),
            f"{name}, p95": 1000 * _p95(clock.spent),
        }
        searched += clock.spent if name.startswith("search") else []
    found["search, p95 of all"] = 1000 * _p95(searched)
    found["bytes an article"] = load.weight(engine) / size
    found |= keeping(engine)
    return found


class Clock:
    """Adds up what is done with it."""

    def __init__(self, engine: sa.Engine) -> None:
        self.spent: list[float] = []
        self.cpu = 0.0
        with engine.connect() as conn:  # the pool hands out the same one again
            remote = conn.dialect.name == "postgresql"
            self._stat = Path(f"/proc/{conn.scalar(sa.text('SELECT pg_backend_pid()'))}/stat") if remote else None

    @contextmanager
    def running(self, things: int = 1) -> Iterator[None]:
        """Time what is in the block, and count it as so many things done."""
        cpu, begun = self._used(), time.perf_counter()
        yield
        spent = time.perf_counter() - begun
        self.spent += [spent / things] * things
        self.cpu += self._used() - cpu

    def _used(self) -> float:
        ticks = 0.0
        if self._stat and self._stat.exists():
            fields = self._stat.read_text().rpartition(")")[2].split()
            ticks = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return time.process_time() + ticks


def saving(engine: sa.Engine, clock: Clock, prose: Prose, size: int) -> None:
    """An article's line of the ledger, its capture, itself, its story; a commit for every twenty."""
    rng = random.Random(size)
    with engine.begin() as conn:
        salt = conn.scalar(sa.text("SELECT count(*) FROM run")) or 0
        run = runs.begin(conn, f"growth-{size}-{salt}", "crawl", NOW)
    for number in range(-1, BATCHES):
        new = [_new(prose, size, 100_000 * salt + (number + 1) * BATCH + at, rng) for at in range(BATCH)]
        if number < 0:  # warms up
            _save(engine, run, new)
            continue
        with clock.running(BATCH):
            _save(engine, run, new)


def _save(engine: sa.Engine, run: int, new: Sequence[Article]) -> None:
    with engine.begin() as conn:
        for each in new:
            ledger.enter(conn, each.outlet, "feed", [Entry(each.url, each.published, each.title)], NOW)
            assert each.raw
            taken = Capture(each.raw, each.outlet, "article", each.url, "", each.fetched, 200, True)
            captures.add(conn, run, [taken])
        pages = [Page(each.outlet, each.url, b"", each.fetched, raw=each.raw) for each in new]
        keep(conn, [Reading(page, page.url, each) for page, each in zip(pages, new, strict=True)])


def deciding(engine: sa.Engine, clock: Clock, prose: Prose, size: int) -> None:
    """An article's story, once it is saved; all taken back."""
    rng = random.Random(size + 1)
    with engine.connect() as conn:
        begun = conn.begin()
        for number in range(-10, PLACED):
            saved = articles.save(conn, [(replace(_new(prose, size, 90_000 + number, rng), raw=None), "")])
            if number < 0:
                stories.place(conn, {saved[0].article_id})
                continue
            with clock.running():
                stories.place(conn, {saved[0].article_id})
        begun.rollback()


def looking_up(engine: sa.Engine, clock: Clock, size: int) -> None:
    """Which entries of a listing are due."""
    rng = random.Random(size + 2)
    for at in range(LOOKUPS):
        outlet = f"outlet{at % OUTLETS}"
        known = [Entry(load.url(rng.randrange(size // OUTLETS) * OUTLETS + at % OUTLETS)) for _ in range(LISTING - 5)]
        entries = known + [Entry(f"https://{outlet}.example/never-{at}-{new}") for new in range(5)]
        with engine.connect() as conn, clock.running():
            ledger.due_among(conn, outlet, entries, NOW, Window())


def asking(engine: sa.Engine, clock: Clock) -> None:
    """Whether anything of an outlet is due."""
    for at in range(LOOKUPS):
        with engine.connect() as conn, clock.running():
            ledger.is_anything_due(conn, f"outlet{at % OUTLETS}", NOW)


def searching(engine: sa.Engine, clock: Clock, query: Callable[[int], str]) -> None:
    """Queries of one kind, each another."""
    for at in range(SEARCHES):
        with engine.connect() as conn, clock.running():
            search.find(conn, query(at))


def queries(prose: Prose) -> dict[str, Callable[[int], str]]:
    """Queries by what they ask for: a word of rank 100 stands in one text of 20, one of rank 1,000 in one of 200."""
    words = prose.words
    return {
        "a frequent word (rank 100)": lambda at: words[100 + at],
        "a word of rank 1,000": lambda at: words[1_000 + at],
        "a rare word (rank 20,000)": lambda at: words[20_000 + at],
        "two words (ranks 100, 1,000)": lambda at: f"{words[100 + at]} {words[1_000 + at]}",
        "a beginning of four letters": lambda at: f"{next(w for w in words[3_000 + 50 * at :] if len(w) > 6)[:4]}*",
    }


def keeping(engine: sa.Engine) -> dict[str, float]:
    """Seconds to vacuum, and to take the newest migration back and do it again."""
    found = {}
    begun = time.perf_counter()
    with engine.connect() as conn:
        connection = conn.connection.driver_connection
        assert connection is not None
        if engine.dialect.name == "postgresql":
            connection.autocommit = True
            connection.execute("VACUUM (ANALYZE)")
            connection.autocommit = False
        else:
            connection.execute("VACUUM")
    found["vacuum, s"] = time.perf_counter() - begun
    config = database.alembic_config(engine)
    for name, step, target in (("back", command.downgrade, "-1"), ("again", command.upgrade, "head")):
        begun = time.perf_counter()
        with engine.begin() as conn:
            config.attributes["connection"] = conn
            step(config, target)
        found[f"newest migration {name}, s"] = time.perf_counter() - begun
    return found


def _any(size: int, rng: random.Random) -> int:
    """The number of a text that may be copied."""
    return rng.randrange(size // load.COPIED) * load.COPIED


def _new(prose: Prose, size: int, number: int, rng: random.Random) -> Article:
    text = prose.article(50_000_000 + size + number)
    if number % 10 == 0:
        text = edited(prose.text(_any(size, rng), load.LENGTH), 0.05, rng)
    elif number % 10 == 5:
        text = " ".join(prose.text(_any(size, rng), load.LENGTH).split()[20:70])
    outlet = f"outlet{number % OUTLETS}"
    url = f"https://{outlet}.example/new-{size}-{number}"
    moment = START + timedelta(minutes=5 * size)
    raw = Raw(f"new-{size}.warc.gz", number, 9_000, f"urn:uuid:new-{size}-{number}", "0" * 64)
    title = " ".join(text.split()[:8])
    found = words(text)
    return Article(
        outlet, url, moment, title, text, fingerprint=fingerprint(found), marks=marks(found), published=moment, raw=raw
    )


def _p95(spent: Sequence[float]) -> float:
    return sorted(spent)[int(len(spent) * 0.95)]


if __name__ == "__main__":
    main()
