"""What a newcomer met: each of these went wrong once."""

from __future__ import annotations

import gzip
import json
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from spiders.upi import Upi
from syria_news import warc
from syria_news.crawl import arguments
from syria_news.extract import extract
from syria_news.model import Page, Rejected
from syria_news.store import database
from tests.commands import Place
from tests.rows import rows
from tests.site.server import Site, serve, text

SAMPLE = "samples/homs-2024-12-06.warc.gz"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Place:
    return Place(tmp_path / "archive", database_url)


@pytest.fixture
def fresh(tmp_path: Path) -> Place:
    return Place(tmp_path / "archive", f"sqlite:///{tmp_path / 'archive' / 'syria_news.db'}")


@pytest.mark.parametrize(
    "attempt",
    [
        "COMMIT; BEGIN READ WRITE; CREATE TABLE taken (x int); COMMIT; SELECT 1",
        "SET transaction_read_only = off; CREATE TABLE taken (x int)",
        "SELECT 1; CREATE TABLE taken (x int)",
        "COPY (SELECT 1) TO '{file}'",
        "VACUUM INTO '{file}'",
        "ATTACH '{file}' AS other",
        "WITH gone AS (DELETE FROM mention RETURNING 1) SELECT * FROM gone",
    ],
)
def test_a_query_gives_rows_and_does_nothing_else(place: Place, tmp_path: Path, attempt: str) -> None:
    file = tmp_path / "written"
    done = place.syria_news("query", attempt.format(file=file))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert not file.exists()
    engine = database.connect(place.database)
    with engine.connect() as conn:
        assert not engine.dialect.has_table(conn, "taken")
    engine.dispose()


def test_a_query_may_use_the_full_text_and_any_sign(place: Place) -> None:
    like = place.syria_news("query", "SELECT count(*) AS n FROM latest WHERE title LIKE '%:%'")
    assert like.stdout.split() == ["n", "0"]
    index = "search_index WHERE search_index MATCH 'homs'" if "sqlite" in place.database else "search_text"
    assert place.syria_news("query", f"SELECT count(*) AS n FROM {index}").stdout.split() == ["n", "0"]


def test_a_shell_looks_at_a_page_and_leaves_no_trace(site: Site, tmp_path: Path) -> None:
    site.page("a1", text(1))
    place = Place(tmp_path / "archive", f"sqlite:///{tmp_path / 'archive' / 'syria_news.db'}", site.address)
    shell = place.scrapy("shell", "--nolog", "-c", "response.status", f"http://{site.address}/news/a1")
    assert shell.stdout.strip() == "200", shell.stderr
    refused = place.scrapy("shell", "-c", "response", "http://127.0.0.2/")
    assert "http://127.0.0.2/ is refused: " in refused.stderr
    assert not (tmp_path / "archive" / "raw").exists()


@pytest.mark.parametrize("body", [b"This is no WARC file.\n" * 50, b"", gzip.compress(b"nor is this\n" * 50)])
def test_a_recording_that_is_none_gets_one_line(fresh: Place, tmp_path: Path, body: bytes) -> None:
    (tmp_path / "none.warc.gz").write_bytes(body)
    done = fresh.scrapy("crawl", "upi", "-a", f"replay={tmp_path / 'none.warc.gz'}")
    assert done.returncode == 2
    assert "holds no WARC record" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_of_a_damaged_recording_the_rest_is_played(fresh: Place, tmp_path: Path) -> None:
    data = bytearray(Path(SAMPLE).read_bytes())
    data[len(data) - 3000] ^= 0xFF
    (tmp_path / "damaged.warc.gz").write_bytes(data)
    done = fresh.scrapy("crawl", "upi", "-a", f"replay={tmp_path / 'damaged.warc.gz'}")
    assert "damaged" in done.stderr
    assert "Traceback" not in done.stderr
    assert " 6 new" in done.stderr


def test_an_empty_address_is_no_wish_to_crawl_everything(fresh: Place) -> None:
    done = fresh.scrapy("crawl", "upi", "-a", "url=", "-a", f"replay={SAMPLE}")
    assert done.returncode == 2
    assert "no address given" in done.stderr.splitlines()[-1]


def test_an_address_given_twice_is_asked_for_once() -> None:
    url = "https://www.upi.com/Top_News/1"
    assert arguments.parse({"url": f"{url},{url}"}, Upi.outlet).urls == (url,)


def test_what_the_recording_lacks_is_said(fresh: Place) -> None:
    missing = "https://www.upi.com/Top_News/2024/12/06/nowhere/1234567890123/"
    done = fresh.scrapy("crawl", "upi", "-a", f"url={missing}", "-a", f"replay={SAMPLE}")
    assert "1 not in the recording" in done.stderr


def test_a_crawl_that_was_stopped_does_not_say_that_all_is_done(site: Site, tmp_path: Path) -> None:
    for seed in range(1, 4):
        site.page(f"a{seed}", text(seed))
    site.feed("a1", "a2", "a3")
    place = Place(tmp_path / "archive", f"sqlite:///{tmp_path / 'archive' / 'syria_news.db'}", site.address)
    running = place.start("crawl", "loopback", "-s", "DOWNLOAD_DELAY=30")
    while site.asked.total() < 2:
        assert running.poll() is None
        time.sleep(0.05)
    os.kill(running.pid, signal.SIGINT)
    running.communicate()
    assert running.returncode == 1
    assert rows(place.database, "SELECT reason FROM runs")[0].reason == "shutdown"


def test_one_bad_file_costs_no_other(fresh: Place, tmp_path: Path) -> None:
    (tmp_path / "cut.html.gz").write_bytes(gzip.compress(b"<p>Homs</p>" * 500)[:-20])
    (tmp_path / "plain.html.gz").write_bytes(b"<p>Homs</p>")
    (tmp_path / "deep.jsonl").write_text("[" * 200_000 + "\n", encoding="utf-8")
    (tmp_path / "good.txt").write_text(f"Shelling near Hama, Syria\n\n{text(2)}\n", encoding="utf-8")
    done = fresh.syria_news("ingest", *(str(path) for path in sorted(tmp_path.glob("*.*"))))
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "1 broken_files" in done.stdout
    assert "1 rejected/off_topic" in done.stdout, "what is not packed is read as it is, whatever its name says"
    assert "1 broken_lines" in done.stdout
    assert "1 new" in done.stdout
    assert "cut.html.gz" in done.stderr
    assert rows(fresh.database, "SELECT reason FROM runs")[0].reason == "finished"


def test_a_folder_is_no_page(fresh: Place, tmp_path: Path) -> None:
    (tmp_path / "x.html").mkdir()
    done = fresh.syria_news("ingest", str(tmp_path / "x.html"))
    assert done.returncode == 2
    assert "a folder; give its files" in done.stderr


def test_what_failed_shows_in_the_exit_code_and_redirects_do_not(fresh: Place, tmp_path: Path) -> None:
    ingested = fresh.syria_news("ingest", SAMPLE)
    assert ingested.returncode == 0
    assert "failed" not in ingested.stdout
    writer = warc.Writer(tmp_path, "busy.warc.gz", {"software": "test"})
    url = "https://www.upi.com/Top_News/2024/12/06/busy/1234567890123/"
    writer.exchange(
        warc.Exchange(url, datetime(2024, 12, 6, tzinfo=UTC), 503, (), b"busy", warc.Errand("upi", warc.Role.ARTICLE))
    )
    writer.close()
    done = fresh.syria_news("ingest", "--outlet", "upi", str(tmp_path / "busy.warc.gz"))
    assert done.returncode == 1, done.stdout


@pytest.mark.parametrize("words", [("raw", "9" * 30), ("runs", "--limit", "-1"), ("search", "--limit", "0", "homs")])
def test_numbers_that_make_no_sense_are_refused(place: Place, words: tuple[str, ...]) -> None:
    done = place.syria_news(*words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_database_that_refuses_us_is_named_without_its_password(tmp_path: Path) -> None:
    address = "postgresql://me@127.0.0.1:1/none?password=secret"
    done = Place(tmp_path / "archive", address).syria_news("runs")
    assert done.returncode == 4
    assert "secret" not in done.stderr
    done = Place(tmp_path / "archive", "postgresql://me@host:abc/none").syria_news("runs")
    assert done.returncode == 4
    assert "Traceback" not in done.stderr
    (tmp_path / "no.db").write_bytes(b"not a database " * 100)
    done = Place(tmp_path / "archive", f"sqlite:///{tmp_path / 'no.db'}").syria_news("runs")
    assert done.returncode == 4
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", ["", "Homs.", "Syria war shelling Homs.", "حمص"])
def test_a_very_short_article_has_a_defined_answer(words: str) -> None:
    body = f"<article><p>{words}</p></article>".encode()
    try:
        assert extract(Page("a", "https://a.example/1", body, datetime(2024, 12, 6, tzinfo=UTC))).text
    except Rejected as rejected:
        assert rejected.reason


def test_a_broken_line_of_a_manifest_keeps_its_id_and_any_terminal_gets_json(fresh: Place, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<h1>الحافلات تصل إلى حمص 😀</h1><p>{text(1)}</p>", encoding="utf-8")
    lines = [
        {"id": 5, "url": ["x"], "path": "a.html"},
        {"id": 6, "path": 7},
        {"id": 7, "path": "a.html"},
        ["x"],
        {"id": 8, "path": "no"},
    ]
    (tmp_path / "manifest.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    narrow = replace(fresh, more={"PYTHONIOENCODING": "ascii"})
    done = narrow.syria_news("read", str(tmp_path / "manifest.jsonl"))
    assert done.returncode == 1, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["id"] for each in found] == [5, 6, 7, None, 8]
    assert [each["error"] is None for each in found] == [False, False, True, False, False]
    assert found[4]["error"] == "no: no such file"
    assert "Traceback" not in done.stderr
    assert found[2]["title"] == "الحافلات تصل إلى حمص 😀"


@pytest.mark.parametrize(
    ("command", "setting", "says"),
    [
        (["read", "nowhere.jsonl"], {}, "nowhere.jsonl: No such file"),
        (["read", "."], {}, "Is a directory"),
        (["replay", "--outlet", "nowhere"], {}, "no outlet nowhere; `syria-news outlets` shows them"),
        (["furniture", "--outlet", "nowhere"], {}, "no outlet nowhere"),
        (["inspect", "README.md", "--outlet", "nowhere"], {}, "no outlet nowhere"),
        (["search", "!!!"], {}, "there is no word in !!!"),
        (["runs"], {"SYRIA_NEWS_KEEP_OFF_TOPIC": "perhaps"}, "SYRIA_NEWS_KEEP_OFF_TOPIC=perhaps: neither 1 nor 0"),
    ],
)
def test_what_makes_no_sense_is_answered_in_one_line(
    fresh: Place, command: list[str], setting: dict[str, str], says: str
) -> None:
    done = replace(fresh, more=setting).syria_news(*command)
    assert done.returncode == 2
    assert says in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_an_arabic_headline_is_shown_on_a_terminal_without_arabic(fresh: Place, tmp_path: Path) -> None:
    odd = [{"url": "javascript:alert(1)", "text": text(1)}, {"url": ["a"], "text": text(1)}, {"text": 7}, "x"]
    good = {"url": "https://a.example/1", "title": "الحافلات تصل إلى حمص", "text": text(1)}
    lines = [json.dumps(each).encode() for each in (*odd, good)]
    (tmp_path / "some.jsonl").write_bytes(b"\n".join([*lines, '{"text": "caf\xe9"}'.encode("latin-1")]))
    narrow = replace(fresh, more={"PYTHONIOENCODING": "ascii"})
    done = narrow.syria_news("ingest", str(tmp_path / "some.jsonl"))
    assert done.returncode == 1
    assert "5 broken_lines" in done.stdout
    assert done.stderr.count("not an article in UTF-8") == 5
    done = narrow.syria_news("search", "حمص")
    assert done.returncode == 0, done.stderr
    assert "\\u062d" in done.stdout


def test_what_turns_the_direction_of_a_line_does_not_reach_the_terminal(place: Place, tmp_path: Path) -> None:
    turned = "Ten buses \u202ereach\u2066 Homs"
    (tmp_path / "some.jsonl").write_text(json.dumps({"url": "https://a.example/3", "title": turned, "text": text(3)}))
    assert place.syria_news("ingest", str(tmp_path / "some.jsonl")).returncode == 0
    found = place.syria_news("query", "SELECT title FROM latest").stdout
    assert found.splitlines()[1] == "Ten buses reach Homs"
    page = f"<h1>{turned}</h1><article><p>Later \u202ethree\u2066 came back. {text(1)}</p></article>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    (tmp_path / "manifest.jsonl").write_text('{"id": 1, "url": "https://a.example/1", "path": "a.html"}')
    done = place.syria_news("read", str(tmp_path / "manifest.jsonl"))
    assert not {"\u202e", "\u2066"} & set(done.stdout)
    told = json.loads(done.stdout)
    assert told["title"] == "Ten buses reach Homs"
    assert "Later \u202ethree\u2066 came back." in told["body"], "as it was written, but spelled out"
