"""Benchmarks refuse in a line what they can't measure, and say what they do."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from benchmarks import crawl

REFUSED = [
    ("crawl --only nonsense", "'nonsense' is none of bare, "),
    ("crawl --only ours-postgres", "ours-postgres: needs --postgres URL"),
    ("crawl --count 0", "0 is no whole number from 1 on"),
    ("crawl --postgres postgresql://me@127.0.0.1:1/none", "Connection refused"),
    ("crawl --pages {empty}", "no such pages in"),
    ("growth nonsense 100", "nonsense is no database URL"),
    ("growth sqlite:///{empty}/a.db 10", "10 is no whole number from 50 on"),
    ("growth postgresql://me@127.0.0.1:1/none 100", "Connection refused"),
    ("ingest {empty}", "no index.csv in"),
    ("ingest {empty} 0", "0 is no whole number from 1 on"),
    ("ingest {empty} abc", "abc is no whole number from 1 on"),
]


def run(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, *arguments = command.split()
    if name == "ingest":
        pytest.importorskip("fastwarc")
    monkeypatch.setattr(sys, "argv", [name, *arguments])
    importlib.import_module(f"benchmarks.{name}").main()


def refusal(command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as end:
        run(command, monkeypatch)
    assert end.value.code == 2
    return capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize(("command", "says"), REFUSED, ids=[command for command, _ in REFUSED])
def test_what_makes_no_sense_is_refused_in_a_line(
    command: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert says in refusal(command.format(empty=tmp_path), monkeypatch, capsys)


def test_a_database_that_others_filled_is_left_alone(
    postgres_empty: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = sa.create_engine(sa.make_url(postgres_empty).set(drivername="postgresql+psycopg"))
    with engine.begin() as conn:
        conn.execute(sa.text("CREATE TABLE article (url text)"))
        conn.execute(sa.text("INSERT INTO article VALUES ('https://a.example/1')"))
    engine.dispose()
    for command in (f"crawl --postgres {postgres_empty}", f"growth {postgres_empty} 100"):
        assert refusal(command, monkeypatch, capsys).endswith("is not empty")


def test_help_is_help(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        run("ingest --help", monkeypatch)
    assert end.value.code == 0
    assert "usage: ingest" in capsys.readouterr().out


def test_which_pages_are_measured_is_said(tmp_path: Path) -> None:
    assert "invented pages of tests/outlets, rules or none: there is no folder" in crawl._measured(
        tmp_path / "a", "known"
    )
    (tmp_path / "upi").mkdir()
    (tmp_path / "upi" / "1.html.gz").write_bytes(b"")
    assert crawl._measured(tmp_path, "any") == f"1 pages of {tmp_path}"
