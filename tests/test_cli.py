"""`syria-news`, as people type it."""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from syria_news import consult, exits, warc
from syria_news.cli import commands
from syria_news.console import Lent
from syria_news.model import Article
from syria_news.store import articles, captures, database, runs
from syria_news.store.captures import Capture
from tests.archives import fingerprint
from tests.commands import Place
from tests.site.server import article, text


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Place:
    return Place(tmp_path / "archive", database_url)


@pytest.fixture
def sqlite(tmp_path: Path) -> Place:
    return Place(tmp_path / "archive", f"sqlite:///{tmp_path / 'archive' / 'syria_news.db'}")


def test_every_command_explains_itself(sqlite: Place) -> None:
    for command in commands():
        done = sqlite.syria_news(command, "--help")
        assert done.returncode == 0
        assert "exit codes" in done.stdout


def test_saved_pages_texts_and_lines_are_taken_in_once(place: Place, tmp_path: Path) -> None:
    page = article("Buses reach Homs", text(1)).replace(
        "<head>", '<head><link rel="canonical" href="https://www.upi.com/Top_News/2024/12/06/buses/1234567890123/">'
    )
    (tmp_path / "page.html.gz").write_bytes(gzip.compress(page.encode()))
    (tmp_path / "note.txt").write_text(f"Shelling near Hama, Syria\n\n{text(2)}\n\nAdvertisement\n", encoding="utf-8")
    given = {"url": "https://a.example/3", "outlet": "a", "title": "Third", "text": text(3), "published": "2024-12-06"}
    (tmp_path / "some.jsonl").write_text(f"{json.dumps(given)}\nnot json\n", encoding="utf-8")
    paths = [str(tmp_path / name) for name in ("page.html.gz", "note.txt", "some.jsonl")]

    done = place.syria_news("ingest", *paths)
    assert done.returncode == 1, "one line is broken"
    assert "1 broken_lines" in done.stdout
    assert "3 new" in done.stdout
    assert "line 2" in done.stderr
    found = place.syria_news("query", "SELECT outlet, title, text FROM latest ORDER BY id").stdout
    assert "upi\tBuses reach Homs" in found
    assert "unknown\tShelling near Hama, Syria" in found
    assert "a\tThird" in found
    assert "Advertisement" not in found
    assert "3 known" in place.syria_news("ingest", *paths).stdout


def test_what_cannot_be_taken_in_is_named(sqlite: Place, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"")
    done = sqlite.syria_news("ingest", str(tmp_path / "a.docx"))
    assert done.returncode == 2
    assert "none of .warc" in done.stderr
    done = sqlite.syria_news("ingest", str(tmp_path / "nowhere.txt"))
    assert done.returncode == 2
    assert "no such file" in done.stderr


def test_reading_needs_no_database_keeps_order_and_one_broken_page_is_one_line(sqlite: Place, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(article("Buses reach Homs", text(1)), encoding="utf-8")
    lines = [
        {"id": 1, "url": "https://a.example/1", "path": "a.html"},
        {"id": 2, "url": "https://a.example/2", "path": "nowhere.html"},
        {"id": 3, "url": "https://a.example/3", "path": str(tmp_path / "a.html")},
    ]
    manifest = tmp_path / "manifest.jsonl"
    broken = 'nonsense\n{"id": 1e999, "path": "a.html"}\n{"id": NaN, "path": "a.html"}\n'
    manifest.write_text("\n".join(map(json.dumps, lines)) + f"\n{broken}", encoding="utf-8")
    done = sqlite.syria_news("read", str(manifest))
    assert done.returncode == 1, done.stderr
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert [result["id"] for result in results] == [1, 2, 3, None, None, None]
    assert [result["error"] is None for result in results] == [True, False, True, False, False, False]
    assert results[0]["title"] == "Buses reach Homs"
    assert results[0]["body"].count("\n\n") == 4
    assert set(results[0]) == set(results[1])
    assert not sqlite.archive.exists()


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("good.html", article("Buses reach Homs", text(1)).encode(), 0),
        ("none.html", b"<h1>Page not found</h1>", 0),  # it was read: that is what it is
        ("cut.html.gz", gzip.compress(b"<p>cut</p>" * 99)[:-9], 1),
        ("nowhere.html", None, 1),
    ],
    ids=["article", "no article", "cut file", "no file"],
)
def test_a_line_that_could_not_be_read_ends_reading_with_1_and_a_page_that_is_no_article_with_0(
    path: str, body: bytes | None, code: int, sqlite: Place, tmp_path: Path
) -> None:
    if body is not None:
        (tmp_path / path).write_bytes(body)
    (tmp_path / "manifest.jsonl").write_text(json.dumps({"id": 1, "url": "https://a.example/1", "path": path}))
    done = sqlite.syria_news("read", str(tmp_path / "manifest.jsonl"))
    assert (done.returncode, done.stderr) == (code, "")
    assert (json.loads(done.stdout)["error"] is None) == (path == "good.html")


def test_a_query_can_not_write_and_its_csv_opens_safely(place: Place, tmp_path: Path) -> None:
    given = {"url": "https://a.example/3", "title": "=HYPERLINK(1)", "text": text(3)}
    (tmp_path / "some.jsonl").write_text(json.dumps(given), encoding="utf-8")
    place.syria_news("ingest", str(tmp_path / "some.jsonl"))
    done = place.syria_news("query", "DELETE FROM mention")
    assert done.returncode == 2
    assert "read-only" in done.stderr.replace("readonly", "read-only")
    done = place.syria_news("query", "--csv", "SELECT title FROM latest WHERE url LIKE 'https:%'")
    assert list(csv.reader(io.StringIO(done.stdout))) == [["title"], ["'=HYPERLINK(1)"]]
    counts = place.syria_news("query", "SELECT counts FROM runs").stdout.splitlines()[1]
    assert json.loads(counts) == {"fetched": 1, "new": 1}


def test_bytes_that_are_not_there_are_said_to_be_missing(sqlite: Place) -> None:
    done = sqlite.syria_news("raw", "17")
    assert done.returncode == 2
    assert "nothing in the archive for 17" in done.stderr


@pytest.mark.parametrize(
    ("path", "bytes_"),
    [
        ("edited", b"<p>Ten buses left.</p>"),  # and a 304 came, and a 503
        ("moved", b"<p>Ten buses left.</p>"),  # leads to it
        ("copy", b"<b>Ten buses left.</b>"),  # its text elsewhere
        ("wall", b"<p>Nine buses left.</p>"),  # before a page that was none
        ("cup", b"A cup final."),  # of another subject, before it was gone
        ("busy", b"busy"),  # never anything else
    ],
)
def test_the_bytes_are_those_that_the_article_was_read_from(
    path: str, bytes_: bytes, place: Place, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    raw, engine = place.archive / "raw", database.connect(place.database)
    database.migrate(engine)
    writer, came = warc.Writer(raw, "a.warc.gz", {}), count()

    def fetch(at: str, status: int, body: bytes, read: str = "", asked: str = "") -> None:
        url, moment = f"https://example.org/{at}", datetime(2024, 12, 6, 12, next(came), tzinfo=UTC)
        errand = warc.Errand("demo", warc.Role.ARTICLE)
        lies = writer.exchange(warc.Exchange(url, moment, status, [(b"Content-Type", b"text/html")], body, errand))
        made = Article("demo", url, moment, "Buses", read, fingerprint=fingerprint(read), raw=lies)
        with engine.begin() as conn:
            run_id = runs.begin(conn, "k", "crawl", moment)
            captures.add(conn, run_id, [Capture(lies, "demo", warc.Role.ARTICLE, url, "", moment, status, False)])
            if read:
                articles.save(conn, [(made, asked)])

    fetch("edited", 200, b"<p>Nine or so buses left.</p>", "Nine or so buses left.")
    fetch("moved", 301, b"see there")
    fetch("edited", 200, b"<p>Ten buses left.</p>", "Ten buses left.", asked="https://example.org/moved")
    fetch("copy", 200, b"<b>Ten buses left.</b>", "Ten buses left.")
    fetch("copy", 404, b"gone")
    fetch("edited", 304, b"")
    fetch("edited", 503, b"busy")
    fetch("wall", 200, b"<p>Nine buses left.</p>", "Nine buses left.")
    fetch("wall", 200, b"Do you agree?")
    fetch("cup", 200, b"A cup final.")
    fetch("cup", 404, b"gone")
    fetch("busy", 503, b"busy")
    writer.close()
    command = argparse.ArgumentParser().add_subparsers()
    consult.add(lambda name, run, _: _with(command.add_parser(name), run), Lent(lambda: engine, dict, raw))
    asked = command.choices["raw"].parse_args([f"https://example.org/{path}"])
    assert asked.run(asked) == exits.DONE
    assert capsysbinary.readouterr().out == bytes_
    engine.dispose()


def _with(parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
    parser.set_defaults(run=run)
    return parser


def test_a_schema_that_is_behind_names_the_command(postgres_empty: str, tmp_path: Path) -> None:
    place = Place(tmp_path / "archive", postgres_empty)
    done = place.syria_news("runs")
    assert done.returncode == 4
    assert done.stderr.splitlines()[-1].endswith("bring it up with: syria-news migrate")
    assert place.syria_news("migrate").returncode == 0
    assert place.syria_news("runs").returncode == 0


def test_a_command_starts_without_the_libraries_that_only_some_need() -> None:
    heavy = "{'alembic', 'feedparser', 'numpy', 'scrapy', 'trafilatura', 'twisted'}"
    shown = f"import sys, syria_news.cli; print({heavy} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", shown], text=True) == "set()\n"
