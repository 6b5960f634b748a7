"""A real Scrapyd takes the project, runs a job with arguments, and fills a Postgres that machines share."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
import sqlalchemy as sa

from syria_news import schedule
from syria_news.store import database
from tests.commands import ROOT
from tests.test_sample_crawl import SAMPLE

SCRAPYD = "scrapyd==1.6.0"
LONGEST = 240
"""Seconds; a crawl of the sample takes five on an idle machine."""


class Daemon:
    """A running Scrapyd."""

    def __init__(self, address: str) -> None:
        self._address = address

    def ask(self, path: str, data: bytes | None = None, kind: str = "application/x-www-form-urlencoded") -> Any:
        with urlopen(Request(f"{self._address}/{path}", data, {"Content-Type": kind})) as answer:
            return json.load(answer)

    def deploy(self, egg: bytes) -> Any:
        part = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
        fields = part.format("project", "") + "news\r\n" + part.format("version", "") + "1\r\n"
        body = (fields + part.format("egg", '; filename="a.egg"')).encode() + egg + b"\r\n--x--\r\n"
        return self.ask("addversion.json", body, "multipart/form-data; boundary=x")

    def start(self, **arguments: str) -> str:
        started = self.ask("schedule.json", urlencode({"project": "news", **arguments}).encode())
        assert started["status"] == "ok", started
        return str(started["jobid"])

    def finish(self, job: str) -> None:
        deadline = time.monotonic() + LONGEST
        while job not in {each["id"] for each in self.ask("listjobs.json?project=news")["finished"]}:
            assert time.monotonic() < deadline
            threading.Event().wait(0.2)


@pytest.fixture
def daemon(tmp_path: Path, database_url: str) -> Iterator[Daemon]:
    uv = shutil.which("uv")
    if uv is None:
        pytest.skip("no uv here to fetch Scrapyd with")
    with_it = [uv, "run", "--no-sync", "--project", str(ROOT), "--with", SCRAPYD]
    fetched = subprocess.run([*with_it, "python", "-c", "import scrapyd"], capture_output=True, text=True, check=False)
    if fetched.returncode:
        pytest.skip(f"{SCRAPYD} can't be had from the package index: {fetched.stderr.strip().splitlines()[-1]}")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "scrapyd.conf").write_text(f"[scrapyd]\nhttp_port = {port}\npoll_interval = 0.2\n")
    env = {**os.environ, "SYRIA_NEWS_ARCHIVE": str(tmp_path / "archive"), "SYRIA_NEWS_DATABASE": database_url}
    with (tmp_path / "log").open("wb") as log:
        running = subprocess.Popen([*with_it, "scrapyd"], cwd=tmp_path, env=env, stdout=log, stderr=log)
    try:
        found = Daemon(f"http://127.0.0.1:{port}")
        _wait(found, running, tmp_path / "log")
        yield found
    finally:
        running.terminate()
        running.wait(30)


def _wait(daemon: Daemon, running: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            assert daemon.ask("daemonstatus.json")["status"] == "ok"
            return
        except OSError:
            assert running.poll() is None and time.monotonic() < deadline, log.read_text()
            threading.Event().wait(0.2)


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_scrapyd_deploys_the_project_and_its_job_fills_the_database(
    daemon: Daemon, database_url: str, tmp_path: Path
) -> None:
    deployed = daemon.deploy(schedule.egg())
    assert deployed["status"] == "ok", deployed
    assert deployed["spiders"] >= 6
    daemon.finish(daemon.start(spider="upi", replay=str(ROOT / SAMPLE)))
    engine = database.connect(database_url)
    with engine.connect() as conn:
        [run] = conn.execute(sa.text("SELECT outlet, reason, arguments FROM runs")).all()
        stored = conn.execute(sa.text("SELECT count(*) FROM latest")).scalar_one()
    engine.dispose()
    logs = "".join(path.read_text() for path in (tmp_path / "logs").rglob("*.log"))
    assert (run.outlet, run.reason) == ("upi", "finished"), logs
    assert run.arguments["replay"].endswith(SAMPLE)
    assert stored == 6, logs
