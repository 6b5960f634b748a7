"""The side of the process that keeps: hands out scans and ranges, and takes in order what comes back."""

from __future__ import annotations

import logging
import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from itertools import compress
from pathlib import Path
from typing import Any, Protocol, TypeVar

from syria_news import warc
from syria_news.batch import SIZE, Done, Line
from syria_news.cluster import tasks
from syria_news.cluster.tasks import Place, Range, Scanned
from syria_news.files import File
from syria_news.owners import Owners

log = logging.getLogger(__name__)
A = TypeVar("A")

_ADDRESS = re.compile(r"(tcp|tls|ws|wss|ucx)://[^\s/]+:\d{1,5}")
AHEAD = 3
"""Tasks handed out for each thread of the workers: one is done, one waits there, one is on its way."""


class Keeper(Protocol):
    """A run that takes in what others fetched."""

    counts: Counter[str]

    @property
    def writer(self) -> warc.Writer:
        """Its WARC file."""

    def unknown(self, ids: list[str]) -> list[bool]:
        """Which of the records the archive doesn't have yet."""


def replayed(scheduler: str, line: Line, files: Iterable[Path], counts: Counter[str]) -> Iterator[Done]:
    """What lies in files of our own, read again, in their order."""
    with _crew(scheduler) as crew:
        ranges = ((path, places, _needed(line, places), None) for path, places in _ranges(crew, files, None, counts))
        for (path, *_), part in crew.in_order(tasks.read, ranges):
            _tell(part, path, counts)
            yield from part.done


def ingested(scheduler: str, line: Line, owners: Owners, files: Iterable[File], keeper: Keeper) -> Iterator[Done]:
    """What is ours in WARC files of others, written into the run's own file and read, in their order."""

    def new() -> Iterator[tuple[File, list[Place], Line, str]]:
        for path, places in _ranges(crew, files, owners, keeper.counts):
            left = list(compress(places, keeper.unknown([place.record_id for place in places])))
            if left:
                yield path, left, _needed(line, left), keeper.writer.info_id

    with _crew(scheduler) as crew:
        for (path, *_), part in crew.in_order(tasks.read, new()):
            _tell(part, path, keeper.counts)
            for done, raw in zip(part.done, keeper.writer.put(part.packed), strict=True):
                yield done.lies_at(raw)


class _Crew:
    """The workers of a scheduler."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def in_order(self, task: Callable[..., A], calls: Iterable[tuple[Any, ...]]) -> Iterator[tuple[tuple[Any, ...], A]]:
        """Each call with what the task gave, in order; some are under way ahead of the one that is handed out."""
        waiting: deque[tuple[tuple[Any, ...], Any]] = deque()
        for call in calls:
            waiting.append((call, self._client.submit(task, *call, pure=False)))
            if len(waiting) >= AHEAD * max(2, sum(self._client.nthreads().values())):
                yield self._result(task, *waiting.popleft())
        while waiting:
            yield self._result(task, *waiting.popleft())

    def _result(self, task: Callable[..., A], call: tuple[Any, ...], future: Any) -> tuple[tuple[Any, ...], A]:
        from distributed import KilledWorker  # noqa: PLC0415 - an extra

        try:
            return call, future.result()
        except KilledWorker as error:
            log.warning("several workers died over it, so it is read here: %s", error)
            return call, task(*call)


def _ranges(
    crew: _Crew, files: Iterable[File], owners: Owners | None, counts: Counter[str]
) -> Iterator[tuple[File, list[Place]]]:
    calls = ((path.absolute() if isinstance(path, Path) else path, owners) for path in files)
    for (path, _), found in crew.in_order(tasks.scan, calls):
        _tell(found, path, counts)
        passed = {"foreign": found.foreign, "not_articles": found.not_articles}
        counts.update({name: count for name, count in passed.items() if count})
        for start in range(0, len(found.places), SIZE):
            yield path, found.places[start : start + SIZE]


def _needed(line: Line, places: Iterable[Place]) -> Line:
    """A line as small as it can travel."""
    return line.of(place.errand.outlet for place in places)


def _tell(found: Scanned | Range, path: File, counts: Counter[str]) -> None:
    for each in found.damage:
        counts["damaged"] += 1
        log.error("%s", each)
    if found.broken:
        counts["broken_files"] += 1
        log.error("%s can't be read: %s", path, found.broken)


@contextmanager
def _crew(scheduler: str) -> Iterator[_Crew]:
    """The workers of the scheduler at an address. Raises `ConnectionError` where it can't be had, or goes away."""
    try:
        from distributed import Client  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ConnectionError("--scheduler needs the extra: pip install 'syria-news[dask]'") from error
    if not _ADDRESS.fullmatch(scheduler):  # Dask looks for it for half a minute, and raises what it has at hand
        raise ConnectionError(f"{scheduler!r} is no address of a scheduler; write it as tcp://HOST:PORT")
    connect: Any = Client  # it has no annotations
    with connect(scheduler, set_as_default=False) as client:
        if not client.nthreads():
            log.warning("%s has no workers yet; waiting for one", scheduler)
        try:
            yield _Crew(client)
        except CancelledError as error:
            raise ConnectionError(f"lost the scheduler {scheduler}; start again, and it goes on") from error
