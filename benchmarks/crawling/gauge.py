"""What a crawl costs, measured in it: how late its reactor is, and what its threads and processes take."""

from __future__ import annotations

import asyncio
import json
import os
import threading
import time
from collections import defaultdict
from pathlib import Path

from scrapy import signals
from scrapy.crawler import Crawler

TICK = 0.005
"""Seconds between two looks at how late the reactor is."""
LOOK = 0.5
"""Seconds between two looks at the processes."""
_HERTZ = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Gauge:
    """Extension: writes what it saw, as JSON, to the file that the setting GAUGE names.

    `cpu` has seconds by thread of the crawler's process, and of all other processes as `workers`; `memory` the bytes
    (RSS, so shared pages count for each process) after so many responses.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._path = Path(crawler.settings["GAUGE"])
        self._late: list[float] = []
        self._cpu: dict[str, float] = {}
        self._memory: dict[int, int] = {}
        self._responses = 0
        self._began = 0.0
        self._tasks: list[asyncio.Task[None]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Gauge:
        """As Scrapy makes it."""
        gauge = cls(crawler)
        crawler.signals.connect(gauge.opened, signals.spider_opened)
        crawler.signals.connect(gauge.came, signals.response_received)
        crawler.signals.connect(gauge.closed, signals.spider_closed)
        return gauge

    def opened(self) -> None:
        """Begin."""
        self._began = time.perf_counter()
        self._tasks = [asyncio.ensure_future(self._watch()), asyncio.ensure_future(self._look())]

    def came(self) -> None:
        """Count a response."""
        self._responses += 1

    def closed(self) -> None:
        """Write what was seen."""
        seconds = time.perf_counter() - self._began
        for task in self._tasks:
            task.cancel()
        self._note()
        cpu: defaultdict[str, float] = defaultdict(float)
        for name, used in self._cpu.items():
            cpu[name.partition(" ")[0]] += used
        late = sorted(self._late) or [0.0]
        told = {
            "pages": self._responses - 1,  # the sitemap is none
            "seconds": seconds,
            "cpu": dict(cpu),
            "late_p50": late[len(late) // 2],
            "late_p99": late[len(late) * 99 // 100],
            "memory": self._memory,
            "written": _written(),
        }
        self._path.write_text(json.dumps(told), encoding="utf-8")

    async def _watch(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK)
            self._late.append(time.perf_counter() - before - TICK)

    async def _look(self) -> None:
        while True:
            self._note()
            await asyncio.sleep(LOOK)

    def _note(self) -> None:
        for thread in threading.enumerate():
            kind = thread.name.rpartition("_")[0] or "reactor"
            kind = kind if kind in {"database", "warc"} else "reactor"
            self._cpu[f"{kind} {thread.native_id}"] = _seconds(Path(f"/proc/self/task/{thread.native_id}/stat"))
        memory = _resident(os.getpid())
        for pid in _below(os.getpid()):
            self._cpu[f"workers {pid}"] = max(_seconds(Path(f"/proc/{pid}/stat")), self._cpu.get(f"workers {pid}", 0))
            memory += _resident(pid)
        self._memory[self._responses] = memory


def _seconds(stat: Path) -> float:
    try:
        fields = stat.read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _HERTZ


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except OSError:
        return 0


def _below(pid: int) -> list[int]:
    """All processes that descend from one."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            children = [int(each) for each in (task / "children").read_text().split()]
        except OSError:
            continue
        for child in children:
            try:
                found += [child, *_below(child)]
            except OSError:
                continue
    return found


def _written() -> int:
    for line in Path("/proc/self/io").read_text().splitlines():
        if line.startswith("write_bytes:"):
            return int(line.split()[1])
    return 0
