"""Worker processes with a hard limit on each page: a hostile page costs itself and nothing else.

Processes, since trafilatura on threads ends in segmentation faults (2 of 20 runs), and pebble, since its pool
survives a killed worker where the standard library's doesn't (36 of 40 pages failed against the 3 bad ones).
"""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import Any, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from syria_news.model import Reason, Rejected

log = logging.getLogger(__name__)
_STARTING = threading.Lock()
P = ParamSpec("P")
T = TypeVar("T")

SECONDS = 15
"""A page's time; the slowest of 1,246 saved news pages needs 2."""
LISTING = 90
"""A listing's time: the longest that is read, 250,000 addresses, takes 12 s of a core that has nothing else to do."""
MEMORY = 2 * 1024**3
"""Bytes of address space a worker may take; an idle one maps 0.5 GiB, and a page may add 1 GiB and more."""
ALL = os.cpu_count() or 2
"""Workers that keep all cores busy, where nothing but reading is to be done."""
TASKS = 1_000
"""Pages a worker reads before it is replaced, so that leaks and heap fragments go with it."""


class _Worker(ForkServerProcess):
    """A process that does not import what its parent was started as.

    Work is named by its module, so nobody needs it; and `scrapy`'s command would bring all of Scrapy and SQLAlchemy
    into every worker, 0.9 s of CPU each time that one is replaced.
    """

    def start(self) -> None:
        """As every process; whoever asks meanwhile what this one was started as is told: nothing."""
        main = sys.modules["__main__"]
        with _STARTING:
            kept: dict[str, Any] = {
                name: vars(main).pop(name) for name in ("__spec__", "__file__") if name in vars(main)
            }
            main.__spec__ = None
            try:
                super().start()
            finally:
                vars(main).update(kept)


class _Context(ForkServerContext):
    Process = _Worker


class _Processes(ProcessPool):
    """pebble's pool. It ends its workers before it takes their locks away: one that was just starting would ask for
    them, and print a traceback where it finds none.
    """

    def _stop_pool(self) -> None:
        manager: Any = self._pool_manager  # pebble has annotations for half of itself
        if self._pool_manager_loop is not None:  # it starts workers as long as it runs
            self._pool_manager_loop.join()
        manager.worker_manager.force_stop_workers()
        super()._stop_pool()  # type: ignore[no-untyped-call]


class Pool:
    """`workers` processes that read pages; by default as many as one crawl's reactor can feed (at most 4)."""

    def __init__(self, workers: int | None = None, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        context = _Context()
        context.set_forkserver_preload(["syria_news.primed"])
        forkserver.ensure_running()  # it loads what workers need while this process makes ready for them
        self._seconds = seconds
        self.workers = workers or min(4, max(2, (os.cpu_count() or 2) - 1))
        self._pool: Any = _Processes(
            max_workers=self.workers,
            max_tasks=TASKS,
            initializer=_limit,
            initargs=(memory,),
            context=context,
        )
        self._starting = asyncio.Lock()
        self._has_started = False

    async def started(self) -> Pool:
        """Itself, once the workers run; to those who ask meanwhile in the order in which they asked.

        Whoever submits first waits for their imports, seconds on a busy machine. A reactor that stands still so long
        takes answers that came meanwhile for late, and throws them away.
        """
        async with self._starting:
            if not self._has_started:
                await asyncio.to_thread(self.submit, abs, 0)
                self._has_started = True
        return self

    def submit(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Start `work`, a module-level function, in a worker; read the future by `result`."""
        return self.submit_for(self._seconds, work, *args, **kwargs)

    def submit_for(self, seconds: float, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The same for what may take longer than a page."""
        future: Future[T] = self._pool.schedule(work, args=args, kwargs=kwargs, timeout=seconds)
        return future

    def close(self, *, wait: bool = True) -> None:
        """End the workers, after what is running or (without `wait`) at once."""
        if wait:
            self._pool.close()
        else:
            self._pool.stop()
        self._pool.join()


def result(future: Future[T], url: str) -> T:
    """What a worker gave, or its exception; a worker's own death becomes `Rejected`."""
    try:
        return future.result()
    except TimeoutError as error:
        raise Rejected(Reason.TIMEOUT, url, "reading it took too long") from error
    except MemoryError as error:
        raise Rejected(Reason.TOO_COMPLEX, url, "reading it took too much memory") from error
    except (ProcessExpired, CancelledError) as error:
        raise Rejected(Reason.CRASHED, url, "its reader died") from error


def attempt(future: Future[T], url: str) -> T | Rejected:
    """The same, but a page's refusal is handed back, and a bug of ours costs, loudly, this page only."""
    try:
        return result(future, url)
    except Rejected as rejected:
        return rejected
    except Exception as error:
        log.error("reading %s failed", url, exc_info=error)
        return Rejected(Reason.CRASHED, url, repr(error))


def _limit(memory: int) -> None:
    """In a new worker: no core dumps, bounded memory, and Ctrl-C is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
