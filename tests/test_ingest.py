"""Taking in what others fetched."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections import Counter
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from syria_news import warc
from syria_news.evidence.verify import Verification
from syria_news.ingest import ingest
from syria_news.model import Outlet
from syria_news.replay import replay
from syria_news.warc import Role
from tests.site.server import article, text


def outlet(name: str, *hosts: str) -> Outlet:
    return Outlet(name, name.title(), f"https://{hosts[0]}/", "en", (), articles=("^/news/",), hosts=hosts[1:])


OUTLETS = {
    each.name: each
    for each in [
        outlet("times_en", "times.example"),
        outlet("times_ar", "times.example", "ar.times.example"),
        *(outlet(f"other{number}", f"other{number}.example") for number in range(60)),
    ]
}


def written(path: Path, pages: list[tuple[str, bytes]]) -> Path:
    """A WARC file as CC-NEWS has them: by another writer, a request beside each response."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.0")
        for url, body in pages:
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            date = {"WARC-Date": "2024-12-06T10:00:00Z"}
            response = writer.create_warc_record(
                url, "response", BytesIO(body), http_headers=head, warc_headers_dict=date
            )
            asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "x")], is_http_request=True)
            writer.write_request_response_pair(writer.create_warc_record(url, "request", http_headers=asked), response)
    return path


def page(seed: int) -> bytes:
    return article(f"Buses reach Homs, report {seed}", text(seed)).encode()


def crawl(count: int) -> list[tuple[str, bytes]]:
    """Of 20 pages, one is ours; the others are on hosts that only look like it."""
    hosts = ("times.example.net", "nottimes.example", "x.times.example", "example", "xn--times-9ta.example")
    pages = []
    for number in range(count):
        ours = number % 20 == 7
        host = ("www.times.example", "ar.times.example")[number % 40 > 20] if ours else hosts[number % len(hosts)]
        pages.append((f"https://{host}/news/{number}", page(number)))
    return pages


def test_of_a_crawl_of_everything_our_hosts_pages_are_taken_with_their_identity(
    engine: sa.Engine, tmp_path: Path
) -> None:
    file = written(tmp_path / "CC-NEWS-20241206.warc.gz", crawl(400))
    counts = ingest(engine, tmp_path / "raw", OUTLETS, [file])
    assert counts["foreign"] == 380
    assert counts["fetched"] == counts["new"] == 20
    with engine.connect() as conn:
        rows = conn.execute(sa.text("SELECT outlet, url, record_id FROM capture ORDER BY id")).all()
    theirs = {record.url: record.raw.record_id for record in warc.walk(file)}
    assert all(theirs[row.url] == row.record_id for row in rows)
    assert Counter(row.outlet for row in rows) == {"times_en": 10, "times_ar": 10}
    again = ingest(engine, tmp_path / "raw", OUTLETS, [file])
    assert (again["known"], again["new"]) == (20, 0)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_page_of_an_outlet_that_is_no_article_is_kept_without_being_read(engine: sa.Engine, tmp_path: Path) -> None:
    file = written(tmp_path / "a.warc.gz", [("https://times.example/about", page(1))])
    counts = ingest(engine, tmp_path / "raw", OUTLETS, [file])
    assert counts["new"] == counts["foreign"] == 0
    assert counts["not_articles"] == 1
    with engine.connect() as conn:
        assert conn.execute(sa.text("SELECT role FROM capture")).scalar_one() == Role.OTHER


def test_what_is_foreign_is_not_held_in_memory_however_large(tmp_path: Path) -> None:
    huge = bytes(60_000_000)
    file = written(tmp_path / "a.warc.gz", [("https://a.example/", huge), ("https://times.example/news/1", page(1))])
    del huge
    tracemalloc.start()
    found = [record.url for record in warc.walk(file, wanted=lambda url: "times" in url)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == ["https://times.example/news/1"]
    assert peak < 5_000_000


def test_a_foreign_page_that_looks_like_records_makes_none(tmp_path: Path) -> None:
    inner = written(tmp_path / "inner.warc.gz", [("https://times.example/news/forged", page(1))]).read_bytes()
    file = written(
        tmp_path / "a.warc.gz", [("https://a.example/a.warc.gz", inner), ("https://times.example/news/1", page(2))]
    )
    assert [record.url for record in warc.walk(file, wanted=lambda url: "times" in url)] == [
        "https://times.example/news/1"
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_line_may_say_when_it_was_fetched_and_of_one_moment_the_last_counts(
    engine: sa.Engine, tmp_path: Path
) -> None:
    url = "https://times.example/news/1"
    moments = ["2024-12-06T10:00:00Z", "2024-12-05T10:00:00+02:00", "yesterday", "2024-12-04T10:00:00", None]
    lines = [{"url": url, "title": "T", "text": text(at), "fetched": said} for at, said in enumerate(moments)]
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines))
    for _ in range(2):
        assert ingest(engine, tmp_path / "raw", OUTLETS, [file])["broken_lines"] == 0
    with engine.connect() as conn:
        found = conn.execute(sa.text("SELECT text, fetched FROM revisions ORDER BY number")).all()
    assert [row.text.replace("\n\n", "\n") for row in found] == [text(1), text(0), text(4)]
    assert [str(row.fetched)[:16] for row in found[:2]] == ["2024-12-05 08:00", "2024-12-06 10:00"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_page_that_its_crawler_cut_is_no_article_now_or_when_it_is_read_again(
    engine: sa.Engine, tmp_path: Path
) -> None:
    about = {
        "WARC-Target-URI": "https://times.example/news/1",
        "WARC-Truncated": "length",
        "Content-Type": "application/http; msgtype=response",
    }
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page(1)
    file = tmp_path / "a.warc.gz"
    file.write_bytes(warc.record_bytes("response", warc.new_id(), datetime(2024, 12, 6, tzinfo=UTC), about, block))
    counts = ingest(engine, tmp_path / "raw", OUTLETS, [file])
    assert (counts["failed"], counts["new"]) == (1, 0)
    again = replay(engine, tmp_path / "raw", OUTLETS)
    assert (again["failed"], again["new"]) == (1, 0)


def record(url: str, seed: int, *fields: str, record_id: str = "", date: str = "2024-12-06T10:00:00Z") -> bytes:
    """A response as nobody's writer would write it; without an id where none is given."""
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page(seed)
    lines = ["WARC/1.0", "WARC-Type: response", f"WARC-Target-URI: {url}", f"WARC-Date: {date}", *fields]
    lines += [f"WARC-Record-ID: <{record_id}>"] if record_id else []
    return "\r\n".join([*lines, f"Content-Length: {len(block)}", "", ""]).encode() + block + b"\r\n\r\n"


def hostile(path: Path, *records: bytes) -> Path:
    path.write_bytes(b"".join(map(gzip.compress, records)))
    return path


def table(engine: sa.Engine, query: str) -> list[tuple[Any, ...]]:
    with engine.connect() as conn:
        return [tuple(row) for row in conn.execute(sa.text(query))]


LONG = "".join(f"{number:x}" for number in range(20_000))
"""Longer than any index takes, and in no few letters that packing would make short."""


@pytest.mark.parametrize("record_id", ["", f"urn:x:{LONG}", "urn:\u202e'; %s \"--"], ids=["none", "long", "odd"])
def test_records_without_an_id_that_could_be_one_are_told_apart_and_known_again(
    record_id: str, engine: sa.Engine, tmp_path: Path
) -> None:
    numbers = (1, 2) if not record_id else (1,)
    made = [record(f"https://times.example/news/{n}", n, record_id=record_id) for n in numbers]
    file = hostile(tmp_path / "a.warc.gz", *made)
    assert ingest(engine, tmp_path / "raw", OUTLETS, [file])["new"] == len(made)
    again = ingest(engine, tmp_path / "raw", OUTLETS, [file])
    assert (again["known"], again["fetched"]) == (len(made), 0)
    assert not list(Verification(engine, tmp_path / "raw"))


def test_what_no_database_takes_stops_no_file(engine: sa.Engine, tmp_path: Path) -> None:
    """NUL in an address, and in what a page says that it is: Postgres refuses a whole batch for one."""
    odd = record("https://times.example/news/\x00odd\u202e", 1, record_id="urn:a")
    kind = record("https://times.example/news/2", 2, record_id="urn:b").replace(b"text/html", b"\xff\x00/html")
    good = record("https://times.example/news/3", 3, record_id="urn:c")
    file = hostile(tmp_path / "a.warc.gz", odd, kind, good)
    counts = ingest(engine, tmp_path / "raw", OUTLETS, [file])
    assert (counts["fetched"], counts["new"], counts["rejected/not_html"]) == (3, 2, 1)
    assert not [each for row in table(engine, "SELECT url, reason FROM ledger") for each in row if "\x00" in str(each)]
    before = table(engine, "SELECT url, state, reason FROM ledger ORDER BY id")
    assert not list(Verification(engine, tmp_path / "raw", deep=OUTLETS))
    replay(engine, tmp_path / "raw", OUTLETS)
    assert table(engine, "SELECT url, state, reason FROM ledger ORDER BY id") == before


@pytest.mark.parametrize("date", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "0000-00-00", "never"])
def test_a_record_of_no_time_at_all_is_read(date: str, engine: sa.Engine, tmp_path: Path) -> None:
    file = hostile(tmp_path / "a.warc.gz", record("https://times.example/news/1", 1, date=date, record_id="urn:a"))
    assert ingest(engine, tmp_path / "raw", OUTLETS, [file]) == {"fetched": 1, "new": 1}
    assert not list(Verification(engine, tmp_path / "raw", deep=OUTLETS))


def test_what_a_strange_record_says_of_itself_in_our_words_is_kept_as_it_is_read_again(
    engine: sa.Engine, tmp_path: Path
) -> None:
    """Our own fields, filled with what we never write: nothing is doubled by a replay, nothing breaks an index."""
    url = "https://times.example/news/"
    ours = ("Syria-News-Role: article", "Syria-News-Asked: javascript:alert(1)")
    file = hostile(
        tmp_path / "a.warc.gz",
        record(f"{url}1", 1, "Syria-News-Outlet: ../../evil\x00 ", *ours, record_id="urn:a"),
        record(f"{url}2", 2, f"Syria-News-Outlet: {LONG}", *ours, record_id="urn:b"),
        record(f"{url}3", 3, "Syria-News-Outlet: times_en", f"Syria-News-Asked: https://a.example/{LONG}"),
        record(f"{url}{LONG}", 4, "Syria-News-Outlet: times_en", "Syria-News-Role: listing", record_id="urn:d"),
    )
    counts = ingest(engine, tmp_path / "raw", OUTLETS, [file])
    assert counts["new"] == 2
    query = "SELECT outlet, url, state FROM ledger ORDER BY id"
    before = table(engine, query)
    assert [row[1] for row in before] == [f"{url}1", f"{url}2"]
    assert not list(Verification(engine, tmp_path / "raw"))
    replay(engine, tmp_path / "raw", OUTLETS)
    assert table(engine, query) == before


def test_a_file_that_is_not_packed_whatever_its_name_says_is_read(engine: sa.Engine, tmp_path: Path) -> None:
    made = [record(f"https://times.example/news/{n}", n, record_id=f"urn:{n}") for n in (1, 2)]
    (tmp_path / "a.warc.gz").write_bytes(b"".join(made))
    assert ingest(engine, tmp_path / "raw", OUTLETS, [tmp_path / "a.warc.gz"]) == {"fetched": 2, "new": 2}


def test_a_saved_file_that_is_a_bomb_or_too_large_is_named_and_the_next_one_taken(
    engine: sa.Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever would not be read back from our archive never goes into it."""
    zeros = gzip.compress(bytes(60_000_000), compresslevel=1)
    paths = [tmp_path / name for name in ("a.html.gz", "b.html", "c.txt", "d.html.gz", "e.html")]
    for path, data in zip(paths, (zeros * 10, bytes(60_000_000), bytes(60_000_000), zeros[:-9], page(1)), strict=True):
        path.write_bytes(data)
    tracemalloc.start()
    counts = ingest(engine, tmp_path / "raw", OUTLETS, paths)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (counts["broken_files"], counts["new"], counts["fetched"]) == (4, 1, 1)
    assert all(path.name in caplog.text for path in paths[:4])
    assert peak < 250_000_000
    assert not list(Verification(engine, tmp_path / "raw"))


def test_of_a_cut_file_of_lines_those_before_the_cut_are_taken(engine: sa.Engine, tmp_path: Path) -> None:
    """And one line too long for any article costs no more than itself."""
    lines = [{"url": f"https://times.example/news/{n}", "text": text(n)} for n in range(400)]
    made = [json.dumps(line).encode() for line in lines]
    made.insert(1, b'{"text": "' + b"x" * 60_000_000 + b'"}')
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"\n".join(made), compresslevel=1)[:-300])
    counts = ingest(engine, tmp_path / "raw", OUTLETS, [path])
    assert (counts["broken_lines"], counts["broken_files"]) == (1, 1)
    assert 300 < counts["fetched"] < 400


def answers(path: Path, *given: tuple[str, str, int, str]) -> Path:
    """Somebody else's responses: address, moment, status, and where it leads or else an article's number."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.0")
        for url, moment, status, what in given:
            fields = [("Content-Type", "text/html")] + ([("Location", what)] if status >= 300 else [])
            head = StatusAndHeaders(f"{status} -", fields, protocol="HTTP/1.1")
            body = BytesIO(b"" if status >= 300 else page(int(what)) if what else b"<p>All of today's news.</p>")
            date = {"WARC-Date": f"2024-12-{moment}Z"}
            writer.write_record(
                writer.create_warc_record(url, "response", body, http_headers=head, warc_headers_dict=date)
            )
    return path


STORY = "https://times.example/news/1"
READ = (STORY, "06T10:00:00", 200, "1")


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("leads", ["/", "https://www.times.example/", "//times.example/home?from=news"])
def test_a_redirect_to_what_is_no_article_is_a_withdrawal_as_in_a_crawl(
    leads: str, order: int, engine: sa.Engine, tmp_path: Path
) -> None:
    """Whichever file comes first, and once more out of our own archive."""
    files = [
        answers(tmp_path / "a.warc.gz", READ),
        answers(tmp_path / "b.warc.gz", (STORY, "09T10:00:00", 302, leads), (HOME, "09T10:00:01", 200, "")),
    ]
    for path in files[::order]:
        ingest(engine, tmp_path / "raw", OUTLETS, [path])
    for _ in range(2):
        with engine.connect() as conn:
            [row] = conn.execute(sa.text("SELECT state, reason FROM ledger WHERE url LIKE :like"), {"like": "%/news/1"})
            assert (row.state, row.reason.startswith("redirects to https://")) == ("gone", True)
            [change] = conn.execute(sa.text("SELECT kind, detail FROM changes"))
            assert (change.kind, change.detail) == ("withdrawn", row.reason)
        replay(engine, tmp_path / "raw", OUTLETS)


HOME = "https://times.example/"


@pytest.mark.parametrize(
    ("leads", "said"),
    [
        ("/news/1/", "redirect: 302"),
        ("/news/2", "redirect: 302"),
        ("https://elsewhere.example/", "redirect: 302"),
        ("http://[::1", "redirect: 302"),
        ("", "redirect: 302"),
    ],
)
def test_a_redirect_that_leads_elsewhere_is_none(leads: str, said: str, engine: sa.Engine, tmp_path: Path) -> None:
    ingest(engine, tmp_path / "raw", OUTLETS, [answers(tmp_path / "a.warc.gz", (STORY, "09T10:00:00", 302, leads))])
    with engine.connect() as conn:
        [row] = conn.execute(sa.text("SELECT state, reason FROM ledger"))
        assert (row.state, row.reason) == ("failed", said)


@pytest.mark.parametrize("order", [1, -1])
def test_a_walk_over_a_page_of_consent_that_ends_at_the_article_is_no_withdrawal(
    order: int, engine: sa.Engine, tmp_path: Path
) -> None:
    walk = [(STORY, "06T10:00:00", 302, "/consent?to=/news/1"), READ]
    ingest(engine, tmp_path / "raw", OUTLETS, [answers(tmp_path / "a.warc.gz", *walk[::order])])
    with engine.connect() as conn:
        [row] = conn.execute(sa.text("SELECT state FROM ledger"))
        assert row.state == "stored"
        assert not conn.execute(sa.text("SELECT kind FROM changes")).all()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_under_a_name_that_nobody_declared_all_there_is_is_taken_and_that_is_said(
    engine: sa.Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = written(tmp_path / "a.warc.gz", [("https://times.example/news/1", page(1)), ("https://a.example/", page(2))])
    assert ingest(engine, tmp_path / "raw", OUTLETS, [file], outlet="times_en")["foreign"] == 1
    assert not caplog.records
    assert ingest(engine, tmp_path / "raw", OUTLETS, [file], outlet="tims")["foreign"] == 0
    assert "no outlet tims is declared: whatever is in the files is taken as its own" in caplog.messages
