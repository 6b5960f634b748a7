"""What `verify` asks the database: long answers, row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from syria_news.model import Mention
from syria_news.store.history import surpassed
from syria_news.store.tables import (
    appearance,
    article,
    capture,
    listed_url,
    mention,
    revision,
    run,
    search_text,
    sighting,
)

SIZE = 1000
"""Rows in hand at a time."""

Row = sa.Row[Any]


def captures(conn: sa.Connection, file: str) -> Iterator[Row]:
    """A file's captures in the order of their places, each with its run's key."""
    query = sa.select(capture, run.c.key.label("run_key")).join(run, run.c.id == capture.c.run_id)
    yield from _stream(conn, query.where(capture.c.file == file).order_by(capture.c.offset))


def known(conn: sa.Connection, record_ids: Iterable[str]) -> set[str]:
    """Those of the records that have a row, wherever it says that they lie."""
    ids = list(record_ids)
    found: set[str] = set()
    for start in range(0, len(ids), 500):
        some = capture.c.record_id.in_(ids[start : start + 500])
        found.update(conn.scalars(sa.select(capture.c.record_id).where(some)))
    return found


def files(conn: sa.Connection) -> dict[str, int]:
    """How many captures each file has."""
    return {row[0]: row[1] for row in conn.execute(sa.select(capture.c.file, sa.func.count()).group_by(capture.c.file))}


def runs(conn: sa.Connection) -> Iterator[Row]:
    """Every run, oldest first."""
    yield from _stream(conn, sa.select(run).order_by(run.c.started, run.c.id))


def revisions(conn: sa.Connection) -> Iterator[Row]:
    """Every article's revisions in the order of time, each with its capture and whether the addresses agree."""
    here = (appearance.c.article_id == revision.c.article_id) & (appearance.c.key == capture.c.key)
    columns = ("record_id", "file", "offset", "fetched", "outcome", "content")
    query = (
        sa.select(
            *(revision.c[name] for name in ("id", "article_id", "capture_id", "fetched", "title", "text", "notes")),
            revision.c.content,
            *(capture.c[name].label(f"capture_{name}") for name in columns),
            sa.exists().where(here).label("appears"),
            article.c.key.label("article_key"),
        )
        .join(article, article.c.id == revision.c.article_id)
        .outerjoin(capture, capture.c.id == revision.c.capture_id)
        .order_by(revision.c.article_id, revision.c.fetched, revision.c.id)
    )
    yield from _stream(conn, query)


def said_otherwise(conn: sa.Connection, key: str, since: datetime, until: datetime, content: str) -> bool:
    """Whether an address was captured with another text between two moments: as a copy of another article, that is, as
    until migration 0008 it could be for a while."""
    between = (capture.c.fetched > since) & (capture.c.fetched < until)
    query = sa.select(sa.exists().where(capture.c.key == key, between, capture.c.content != content))
    return bool(conn.scalar(query))


def unheard(conn: sa.Connection) -> Iterator[Row]:
    """Captures that an article was read from, since it stands under their address, but whose text it never had.

    Of captures in one second only the one that lies last counts; a redacted text was there, but is no more; and until
    migration 0008 what an address said while it was a copy of another article stood only there.
    """
    mine = revision.c.article_id == article.c.id
    source = capture.alias("source")
    has = sa.exists().where(mine, revision.c.content == capture.c.content)
    blanked = (
        sa.exists()
        .where(mine, source.c.outcome == "redacted")
        .select_from(revision.join(source, source.c.id == revision.c.capture_id))
    )
    copied = sa.exists().where(
        appearance.c.key == capture.c.key,
        appearance.c.article_id != article.c.id,
        appearance.c.capture_id.is_not(None),
        appearance.c.reading.is_(None),
    )
    query = sa.select(capture.c.record_id, capture.c.file, capture.c.offset).join(
        article, article.c.key == capture.c.key
    )
    query = query.where(
        capture.c.outcome == "article",
        capture.c.fetched >= article.c.first_seen,
        *(~has, ~surpassed(), ~blanked, ~copied),
    )
    yield from _stream(conn, query.order_by(capture.c.id))


def unheard_copies(conn: sa.Connection) -> Iterator[Row]:
    """Captures of copies that say something else than their first one, and yet no article of their own has begun."""
    source = capture.alias("source")
    query = (
        sa.select(capture.c.record_id, capture.c.file, capture.c.offset)
        .join(appearance, appearance.c.key == capture.c.key)
        .join(source, source.c.id == appearance.c.capture_id)
        .where(
            appearance.c.reading.is_not(None),
            capture.c.outcome == "article",
            capture.c.content != source.c.content,
            ~surpassed(),
        )
    )
    yield from _stream(conn, query.order_by(capture.c.id))


def redacted(conn: sa.Connection) -> Iterator[Row]:
    """Captures whose record was taken out, and how many revisions were read from each."""
    count = sa.select(sa.func.count()).where(revision.c.capture_id == capture.c.id).scalar_subquery()
    query = sa.select(capture.c.record_id, capture.c.file, capture.c.offset, count.label("revisions"))
    yield from _stream(conn, query.where(capture.c.outcome == "redacted").order_by(capture.c.id))


def articles(conn: sa.Connection) -> Iterator[Row]:
    """Every article: id, url, key, number of revisions."""
    count = sa.select(sa.func.count()).where(revision.c.article_id == article.c.id).scalar_subquery()
    query = sa.select(article.c.id, article.c.url, article.c.key, count.label("revisions"))
    yield from _stream(conn, query.order_by(article.c.key, article.c.id))


def appearances(conn: sa.Connection) -> Iterator[Row]:
    """Every address at which a text stands."""
    yield from _stream(conn, sa.select(appearance).order_by(appearance.c.id))


def ledger(conn: sa.Connection) -> Iterator[Row]:
    """Every URL that an outlet listed."""
    yield from _stream(conn, sa.select(listed_url).order_by(listed_url.c.id))


def read_from(conn: sa.Connection, capture_ids: Sequence[int]) -> dict[int, list[Row]]:
    """The whole revisions that were read from each of the captures."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in conn.execute(sa.select(revision).where(revision.c.capture_id.in_(capture_ids))):
        found[row.capture_id].append(row)
    return found


def copied_from(conn: sa.Connection, capture_ids: Sequence[int]) -> dict[int, list[Row]]:
    """The copies of other articles' texts that were read from each of the captures."""
    found: dict[int, list[Row]] = defaultdict(list)
    query = sa.select(appearance).where(appearance.c.capture_id.in_(capture_ids), appearance.c.reading.is_not(None))
    for row in conn.execute(query):
        found[row.capture_id].append(row)
    return found


def before(conn: sa.Connection, row: Row) -> Sequence[Row]:
    """The whole revisions of the same article that said the same before this one."""
    same = (revision.c.article_id == row.article_id) & (revision.c.content == row.content)
    return conn.execute(sa.select(revision).where(same, revision.c.fetched < row.fetched)).all()


def mentions(conn: sa.Connection, revision_ids: Sequence[int]) -> dict[int, set[Mention]]:
    """The places and actors that each of the revisions names."""
    found: dict[int, set[Mention]] = defaultdict(set)
    for row in conn.execute(sa.select(mention).where(mention.c.revision_id.in_(revision_ids))):
        found[row.revision_id].add(Mention(row.ref, row.name, row.spelling, row.start, row.stop))
    return found


def findable(conn: sa.Connection) -> Iterator[Row]:
    """Every article that can be found: its id and url, its latest title and text, the words that are kept of them, and
    the key of the run that fetched them (None where no capture says so)."""
    newest = revision.alias("newest")
    last = sa.select(sa.func.max(newest.c.fetched)).where(newest.c.article_id == article.c.id).scalar_subquery()
    query = (
        sa.select(
            *(article.c[name] for name in ("id", "url")),
            *(revision.c[name] for name in ("title", "text")),
            *(search_text.c[name].label(f"found_{name}") for name in ("title", "body")),
            run.c.key.label("run_key"),
        )
        .join(revision, revision.c.article_id == article.c.id)
        .join(search_text, search_text.c.article_id == article.c.id)
        .outerjoin(capture, capture.c.id == revision.c.capture_id)
        .outerjoin(run, run.c.id == capture.c.run_id)
        .where(revision.c.fetched == last)
    )
    yield from _stream(conn, query.order_by(article.c.id))


def sighted(conn: sa.Connection, listing: Row, keys: Sequence[str]) -> set[str]:
    """Those of the keys whose line in the ledger was sighted in this listing (a capture) at the time it was fetched."""
    found: set[str] = set()
    here = (listed_url.c.outlet == listing.outlet) & (sighting.c.source == listing.url)
    then = (sighting.c.first_listed <= listing.fetched) & (sighting.c.last_listed >= listing.fetched)
    query = sa.select(listed_url.c.key).join(sighting, sighting.c.listed_url_id == listed_url.c.id).where(here, then)
    for start in range(0, len(keys), 500):
        found.update(conn.scalars(query.where(listed_url.c.key.in_(keys[start : start + 500]))))
    return found


def damage(conn: sa.Connection) -> list[str]:
    """What SQLite finds wrong with its own file; Postgres has checksums of its own, and no such question."""
    if conn.dialect.name != "sqlite":
        return []
    found = [str(row[0]) for row in conn.exec_driver_sql("PRAGMA integrity_check(20)") if row[0] != "ok"]
    found += [
        f"{row[0]}, row {row[1]}: points at no {row[2]}" for row in conn.exec_driver_sql("PRAGMA foreign_key_check")
    ]
    return found


def _stream(conn: sa.Connection, query: sa.Select[Any]) -> Iterator[Row]:
    with conn.execute(query.execution_options(yield_per=SIZE)) as result:
        yield from result
