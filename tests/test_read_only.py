"""An archive that nobody may write to: readers read it, writers are told in one line."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from syria_news import cli, settings
from syria_news.replay import Unrecovered, preview, recover, replay
from syria_news.store import database
from tests import archives
from tests.archives import Archive

NOBODY = 65534


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return archives.build(Archive(tmp_path_factory.mktemp("base") / "archive"), runs_=1)


@pytest.fixture
def closed(base: Archive, tmp_path: Path) -> Archive:
    """A copy in which nothing can be written."""
    archive = base.copy(tmp_path / "archive")
    for path in (tmp_path, *tmp_path.parents):
        if path.stat().st_uid == os.geteuid() and path != Path("/"):
            path.chmod(path.stat().st_mode | 0o055)
    for path in (*archive.home.rglob("*"), archive.home):
        path.chmod(0o555 if path.is_dir() else 0o444)
    return archive


def said(archive: Archive, *arguments: str) -> tuple[int, str, str]:
    """What the command says and its exit code, run by somebody who is not root: root may write anywhere."""
    out, err = archive.home.parent / "out", archive.home.parent / "err"
    for path in (out, err):
        path.write_text("")
        path.chmod(0o666)
    child = os.fork()
    if child == 0:
        code = 99
        try:
            sys.stdout, sys.stderr = out.open("w"), err.open("w")
            os.dup2(sys.stdout.fileno(), 1)
            if os.geteuid() == 0:
                os.setuid(NOBODY)
            cli.main(arguments)
        except SystemExit as end:
            code = int(end.code or 0)
        except BaseException as error:
            sys.stderr.write(repr(error))
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code, out.read_text(), err.read_text()


@pytest.fixture
def run(closed: Archive, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    cli._declared()  # what is imported later has to be within that somebody's reach
    monkeypatch.setattr(cli, "ARCHIVE", closed.home)
    monkeypatch.setattr(cli, "RAW", closed.raw)
    monkeypatch.setattr(settings, "SYRIA_NEWS_DATABASE", f"sqlite:///{closed.home / 'syria_news.db'}")
    return lambda *arguments: said(closed, *arguments)


def test_what_reads_an_archive_reads_one_that_can_only_be_read(
    closed: Archive, run: Callable[..., tuple[int, str, str]]
) -> None:
    for words, shown in (
        (("runs",), "demo"),
        (("search", "ceasefire"), "https://example.org/news/"),
        (("raw", "https://example.org/news/1"), "Report 1, version 0."),
        (("query", "SELECT count(*) FROM latest"), "4"),
        (("verify",), "2 runs, 1 WARC files"),
    ):
        code, out, err = run(*words)
        assert (code, err) == (0, ""), words
        assert shown in out, words
    assert {path.name for path in closed.home.iterdir()} == {"raw", "manifests", "syria_news.db"}


def test_what_writes_is_told_in_one_line(closed: Archive, run: Callable[..., tuple[int, str, str]]) -> None:
    who = ("--reason", "protection", "--who", "A", "--authority", "B")
    for words in (("recover",), ("redact", "https://example.org/news/1", *who), ("restory",)):
        code, _, err = run(*words)
        assert code in {0, 2, 4}, err
        assert err.count("\n") == bool(code), (words, err)
    assert code == 4
    assert "can only be read" in err


def test_what_a_writer_left_beside_the_file_is_not_passed_over(
    base: Archive, closed: Archive, run: Callable[..., tuple[int, str, str]]
) -> None:
    writer = sqlite3.connect(base.home / "syria_news.db")
    writer.execute("PRAGMA journal_mode = WAL")
    with writer:
        writer.execute("CREATE TABLE later (id INTEGER)")
    closed.home.chmod(0o755)
    shutil.copy(base.home / "syria_news.db-wal", closed.home)
    closed.home.chmod(0o555)
    with writer:
        writer.execute("DROP TABLE later")
    writer.close()
    code, _, err = run("runs")
    assert code == 4
    assert "syria_news.db-wal can't be read where nothing can be written" in err
    assert err.count("\n") == 1


def test_a_schema_that_is_behind_and_can_not_be_brought_up_is_said(
    closed: Archive, run: Callable[..., tuple[int, str, str]]
) -> None:
    closed.home.chmod(0o755)
    path = closed.home / "syria_news.db"
    path.chmod(0o644)
    closed.sql("UPDATE alembic_version SET version_num = '0001'")
    path.chmod(0o444)
    closed.home.chmod(0o555)
    code, _, err = run("runs")
    assert code == 4
    assert "is behind, and it can only be read" in err


def test_a_file_that_is_not_there_is_made_where_it_can_be(tmp_path: Path) -> None:
    engine = database.connect(f"sqlite:///{tmp_path / 'new' / 'a.db'}")
    database.prepare(engine)
    engine.dispose()


def test_an_archive_whose_files_can_not_be_listed_is_not_taken_for_an_empty_one(
    engine: sa.Engine, tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    assert not replay(engine, raw, {}) and not recover(engine, raw, {}), "one that is new has no folder yet"
    raw.write_text("no folder")
    with pytest.raises(NotADirectoryError):
        replay(engine, raw, {})
    with pytest.raises(Unrecovered, match="Not a directory"):
        recover(engine, raw, {})
    with pytest.raises(NotADirectoryError):
        list(preview(engine, raw, {}))
