"""The hostile answers of the measuring sets, through a real crawl: what each must come to, and where nothing may go."""

from __future__ import annotations

import itertools
import json
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from syria_news import warc
from syria_news.crawl.robots import decide
from syria_news.store import database
from tests.commands import Place
from tests.site.server import listing

ASK_TO_WAIT = ("w-429", "w-503-date")
"""Each makes us leave its host alone, so each has a crawl of its own."""
QUICK = ("-s", "DOWNLOAD_TIMEOUT=5")

WORDS = {
    "truncated": {"truncated_body", "reset"},
    "timeout": {"timeout"},
    "network": {"reset", "timeout"},
    "bad_response": {"bad_response", "truncated_body"},
    "bomb": {"bomb", "too_large"},
    "too_large": {"too_large"},
    "redirect": {"bad_redirect", "redirect_loop", "off_site"},
    "bad_url": {"blocked_address", "blocked_url", "bad_redirect", "url_too_long"},
    "not_html": {"not_html"},
    "gone": {"http_404", "http_410", "http_error", "bad_redirect", "soft_404"},
    "put_off": {"rate_limited"},
}
"""Our reasons in the corpus's words."""


@dataclass
class Server:
    """The corpus, replayed on loopback by the script that made it; every request with its moment."""

    address: str
    folder: Path
    cases: dict[str, dict[str, Any]]
    robots: list[dict[str, Any]]
    hits: list[tuple[float, dict[str, Any]]] = field(default_factory=list)

    def sent(self, case: dict[str, Any]) -> bytes:
        """The body of the case's last answer, as its bytes stand behind the head."""
        data = (self.folder / (case.get("files") or [case["file"]])[-1]).read_bytes()
        return data.partition(b"\r\n\r\n")[2] if data.startswith(b"HTTP/") else data


@dataclass(frozen=True)
class Crawl:
    """What a crawl of some cases left behind."""

    code: int
    log: str
    ledger: dict[str, tuple[str, str]]
    """State and reason by case."""
    texts: dict[str, str]
    """Articles' texts by case."""
    records: dict[str, list[warc.Record]]


@pytest.fixture(scope="module")
def server(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    script, folder = shared / "hostile" / "make_hostile.py", tmp_path_factory.mktemp("hostile")
    port, trap = _free_ports(2)
    address = f"127.0.0.1:{port}"
    make = ["--base", f"http://{address}", "--trap", f"http://127.0.0.1:{trap}", "--max-mb", "3"]
    subprocess.run([sys.executable, script, folder, *make], check=True, capture_output=True)
    manifest = json.loads((folder / "manifest.json").read_text())
    cases = {case["id"]: case for case in manifest["cases"] if case["kind"] == "http"}
    robots = [case for case in manifest["cases"] if case["kind"] == "robots"]
    (folder / "feed").write_bytes(listing(cases[name]["url"] for name in cases if name not in ASK_TO_WAIT).body)
    feed = {"kind": "rss", "url": "/feed.xml", "file": "feed", "status": 200, "headers": [["Content-Type", "text/xml"]]}
    (folder / "manifest.json").write_text(json.dumps({"cases": [*manifest["cases"], feed]}))
    ports = ["--port", str(port), "--trap-port", str(trap)]
    with subprocess.Popen(
        [sys.executable, script, "serve", folder, *ports], stdout=subprocess.PIPE, text=True
    ) as process:
        running = Server(address, folder, cases, robots)
        assert process.stdout is not None
        process.stdout.readline()
        threading.Thread(target=_note, args=(process.stdout, running.hits), daemon=True).start()
        yield running
        process.terminate()


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _note(lines: Iterator[str], hits: list[tuple[float, dict[str, Any]]]) -> None:
    for line in lines:
        hits.append((time.monotonic(), json.loads(line)))


def crawl(server: Server, folder: Path, *arguments: str) -> Crawl:
    """Crawl what the server's feed lists, or what is asked for."""
    url = f"sqlite:///{folder / 'news.db'}"
    place = Place(folder / "archive", url, server.address, {"SYRIA_NEWS_KEEP_OFF_TOPIC": "1"})
    done = place.scrapy("crawl", "loopback", *QUICK, *arguments)
    engine = database.connect(url)
    with engine.connect() as conn:
        ledger = {
            row.url.rpartition("/")[2]: (row.state, row.reason or "")
            for row in conn.execute(sa.text("SELECT url, state, reason FROM ledger"))
        }
        rows = conn.execute(sa.text("SELECT p.url, l.text FROM latest l JOIN appearances p ON p.article_id = l.id"))
        texts = {row.url.rpartition("/")[2]: row.text for row in rows}
    engine.dispose()
    records: dict[str, list[warc.Record]] = {}
    for path in (folder / "archive" / "raw").glob("*.warc.gz"):
        for record in warc.walk(path):
            records.setdefault(record.url.rpartition("/")[2], []).append(record)
    return Crawl(done.returncode, done.stderr, ledger, texts, records)


@pytest.fixture(scope="module")
def crawls(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Crawl]:
    """What the feed lists, under an empty name; and each that asks to wait. All at once, since they mostly wait."""
    arguments = {name: ("-a", f"url={server.cases[name]['url']}") for name in ASK_TO_WAIT}
    folder = tmp_path_factory.mktemp("crawls")
    with ThreadPoolExecutor() as threads:
        running = {
            name: threads.submit(crawl, server, folder / (name or "all"), *given)
            for name, given in {"": ("-s", "RETRY_TIMES=2"), **arguments}.items()
        }
        return {name: future.result() for name, future in running.items()}


@pytest.fixture(scope="module")
def crawled(crawls: dict[str, Crawl]) -> Crawl:
    return crawls[""]


def faults(case: dict[str, Any], server: Server, crawl: Crawl) -> list[str]:
    """Which of the case's expectations the crawl did not meet."""
    name, expect = case["id"], case["expect"]
    state, reason = crawl.ledger.get(name, ("", ""))
    text, records = crawl.texts.get(name), crawl.records.get(name, [])
    found = [*_raw_faults(expect.get("raw"), server.sent(case), records)]
    if state in {"", "listed"}:
        found.append(f"has no outcome: {state}")
    if expect.get("article") in {"yes", "no"} and (text is not None) != (expect["article"] == "yes"):
        found.append(f"article: {text is not None}")
    flagged = state not in {"stored", "unchanged", "copy"}
    whole = all(piece in (text or "") for piece in expect.get("whole", ()))
    if (expect.get("flagged") or not whole) and not flagged:
        found.append(f"reads as a success: {state}")
    if flagged and expect.get("reasons") and not _words(state, reason) & set(expect["reasons"]):
        found.append(f"reason: {state} {reason}")
    found += [f"text lacks {piece!r}" for piece in expect.get("text_has", ()) if piece not in (text or "")]
    asked = [hit for _, hit in server.hits if hit["path"] == f"/http/{name}"]
    if len(asked) > expect.get("max_requests", 25):
        found.append(f"{len(asked)} requests")
    for prefix in expect.get("never", ()):
        if any(each.url.startswith(prefix) for records in crawl.records.values() for each in records):
            found.append(f"asked for {prefix}")
    return found


def _raw_faults(raw: str | None, sent: bytes, records: list[warc.Record]) -> Iterator[str]:
    match raw:
        case "exact" if len(records) != 1 or records[0].body != sent or records[0].truncated:
            yield f"raw: {[(len(each.body), each.truncated) for each in records]}, not {len(sent)} bytes once"
        case "partial" if not records or not all(each.truncated and each.body in sent for each in records):
            yield f"raw: {[(len(each.body), each.truncated) for each in records]}, not marked as incomplete"
        case "none" if any(each.body for each in records):
            yield f"raw: {len(records)} records"


def _words(state: str, reason: str) -> set[str]:
    code, _, detail = reason.partition(": ")
    if code == "http_status":
        return {f"http_{detail}", "http_error", *({"rate_limited"} if detail == "429" else ())}
    return WORDS.get(code, set()) | WORDS.get(state, set())


def test_every_hostile_answer_comes_to_what_it_must(server: Server, crawled: Crawl) -> None:
    bad = {
        name: found
        for name, case in sorted(server.cases.items())
        if name not in ASK_TO_WAIT and (found := faults(case, server, crawled))
    }
    assert not bad, "\n".join(f"{name}: {'; '.join(found)}" for name, found in bad.items())
    assert crawled.code == 1, "some failed, and the exit code says so"


def test_the_log_shows_nothing_but_lines(crawled: Crawl) -> None:
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", crawled.log)
    assert "Traceback" not in crawled.log, crawled.log


@pytest.mark.parametrize("name", ASK_TO_WAIT)
def test_a_host_that_asks_for_time_gets_it(server: Server, crawls: dict[str, Crawl], name: str) -> None:
    assert not faults(server.cases[name], server, crawls[name])
    moments = [moment for moment, hit in server.hits if hit["path"] == f"/http/{name}"]
    gaps = [later - earlier for earlier, later in itertools.pairwise(moments)]
    assert all(gap >= server.cases[name]["expect"].get("min_gap_seconds", 0) for gap in gaps), gaps
    assert name != "w-503-date" or len(moments) == 1, "what would take till 2099 is left to another run"


def test_every_hostile_robots_txt_allows_what_it_must(server: Server) -> None:
    agent = "syria_news/1"
    found = {}
    for case in server.robots:
        rules = decide(200, (server.folder / case["file"]).read_bytes(), agent).rules
        assert rules is not None
        wanted = case["expect"].get("allow", {})
        found[case["id"]] = {
            path: rules.can_fetch(f"http://{server.address}{path}", agent) for path in wanted
        } == wanted
    assert all(found.values()), found


def test_nothing_went_to_the_trap(server: Server, crawled: Crawl) -> None:
    assert [hit for _, hit in server.hits if hit["port"] == "trap"] == []
