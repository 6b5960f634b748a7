"""The same line, fed from the raw archive: the whole of it (replay), or what a run that died left (recover)."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from syria_news import furniture, pool, warc
from syria_news.batch import AHEAD, Belt, Taken, ahead, taken
from syria_news.evidence import manifest, redact
from syria_news.intake import intake
from syria_news.model import Article, Outlet, Rejected
from syria_news.pool import Pool
from syria_news.store import articles, captures, changes, leases, redactions, runs
from syria_news.store.changes import Read
from syria_news.store.database import transact

log = logging.getLogger(__name__)

SILENCE = timedelta(days=1)
"""What has not written a byte for so long, and can't be asked, is taken for dead."""
RUN = "syria-news-run"
"""The field of a file's warcinfo record that has the key of the run that wrote it."""


def replay(
    engine: sa.Engine,
    folder: Path,
    outlets: Mapping[str, Outlet],
    *,
    only: str | None = None,
    keep_off_topic: bool = False,
) -> Counter[str]:
    """Read the raw archive again, in the order it was written, with today's rules and furniture; what was counted.

    Into an empty database this builds the archive as the crawls did; into a full one it changes what better rules
    read differently, and nothing the second time. `only` takes one outlet's files.
    """
    manifest.restore(engine, folder)
    files = sorted(folder.glob("*.warc.gz"))
    return _take_in(engine, folder, files, outlets, only, keep_off_topic, again=True)


def recover(
    engine: sa.Engine,
    folder: Path,
    outlets: Mapping[str, Outlet],
    *,
    only: str | None = None,
    keep_off_topic: bool = False,
) -> Counter[str]:
    """Take in what dead runs left, without the network: torn files, responses without a row, pages never read.

    A file whose writer lives is left alone. Running it again changes nothing.
    """
    redact.complete(engine, folder)
    for path in sorted(folder.glob(f"*{warc.OPEN}")):
        warc.adopt(path)
    sealed = transact(engine, runs.sealed_files)
    files = [path for path in sorted(folder.glob("*.warc.gz")) if path.name not in sealed]
    counts = _take_in(engine, folder, files, outlets, only, keep_off_topic, again=False)
    transact(engine, partial(_close_silent, folder=folder, only=only))
    for key in transact(engine, partial(runs.unsealed, outlet=only)):  # runs that fetched nothing
        manifest.seal(engine, folder, key)
    if counts:
        log.info("recovered from runs that died: %s", ", ".join(f"{n} {name}" for name, n in sorted(counts.items())))
    return counts


def _close_silent(conn: sa.Connection, folder: Path, only: str | None) -> None:
    """End the runs that died before a single response was on the disk."""
    for row in runs.unended(conn, only):
        name = row.raw_file or ""
        written = name and ((folder / name).exists() or (folder / (name + warc.OPEN)).exists())
        if not written and row.command not in redactions.COMMANDS and _is_dead(conn, row):
            runs.close_dead(conn, row.id, datetime.now(UTC))


def _is_dead(conn: sa.Connection, row: sa.Row[Any]) -> bool:
    if process := row.arguments.get("process"):
        return leases.is_dead(process)
    if row.command == "crawl" and row.outlet:  # a crawl holds its outlet's lease from before it begins
        return not leases.is_held(conn, row.outlet, leases.this_process())
    return bool(datetime.now(UTC) - row.started > SILENCE)


def preview(
    engine: sa.Engine,
    folder: Path,
    outlets: Mapping[str, Outlet],
    *,
    only: str | None = None,
    keep_off_topic: bool = False,
) -> Iterator[tuple[str, Read | None, Article | Rejected]]:
    """What `replay` would change of titles, texts and notes: address, what is stored, what is read. Writes nothing.

    What is stored is None where the page made no article.
    """
    repeated = furniture.cuts(folder.parent)
    workers = Pool()

    def submit(each: Taken) -> Future[Article]:
        name = each.page.outlet
        outlet = outlets.get(name) or Outlet(name=name, title=name, home="", language="", sources=())
        return workers.submit(intake, each.page, outlet, keep_off_topic, repeated.get(name, frozenset()))

    chosen = [path for path in sorted(folder.glob("*.warc.gz")) if _ours(_about(engine, path), only)]
    pages = (each for path in chosen for each in _items(path, set(), Counter()) if each.capture.waits)
    try:
        for each, future in ahead(pages, submit, AHEAD * workers.workers):
            after = pool.attempt(future, each.page.url)
            outcome, before = transact(engine, partial(changes.of_capture, record_id=each.capture.raw.record_id))
            if _differs(outcome, before, after):
                yield each.page.url, before, after
    finally:
        workers.close(wait=False)


def _differs(outcome: str | None, before: Read | None, after: Article | Rejected) -> bool:
    if outcome is None:  # left by a run that died
        return isinstance(after, Article)
    if isinstance(after, Rejected) or before is None:
        return isinstance(after, Rejected) != (before is None)
    return articles.content(after.title, after.text, after.notes) != before.content


def _take_in(
    engine: sa.Engine,
    folder: Path,
    files: list[Path],
    outlets: Mapping[str, Outlet],
    only: str | None,
    keep_off_topic: bool,
    *,
    again: bool,
) -> Counter[str]:
    counts: Counter[str] = Counter()
    chosen = [(path, about) for path, about in ((path, _about(engine, path)) for path in files) if _ours(about, only)]
    if not chosen:
        return counts
    repeated = furniture.cuts(folder.parent)
    workers = Pool()
    try:
        belt = Belt(engine, workers, outlets, keep_off_topic=keep_off_topic, repeated=repeated)
        for path, about in chosen:
            run_id = transact(engine, partial(_run, path=path, about=about))
            done = set() if again else transact(engine, partial(captures.settled, file=path.name))
            counts += belt.run(run_id, _items(path, done, counts))
            transact(engine, partial(runs.close_dead, run_id=run_id, moment=datetime.now(UTC)))
            manifest.seal(engine, path.parent, about[RUN])
    finally:
        workers.close()
    return counts


def _about(engine: sa.Engine, path: Path) -> Mapping[str, str]:
    """What a file says of the run that wrote it; where that can't be read any more, what the database says."""
    about = warc.info(path)
    row = None if RUN in about else transact(engine, partial(runs.of_file, file=path.name))
    if row is None:
        return about
    return {
        RUN: row.key,
        "syria-news-command": row.command,
        "syria-news-outlet": row.outlet or "",
        "syria-news-started": row.started.isoformat(),
    }


def _ours(about: Mapping[str, str], only: str | None) -> bool:
    return RUN in about and (not only or about.get("syria-news-outlet") == only)


def _run(conn: sa.Connection, path: Path, about: Mapping[str, str]) -> int:
    """The run that wrote a file; its row is made again where the database is new."""
    return runs.begin(
        conn,
        about[RUN],
        about.get("syria-news-command", "crawl"),
        datetime.fromisoformat(about["syria-news-started"]),
        outlet=about.get("syria-news-outlet") or None,
        raw_file=path.name,
    )


def _items(path: Path, done: set[str], counts: Counter[str]) -> Iterator[Taken]:
    def tell(damage: warc.Damaged) -> None:
        counts["damaged"] += 1
        log.error("%s", damage)

    for record in warc.walk(path, damage=tell):
        if record.errand and record.raw.record_id not in done:
            yield taken(record, record.errand.outlet, record.errand.role, record.errand.asked)
