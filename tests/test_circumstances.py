"""How a response came, and what became of it, is said in its record and its row: a crawl on loopback, TLS too."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from syria_news import warc
from syria_news.evidence import software
from syria_news.store import database
from tests.commands import ROOT, Place
from tests.site.server import Answer, Site, article, listing, serve, text

OK = "HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8"
ROBOTS = b"User-agent: *\nDisallow: /private/\n"


def records(place: Place) -> dict[str, list[warc.Record]]:
    """What lies in the archive, by the last piece of each address, in the order it came."""
    found: dict[str, list[warc.Record]] = {}
    for path in sorted((place.archive / "raw").glob("*.warc.gz")):
        for record in warc.walk(path):
            found.setdefault(record.url.rpartition("/")[2], []).append(record)
    return found


def headers(place: Place, name: str) -> list[Mapping[str, str]]:
    """The header of each response to an address, as the file has it."""
    return [
        each.headers
        for path in sorted((place.archive / "raw").glob("*.warc.gz"))
        for each in warc.members(path)
        if isinstance(each, warc.Member) and each.kind == "response" and each.headers["warc-target-uri"].endswith(name)
    ]


def outcomes(place: Place) -> dict[str, list[tuple[int, str, str | None]]]:
    """Status, outcome and reason of each row, by the last piece of each address, in the order they came."""
    engine = database.connect(place.database)
    found: dict[str, list[tuple[int, str, str | None]]] = {}
    with engine.connect() as conn:
        for url, *said in conn.execute(sa.text("SELECT url, status, outcome, reason FROM capture ORDER BY id")):
            found.setdefault(url.rpartition("/")[2], []).append((said[0], said[1], said[2]))
    engine.dispose()
    return found


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        running.answers["/robots.txt"] = Answer(ROBOTS, headers={"Content-Type": "text/plain"})
        yield running


@pytest.fixture
def place(database_url: str, tmp_path: Path, site: Site) -> Place:
    return Place(tmp_path / "archive", database_url, site.address)


def test_a_record_says_how_its_response_came(site: Site, place: Place) -> None:
    site.page("one", text(1))
    site.answers["/news/again"] = [Answer(b"busy", 503), Answer(article("Again", text(2)).encode())]
    site.feed("one", "again")
    began = datetime.now(UTC)
    assert place.scrapy("crawl", "loopback").returncode == 0
    found, port = records(place), site.address.partition(":")[2]
    [one], feed, robots = found["one"], found["feed.xml"][0], found["robots.txt"][0]
    for record in (one, feed, robots):
        how = record.circumstances
        assert (record.ip, how.port, record.tls) == ("127.0.0.1", port, "")
        started, ended = datetime.fromisoformat(how.started), datetime.fromisoformat(how.ended)
        assert began <= started <= ended <= datetime.now(UTC)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", how.started)
        assert re.fullmatch(r"\d+\.\d{6}", how.seconds)
        assert ended < record.fetched + timedelta(seconds=1), "WARC-Date is the second of its end, or later"
    assert one.circumstances.listed_by == feed.url
    assert feed.circumstances.listed_by == ""
    assert [each.circumstances.attempt for each in found["again"]] == ["1", "2"]
    allowed = f"allowed; status=200; sha256={robots.raw.sha256}"
    assert (one.circumstances.robots, feed.circumstances.robots) == (allowed, allowed)
    assert robots.raw.sha256 == hashlib.sha256(ROBOTS).hexdigest()
    assert robots.circumstances.robots == ""
    [head] = headers(place, "/news/one")
    assert head["syria-news-listed-by"] == feed.url, "an extension field of ISO 28500 under the house's prefix"


def test_a_host_without_robots_txt_allows_all_and_the_record_says_what_it_answered(site: Site, place: Place) -> None:
    site.answers["/robots.txt"] = Answer(b"none here", 404)
    site.page("one", text(1))
    site.feed("one")
    assert place.scrapy("crawl", "loopback").returncode == 0
    [one] = records(place)["one"]
    assert one.circumstances.robots == f"allowed; status=404; sha256={hashlib.sha256(b'none here').hexdigest()}"


def test_a_later_run_knows_who_announced_it_and_how_often_it_failed(site: Site, place: Place) -> None:
    site.answers["/news/late"] = [Answer(b"busy", 503)] * 2 + [Answer(article("Late", text(3)).encode())]
    site.feed("late")
    assert place.scrapy("crawl", "loopback").returncode == 1
    site.feed()
    assert place.syria_news("retry").returncode == 0
    place.scrapy("crawl", "loopback")
    last = records(place)["late"][-1]
    assert (last.status, last.circumstances.attempt) == (200, "2"), "one failure is one try of the ledger's"
    assert last.circumstances.listed_by == f"http://{site.address}/feed.xml"


def test_what_is_played_from_a_recording_keeps_how_it_came(site: Site, place: Place, tmp_path: Path) -> None:
    site.page("one", text(1))
    site.feed("one")
    assert place.scrapy("crawl", "loopback").returncode == 0
    [path] = (place.archive / "raw").glob("*.warc.gz")
    copy = replace(place, archive=tmp_path / "copy", database=f"sqlite:///{tmp_path / 'copy.db'}")
    assert copy.scrapy("crawl", "loopback", "-a", f"replay={path}").returncode == 0
    taken = replace(place, archive=tmp_path / "taken", database=f"sqlite:///{tmp_path / 'taken.db'}", site="")
    assert taken.syria_news("ingest", str(path), "--outlet", "upi").returncode == 0
    [one] = records(place)["one"]
    for other in (copy, taken):
        [again] = records(other)["one"]
        assert (again.raw.record_id, again.ip, again.circumstances) == (one.raw.record_id, one.ip, one.circumstances)


def test_pages_that_nobody_reads_have_an_outcome(site: Site, place: Place) -> None:
    body = article("Cut", text(4)).encode()
    short = f"{OK}\nContent-Length: 50000".replace("\n", "\r\n").encode() + b"\r\n\r\n" + body
    whole = f"{OK}\nContent-Length: {len(body)}".replace("\n", "\r\n").encode() + b"\r\n\r\n" + body
    site.answers["/news/mended"] = [Answer(wire=short), Answer(wire=whole)]
    site.answers["/news/cut"] = Answer(wire=short)
    site.answers["/news/away"] = Answer(status=302, headers={"Location": "/"})
    site.answers["/"] = Answer(article("Front", text(5)).encode())
    site.page("good", text(6))
    broken = gzip.compress(body)[:-30]
    site.raw("gzcut", f"{OK}\nContent-Encoding: gzip\nContent-Length: {len(broken)}", broken)
    site.feed("mended", "cut", "away", "good", "gzcut")
    place.scrapy("crawl", "loopback")
    expected = {
        "mended": [(200, "unread", "truncated"), (200, "article", None)],
        "cut": [(200, "unread", "truncated")] * 2,
        "away": [(302, "kept", None)],
        "": [(200, "unread", "gone")],
        "good": [(200, "article", None)],
        "gzcut": [(200, "unread", "truncated")],
    }
    found = outcomes(place)
    assert {name: found[name] for name in expected} == expected
    verified = place.syria_news("verify")
    assert verified.returncode == 0, verified.stdout

    fresh = replace(place, database=f"sqlite:///{place.archive.parent / 'again.db'}")
    replayed = fresh.syria_news("replay")
    assert (replayed.returncode, "failed" in replayed.stdout) == (0, False), "what failed then, did not fail now"
    again = outcomes(fresh)
    assert {name: again[name] for name in expected} == expected, "a replay says the same"


def test_a_recording_does_not_bring_back_what_was_redacted(site: Site, place: Place, tmp_path: Path) -> None:
    """The record of the recording is the one that was taken out: its text came back, over a tombstone."""
    site.page("one", text(1))
    site.feed("one")
    assert place.scrapy("crawl", "loopback").returncode == 0
    [path] = (place.archive / "raw").glob("*.warc.gz")
    kept = tmp_path / "recording.warc.gz"
    kept.write_bytes(path.read_bytes())
    url = f"http://{site.address}/news/one"
    about = ("--reason", "court-order", "--who", "A", "--authority", "B")
    assert place.syria_news("redact", url, *about).returncode == 0
    for more in (("-a", f"url={url}"), ("-a", "refresh=1")):
        place.scrapy("crawl", "loopback", "-a", f"replay={kept}", *more)
    assert outcomes(place)["one"] == [(200, "redacted", "court-order")]
    engine = database.connect(place.database)
    with engine.connect() as conn:
        assert conn.execute(sa.text("SELECT title, text FROM latest")).all() == [(None, "")]
    engine.dispose()
    assert place.syria_news("verify").returncode == 0


# -- TLS


@dataclass(frozen=True)
class Authority:
    """A certificate authority of our own, and a certificate for loopback that it signed."""

    root: Path
    chain: Path
    key: Path
    digests: list[str]
    """SHA-256 of the server's certificate and of the authority's."""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    home = tmp_path_factory.mktemp("authority")
    new = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    of_all = ["-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=Nobody's authority"]
    subprocess.run([*new, *of_all], check=True, capture_output=True, cwd=home)
    leaf = ["-CA", "root.pem", "-CAkey", "root.key", "-addext", "subjectAltName=IP:127.0.0.1"]
    leaf += ["-addext", "basicConstraints=critical,CA:FALSE", "-subj", "/CN=loopback"]
    leaf += ["-keyout", "leaf.key", "-out", "leaf.pem"]
    subprocess.run([*new, *leaf], check=True, capture_output=True, cwd=home)
    pems = [(home / name).read_text() for name in ("leaf.pem", "root.pem")]
    (home / "chain.pem").write_text("".join(pems))
    digests = [hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest() for pem in pems]
    return Authority(home / "root.pem", home / "chain.pem", home / "leaf.key", digests)


@pytest.mark.parametrize("trusted", [True, False], ids=["trusted", "not trusted"])
@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])
def test_a_record_says_which_tls_and_whose_certificates(
    version: str, trusted: bool, authority: Authority, tmp_path: Path
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.chain, authority.key)
    context.minimum_version = context.maximum_version = ssl.TLSVersion[version.replace(".", "_")]
    more = {"SITE_SCHEME": "https"} | ({"SSL_CERT_FILE": str(authority.root)} if trusted else {})
    with serve(context) as site:
        names = ("one", "two", "three")
        for seed, name in enumerate(names, 1):
            site.page(name, text(seed))
        site.answers["/feed.xml"] = listing(f"https://{site.address}/news/{name}" for name in names)
        place = Place(tmp_path / "archive", f"sqlite:///{tmp_path / 'news.db'}", site.address, more)
        assert place.scrapy("crawl", "loopback").returncode == 0
    own, root = authority.digests
    word = "verified" if trusted else "unverified"
    for name in ("feed.xml", *names):
        [record] = records(place)[name]
        assert re.fullmatch(
            rf"{word}; sha256={own}; chain={root}; version={re.escape(version)}; cipher=[A-Z0-9_-]+", record.tls
        ), record.tls
        assert record.circumstances.port == site.address.partition(":")[2]
        assert record.page("loopback").note == (None if trusted else warc.UNVERIFIED)


# -- the run


def test_manifest_and_warc_file_name_the_commit(site: Site, place: Place) -> None:
    site.page("one", text(1))
    site.feed("one")
    assert place.scrapy("crawl", "loopback").returncode == 0
    [path] = (place.archive / "manifests").glob("*.json")
    [raw] = (place.archive / "raw").glob("*.warc.gz")
    said = json.loads(path.read_bytes())["software"].get("commit", "")
    assert warc.info(raw).get("syria-news-commit", "") == said
    assert bool(said) == (ROOT / ".git").exists()
    assert re.fullmatch(r"([0-9a-f]{40}(-dirty)?)?", said)


def test_what_is_no_checkout_has_no_commit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    subprocess.run(["git", "init", "-q", tmp_path], check=True, capture_output=True)
    for root in (tmp_path, tmp_path / "package"):  # one without a commit; one inside somebody else's
        monkeypatch.setattr(software, "_ROOT", root)
        software.commit.cache_clear()
        assert software.commit() == ""
    software.commit.cache_clear()
