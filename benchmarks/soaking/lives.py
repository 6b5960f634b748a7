"""Crawls that are killed, on a database that is restarted, until every page was asked for; then some in peace."""

from __future__ import annotations

import contextlib
import json
import math
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
HUNG = 120.0
"""Seconds without an answer from the outlet after which a crawl counts as hung; nothing it does should take half."""
EARLY = 0.25
"""Share of the kills that hit a crawl within seconds, so that recovery itself is killed, too."""
LOOKS = 8
"""Every so manieth crawl fetches pages again that were fetched before."""
ROUNDS = 6
"""Crawls in peace, at most, until nothing is left to do."""


@dataclass
class Outlet:
    """The server's process, and what its log says so far."""

    home: Path
    pages: int
    seed: str
    timeout: float
    hosts: list[str] = field(default_factory=list)
    asked: set[int] = field(default_factory=set)
    answers: int = 0
    _offset: int = 0

    @contextlib.contextmanager
    def running(self) -> Iterator[Outlet]:
        """With the server up."""
        given = [str(self.home), str(self.pages), self.seed, str(self.timeout)]
        command = [sys.executable, "-m", "benchmarks.soaking.server", *given]
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert process.stdin is not None and process.stdout is not None
        port = process.stdout.readline().split()[0]
        self.hosts = [f"127.0.0.{number}:{port}" for number in range(1, 9)]
        try:
            yield self
        finally:
            process.stdin.close()
            process.wait(30)

    def look(self) -> int:
        """Read on in the log; how many answers there are."""
        with (self.home / "answers.jsonl").open("rb") as file:
            file.seek(self._offset)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._offset += len(line)
                self.answers += 1
                if (page := json.loads(line).get("page")) is not None:
                    self.asked.add(page)
        return self.answers

    def calm(self) -> None:
        """Nothing goes wrong any more."""
        (self.home / "calm").touch()


@dataclass
class Life:
    """One crawl."""

    number: int
    began: float
    kind: str = "crawl"
    killed: bool = False
    hung: bool = False
    code: int = 0
    ended: float = 0.0
    outlived: int = 0
    """Processes of a killed crawl that were still there ten seconds later."""


class Lives:
    """What is done to the crawls; `lives.jsonl` in `home` says what was."""

    def __init__(self, outlet: Outlet, environment: dict[str, str], restart: Callable[[float], None]) -> None:
        self._outlet, self._restart = outlet, restart
        self._environment = {
            **environment,
            "SOAK_HOSTS": ",".join(outlet.hosts),
            "SOAK_TIMEOUT": str(outlet.timeout),
            "SCRAPY_SETTINGS_MODULE": "benchmarks.soaking.settings",
            "PYTHONPATH": str(ROOT),
        }
        self._dice = random.Random(outlet.seed)
        self.lives: list[Life] = []
        self.restarted = 0
        self._logs = outlet.home / "lives"
        self._logs.mkdir()

    def storm(self, kills: int, restarts: int) -> None:
        """Crawl, kill and restart until every page was asked for and all of it was done."""
        pages = self._outlet.pages
        self._restarts = [pages * (n + 1) // (restarts + 1) for n in range(restarts)]
        early = [n < round(kills * EARLY) for n in range(kills)]
        self._dice.shuffle(early)
        marks = [None if is_early else pages * n // (kills + 1) for n, is_early in enumerate(early, 1)]
        while marks or self._restarts or len(self._outlet.asked) < pages:
            life = self._life(self._arguments(), marks[0] if marks else pages * 2)
            if life.killed and not life.hung:
                marks.pop(0)
            self._tell(life)

    def peace(self) -> None:
        """Crawl without faults until nothing more is to be done; once more, to see that this changes nothing."""
        self._outlet.calm()
        for _ in range(ROUNDS):
            print(self.syria_news("retry"))
            life = self._life([], self._outlet.pages * 2, "peace")
            self._tell(life)
            if life.code == 0:
                return

    def again(self) -> None:
        """One more crawl in peace."""
        self._tell(self._life([], self._outlet.pages * 2, "again"))

    def syria_news(self, *arguments: str) -> str:
        """What a command says, and its exit code."""
        done = subprocess.run(
            [sys.executable, "-c", "from syria_news.cli import main; main()", *arguments],
            cwd=ROOT, env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        return f"syria-news {' '.join(arguments)}: exit code {done.returncode}\n{done.stdout.rstrip()}"

    def _arguments(self) -> list[str]:
        asked = sorted(self._outlet.asked)
        if (len(self.lives) + 1) % LOOKS or len(asked) < 10:
            return []
        some = self._dice.sample(asked, min(200, len(asked) // 2))
        hosts = self._outlet.hosts
        return ["-a", "url=" + ",".join(f"http://{hosts[n % len(hosts)]}/news/{n}" for n in some)]

    def _life(self, arguments: list[str], mark: int | None, kind: str = "crawl") -> Life:
        """A crawl, killed when so many pages were asked for (at once, where they were), or (None) within seconds."""
        outlet, number = self._outlet, len(self.lives) + 1
        life = Life(number, time.time(), "looks" if arguments else kind)
        self.lives.append(life)
        if mark is not None and len(outlet.asked) >= mark:
            mark = None
        death = time.monotonic() + self._dice.uniform(0.2, 8) if mark is None else math.inf
        command = [sys.executable, "-m", "scrapy", "crawl", "soak", *arguments]
        with (self._logs / f"{number:03}.log").open("wb") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        answers, moved = outlet.look(), time.monotonic()
        while process.poll() is None:
            time.sleep(0.05)
            now = time.monotonic()
            if outlet.look() != answers:
                answers, moved = outlet.answers, now
            if self._restarts and len(outlet.asked) >= self._restarts[0]:
                self._restarts.pop(0)
                self.restarted += 1
                self._restart(self._dice.uniform(0, 3))
            if mark is not None and len(outlet.asked) >= mark and death == math.inf:
                death = now + self._dice.uniform(0, 1)
            life.hung = now - moved > HUNG
            if life.hung:
                process.send_signal(signal.SIGUSR1)
                time.sleep(2)
            if life.hung or now >= death:
                self._kill(process, life)
                break
        life.code = process.wait()
        life.ended = life.ended or time.time()
        outlet.look()
        with (outlet.home / "lives.jsonl").open("a") as file:
            file.write(json.dumps(vars(life)) + "\n")
        return life

    def _kill(self, process: subprocess.Popen[bytes], life: Life) -> None:
        """SIGKILL, to the crawl alone or to its workers with it."""
        life.killed = True
        if life.number % 2:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
        life.ended = time.time()
        deadline = time.monotonic() + 10
        while (left := _group(process.pid)) and time.monotonic() < deadline:
            time.sleep(0.05)
        life.outlived = len(left)
        if left:
            os.killpg(process.pid, signal.SIGKILL)

    def _tell(self, life: Life) -> None:
        how = "hung" if life.hung else "killed" if life.killed else f"exit code {life.code}"
        so_far = f"{len(self._outlet.asked)} pages asked for, {self._outlet.answers} answers"
        left = f"; {life.outlived} workers lived on" if life.outlived else ""
        print(f"{life.number:3} {life.kind}: {how} after {life.ended - life.began:.1f} s; {so_far}{left}", flush=True)

    def summary(self) -> str:
        """What was done, and how the crawls ended."""
        codes = Counter(life.code for life in self.lives if not life.killed)
        ends = ", ".join(f"{count} with exit code {code}" for code, count in sorted(codes.items()))
        killed = [life for life in self.lives if life.killed and not life.hung]
        return (
            f"crawls {len(self.lives)}: {len(killed)} killed by SIGKILL, ended {ends}; "
            f"{sum(life.hung for life in self.lives)} hung; {sum(life.outlived > 0 for life in self.lives)} whose "
            f"workers outlived them; database restarted {self.restarted} times"
        )


def _group(leader: int) -> list[int]:
    """The living processes of a group (Linux)."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, group = path.read_text().rpartition(")")[2].split()[:3]
            if int(group) == leader and state not in {"Z", "X"}:
                found.append(int(path.parent.name))
    return found
