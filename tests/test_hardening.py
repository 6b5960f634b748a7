"""What the world sends and what it must come to: cut bodies, bombs, traps, robots.txt, waits, TLS, full disks."""

from __future__ import annotations

import csv
import gzip
import hashlib
import random
import re
import socket
import ssl
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import brotli
import pytest
import sqlalchemy as sa
from hypothesis import assume, given
from hypothesis import strategies as st

from syria_news import settings, warc
from syria_news.coding import Fault, undone
from syria_news.crawl.log import harmless
from syria_news.crawl.policy import UnsafeProxy, check_proxy, is_trap
from syria_news.crawl.resolver import is_public
from syria_news.crawl.robots import MOST, decide
from syria_news.crawl.waits import LONGEST, UNSAID, wished
from syria_news.store import database
from tests.commands import ROOT, Place
from tests.site.server import Answer, Site, article, serve, text

OK = "HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8"
LARGEST = 200_000
AGENT = "syria_news/1"


def page(name: str, seed: int = 0) -> bytes:
    return article(f"Report {name}", text(seed or sum(map(ord, name)))).encode()


def length(body: bytes) -> str:
    return f"\nContent-Length: {len(body)}"


@dataclass
class Trap:
    """A port that must stay silent."""

    address: str
    hits: int = 0


@pytest.fixture(scope="module")
def trap() -> Iterator[Trap]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = Trap(f"127.0.0.1:{listening.getsockname()[1]}")

        def wait() -> None:
            while True:
                try:
                    listening.accept()[0].close()
                except OSError:
                    return
                found.hits += 1

        threading.Thread(target=wait, daemon=True).start()
        yield found
        listening.shutdown(socket.SHUT_RDWR)


@dataclass(frozen=True)
class Result:
    """What a crawl left behind, by the last piece of each address."""

    code: int
    log: str
    ledger: dict[str, sa.Row[tuple[object, ...]]]
    records: dict[str, list[warc.Record]]
    place: Place

    def state(self, name: str) -> tuple[str, str]:
        row = self.ledger[name]
        return row.state, (row.reason or "").partition(":")[0]


def crawl(place: Place, *arguments: str, spider: str = "loopback") -> Result:
    done = place.scrapy("crawl", spider, *arguments)
    engine = database.connect(place.database)
    with engine.connect() as conn:
        rows = conn.execute(sa.text("SELECT url, state, reason, tries, next_try, changed FROM ledger")).all()
    engine.dispose()
    records: dict[str, list[warc.Record]] = {}
    for path in sorted((place.archive / "raw").glob("*.warc.gz")):
        for record in warc.walk(path):
            records.setdefault(record.url.rpartition("/")[2], []).append(record)
    return Result(done.returncode, done.stderr, {row.url.rpartition("/")[2]: row for row in rows}, records, place)


def here(folder: Path, site: Site) -> Place:
    return Place(folder / "archive", f"sqlite:///{folder / 'news.db'}", site.address)


# -- one crawl of everything that a single answer can do

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


# -- codings


@given(st.binary(max_size=3000), st.sampled_from(["gzip", "deflate", "br"]), st.data())
def test_a_coding_is_undone_whole_or_told_of(body: bytes, coding: str, data: st.DataObject) -> None:
    packed = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[coding](body)
    assert undone(packed, coding) == (body, None)
    assume(len(packed) > 3)
    got, fault = undone(packed[: data.draw(st.integers(min_value=3, max_value=len(packed) - 1))], coding)
    assert fault == Fault.CUT
    assert body.startswith(got)


@given(st.binary(min_size=1, max_size=3000), st.data())
def test_a_wrong_byte_in_a_gzip_file_is_told_of(body: bytes, data: st.DataObject) -> None:
    packed = bytearray(gzip.compress(body))
    packed[data.draw(st.integers(min_value=10, max_value=len(packed) - 1))] ^= data.draw(st.integers(1, 255))
    got, fault = undone(bytes(packed), "gzip")
    assert (got, fault) == (body, None) or fault is not None


def test_a_wrong_checksum_costs_no_byte() -> None:
    packed = gzip.compress(page("x"))
    assert undone(packed[:-8] + bytes(8), "gzip") == (page("x"), Fault.DAMAGED)


@given(st.binary(max_size=300), st.text(max_size=20))
def test_no_bytes_and_no_name_of_a_coding_raise(body: bytes, coding: str) -> None:
    for each in (coding, "gzip", "deflate", "br", "zstd", "gzip, br"):
        undone(body, each, 1000)


def test_a_bomb_is_not_unpacked() -> None:
    for pack, coding in ((gzip.compress, "gzip"), (brotli.compress, "br")):
        assert undone(pack(bytes(2_000_000)), coding, 1_000_000) == (b"", Fault.BOMB)


# -- addresses


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::", True),
        ("64:ff9b::5db8:d822", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("::ffff:10.0.0.1", False),
        ("::127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("fd00::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("no address", False),
    ],
)
def test_only_public_addresses_are_connected_to(address: str, public: bool) -> None:
    assert is_public(address) is public


CONNECT = """
import sys
from twisted.internet import reactor
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.protocol import Factory, Protocol
from syria_news.crawl.resolver import PublicResolver, refused_address

name, port, allowed = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
PublicResolver(reactor, 10, allowed).install_on_reactor()
connecting = HostnameEndpoint(reactor, name, port).connect(Factory.forProtocol(Protocol))
connecting.addCallbacks(lambda _: print("connected"), lambda failure: print(failure.value, refused_address(name)))
connecting.addBoth(lambda _: reactor.stop())
reactor.run()
"""


def connect(name: str, port: str, *allowed: str) -> str:
    command = [sys.executable, "-c", CONNECT, name, port, *allowed]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout


def test_a_name_that_leads_inside_is_not_connected_to(trap: Trap) -> None:
    port = trap.address.rpartition(":")[2]
    before = trap.hits
    assert re.search(r"127\.0\.0\.1|::1", connect("localhost", port))
    assert "connected" not in connect("127.0.0.1", port)
    assert trap.hits == before
    assert connect("localhost", port, f"localhost:{port}") == "connected\n", "unless somebody says so"


@pytest.mark.parametrize(
    "path", ["/a/a/a", "/x/news/en/news/en/news/en/y", "/" + "d/e" * 25, "/" + "/".join(map(str, range(30)))]
)
def test_a_path_without_end_is_a_trap(path: str) -> None:
    assert is_trap(f"https://example.org{path}")


@pytest.mark.parametrize(
    "path", ["/", "/news/2024/12/06/homs", "/a/a/b", "/news/syria/syria/homs-homs-homs", "/1/2/1/2"]
)
def test_an_ordinary_path_is_none(path: str) -> None:
    assert not is_trap(f"https://example.org{path}")


def test_a_proxy_has_to_be_declared_safe(tmp_path: Path) -> None:
    check_proxy(True, {"http": "http://proxy.example:3128"})
    check_proxy(False, {"no": "localhost"})
    with pytest.raises(UnsafeProxy):
        check_proxy(False, {"https": "http://proxy.example:3128"})
    with serve() as site:
        done = replace(here(tmp_path, site), more={"http_proxy": "http://127.0.0.1:9"}).scrapy("crawl", "loopback")
        assert site.asked.total() == 0
    assert done.returncode == 2
    assert "SYRIA_NEWS_PROXY_IS_SAFE" in done.stderr.splitlines()[-1]


# -- robots.txt


@pytest.mark.parametrize(
    ("status", "body", "allowed"),
    [
        (200, b"User-agent: *\nDisallow: /", False),
        (200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /ok", False),
        (200, b"User-agent: *\rDisallow: /ok\r", False),
        (200, "User-agent: *\nDisallow: /ok".encode("utf-16"), False),
        (200, b"\xfe\xff" + "User-agent: *\nDisallow: /ok".encode("utf-16-be"), False),
        (200, b"<html><p>Not found</p></html>", True),
        (200, b"", True),
        (204, b"", True),
        (301, b"", True),
        (403, b"User-agent: *\nDisallow: /", True),
        (404, b"", True),
        (200, b"User-agent: *\nDisallow: /" + b"*a" * 2000 + b"$", True),
    ],
)
def test_robots_txt_says_what_may_be_fetched(status: int, body: bytes, allowed: bool) -> None:
    decision = decide(status, body, AGENT)
    assert not decision.put_off
    assert (decision.rules is None or decision.rules.can_fetch("http://a.example/ok/1", AGENT)) is allowed


@pytest.mark.parametrize("status", [429, 500, 503, 599])
def test_a_host_that_can_not_say_is_put_off(status: int) -> None:
    assert decide(status, b"User-agent: *\nAllow: /", AGENT).put_off
    assert decide(200, b"User-agent: *\nDis", AGENT, whole=False).put_off


@pytest.mark.parametrize(
    ("line", "delay"),
    [("5", 5.0), ("0.5", 0.5), ("86400", 60.0), ("NaN", None), ("-5", None), ("1e309", None), ("soon", None)],
)
def test_a_crawl_delay_holds_up_to_a_minute(line: str, delay: float | None) -> None:
    assert decide(200, f"User-agent: *\nCrawl-delay: {line}\n".encode(), AGENT).delay == delay


def test_rules_beyond_500_kib_are_not_read() -> None:
    rule = b"User-agent: *\nDisallow: /ok\n"
    padding = b"# so that it is long\n" * (MOST // 21 + 1)
    for body, allowed in ((rule + padding, False), (padding + rule, True)):
        found = decide(200, body, AGENT)
        assert found.rules is not None
        assert found.rules.can_fetch("http://a.example/ok/1", AGENT) is allowed


@given(st.binary(max_size=500))
def test_no_robots_txt_raises(body: bytes) -> None:
    found = decide(200, b"User-agent: *\nCrawl-delay: " + body, AGENT)
    assert found.rules is not None
    found.rules.can_fetch("http://a.example/ok/1", AGENT)


def test_a_site_whose_robots_txt_fails_is_left_alone_for_this_run(tmp_path: Path) -> None:
    with serve() as site:
        site.page("a1", text(1))
        site.feed("a1")
        site.answers["/robots.txt"] = Answer(b"User-agent: *\nAllow: /", 503)
        result = crawl(here(tmp_path, site))
        assert (result.code, set(site.asked)) == (1, {"/robots.txt"})
        assert "answered 503: put off" in result.log
        site.answers["/robots.txt"] = [Answer(b"", 404), Answer(b"", 404), Answer(b"", 404), Answer(b"", 500)]
        assert crawl(here(tmp_path, site)).state("a1") == ("stored", "")


def test_the_delay_that_robots_txt_asks_for_is_kept(tmp_path: Path) -> None:
    with serve() as site:
        for seed in (1, 2):
            site.page(f"a{seed}", text(seed))
        site.feed("a1", "a2")
        site.answers["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 1.5")
        crawl(here(tmp_path, site))
    assert len(site.moments) == 4
    assert all(later - earlier > 1.4 for earlier, later in pairwise(site.moments[1:]))


def test_a_robots_txt_that_leads_inside_is_not_followed_and_not_taken_for_none(tmp_path: Path, trap: Trap) -> None:
    before = trap.hits
    with serve() as site:
        site.page("a1", text(1))
        site.feed("a1")
        site.answers["/robots.txt"] = Answer(status=302, headers={"Location": f"http://{trap.address}/robots.txt"})
        result = crawl(here(tmp_path, site))
        assert (result.code, set(site.asked)) == (1, {"/robots.txt"})
    assert trap.hits == before


def test_a_robots_txt_that_lies_with_another_host_is_obeyed(tmp_path: Path) -> None:
    with serve() as site, serve() as elsewhere:
        site.page("a1", text(1))
        site.page("private", text(2))
        site.feed("a1", "private")
        there = elsewhere.address.replace("127.0.0.1", "localhost")
        site.answers["/robots.txt"] = Answer(status=301, headers={"Location": f"http://{there}/rules"})
        elsewhere.answers["/rules"] = Answer(status=302, headers={"Location": "/robots.txt"})
        elsewhere.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /news/private")
        allowed = f"SYRIA_NEWS_ALLOWED_HOSTS={site.address},{there}"
        result = crawl(here(tmp_path, site), "-s", allowed)
        assert [result.state(name)[0] for name in ("a1", "private")] == ["stored", "robots"]


def test_a_name_that_leads_inside_is_asked_for_another_day(tmp_path: Path) -> None:
    place = Place(tmp_path / "archive", f"sqlite:///{tmp_path / 'news.db'}", "news.example.com")
    blocked = ("-a", "url=http://news.example.com/news/a1", "-s", "TWISTED_DNS_RESOLVER=tests.site.portal.Portal")
    result = crawl(place, *blocked)
    assert (result.code, result.ledger) == (1, {}), "who can't be asked for robots.txt is put off"
    assert re.search(r"news\.example\.com is at 10\.0\.0\.1.*: put off", result.log)
    result = crawl(place, *blocked, "-s", "ROBOTSTXT_OBEY=0")
    assert result.state("a1") == ("failed", "network")
    assert result.ledger["a1"].next_try is not None


# -- waits


@pytest.mark.parametrize(
    ("status", "said", "wish"),
    [
        (429, "20", timedelta(seconds=20)),
        (503, " 7 ", timedelta(seconds=7)),
        (503, "Fri, 31 Dec 2099 23:59:59 GMT", LONGEST),
        (503, "Fri, 06 Dec 2024 10:00:30 GMT", timedelta(seconds=30)),
        (503, "Fri, 06 Dec 2024 09:00:00 GMT", timedelta(0)),
        (429, "9" * 400, LONGEST),
        (429, "", UNSAID),
        (429, "soon", UNSAID),
        (503, "soon", None),
        (200, "20", None),
    ],
)
def test_a_host_is_left_alone_as_long_as_it_asks_an_hour_at_most(
    status: int, said: str, wish: timedelta | None
) -> None:
    assert wished(status, said, datetime(2024, 12, 6, 10, tzinfo=UTC)) == wish


@given(st.text(max_size=60))
def test_no_retry_after_raises(said: str) -> None:
    assert (wished(429, said, datetime(2024, 12, 6, tzinfo=UTC)) or UNSAID) <= LONGEST


def test_what_would_wait_too_long_is_left_to_a_later_run(tmp_path: Path) -> None:
    names = [f"a{seed}" for seed in range(1, 20)]
    with serve() as site:
        for name in names:
            site.answers[f"/news/{name}"] = Answer(b"busy", 429, {"Retry-After": "600"})
        site.feed(*names)
        result = crawl(here(tmp_path, site), "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1", "-s", "DOWNLOAD_DELAY=0.1")
        assert sum(site.asked[f"/news/{name}"] for name in names) == 1
        assert {row.state for row in result.ledger.values()} == {"failed"}
        for row in result.ledger.values():
            assert datetime.fromisoformat(row.next_try) - datetime.fromisoformat(row.changed) >= timedelta(seconds=590)
        again = crawl(here(tmp_path, site))
        assert sum(site.asked[f"/news/{name}"] for name in names) == 1, "and it is not due before"
    assert (result.code, again.code) == (1, 0)


def test_a_host_that_has_no_time_for_us_is_not_asked_all_day(tmp_path: Path) -> None:
    names = [f"a{seed}" for seed in range(1, 20)]
    with serve() as site:
        for name in names:
            site.answers[f"/news/{name}"] = Answer(b"busy", 429, {"Retry-After": "0"})
        site.feed(*names)
        result = crawl(here(tmp_path, site), "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1", "-s", "DOWNLOAD_DELAY=0.05")
        assert sum(site.asked[f"/news/{name}"] for name in names) == 6
    assert {row.state for row in result.ledger.values()} == {"failed"}


# -- TLS


def test_a_certificate_that_does_not_hold_is_said_in_the_record(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    _self_signed(key, certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serve(context) as site:
        site.page("a1", text(1))
        site.answers["/feed.xml"] = replace(
            site.answers["/feed.xml"],  # type: ignore[type-var]
            body=f'<rss version="2.0"><channel><item><link>https://{site.address}/news/a1</link></item></channel></rss>'.encode(),
        )
        result = crawl(replace(here(tmp_path, site), more={"SITE_SCHEME": "https"}))
    assert result.state("a1") == ("stored", "tls_unverified")
    assert "fetched unverified" in result.log
    [path] = (result.place.archive / "raw").glob("*.warc.gz")
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate.read_text())).hexdigest()
    assert f"Syria-News-TLS: unverified; sha256={digest}".encode() in gzip.decompress(path.read_bytes())


def _self_signed(key: Path, certificate: Path) -> None:
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
    ]
    subprocess.run(
        [*command, "-keyout", key, "-out", certificate, "-subj", "/CN=elsewhere.example"],
        check=True,
        capture_output=True,
    )


# -- logs


@given(st.text())
def test_a_log_line_has_no_control_characters_and_begins_no_line_of_its_own(said: str) -> None:
    line = harmless(f"2024-12-06 INFO: {said}")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]", line)
    assert all(each.startswith("    ") for each in line.split("\n")[1:])
    line.encode()


def test_a_password_in_an_address_is_not_logged() -> None:
    assert harmless("postgresql://me:se:cr$t@host/news") == "postgresql://me:***@host/news"
    assert harmless("https://example.org:80/a@b") == "https://example.org:80/a@b"


# -- a disk that takes no more


def test_a_full_disk_ends_the_run_with_3_and_the_next_one_completes_it(tmp_path: Path) -> None:
    noise = random.Random(3)
    names = [f"a{seed}" for seed in range(1, 9)]
    with serve() as site:
        for seed, name in enumerate(names, 1):
            body = page(name, seed).replace(b"</body>", b"<!-- %s --></body>" % noise.randbytes(200_000).hex().encode())
            site.answers[f"/news/{name}"] = Answer(body)
        site.feed(*names)
        place = here(tmp_path, site)
        full = crawl(replace(place, more={"LARGEST_FILE": "1000000"}), "-s", "DOWNLOAD_DELAY=0.1")
        assert full.code == 3, full.log
        assert "Traceback" not in full.log, full.log
        done = crawl(place)
    assert done.code == 0, done.log
    assert {row.state for row in done.ledger.values()} == {"stored"}


def test_a_database_that_can_not_grow_is_a_full_disk_too(tmp_path: Path) -> None:
    names = [f"a{seed}" for seed in range(1, 9)]
    with serve() as site:
        for seed, name in enumerate(names, 1):
            site.page(name, text(seed, 400))
        site.feed(*names)
        place = here(tmp_path, site)
        engine = database.connect(place.database)
        database.migrate(engine)
        engine.dispose()
        size = (tmp_path / "news.db").stat().st_size
        full = crawl(replace(place, more={"LARGEST_FILE": str(size // 3)}))
        assert full.code == 3, full.log
        done = crawl(place)
    assert done.code == 0, done.log
    assert {row.state for row in done.ledger.values()} == {"stored"}


def test_the_consoles_that_run_code_are_off() -> None:
    assert not settings.TELNETCONSOLE_ENABLED
    assert not settings.REMOTE_CONTROL_ENABLED
    assert {name for name, handler in settings.DOWNLOAD_HANDLERS.items() if handler} == {"http", "https"}
