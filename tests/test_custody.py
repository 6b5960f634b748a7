"""A disk that fails, or forgets, under the manifests: the run is sealed by the next one, and the chain is whole."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from syria_news.evidence import manifest, redact
from syria_news.evidence.finding import Grade
from syria_news.ingest import ingest
from syria_news.model import Outlet
from syria_news.replay import recover
from tests import archives, killing
from tests.archives import Archive
from tests.site.server import text

OUTLET = Outlet("demo", "Demo", "https://example.org/", "en", sources=())
FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive with two manifests."""
    return archives.build(Archive(tmp_path_factory.mktemp("base") / "archive"), runs_=1)


@pytest.fixture
def archive(base: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    for module in ("ingest", "replay"):
        monkeypatch.setattr(f"syria_news.{module}.Pool", killing.Inline)
    return base.copy(tmp_path / "archive")


@pytest.fixture
def given(tmp_path: Path) -> Path:
    lines = [{"url": f"https://example.org/new/{n}", "title": f"Report {n}", "text": text(n)} for n in range(3)]
    path = tmp_path / "given.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines))
    return path


def take_in(archive: Archive, given: Path) -> None:
    engine = archive.engine()
    try:
        recover(engine, archive.raw, {"demo": OUTLET})
        ingest(engine, archive.raw, {"demo": OUTLET}, [given], outlet="demo")
    finally:
        engine.dispose()


def holds(archive: Archive, given: Path, where: object = "") -> None:
    """After one more go everything is there, once, and sealed."""
    take_in(archive, given)
    found = [str(each) for each in archive.findings() if each.grade != Grade.NOTE]
    assert not found, where
    engine = archive.engine()
    with engine.connect() as conn:
        urls = conn.execute(sa.text("SELECT url FROM latest WHERE url LIKE '%/new/%' ORDER BY url")).scalars().all()
    engine.dispose()
    assert urls == [f"https://example.org/new/{n}" for n in range(3)], where
    assert not list(manifest.folder(archive.raw).glob(f"*{manifest.NEW}")), where


def _half(path: Path, data: bytes) -> None:
    path.with_name(path.name + manifest.NEW).write_bytes(data[: len(data) // 2])
    raise FULL


def test_a_disk_that_is_full_in_the_middle_of_a_manifest_costs_only_time(
    archive: Archive, given: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = manifest.paths(archive.raw)
    with monkeypatch.context() as full:
        full.setattr(manifest, "put", _half)
        with pytest.raises(OSError, match="No space left"):
            take_in(archive, given)
    assert manifest.paths(archive.raw) == before
    grades = {each.grade for each in archive.findings()}
    assert grades == {Grade.INCOMPLETE}
    holds(archive, given)
    assert len(manifest.paths(archive.raw)) == len(before) + 2, "the run that failed, and the one that came after"


@pytest.mark.parametrize("name", ["os.fsync", "pathlib.Path.rename"])
def test_whatever_call_the_disk_fails_at_nothing_is_lost_and_nothing_is_there_twice(
    name: str, base: Archive, archive: Archive, given: Path, tmp_path: Path
) -> None:
    """SQLite's way: the first, the second, ... until none is reached."""
    number, failed = 0, True
    while failed:
        number += 1
        fresh = base.copy(tmp_path / str(number))
        failed = _fails(name, number, lambda fresh=fresh: take_in(fresh, given))  # type: ignore[misc]
        holds(fresh, given, number)
    assert number > 2


def _fails(name: str, number: int, work: Callable[[], None]) -> bool:
    """Do it in a process of its own, where the n-th call fails; whether it got there."""
    child = os.fork()
    if child:
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert code in {0, 1}, f"{name} {number}"
        return code == 1
    function = os.fsync if name == "os.fsync" else Path.rename
    left = [number]

    def call(*arguments: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise FULL
        return function(*arguments)

    with pytest.MonkeyPatch.context() as faulty:
        faulty.setattr(name, call)
        try:
            work()
        except OSError as error:
            os._exit(1 if error is FULL else 9)
        except BaseException:
            os._exit(9)
    os._exit(int(left[0] <= 0))


def test_a_redaction_on_a_full_disk_is_not_done_or_whole(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, url = archive.engine(), "https://example.org/news/1"
    with monkeypatch.context() as full:
        full.setattr(manifest, "put", _half)
        with pytest.raises(OSError, match="No space left"):
            redact.redact(engine, archive.raw, url, "protection", "A", "B")
    assert {each.grade for each in archive.findings()} == {Grade.INCOMPLETE}
    recover(engine, archive.raw, {"demo": OUTLET})
    assert not [str(each) for each in archive.findings()]
    assert redact.redact(engine, archive.raw, url, "protection", "A", "B") == 1
    assert {each.grade for each in archive.findings()} == {Grade.NOTE}
    engine.dispose()


def test_what_the_database_forgot_in_a_power_loss_is_taken_in_again(archive: Archive, given: Path) -> None:
    """SQLite keeps whole what it commits, but (`synchronous=NORMAL`) may lose its last commits with the power."""
    database_file, kept = archive.home / "syria_news.db", archive.home.parent / "before.db"
    shutil.copy(database_file, kept)
    take_in(archive, given)
    sealed = manifest.paths(archive.raw)
    for path in archive.home.glob("syria_news.db*"):
        path.unlink()
    shutil.copy(kept, database_file)
    holds(archive, given)
    assert manifest.paths(archive.raw)[: len(sealed)] == sealed, "the run that was forgotten has its manifest already"


def test_a_redaction_that_the_database_forgot_in_a_power_loss_is_done_again(archive: Archive) -> None:
    database_file, kept = archive.home / "syria_news.db", archive.home.parent / "before.db"
    shutil.copy(database_file, kept)
    archives.redacted(archive)
    for path in archive.home.glob("syria_news.db*"):
        path.unlink()
    shutil.copy(kept, database_file)
    assert archive.damage()
    engine = archive.engine()
    for _ in range(2):
        recover(engine, archive.raw, {"demo": OUTLET})
        assert {each.grade for each in archive.findings()} == {Grade.NOTE}
    with engine.connect() as conn:
        query = "SELECT text FROM latest WHERE url = 'https://example.org/news/1'"
        assert conn.execute(sa.text(query)).scalars().all() == [""]
    engine.dispose()


def test_a_manifest_that_the_folder_forgot_in_a_power_loss_is_written_again(archive: Archive, given: Path) -> None:
    """A rename that was not flushed: the database can't know of it yet."""
    assert killing.dies(killing.Point("rename", "after", 2), lambda: take_in(archive, given))
    last = manifest.paths(archive.raw)[-1]
    last.rename(last.with_name(last.name + manifest.NEW))
    holds(archive, given)


def test_a_manifest_is_flushed_before_it_has_its_name_and_its_name_before_anybody_hears_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def flushed(descriptor: int) -> None:
        calls.append(os.path.basename(os.readlink(f"/proc/self/fd/{descriptor}")))
        fsync(descriptor)

    def renamed(path: Path, to: Path) -> Path:
        calls.append("rename")
        return rename(path, to)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(Path, "rename", renamed)
    (tmp_path / "manifests").mkdir()
    manifest.put(tmp_path / "manifests" / "a.json", b"{}")
    assert calls == ["a.json.new", "rename", "manifests"]
