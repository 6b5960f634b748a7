"""One crawl of everything that a single answer can do wrong, and what each must come to."""

from __future__ import annotations

import csv
import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import brotli
import pytest
import sqlalchemy as sa

from syria_news.store import database
from tests.crawling import OK, Result, Trap, crawl, here, length, page
from tests.site.server import Answer, Site, serve, text

LARGEST = 200_000

LEAKED = "it-must-not-be-kept"


def hostile(site: Site, trap: Trap) -> dict[str, tuple[str, str]]:
    """Set the answers; the state and reason that each must come to."""
    whole = {name: page(name) for name in "short reset slow surplus crc gzcut br cookie codec meta badrefresh".split()}
    packed = gzip.compress(whole["crc"])
    wrong = packed[:-8] + bytes([packed[-8] ^ 1]) + packed[-7:]
    bomb = gzip.compress(bytes(60_000_000))
    cut = brotli.compress(whole["br"])[:-9]
    found = "HTTP/1.1 302 Found\nContent-Length: 0\nLocation: "
    site.raw("short", f"{OK}\nContent-Length: 50000", whole["short"])
    site.raw("reset", OK, whole["reset"][:1500], end="reset")
    site.raw("slow", f"{OK}\nContent-Length: 50000", whole["slow"], end="hang")
    site.raw("surplus", f"{OK}\nContent-Length: 700", whole["surplus"])
    site.raw("large", f"{OK}\nContent-Length: 900000", b"<p>" + bytes(900_000))
    site.raw("endless", OK, b"<p>" + bytes(900_000))
    site.raw("crc", f"{OK}\nContent-Encoding: gzip" + length(wrong), wrong)
    site.raw("gzcut", f"{OK}\nContent-Encoding: gzip" + length(packed[:-30]), packed[:-30])
    site.raw("br", f"{OK}\nContent-Encoding: br" + length(cut), cut)
    site.raw("bomb", f"{OK}\nContent-Encoding: gzip" + length(bomb), bomb)
    site.raw("codec", OK.replace("utf-8", "zlib") + length(whole["codec"]), whole["codec"])
    meta = whole["meta"].replace(b'charset="utf-8"', b'charset="idna"')
    site.raw("meta", OK.partition(";")[0] + length(meta), meta)
    refresh = b'<meta http-equiv="refresh" content="0; url=%s">'
    broken = whole["badrefresh"].replace(b"<title>", refresh % b"http://[::1" + b"<title>")
    site.raw("badrefresh", OK + length(broken), broken)
    inside = page("refresh").replace(b"<title>", refresh % f"http://{trap.address}/".encode() + b"<title>")
    site.raw("refresh", OK + length(inside), inside)  # a page is what it says, not where it would send a browser
    site.raw(
        "cookie",
        f"{OK.replace('200 OK', '200 All Is Well')}\nX-aLPha: 1\nx-alpha: 2\nSet-Cookie: s={LEAKED}"
        + length(whole["cookie"]),
        whole["cookie"],
    )
    site.raw("loop", f"{found}/news/loop")
    site.raw("off", f"{found}http://victim.example/x")
    site.raw("file", f"{found}file:///etc/hostname")
    site.raw("nowhere", f"{found}http://[::1")
    site.raw("inner", f"{found}http://{trap.address}/news/inner")
    site.answers["/news/later"] = [
        Answer(b"busy", 503),
        Answer(status=302, headers={"Location": f"http://{trap.address}/news/later"}),
    ]
    site.raw("number", f"{found}http://2130706433/")
    site.raw("abc", "HTTP/1.1 abc OK\nContent-Length: 2", b"ok")
    for name, status in (("minus", "-200"), ("thousand", "1000"), ("nine", "099")):
        site.raw(name, f"HTTP/1.1 {status} OK\nContent-Length: 2", b"ok")
    for name, field in (("spaced", "X-Odd : 1"), ("nameless", ": 1"), ("foreign", "X-\xfc: \xe9")):
        site.raw(name, OK + f"\n{field}" + length(page(name)), page(name))
    site.raw("nulled", OK.replace("text/html", "text/html\0") + length(page("nulled")), page("nulled"))
    site.raw("endlesshead", OK + "".join(f"\nX-{number}: {'y' * 90}" for number in range(20_000)), b"")
    site.raw("escape", "HTTP/1.1 404 \x1b[2J\x1b[31mGone\nContent-Length: 4", b"gone")
    site.page("formula", text(77), '=HYPERLINK("http://evil.example")')
    site.page("a/a/a/a", text(5))
    return {
        "short": ("failed", "truncated"),
        "reset": ("failed", "truncated"),
        "slow": ("failed", "timeout"),
        "surplus": ("failed", "truncated"),
        "large": ("failed", "too_large"),
        "endless": ("failed", "too_large"),
        "crc": ("failed", "truncated"),
        "gzcut": ("failed", "truncated"),
        "br": ("failed", "truncated"),
        "bomb": ("failed", "bomb"),
        "codec": ("stored", ""),
        "meta": ("stored", ""),
        "badrefresh": ("stored", ""),
        "refresh": ("stored", ""),
        "cookie": ("stored", ""),
        "loop": ("failed", "redirect"),
        "off": ("failed", "redirect"),
        "file": ("failed", "redirect"),
        "nowhere": ("failed", "redirect"),
        "inner": ("failed", "bad_url"),
        "later": ("failed", "bad_url"),
        "number": ("failed", "bad_url"),
        "abc": ("failed", "bad_response"),
        "minus": ("failed", "bad_response"),
        "thousand": ("failed", "bad_response"),
        "nine": ("failed", "bad_response"),
        "nulled": ("stored", ""),
        "spaced": ("stored", ""),
        "nameless": ("stored", ""),
        "foreign": ("stored", ""),
        "endlesshead": ("failed", "bad_response"),
        "escape": ("gone", "answered 404"),
        "formula": ("stored", ""),
        "a": ("failed", "bad_url"),
    }


@dataclass(frozen=True)
class Everything:
    expected: dict[str, tuple[str, str]]
    result: Result
    site: Site
    csv: Path


@pytest.fixture(scope="module")
def everything(trap: Trap, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everything]:
    folder = tmp_path_factory.mktemp("everything")
    with serve() as site:
        expected = hostile(site, trap)
        site.feed(*(name if name != "a" else "a/a/a/a" for name in expected))
        out = folder / "out.csv"
        result = crawl(
            here(folder, site), "-s", "DOWNLOAD_TIMEOUT=5", "-s", f"DOWNLOAD_MAXSIZE={LARGEST}", "-O", str(out)
        )
        yield Everything(expected, result, site, out)


def test_each_answer_comes_to_one_outcome_with_its_reason(everything: Everything) -> None:
    found = {name: everything.result.state(name) for name in everything.result.ledger}
    assert found == everything.expected
    assert everything.result.code == 1


@pytest.mark.parametrize(
    ("name", "times", "why"),
    [
        ("short", 2, "disconnect"),
        ("reset", 2, "disconnect"),
        ("slow", 1, "time"),
        ("surplus", 1, "unspecified"),
        ("large", 1, "length"),
        ("endless", 1, "length"),
    ],
)
def test_what_came_of_a_cut_body_is_kept_and_marked(everything: Everything, name: str, times: int, why: str) -> None:
    answer = everything.site.answers[f"/news/{name}"]
    assert isinstance(answer, Answer)
    assert answer.wire is not None
    sent = answer.wire.partition(b"\r\n\r\n")[2]
    records = everything.result.records[name]
    assert [record.truncated for record in records] == [why] * times, "and it is asked for again where that can help"
    for record in records:
        assert record.body
        assert sent.startswith(record.body)
        assert len(record.body) <= LARGEST


def test_what_came_of_it_all_is_as_it_was_written(everything: Everything) -> None:
    done = everything.result.place.syria_news("verify", "--deep")
    assert done.returncode == 0, done.stdout


def test_a_field_whose_name_is_none_is_passed_over_and_archived(everything: Everything) -> None:
    fields = {name: everything.result.records[name][0].headers for name in ("spaced", "nameless", "foreign")}
    assert (b"X-Odd", b"1") in fields["spaced"]
    assert (b"", b"1") in fields["nameless"]
    assert (b"X-\xfc", b"\xe9") in fields["foreign"]


@pytest.mark.parametrize("name", ["crc", "gzcut", "br", "bomb", "codec", "meta"])
def test_a_coding_that_is_broken_is_archived_as_received(everything: Everything, name: str) -> None:
    answer = everything.site.answers[f"/news/{name}"]
    assert isinstance(answer, Answer)
    assert answer.wire is not None
    [record] = everything.result.records[name]
    assert record.body == answer.wire.partition(b"\r\n\r\n")[2]
    assert record.truncated is None


def test_a_cut_page_makes_no_article_when_the_archive_is_replayed_either(
    everything: Everything, tmp_path: Path
) -> None:
    fresh = replace(everything.result.place, database=f"sqlite:///{tmp_path / 'again.db'}")
    fresh.syria_news("replay")
    engine = database.connect(fresh.database)
    with engine.connect() as conn:
        read = {url.rpartition("/")[2] for url in conn.scalars(sa.text("SELECT url FROM latest"))}
    engine.dispose()
    assert read == {name for name, (state, _) in everything.expected.items() if state == "stored"}


def test_nothing_went_inside(everything: Everything, trap: Trap) -> None:
    assert trap.hits == 0


def test_header_fields_are_kept_as_they_came_but_no_cookie(everything: Everything) -> None:
    [record] = everything.result.records["cookie"]
    names = [name for name, _ in record.headers]
    assert names == [b"Content-Type", b"X-aLPha", b"x-alpha", b"Content-Length"]
    assert record.raw.sha256 == hashlib.sha256(record.body).hexdigest()
    for path in (everything.result.place.archive / "raw").glob("*.warc.gz"):
        assert b"HTTP/1.1 200 All Is Well\r\n" in gzip.decompress(path.read_bytes())
        assert LEAKED.encode() not in gzip.decompress(path.read_bytes())


def test_a_head_without_end_is_no_response(everything: Everything) -> None:
    assert "endlesshead" not in everything.result.records


def test_the_log_can_not_be_forged(everything: Everything) -> None:
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", everything.result.log)
    assert "Traceback" not in everything.result.log, everything.result.log


def test_a_spreadsheet_finds_no_formula_in_an_export(everything: Everything) -> None:
    with everything.csv.open(newline="", encoding="utf-8") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_what_scrapy_drops_and_what_a_bug_breaks_is_in_the_ledger(tmp_path: Path) -> None:
    with serve() as site:
        for name in ("one", "twin", "stumble"):
            site.page(name, text(len(name)))
        site.feed("one", "twin", "stumble")
        result = crawl(here(tmp_path, site), spider="stumbling")
    assert sorted(result.state(name) for name in ("one", "twin")) == [("failed", "crashed"), ("stored", "")]
    assert result.state("stumble") == ("failed", "crashed")
    assert result.code == 1


def test_a_run_fetches_no_more_than_its_budget_and_the_next_one_goes_on(tmp_path: Path) -> None:
    with serve() as site:
        for seed in range(1, 5):
            site.page(f"a{seed}", text(seed))
        site.feed("a1", "a2", "a3", "a4")
        first = crawl(here(tmp_path, site), "-s", "SYRIA_NEWS_MOST_PAGES=3")
        assert sorted(row.state for row in first.ledger.values()) == ["listed", "stored", "stored", "stored"]
        assert "1 over_budget: left to the next run" in first.log
        second = crawl(here(tmp_path, site))
    assert {row.state for row in second.ledger.values()} == {"stored"}
