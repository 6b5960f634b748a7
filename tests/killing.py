"""A process that is killed at a named step, so that what it leaves can be looked at.

Runs `work` in a fork of this process in which the n-th call of something kills it with SIGKILL, before or after (or,
for writes, in the middle of) what it does. The product knows nothing of it.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine import default

from syria_news import ingest, replay
from syria_news.store import ledger
from syria_news.warc import writer

STEPS = ("write", "fsync", "rename", "unlink", "commit", "enter")
"""What puts something where it outlasts the process; `enter` is when a listing's lines go into the ledger."""
WHEN = ("before", "after", "middle")


@dataclass(frozen=True)
class Point:
    """Where to die."""

    step: str
    when: str
    number: int

    def __str__(self) -> str:
        return f"{self.when} {self.step} {self.number}"


class Inline:
    """Stands in for the pool of workers: reads in this process, so that a fork costs nothing."""

    def __init__(self, workers: int = 1) -> None:
        self.workers = workers

    def submit(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(work(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future

    def submit_for(self, seconds: float, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Future[Any]:
        return self.submit(work, *args, **kwargs)

    def close(self, wait: bool = True) -> None:
        pass


def dies(point: Point, work: Callable[[], None]) -> bool:
    """Run `work` in a fork that dies at the point; whether it got there."""
    child = os.fork()
    if child == 0:
        try:
            arm(point)
            inline()
            work()
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(3)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, f"failed {point}"
    return os.WIFSIGNALED(status)


def points(step: str, when: str, each: Callable[[Point], bool]) -> Iterator[Point]:
    """Call `each` with the first, second, ... point of a kind until one is not reached, as SQLite tests itself."""
    number = 1
    while each(point := Point(step, when, number)):
        yield point
        number += 1


def inline() -> None:
    """Have ingest and replay read without workers."""
    for module in (ingest, replay):
        module.__dict__["Pool"] = Inline


def arm(point: Point) -> None:
    """Let this process die at the point."""
    left = [point.number]

    def now() -> bool:
        left[0] -= 1
        return left[0] == 0

    def deadly(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            hit = now()
            if hit and point.when == "before":
                die()
            result = function(*args, **kwargs)
            if hit:
                die()
            return result

        return call

    match point.step:
        case "write":
            _arm_writes(point.when, now)
        case "fsync":
            os.fsync = deadly(os.fsync)
        case "rename":
            Path.rename = deadly(Path.rename)  # type: ignore[method-assign]
        case "unlink":
            Path.unlink = deadly(Path.unlink)  # type: ignore[method-assign]
        case "commit":
            default.DefaultDialect.do_commit = deadly(default.DefaultDialect.do_commit)  # type: ignore[method-assign]
        case "enter":
            ledger.enter = deadly(ledger.enter)


def _arm_writes(when: str, now: Callable[[], bool]) -> None:
    append = writer.Writer._append

    def deadly(self: writer.Writer, *members: bytes) -> int:
        hit = now()
        if hit and when == "middle":
            data = b"".join(members)
            self._file.write(data[: len(data) // 2])
        if hit and when in {"before", "middle"}:
            die()
        offset = append(self, *members)
        if hit:
            die()
        return offset

    writer.Writer._append = deadly  # type: ignore[method-assign]


def die() -> None:
    """At once."""
    os.kill(os.getpid(), signal.SIGKILL)
