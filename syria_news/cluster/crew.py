"""The side of the process that keeps: hands out scans and ranges, and takes in order what comes back."""

from __future__ import annotations

import logging
import re
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import Any, Protocol, TypeVar

from syria_news import warc
from syria_news.batch import SIZE, Done, Line
from syria_news.cluster import identity, tasks
from syria_news.cluster.tasks import Found, Place
from syria_news.files import File
from syria_news.owners import Owners

log = logging.getLogger(__name__)
F = TypeVar("F", bound=Found)

_ADDRESS = re.compile(r"(tcp|tls|ws|wss|ucx)://[^\s/]+:\d{1,5}")
AHEAD = 3
"""Tasks handed out for each thread of the workers: one is done, one waits there, one is on its way."""
PAUSE = 1
"""Seconds until we look again who is there, while nothing comes back."""
FETCH = 2
"""Seconds for what was done to come here, before we look who is there; twice that the next time."""
ANSWERS = 30
"""Seconds that a run waits at its start for all who are there to say what they have."""
QUESTION = "__import__('syria_news.cluster.identity', fromlist=['own']).own()"
"""Sent as text: where this can't be imported it is an answer, and not a task that kills the worker that unpacks it."""
NEEDED = "Each needs this package and its libraries in the versions that are installed here"
REMEDY = "install there what is installed here (the same commit, by the lock file), and start it again"


class Lost(Exception):
    """The scheduler went away in the middle of a run; the message says what to do."""


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
    tell = _Teller(counts)
    with _crew(scheduler) as crew:
        ranges = ((path, places, _needed(line, places), None) for path, places in _ranges(crew, files, None, tell))
        for (path, *_), part in crew.in_order(tasks.read, ranges):
            tell.of(part, path)
            yield from part.done


def ingested(scheduler: str, line: Line, owners: Owners, files: Iterable[File], keeper: Keeper) -> Iterator[Done]:
    """What is ours in WARC files of others, written into the run's own file and read, in their order."""

    def new() -> Iterator[tuple[File, list[Place], Line, str]]:
        for path, places in _ranges(crew, files, owners, tell):
            left = list(compress(places, keeper.unknown([place.record_id for place in places])))
            if left:
                yield path, left, _needed(line, left), keeper.writer.info_id

    tell = _Teller(keeper.counts)
    with _crew(scheduler) as crew:
        for (path, *_), part in crew.in_order(tasks.read, new()):
            tell.of(part, path)
            for done, raw in zip(part.done, keeper.writer.put(part.packed), strict=True):
                yield done.lies_at(raw)


@dataclass
class _Job:
    """A task that was given out: with what it was called, and to whom."""

    task: Callable[..., Any]
    call: tuple[Any, ...]
    able: set[str]
    future: Any


class _Crew:
    """The workers of a scheduler that read as this process does. Raises `Lost` where the scheduler goes away."""

    def __init__(self, client: Any, scheduler: str) -> None:
        self._client = client
        self._scheduler = scheduler
        self._questions: dict[str, Any] = {}
        """By the address of a worker: what it has, once it has answered."""
        self._agrees: dict[str, bool] = {}
        self._blind: defaultdict[str, set[str]] = defaultdict(set)
        """By file: the workers that could read nothing of it."""
        self._threads = 0
        self._patience = FETCH
        self._start = time.monotonic()
        self._had_any = False
        self._said = ""

    def in_order(self, task: Callable[..., F], calls: Iterable[tuple[Any, ...]]) -> Iterator[tuple[tuple[Any, ...], F]]:
        """Each call with what the task gave, in order; some are under way ahead of the one that is handed out."""
        waiting: deque[_Job] = deque()
        for call in calls:
            with self._reached():
                waiting.append(self._given(task, call))
            if len(waiting) >= AHEAD * max(2, self._threads):
                yield self._result(waiting.popleft())
        while waiting:
            yield self._result(waiting.popleft())

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """While something is asked of the scheduler."""
        from distributed.client import ClosedClientError  # noqa: PLC0415 - an extra
        from distributed.comm.core import CommClosedError  # noqa: PLC0415

        try:
            yield
        except (CancelledError, CommClosedError, ClosedClientError) as error:
            raise self._lost() from error
        except OSError as error:
            if self._client.status == "running":
                raise
            raise self._lost() from error

    def _lost(self) -> Lost:
        return Lost(f"lost the scheduler {self._scheduler}; start again, and it goes on")

    def _given(self, task: Callable[..., Any], call: tuple[Any, ...], tried: Collection[str] = ()) -> _Job:
        """Give a task to whoever is free of those that agree, have not tried it, and can read the file."""
        able = self._able()
        able = able.difference(tried) or able
        able = able - self._blind.get(str(call[0]), set()) or able
        future = self._client.submit(
            tasks.asked, identity.own(), task, *call, workers=sorted(able), allow_other_workers=False, pure=False
        )
        return _Job(task, call, able, future)

    def _result(self, job: _Job) -> tuple[tuple[Any, ...], Any]:
        """What came of it. Where a worker can't read the file, others try: all, or one more if it got anywhere."""
        path, best = job.call[0], None
        tried: set[str] = set()
        while True:
            with self._reached():
                found = self._found(job)
                if found is None:
                    job = self._given(job.task, job.call, tried)
                    continue
                best = found if best is None or not found.broken or found.got > best.got else best
                if not found.broken or not found.worker:
                    return job.call, best
                tried.add(found.worker)
                others = self._able() - tried
                if not others or (best.got and len(tried) > 1):
                    best.worker = ", ".join(sorted(tried))  # whoever was asked
                    return job.call, best
                if found.got or found.worker not in self._blind[str(path)]:
                    log.warning("%s can't be read by worker %s (%s); another tries", path, found.worker, found.broken)
                if not found.got:
                    self._blind[str(path)].add(found.worker)
                job = self._given(job.task, job.call, tried)

    def _found(self, job: _Job) -> Any:
        """What a worker gave; None where none will, so that it has to be given out anew."""
        from distributed import KilledWorker  # noqa: PLC0415 - an extra

        while True:
            try:
                job.future.exception(timeout=PAUSE)  # it is done, and lies with its worker
                return job.future.result(timeout=self._patience)
            except KilledWorker as error:
                log.warning("several workers died over it, so it is read here: %s", error)
                return job.task(*job.call)
            except tasks.Differs as refusal:  # another one has started at an address that we know
                self._leave_out(refusal.worker, identity.differences(refusal.has))
                return None
            except TimeoutError:
                if job.future.status == "error":
                    raise
                if not job.able & self._able():  # it waits for those to come back, and they needn't
                    job.future.cancel()
                    return None
                self._patience *= 2 if job.future.done() else 1

    def _able(self) -> set[str]:
        """The workers that are there and agree. Waits for one, aloud; raises `ConnectionError` where none ever did."""
        while True:
            threads = self._client.nthreads()
            self._ask(set(threads))
            able = {worker for worker in threads if self._agrees.get(worker)}
            self._threads = sum(threads[worker] for worker in able)
            unanswered = threads.keys() - self._agrees.keys()
            if able and (self._had_any or not unanswered or time.monotonic() > self._start + ANSWERS):
                self._said, self._had_any = "", True
                return able
            if threads and not unanswered and not self._had_any:
                raise ConnectionError(
                    f"none of the {len(threads)} workers of {self._scheduler} has what this machine has; {REMEDY}"
                )
            self._wait(len(threads), unanswered)

    def _ask(self, there: set[str]) -> None:
        """Ask those who they are that have not been asked, and hear what others answer."""
        for worker in self._questions.keys() - there:
            del self._questions[worker]
            self._agrees.pop(worker, None)
        for worker in sorted(there - self._questions.keys()):
            self._questions[worker] = self._client.submit(
                eval, QUESTION, workers=[worker], allow_other_workers=False, pure=False, priority=1
            )
        for worker, question in self._questions.items():
            if worker in self._agrees or not question.done():
                continue
            try:
                otherwise = identity.differences(question.result())
            except CancelledError:
                raise
            except Exception as error:  # whatever an import there, or an older version, says
                otherwise = f"it can't say what it has ({type(error).__name__}: {error})"
            self._agrees[worker] = True
            if otherwise:
                self._leave_out(worker, otherwise)

    def _leave_out(self, worker: str, otherwise: str) -> None:
        if self._agrees.get(worker, True):
            log.warning("worker %s is left out, since it would read otherwise: %s; %s", worker, otherwise, REMEDY)
        self._agrees[worker] = False

    def _wait(self, there: int, unanswered: Collection[str]) -> None:
        """A moment, and say for what, once until somebody works again."""
        if unanswered:
            try:
                self._questions[min(unanswered)].exception(timeout=PAUSE)
            except TimeoutError:
                count = f"{len(unanswered)} of the {there} workers of {self._scheduler}"
                said = f"{count} have not said yet what they have; waiting"
            else:
                return
        else:
            gone = "any more" if self._had_any else "yet"
            said = f"{self._scheduler} has no workers {'that agree ' * bool(there)}{gone}; waiting for one. {NEEDED}"
        if said != self._said:
            log.warning("%s", said)
            self._said = said
        if not unanswered:
            time.sleep(PAUSE)


class _Teller:
    """Counts and says what is amiss with files; each counts as broken once, however many of its ranges are."""

    def __init__(self, counts: Counter[str]) -> None:
        self.counts = counts
        self._broken: set[str] = set()

    def of(self, found: Found, path: File) -> None:
        """What came of a file or a range of it."""
        for each in found.damage:
            self.counts["damaged"] += 1
            log.error("%s", each)
        if found.broken:
            self.counts["broken_files"] += str(path) not in self._broken
            self._broken.add(str(path))
            by = f" by worker {found.worker}" if found.worker else ""
            log.error("%s can't be read%s: %s", path, by, found.broken)


def _ranges(
    crew: _Crew, files: Iterable[File], owners: Owners | None, tell: _Teller
) -> Iterator[tuple[File, list[Place]]]:
    calls = ((path.absolute() if isinstance(path, Path) else path, owners) for path in files)
    for (path, _), found in crew.in_order(tasks.scan, calls):
        tell.of(found, path)
        passed = {"foreign": found.foreign, "not_articles": found.not_articles}
        tell.counts.update({name: count for name, count in passed.items() if count})
        for start in range(0, len(found.places), SIZE):
            yield path, found.places[start : start + SIZE]


def _needed(line: Line, places: Iterable[Place]) -> Line:
    """A line as small as it can travel."""
    return line.of(place.errand.outlet for place in places)


@contextmanager
def _crew(scheduler: str) -> Iterator[_Crew]:
    """The workers of the scheduler at an address. Raises `ConnectionError` where it can't be had."""
    try:
        from distributed import Client  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ConnectionError("--scheduler needs the extra: pip install 'syria-news[dask]'") from error
    if not _ADDRESS.fullmatch(scheduler):  # Dask looks for it for half a minute, and raises what it has at hand
        raise ConnectionError(f"{scheduler!r} is no address of a scheduler; write it as tcp://HOST:PORT")
    connect: Any = Client  # it has no annotations
    with _quiet(), connect(scheduler, set_as_default=False) as client:
        yield _Crew(client, scheduler)


@contextmanager
def _quiet() -> Iterator[None]:
    """Dask prints how it tries to reach a scheduler that went away, traceback by traceback; we say it in a line."""
    theirs = logging.getLogger("distributed.client")
    theirs.disabled = True
    try:
        yield
    finally:
        theirs.disabled = False
