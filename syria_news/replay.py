"""The same line, fed from the raw archive: the whole of it (replay), or what a run that died left (recover)."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from syria_news import batch, cluster, exits, furniture, pool, warc
from syria_news.batch import Belt, Done, Line, Taken, silent, taken
from syria_news.evidence import manifest, redact
from syria_news.model import Article, Outlet, Rejected
from syria_news.pool import Pool
from syria_news.store import captures, changes, database, leases, readings, redactions, runs
from syria_news.store.changes import Read
from syria_news.store.database import transact

log = logging.getLogger(__name__)

SILENCE = timedelta(days=1)
"""What has not written a byte for so long, and can't be asked, is taken for dead."""
RUN = "syria-news-run"
"""The field of a file's warcinfo record that has the key of the run that wrote it."""


class Unrecovered(Exception):
    """What a dead run left can't be taken in; the message says why, and what to do."""


def replay(
    engine: sa.Engine,
    folder: Path,
    outlets: Mapping[str, Outlet],
    *,
    only: str | None = None,
    keep_off_topic: bool = False,
    scheduler: str | None = None,
) -> Counter[str]:
    """Read the raw archive again, in the order it was written, with today's rules and furniture; what was counted.

    Into an empty database this builds the archive as the crawls did; into a full one it changes what better rules
    read differently, and nothing the second time. `only` takes one outlet's files. The workers of the Dask
    `scheduler` (`tcp://host:port`) read, where one is given; they see the archive under the same path.
    """
    manifest.restore(engine, folder)
    files = _files(folder)
    return _take_in(engine, folder, files, outlets, only, keep_off_topic, again=True, scheduler=scheduler)


def recover(
    engine: sa.Engine,
    folder: Path,
    outlets: Mapping[str, Outlet],
    *,
    only: str | None = None,
    keep_off_topic: bool = False,
    beat: Callable[[], None] = silent,
) -> Counter[str]:
    """Take in what dead runs left, without the network: torn files, responses without a row, pages never read.

    A file whose writer lives is left alone. Running it again changes nothing. Raises `Unrecovered` where something
    has to be mended by hand first, `DatabaseError` and `OSError` where database or disk are to blame.
    `beat` is called every few seconds, as a sign of life; what it raises ends the recovery.
    """
    try:
        return _recover(engine, folder, outlets, only, keep_off_topic, beat)
    except (redact.Refused, manifest.Unfinished, manifest.Unreadable) as error:
        raise _unrecovered(error) from error
    except sa.exc.DBAPIError as error:
        raise _unrecovered(database.refusal(error)) from error
    except OSError as error:
        if error.errno in exits.FULL:
            raise
        raise _unrecovered(error) from error


def _unrecovered(why: Exception) -> Unrecovered:
    return Unrecovered(
        f"can't take in what a dead run left: {why}; once that is mended, `syria-news recover` tries again"
    )


def _recover(
    engine: sa.Engine,
    folder: Path,
    outlets: Mapping[str, Outlet],
    only: str | None,
    keep_off_topic: bool,
    beat: Callable[[], None],
) -> Counter[str]:
    redact.complete(engine, folder)
    for path in _files(folder, warc.OPEN):
        warc.adopt(path)
    sealed = transact(engine, runs.sealed_files)
    for forgotten in manifest.restore(engine, folder):  # by a database that lost its last commits with the power
        redact.repeat(engine, folder, forgotten)
    files = [path for path in _files(folder) if path.name not in sealed]
    counts = _take_in(engine, folder, files, outlets, only, keep_off_topic, again=False, beat=beat)
    transact(engine, partial(_close_silent, folder=folder, only=only))
    for key in transact(engine, partial(runs.unsealed, outlet=only)):  # runs that fetched nothing
        manifest.seal(engine, folder, key)
    if counts:
        log.info("recovered from runs that died: %s", ", ".join(f"{n} {name}" for name, n in sorted(counts.items())))
    return counts


def _files(folder: Path, suffix: str = ".warc.gz") -> list[Path]:
    """The archive's files in the order they were written; none of one that is new. Raises `OSError` where nobody can
    tell, which `glob` takes for none.
    """
    return sorted(path for path in folder.iterdir() if path.name.endswith(suffix)) if folder.exists() else []


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
    scheduler: str | None = None,
) -> Iterator[tuple[str, Read | None, Article | Rejected]]:
    """What `replay` would change of titles, texts and notes: address, what is stored, what is read. Writes nothing.

    What is stored is None where the page made no article.
    """
    line = Line(outlets, keep_off_topic, furniture.cuts(folder.parent))
    chosen = [path for path in _files(folder) if _ours(_about(engine, path), only)]
    with closing(_read(line, chosen, lambda _: set(), Counter(), scheduler)) as read_again:
        for each in read_again:
            if not isinstance(each.made, Article | Rejected) or not each.capture.waits:
                continue
            record_id = each.capture.raw.record_id
            outcome, before = transact(engine, partial(changes.of_capture, record_id=record_id))
            if _differs(outcome, before, each.made):
                yield each.page.url, before, each.made


def _differs(outcome: str | None, before: Read | None, after: Article | Rejected) -> bool:
    if outcome is None:  # left by a run that died
        return isinstance(after, Article)
    if isinstance(after, Rejected) or before is None:
        return isinstance(after, Rejected) != (before is None)
    return readings.content(after.title, after.text, after.notes) != before.content


def _take_in(
    engine: sa.Engine,
    folder: Path,
    files: list[Path],
    outlets: Mapping[str, Outlet],
    only: str | None,
    keep_off_topic: bool,
    *,
    again: bool,
    scheduler: str | None = None,
    beat: Callable[[], None] = silent,
) -> Counter[str]:
    counts: Counter[str] = Counter()
    about = {path: said for path, said in ((path, _about(engine, path)) for path in files) if _ours(said, only)}
    if not about:
        return counts
    line = Line(outlets, keep_off_topic, furniture.cuts(folder.parent))
    belt = Belt(engine, line)

    def known(path: Path) -> set[str]:
        return set() if again else transact(engine, partial(captures.settled, file=path.name))

    with closing(_read(line, about, known, counts, scheduler)) as done:
        for path, of_file in _by_file(about, done):
            beat()
            run_id = transact(engine, partial(_run, path=path, about=about[path]))
            counts += belt.run(run_id, of_file, beat)
            transact(engine, partial(runs.close_dead, run_id=run_id, moment=datetime.now(UTC)))
            manifest.seal(engine, path.parent, about[path][RUN])
    return counts


def _read(
    line: Line,
    files: Iterable[Path],
    known: Callable[[Path], set[str]],
    counts: Counter[str],
    scheduler: str | None,
) -> Generator[Done]:
    """What lies in the files, read, in order: here, or by the workers of a scheduler."""
    if scheduler:
        yield from cluster.replayed(scheduler, line, files, counts)
        return
    workers = Pool(pool.ALL)
    try:
        yield from batch.read(line, workers, (each for path in files for each in _items(path, known(path), counts)))
    finally:
        workers.close(wait=False)


def _by_file(files: Iterable[Path], done: Iterator[Done]) -> Iterator[tuple[Path, Iterator[Done]]]:
    """Each file with what lies in it; what comes next is drawn from `done` while its file's turn is."""
    waiting = next(done, None)

    def of(path: Path) -> Iterator[Done]:
        nonlocal waiting
        while waiting is not None and waiting.capture.raw.file == path.name:
            yield waiting
            waiting = next(done, None)

    for path in files:
        yield path, of(path)


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
