"""Workers that would read otherwise, see no files, or go away: no row is wrong, and somebody is told."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from syria_news import exits
from syria_news.cluster import crew as crews
from syria_news.cluster import identity, tasks
from syria_news.ingest import ingest
from syria_news.store import database
from tests.commands import ROOT, Place
from tests.crew import Crew, crew
from tests.rows import rows
from tests.test_cluster import after_each_write, everything
from tests.test_ingest import OUTLETS, page, written


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crew]:
    """One that agrees."""
    with crew(tmp_path_factory.mktemp("crew") / "home", empty=True) as running, running.lent("agrees"):
        yield running


@pytest.fixture
def nobody(tmp_path: Path) -> Iterator[Crew]:
    with crew(tmp_path / "crew", empty=True) as running:
        yield running


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    home = tmp_path_factory.mktemp("given")
    pages = [(f"https://times.example/news/{number}", page(number)) for number in range(24)]
    return [written(home / f"CC-NEWS-{n}.warc.gz", pages[n * 12 : (n + 1) * 12]) for n in range(2)]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the code that knows no Homs."""
    home = tmp_path_factory.mktemp("changed")
    shutil.copytree(ROOT / "syria_news", home / "syria_news", ignore=shutil.ignore_patterns("__pycache__"))
    for path in (home / "syria_news").rglob("places.csv"):
        path.write_text(path.read_text(encoding="utf-8").replace("Homs", "Elsewhere"), encoding="utf-8")
    return home


@pytest.fixture(autouse=True)
def _small_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "SIZE", 2)


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Callable[[str], sa.Engine]]:
    """Makes archives with empty databases."""
    made: list[sa.Engine] = []

    def make(name: str) -> sa.Engine:
        made.append(database.connect(f"sqlite:///{tmp_path / name / 'syria_news.db'}"))
        database.migrate(made[-1])
        return made[-1]

    yield make
    for engine in made:
        engine.dispose()


@pytest.fixture
def same(new: Callable[[str], sa.Engine], tmp_path: Path, given: list[Path]) -> Callable[[str], None]:
    """Takes files in by a scheduler's workers, and holds that the rows are one process's."""

    def hold(scheduler: str) -> None:
        serial, engine = new("ours"), new("theirs")
        together = ingest(engine, tmp_path / "theirs" / "raw", OUTLETS, given, scheduler=scheduler)
        assert together == ingest(serial, tmp_path / "ours" / "raw", OUTLETS, given)
        assert everything(engine) == everything(serial)
        assert everything(serial)["mention"]

    return hold


class Listener(logging.Handler):
    """Does something when a line is said for the first time."""

    def __init__(self, line: str, call: Callable[[], Any]) -> None:
        super().__init__()
        self._line = line
        self._call = call
        self.heard = False

    def emit(self, record: logging.LogRecord) -> None:
        if self._line in record.getMessage() and not self.heard:
            self.heard = True
            self._call()


@pytest.fixture
def listen() -> Iterator[Callable[[str, Callable[[], Any]], Listener]]:
    added: list[Listener] = []

    def add(line: str, call: Callable[[], Any]) -> Listener:
        added.append(Listener(line, call))
        crews.log.addHandler(added[-1])
        return added[-1]

    yield add
    for each in added:
        crews.log.removeHandler(each)


def left_out(caplog: pytest.LogCaptureFixture, address: str) -> str:
    """What was said of a worker."""
    [said] = [message for message in caplog.messages if f"worker {address} is left out" in message]
    return said


def test_a_worker_with_other_code_is_left_out_aloud(
    workers: Crew, changed: Path, same: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    with workers.lent("changed", at=changed) as address:
        same(workers.address)
    said = left_out(caplog, address)
    assert f"(here {identity.own()['syria_news']})" in said and "lxml" not in said


def test_a_worker_with_other_libraries_is_left_out_aloud(
    workers: Crew, tmp_path: Path, same: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    older = tmp_path / "site" / "lxml-6.0.2.dist-info"
    older.mkdir(parents=True)
    (older / "METADATA").write_text("Metadata-Version: 2.1\nName: lxml\nVersion: 6.0.2\n")
    with workers.lent("older", at=tmp_path / "site") as address:
        same(workers.address)
    assert f"lxml 6.0.2 (here {identity.own()['lxml']})" in left_out(caplog, address)


def test_a_worker_without_this_package_is_left_out_and_lives(
    workers: Crew, tmp_path: Path, same: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    bare(tmp_path / "bare")
    with workers.lent("bare", at=tmp_path / "bare") as address:
        same(workers.address)
        assert address in workers.client.nthreads()
    assert "ImportError: not here" in left_out(caplog, address)


def test_a_worker_that_has_changed_since_it_was_asked_refuses(
    workers: Crew,
    changed: Path,
    same: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(identity, "differences", lambda theirs: "")
    with workers.lent("changed", at=changed) as address:
        same(workers.address)
    assert left_out(caplog, address)


def test_where_no_worker_agrees_nothing_is_read(nobody: Crew, changed: Path, given: list[Path], tmp_path: Path) -> None:
    bare(tmp_path / "bare")
    place = Place(tmp_path / "archive", f"sqlite:///{tmp_path / 'archive' / 'syria_news.db'}")
    with nobody.lent("changed", at=changed) as one, nobody.lent("bare", at=tmp_path / "bare") as other:
        done = place.syria_news("ingest", "--outlet", "x", str(given[0]), "--scheduler", nobody.address)
    assert done.returncode == exits.CONFIG, done.stderr
    assert f"worker {one} is left out" in done.stderr and f"worker {other} is left out" in done.stderr
    assert f"none of the 2 workers of {nobody.address}" in done.stderr.splitlines()[-1]
    assert not rows(place.database, "SELECT * FROM capture")
    assert not list((place.archive / "raw").rglob("*.warc.gz*"))


@pytest.mark.parametrize("comes", ["", "changed"])
def test_when_the_last_worker_goes_a_run_says_that_it_waits(
    nobody: Crew,
    changed: Path,
    same: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    listen: Callable[[str, Callable[[], Any]], Listener],
    comes: str,
) -> None:
    last = nobody.hire("last", "--no-nanny")
    nobody.client.wait_for_workers(1)
    killed: list[bool] = []

    def kill() -> None:
        if killed:
            return
        if comes:
            nobody.hire("changed", "--no-nanny", at=changed)
            nobody.client.wait_for_workers(2)
        killed.append(True)
        last.kill()

    after_each_write(monkeypatch, kill)
    wanted = f"has no workers {'that agree ' if comes else ''}any more; waiting for one"
    heard = listen(wanted, lambda: nobody.hire("next", "--no-nanny"))
    same(nobody.address)
    assert killed and heard.heard


def test_a_run_that_finds_nobody_says_that_it_waits(
    nobody: Crew, same: Callable[[str], None], listen: Callable[[str, Callable[[], Any]], Listener]
) -> None:
    heard = listen("has no workers yet; waiting for one", lambda: nobody.hire("first", "--no-nanny"))
    same(nobody.address)
    assert heard.heard


def test_what_one_worker_cannot_see_another_reads(
    workers: Crew, tmp_path: Path, same: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    with workers.lent("blind", "--preload", str(blindness(tmp_path))) as address:
        same(workers.address)
    assert f"can't be read by worker {address} (" in caplog.text
    assert "No such file" in caplog.text


def test_what_no_worker_can_see_is_one_broken_file(
    nobody: Crew, tmp_path: Path, given: list[Path], new: Callable[[str], sa.Engine], caplog: pytest.LogCaptureFixture
) -> None:
    blind = str(blindness(tmp_path))
    with nobody.lent("one", "--preload", blind) as one, nobody.lent("other", "--preload", blind) as other:
        counts = ingest(new("a"), tmp_path / "a" / "raw", OUTLETS, given[:1], scheduler=nobody.address)
    assert counts == {"broken_files": 1}
    assert f"by worker {', '.join(sorted([one, other]))}: [Errno 2]" in caplog.messages[-1]


def test_a_file_of_which_many_ranges_are_lost_is_one_broken_file(caplog: pytest.LogCaptureFixture) -> None:
    counts: Counter[str] = Counter()
    tell = crews._Teller(counts)
    for name in ("a", "a", "b"):
        tell.of(tasks.Range(broken="gone", worker="tcp://w:1"), Path(name))
    assert counts == {"broken_files": 2}
    assert caplog.messages[0] == "a can't be read by worker tcp://w:1: gone"


def test_a_scheduler_that_goes_away_is_one_line_and_no_fault_of_arguments(
    nobody: Crew, tmp_path: Path, given: list[Path]
) -> None:
    killing = f"""
import os, signal, sys
from syria_news import cli, warc
from syria_news.cluster import crew
put, crew.SIZE = warc.Writer.put, 2
def kill(self, packed):
    places = put(self, packed)
    try:
        os.kill({nobody.scheduler.pid}, signal.SIGKILL)
    except ProcessLookupError:
        pass
    return places
warc.Writer.put = kill
cli.main()
"""
    place = Place(tmp_path / "archive", f"sqlite:///{tmp_path / 'archive' / 'syria_news.db'}")
    with nobody.lent("one"):
        done = subprocess.run(
            [sys.executable, "-c", killing, "ingest", "--outlet", "x", str(given[0]), "--scheduler", nobody.address],
            cwd=ROOT,
            env=place.environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    assert done.returncode == exits.FAILED, done.stderr
    assert done.stderr.splitlines()[-1] == (
        f"syria-news: lost the scheduler {nobody.address}; start again, and it goes on"
    )
    assert "Traceback" not in done.stderr and "distributed" not in done.stderr


def bare(home: Path) -> None:
    """A folder that hides this package."""
    (home / "syria_news").mkdir(parents=True)
    (home / "syria_news" / "__init__.py").write_text("raise ImportError('not here')\n")


def blindness(home: Path) -> Path:
    """What a worker loads that sees no WARC file, as on a machine where a disk is not mounted."""
    path = home / "blindness.py"
    path.write_text(
        "import pathlib\n"
        "pathlib.seen = seen = getattr(pathlib, 'seen', pathlib.Path.open)\n"  # Dask loads it twice
        "def opened(path, *args, **kwargs):\n"
        "    if path.name.startswith('CC-NEWS'):\n"
        "        raise FileNotFoundError(2, 'No such file or directory', str(path))\n"
        "    return seen(path, *args, **kwargs)\n"
        "pathlib.Path.open = opened\n"
    )
    return path
