"""A Dask scheduler and its workers, in processes of their own, on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from distributed import Client

SCHEDULER, WORKER = "distributed.cli.dask_scheduler", "distributed.cli.dask_worker"


@dataclass
class Crew:
    """A scheduler that can be reached, and workers that have signed on with it."""

    address: str
    home: Path
    client: Any
    scheduler: subprocess.Popen[str]
    _stack: ExitStack = field(repr=False)

    def hire(self, name: str, *options: str, at: Path | None = None) -> subprocess.Popen[str]:
        """Start a worker; it may not have signed on yet. What it imports lies `at` a folder, if it lies there."""
        return self._stack.enter_context(self._worker(name, options, at))

    @contextmanager
    def lent(self, name: str, *options: str, at: Path | None = None) -> Iterator[str]:
        """A worker without a nanny, for a while; its address."""
        others = len(self.client.nthreads())
        with self._worker(name, ("--no-nanny", *options), at):
            self.client.wait_for_workers(others + 1)
            known = self.client.scheduler_info(n_workers=-1)["workers"]
            [address] = [address for address, worker in known.items() if worker["name"] == name]
            yield address

    def _worker(
        self, name: str, options: Sequence[str], at: Path | None
    ) -> AbstractContextManager[subprocess.Popen[str]]:
        arguments = (self.address, "--nthreads", "1", "--name", name, "--no-dashboard", *options)
        return _process(self.home / f"{name}.log", WORKER, *arguments, at=at)

    def is_busy(self, name: str) -> bool:
        """Whether a worker has something to do."""
        known = self.client.scheduler_info(n_workers=-1)["workers"]
        busy = [address for address, tasks in self.client.processing().items() if tasks]
        return any(known[address]["name"] == name for address in busy if address in known)


@contextmanager
def crew(home: Path, *, empty: bool = False) -> Iterator[Crew]:
    """Two workers: one that a nanny looks after, as `dask worker` has it by itself, and one without; or nobody yet."""
    home.mkdir()
    options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
    with ExitStack() as stack:
        scheduler = stack.enter_context(_process(home / "scheduler.log", SCHEDULER, *options))
        assert scheduler.stderr is not None
        address = next(word for line in scheduler.stderr for word in line.split() if word.startswith("tcp://127.0.0.1"))
        client = stack.enter_context(Client(address, set_as_default=False))  # type: ignore[no-untyped-call]
        made = Crew(address, home, client, scheduler, stack)
        if not empty:
            made.hire("looked-after")
            made.hire("alone", "--no-nanny")
            client.wait_for_workers(2)
        yield made


@contextmanager
def _process(log: Path, module: str, *arguments: str, at: Path | None = None) -> Iterator[subprocess.Popen[str]]:
    """A module running as a process; the scheduler's log is a pipe, so that its address can be read."""
    command = [sys.executable, "-m", module, *arguments]
    pipe = subprocess.PIPE if module == SCHEDULER else log.open("w")
    env = {**os.environ, "PYTHONPATH": str(at)} if at else None
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=pipe, text=True, cwd=at, env=env) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.communicate()
