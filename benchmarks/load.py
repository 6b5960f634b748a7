"""Fills an archive's database in bulk, to the rows that crawling would have left (but for rare boilerplate)."""

from __future__ import annotations

import hashlib
import multiprocessing
import struct
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.stories import OUTLETS, START, Prose, settle
from syria_news import urls
from syria_news.enrich import overlap
from syria_news.store import runs

LENGTH = 60
"""Words of a text; real articles have 270 at the middle, and would take an hour a million to write."""
COPIED = 10
"""One text in so many may be copied."""
CHUNK = 2_000
MENTIONS = 4
COLUMNS = {
    "article": ("id", "outlet", "url", "key", "first_seen", "last_seen"),
    "capture": (
        *("id", "record_id", "run_id", "outlet", "role", "url", "asked", "key", "fetched", "status", "file", "offset"),
        *("length", "sha256", "outcome", "content"),
    ),
    "revision": (
        *("id", "article_id", "capture_id", "fetched", "title", "text", "authors", "published", "language", "captions"),
        *("notes", "tags", "access", "kind", "relevance", "fingerprint", "content"),
    ),
    "appearance": ("id", "article_id", "outlet", "url", "key", "first_seen", "last_seen", "capture_id"),
    "listed_url": (
        *("id", "outlet", "url", "key", "first_listed", "last_listed", "published", "title", "state", "tries"),
        *("changed", "article_id", "next_look"),
    ),
    "sighting": ("listed_url_id", "source", "first_listed", "last_listed"),
    "mention": ("revision_id", "start", "stop", "ref", "name", "spelling"),
    "search_text": ("article_id", "title", "body"),
    "telling": (
        *("article_id", "fingerprint", "told", "dated", "shingles", "traces", "story_id", "label", "containment"),
    ),
    "trace": ("hash", "article_id"),
}
Rows = dict[str, list[tuple[Any, ...]]]


def url(number: int) -> str:
    """The address of the article with this number."""
    return f"https://outlet{number % OUTLETS}.example/news/2020/06/some-words-of-a-headline-{number}"


def fill(engine: sa.Engine, prose: Prose, size: int) -> None:
    """Bring the archive up to so many articles."""
    with engine.begin() as conn:
        run = runs.begin(conn, "base", "crawl", START)
        numbered = conn.scalar(sa.text("SELECT count(*) FROM article WHERE url LIKE '%some-words-of-a-headline%'")) or 0
        tables = ("article", "capture", "revision", "appearance", "listed_url")
        most = max(conn.scalar(sa.text(f"SELECT coalesce(max(id), 0) FROM {name}")) or 0 for name in tables)
    if numbered >= size:
        return
    starts = range(numbered, size, CHUNK)
    jobs = ((range(at, min(at + CHUNK, size)), most - numbered + 1, run) for at in starts)
    with multiprocessing.Pool(2) as pool:
        chunks = pool.imap(_job, jobs)
        (_postgres if engine.dialect.name == "postgresql" else _sqlite)(engine, chunks)
    settle(engine)


@lru_cache
def _prose() -> Prose:
    return Prose()


def _job(job: tuple[range, int, int]) -> Rows:
    numbers, shift, run = job
    rows: Rows = {name: [] for name in COLUMNS}
    for number in numbers:
        _rows(_prose(), number, number + shift, run, rows)
    rows["trace"].sort()
    return rows


def _rows(prose: Prose, number: int, id_: int, run: int, rows: Rows) -> None:
    text = prose.text(number, LENGTH)
    hash_, traces = _found_by(number, text)
    outlet, address, moment = f"outlet{number % OUTLETS}", url(number), START + timedelta(minutes=5 * number)
    key, title = urls.key(address), " ".join(text.split()[:8])
    rows["article"].append((id_, outlet, address, key, moment, moment))
    record, file = f"urn:uuid:00000000-0000-4000-8000-{number:012d}", f"{outlet}-{number // 5_000:05d}.warc.gz"
    rows["capture"].append(
        (
            *(id_, record, run, outlet, "article", address, "", key, moment, 200, file, number * 9_000, 9_000, hash_),
            *("article", hash_),
        )
    )
    rows["revision"].append(
        (
            *(id_, id_, id_, moment, title, text, "[]", moment, "en", "[]", "[]", "[]", "full", "article", "conflict"),
            *(hash_, hash_),
        )
    )
    rows["appearance"].append((id_, id_, outlet, address, key, moment, moment, id_))
    look = moment + timedelta(days=9_000)
    rows["listed_url"].append(
        (id_, outlet, address, key, moment, moment, moment, title, "stored", 0, moment, id_, look)
    )
    rows["sighting"].append((id_, f"https://{outlet}.example/feed", moment, moment))
    rows["mention"].extend(
        (id_, 100 * at, 100 * at + 6, f"c{(number * 7 + at) % 400}", "Aleppo", "Aleppo") for at in range(MENTIONS)
    )
    rows["search_text"].append((id_, title, text))
    rows["telling"].append((id_, hash_, moment, True, LENGTH - 2, len(traces), id_, "original", 1.0))
    rows["trace"].extend((each, id_) for each in traces)


def _found_by(number: int, text: str) -> tuple[str, Collection[int]]:
    """Fingerprint and traces; real ones where a copy may come, as many numbers that nobody shares elsewhere."""
    if number % COPIED == 0:
        shape = overlap.shape(text)
        return shape.order, shape.traces
    digest = hashlib.sha512(b"%d" % number).digest()
    return digest.hex()[:64], struct.unpack("7q", digest[:56])


def _sqlite(engine: sa.Engine, chunks: Iterator[Rows]) -> None:
    connection = engine.raw_connection()
    cursor = connection.cursor()
    for pragma in ("cache_size=-3000000", "synchronous=OFF", "foreign_keys=OFF"):
        cursor.execute(f"PRAGMA {pragma}")
    while some := list(islice(chunks, 10)):
        cursor.execute("BEGIN IMMEDIATE")
        for name, rows in _joined(some):
            marks = ", ".join("?" * len(COLUMNS[name]))
            quoted = ", ".join(f'"{column}"' for column in COLUMNS[name])
            cursor.executemany(f"INSERT INTO {name} ({quoted}) VALUES ({marks})", list(map(_plain, rows)))
        cursor.execute("COMMIT")
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    engine.dispose()  # the next connection has the settings of a crawl again


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(f"{v:%Y-%m-%d %H:%M:%S.%f}" if isinstance(v, datetime) else v for v in row)


def _postgres(engine: sa.Engine, chunks: Iterator[Rows]) -> None:
    """COPY, foreign keys unchecked, the full-text index built afterwards."""
    connection = engine.raw_connection()
    cursor = connection.cursor()
    cursor.execute("SET session_replication_role = replica; SET synchronous_commit = off")
    cursor.execute("SET maintenance_work_mem = '1GB'; DROP INDEX ix_search_text_vector")
    while some := list(islice(chunks, 10)):
        for name, rows in _joined(some):
            quoted = ", ".join(f'"{column}"' for column in COLUMNS[name])
            with cursor.copy(f"COPY {name} ({quoted}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        connection.commit()
    cursor.execute("CREATE INDEX ix_search_text_vector ON search_text USING gin (vector)")
    for name in ("run", "article", "capture", "revision", "appearance", "listed_url"):
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")
    connection.commit()
    connection.close()
    engine.dispose()


def _joined(chunks: Sequence[Rows]) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    for name in COLUMNS:
        rows = [row for chunk in chunks for row in chunk[name]]
        if name == "trace":
            rows.sort()
        if rows:
            yield name, rows


def weight(engine: sa.Engine) -> int:
    """Bytes on disk."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as conn:
            return conn.scalar(sa.text("SELECT pg_database_size(current_database())")) or 0
    assert engine.url.database
    return Path(engine.url.database).stat().st_size
