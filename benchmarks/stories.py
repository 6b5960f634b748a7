"""What finding stories costs and finds, on invented texts whose words are as frequent as Zipf says.

    python -m benchmarks.stories recall
    python -m benchmarks.stories cost 10000 100000 [--postgres]

`cost` fills an archive in bulk, then times how long adding articles takes at each size, and what the index weighs. Of
every ten articles added one is a copy with edits, one an excerpt, one carries a house paragraph.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from syria_news import stories, urls
from syria_news.enrich import overlap
from syria_news.enrich.fingerprint import fingerprint, runs, words
from syria_news.model import Article
from syria_news.store import articles, database
from syria_news.store.tables import appearance, article, common_trace, revision, telling, trace

START = datetime(2015, 1, 1, tzinfo=UTC)
VOCABULARY = 60_000
OUTLETS = 50
LENGTH = 400
"""Words; the middle of 387 real texts is 270."""
ADDED = 300


class Prose:
    """Words drawn by Zipf's law (exponent 1), a seed for each text."""

    def __init__(self) -> None:
        rng = random.Random(0)
        self.words = ["".join(rng.choices("aeioulnrstdmkbhf", k=rng.randint(2, 9))) for _ in range(VOCABULARY)]
        self._sums = list(itertools.accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
        self.house = [self.text(-1 - number, 40) for number in range(OUTLETS)]

    def text(self, seed: int, length: int = LENGTH) -> str:
        """Words of its own for each seed."""
        return " ".join(random.Random(seed).choices(self.words, cum_weights=self._sums, k=length))

    def article(self, number: int) -> str:
        """The text of an article; every tenth ends in its outlet's paragraph."""
        return self.text(number) + (f" {self.house[number % OUTLETS]}" if number % 10 == 3 else "")


def edited(text: str, part: float, rng: random.Random) -> str:
    """`text` with that part of its words replaced."""
    return " ".join(f"edit{rng.randrange(10**6)}" if rng.random() < part else word for word in text.split())


# -- what is found


def recall() -> None:
    """Recall of candidates by each index, and rows for an article of 500 words."""
    prose, rng = Prose(), random.Random(1)
    print("index\trows per 500 words\t" + "\t".join(_kinds()))
    schemes: dict[str, Callable[[str], set[int]]] = {
        "shingles of 3, hash mod 4": lambda text: {h for h in runs(_words(text), 3) if h % 4 == 0},
        "shingles of 3, hash mod 16": lambda text: {h for h in runs(_words(text), 3) if h % 16 == 0},
        "MinHash, 21 bands of 3": _bands,
        "winnowed runs of 4 (ours)": lambda text: set(overlap.shape(text).traces),
    }
    for name, index in schemes.items():
        rows = statistics.mean(len(index(prose.text(seed, 500))) for seed in range(30))
        found = []
        for make in _kinds().values():
            hits = 0
            for seed in range(200):
                text = prose.text(1000 + seed, 500)
                least = 2 if "mod" in name else 1
                hits += len(index(text) & index(make(prose, text, seed, rng))) >= least
            found.append(hits / 200)
        print(f"{name}\t{rows:.0f}\t" + "\t".join(f"{each:.2f}" for each in found), flush=True)


Make = Callable[[Prose, str, int, random.Random], str]


def _kinds() -> dict[str, Make]:
    def cut(size: int) -> Make:
        def make(prose: Prose, text: str, seed: int, rng: random.Random) -> str:
            at = rng.randrange(500 - size)
            return " ".join(text.split()[at : at + size])

        return make

    def changed(part: float) -> Make:
        return lambda prose, text, seed, rng: edited(text, part, rng)

    def extended(more: int) -> Make:
        return lambda prose, text, seed, rng: text + " " + prose.text(9_000_000 + seed, more)

    return {
        **{f"{int(part * 100)} % edited": changed(part) for part in (0.05, 0.1, 0.15)},
        **{f"+{more} words": extended(more) for more in (250, 500, 1000)},
        **{f"{size} words cut": cut(size) for size in (25, 50, 100)},
    }


def _words(text: str) -> list[str]:
    return text.split()


def _bands(text: str) -> set[int]:
    shingles = runs(_words(text), 3)
    rng = random.Random(7)
    masks = [(rng.getrandbits(61) | 1, rng.getrandbits(61)) for _ in range(63)]
    prime = (1 << 61) - 1
    signature = [min((a * (h & prime) + b) % prime for h in shingles) for a, b in masks]
    return {hash((band, *signature[3 * band : 3 * band + 3])) for band in range(21)}


# -- what it costs


def cost(sizes: list[int], postgres: bool) -> None:
    """Milliseconds to place an article at each size, and bytes of index an article."""
    prose = Prose()
    with _database(postgres) as engine:
        print("articles\tms to place one, median\tmean\tp95\tindex bytes per article\ttrace rows per article\tcommon")
        have = 0
        for size in sizes:
            _fill(engine, prose, have, size)
            have = size
            spent = _add(engine, prose, size)
            weight, rows, common = _weight(engine)
            spent.sort()
            figures = (statistics.median(spent), statistics.mean(spent), spent[int(len(spent) * 0.95)])
            print(
                f"{size}\t" + "\t".join(f"{1000 * each:.2f}" for each in figures) + f"\t{weight / size:.0f}"
                f"\t{rows / size:.1f}\t{common}",
                flush=True,
            )


def _fill(engine: sa.Engine, prose: Prose, start: int, stop: int) -> None:
    """Articles in bulk, with their traces as placing them one by one would leave them (but for rare boilerplate)."""
    chunk = 5_000
    for begin in range(start, stop, chunk):
        numbers = range(begin, min(begin + chunk, stop))
        rows: dict[str, list[dict[str, Any]]] = {name: [] for name in ("article", "revision", "telling", "trace")}
        for number in numbers:
            _rows(prose, number, rows)
        rows["trace"].sort(key=lambda row: (row["hash"], row["article_id"]))
        with engine.begin() as conn:
            for name, table in (("article", article), ("revision", revision), ("telling", telling), ("trace", trace)):
                _load(conn, table, rows[name])
    settle(engine)


def _load(conn: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if conn.dialect.name != "postgresql":
        conn.execute(sa.insert(table), rows)
        return
    names = list(rows[0])
    kinds = [table.c[name].type.dialect_impl(conn.dialect).bind_processor(conn.dialect) for name in names]
    cursor = conn.connection.cursor()
    quoted = ", ".join(f'"{name}"' for name in names)
    with cursor.copy(f"COPY {table.name} ({quoted}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([p(row[n]) if p and n in JSON else row[n] for n, p in zip(names, kinds, strict=True)])


JSON = {"authors", "captions", "notes", "tags"}


def settle(engine: sa.Engine) -> None:
    """Traces that came to be boilerplate while articles were loaded in bulk; statistics for the planner."""
    with engine.begin() as conn:
        often = sa.select(trace.c.hash).group_by(trace.c.hash).having(sa.func.count() >= overlap.COMMON_USES)
        found = list(conn.scalars(often))
        for at in range(0, len(found), 500):
            conn.execute(sa.delete(trace).where(trace.c.hash.in_(found[at : at + 500])))
        known = set(conn.scalars(sa.select(common_trace.c.hash)))
        if new := [{"hash": each} for each in found if each not in known]:
            conn.execute(sa.insert(common_trace), new)
        conn.execute(sa.text("ANALYZE"))


def _rows(prose: Prose, number: int, rows: dict[str, list[dict[str, Any]]]) -> None:
    text = prose.article(number)
    shape = overlap.shape(text)
    moment = START + timedelta(minutes=5 * number)
    url = f"https://outlet{number % OUTLETS}.example/{number}"
    id_ = number + 1
    rows["article"].append(
        {
            "id": id_,
            "outlet": f"outlet{number % OUTLETS}",
            "url": url,
            "key": urls.key(url),
            "first_seen": moment,
            "last_seen": moment,
        }
    )
    values: dict[str, list[str]] = {name: [] for name in sorted(JSON)}
    rows["revision"].append(
        {
            "article_id": id_,
            "fetched": moment,
            "text": text,
            "published": moment,
            "access": "full",
            "kind": "article",
            "fingerprint": shape.order,
            "content": shape.order,
            **values,
        }
    )
    rows["telling"].append(
        {
            "article_id": id_,
            "fingerprint": shape.order,
            "told": moment,
            "dated": True,
            "shingles": len(shape.distinct),
            "traces": len(shape.traces),
            "story_id": id_,
            "label": "original",
            "containment": 1.0,
        }
    )
    rows["trace"].extend({"hash": each, "article_id": id_} for each in shape.traces)


def _add(engine: sa.Engine, prose: Prose, size: int) -> list[float]:
    """Seconds that placing each of some new articles took, and takes them away again."""
    rng = random.Random(size)
    spent = []
    with engine.connect() as conn:
        begun = conn.begin()
        _sequence(conn, size)
        for number in range(ADDED):
            saved = articles.save(conn, [(_new(prose, size, number, rng), "")])
            before = time.perf_counter()
            stories.place(conn, {saved[0].article_id})
            spent.append(time.perf_counter() - before)
        begun.rollback()
    return spent[ADDED // 10 :]


def _sequence(conn: sa.Connection, size: int) -> None:
    if conn.dialect.name == "postgresql":
        for table in (article, revision, appearance):
            query = f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {10 * size})"
            conn.execute(sa.text(query))


def _new(prose: Prose, size: int, number: int, rng: random.Random) -> Article:
    text = prose.article(50_000_000 + size + number)
    if number % 10 == 0:
        text = edited(prose.article(rng.randrange(size)), 0.05, rng)
    elif number % 10 == 5:
        text = " ".join(prose.article(rng.randrange(size)).split()[100:160])
    url = f"https://outlet{number % OUTLETS}.example/new-{size}-{number}"
    moment = START + timedelta(minutes=5 * size)
    return Article(
        f"outlet{number % OUTLETS}", url, moment, None, text, fingerprint=fingerprint(words(text)), published=moment
    )


def _weight(engine: sa.Engine) -> tuple[int, int, int]:
    """Bytes of the index, its rows, and how many traces are boilerplate."""
    with engine.connect() as conn:
        rows = conn.scalar(sa.select(sa.func.count()).select_from(trace)) or 0
        common = conn.scalar(sa.select(sa.func.count()).select_from(common_trace)) or 0
        if engine.dialect.name == "postgresql":
            size = sa.text(
                "SELECT sum(pg_total_relation_size(name)) FROM (VALUES ('trace'), ('common_trace')) AS t(name)"
            )
            return int(conn.scalar(size) or 0), rows, common
        size = sa.text("SELECT sum(pgsize) FROM dbstat WHERE name IN ('trace', 'common_trace')")
        try:
            return int(conn.scalar(size) or 0), rows, common
        except sa.exc.OperationalError:  # a SQLite built without dbstat
            return 0, rows, common


@contextmanager
def _database(postgres: bool) -> Iterator[sa.Engine]:
    if postgres:
        from tests.postgres import server  # noqa: PLC0415 - not needed for SQLite

        with server() as running:
            name = running.create()
            engine = database.connect(running.url(name))
            database.migrate(engine)
            yield engine
            engine.dispose()
            running.drop(name)
        return
    with tempfile.TemporaryDirectory() as folder:
        engine = database.connect(f"sqlite:///{Path(folder) / 'stories.db'}")
        database.migrate(engine)
        yield engine
        engine.dispose()


def main() -> None:
    """Run one of the two."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["recall", "cost"])
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--postgres", action="store_true")
    arguments = parser.parse_intermixed_args()
    if arguments.what == "recall":
        recall()
    else:
        cost(sorted(arguments.sizes), arguments.postgres)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
