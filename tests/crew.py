"""A Dask scheduler and its workers, in processes of their own, on loopback."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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
    _stack: ExitStack = field(repr=False)

    def hire(self, name: str, *options: str) -> subprocess.Popen[str]:
        """Start a worker; it may not have signed on yet."""
        arguments = (self.address, "--nthreads", "1", "--name", name, "--no-dashboard", *options)
        return self._stack.enter_context(_process(self.home / f"{name}.log", WORKER, *arguments))

    def is_busy(self, name: str) -> bool:
        """Whether a worker has something to do."""
        known = self.client.scheduler_info(n_workers=-1)["workers"]
        busy = [address for address, tasks in self.client.processing().items() if tasks]
        return any(known[address]["name"] == name for address in busy if address in known)


@contextmanager
def crew(home: Path) -> Iterator[Crew]:
    """Two workers: one that a nanny looks after, as `dask worker` has it by itself, and one without."""
    home.mkdir()
    options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
    with ExitStack() as stack:
        scheduler = stack.enter_context(_process(home / "scheduler.log", SCHEDULER, *options))
        assert scheduler.stderr is not None
        address = next(word for line in scheduler.stderr for word in line.split() if word.startswith("tcp://127.0.0.1"))
        client = stack.enter_context(Client(address, set_as_default=False))  # type: ignore[no-untyped-call]
        made = Crew(address, home, client, stack)
        made.hire("looked-after")
        made.hire("alone", "--no-nanny")
        client.wait_for_workers(2)
        yield made


@contextmanager
def _process(log: Path, module: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A module running as a process; the scheduler's log is a pipe, so that its address can be read."""
    command = [sys.executable, "-m", module, *arguments]
    pipe = subprocess.PIPE if module == SCHEDULER else log.open("w")
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.communicate()
