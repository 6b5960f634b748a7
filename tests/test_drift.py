"""Runs that are odd for their outlet."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from syria_news import drift
from syria_news.crawl import hook
from syria_news.model import Article, Outcome
from syria_news.store import runs
from tests.commands import Place
from tests.site.server import Answer, Site, serve, text

NOON = datetime(2024, 12, 6, 12, tzinfo=UTC)
USUAL = {
    "listed": 40,
    "fetched": 10,
    "new": 9,
    "rejected/off_topic": 1,
    "seen/articles": 9,
    "seen/characters": 27_000,
    "seen/title": 9,
    "seen/published": 9,
    "seen/authors": 6,
}
PAST = [USUAL | {"listed": 40 + number % 3} for number in range(20)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"listed": 0}, "nothing is listed, usually 41"),
        ({"listed": 12}, "URLs listed: 12"),
        ({"new": 1, "rejected/no_text": 8}, "pages that became articles"),
        ({"listings/not_a_listing": 1}, "listings are none any more"),
        ({"seen/published": 2}, "articles with published: 22%, usually 100%"),
        ({"seen/authors": 0}, "articles with authors: 0%, usually 67%"),
        ({"seen/characters": 2700}, "characters in a text: 300, usually 3000"),
        ({"seen/characters": 270_000}, "characters in a text: 30000"),
        ({"seen/old": 8}, "more than 30 days old: 89%"),
        ({"seen/future": 9}, "dated in the future: 100%"),
        ({"copies": 7, "new": 2}, "the same as others: 78%"),
    ],
)
def test_what_is_odd_is_said_in_words(change: dict[str, int], words: str) -> None:
    found = drift.alarms(USUAL | change, PAST)
    assert len(found) == 1
    assert words in found[0]


def test_the_usual_is_not_odd_nor_is_anything_before_it_is_known_what_is_usual() -> None:
    assert drift.alarms(USUAL, PAST) == []
    assert drift.alarms({}, PAST[:4]) == []
    assert drift.alarms({"listed": 40, "fetched": 1, "new": 1, "seen/articles": 1}, PAST) == [], (
        "one article is no share"
    )


def test_a_run_that_left_listings_alone_is_not_odd_for_it() -> None:
    assert drift.alarms(USUAL | {"listed": 0, "resting": 2}, PAST) == []
    rested = [USUAL | {"listed": 1, "resting": 1}] * 40
    assert drift.alarms(USUAL | {"listed": 3}, [*rested, *PAST]) == ["URLs listed: 3, usually 41"]


@given(st.lists(st.dictionaries(st.sampled_from([*USUAL, "copies", "resting"]), st.integers(0, 10**6)), max_size=25))
def test_no_counts_break_it(many: list[dict[str, int]]) -> None:
    for counts in many:
        drift.alarms(counts, many)


def test_features_are_of_articles_that_are_new_to_us() -> None:
    article = Article("a", "https://a.example/1", NOON, "Title", "Text.", published=NOON - timedelta(days=40))
    found = dict(drift.features(article, Outcome.NEW))
    assert found == {"seen/articles": 1, "seen/characters": 5, "seen/title": 1, "seen/published": 1, "seen/old": 1}
    assert dict(drift.features(article, Outcome.UNCHANGED)) == {}


def test_only_everyday_crawls_that_went_to_their_end_are_compared(engine: sa.Engine) -> None:
    with engine.begin() as conn:
        for number in range(30):
            given = {"since": "2024-12-01"} if number % 3 == 0 else {"due": "1"}
            run = runs.begin(conn, str(number), "crawl", NOON + timedelta(hours=number), outlet="a", arguments=given)
            runs.finish(conn, run, NOON, "finished", {"listed": number})
        died = runs.begin(conn, "died", "crawl", NOON + timedelta(hours=40), outlet="a")
        runs.close_dead(conn, died, NOON)
    with engine.connect() as conn:
        found = [counts["listed"] for counts in runs.past_counts(conn, "a")]
    assert found == [number for number in reversed(range(30)) if number % 3][:20]


# -- hooks


@pytest.fixture
def webhook() -> Iterator[tuple[str, list[bytes]]]:
    heard: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200 if self.path == "/" else 500)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", heard
    server.shutdown()
    server.server_close()


def test_a_webhook_hears_of_alarms(webhook: tuple[str, list[bytes]]) -> None:
    address, heard = webhook
    assert hook.tell(address, "upi", ["nothing is listed"])
    assert json.loads(heard[0]) == {"outlet": "upi", "alarms": ["nothing is listed"], "text": "upi: nothing is listed"}
    assert not hook.tell(f"{address}broken", "upi", ["x"])


def test_a_command_hears_of_alarms_and_one_that_fails_fails_nobody(tmp_path: Path) -> None:
    assert hook.tell(f"tee '{tmp_path / 'a b'}'", "upi", ["nothing is listed"])
    assert json.loads((tmp_path / "a b").read_text())["outlet"] == "upi"
    for broken in ("false", "no-such-command", "'unclosed", "http://127.0.0.1:1/", "https://"):
        assert not hook.tell(broken, "upi", ["x"])


def test_an_odd_crawl_ends_with_6_stands_in_status_and_tells_people(database_url: str, tmp_path: Path) -> None:
    with serve() as site:
        _five_good_runs(site, place := _place(site, database_url, tmp_path))
        site.answers["/feed.xml"] = Answer(b"<html><body>Subscribe!</body></html>")
        done = place.scrapy("crawl", "loopback")
    assert done.returncode == 6, done.stderr
    assert "ALARM nothing is listed, usually 4 URLs" in done.stderr
    assert "ALARM 1 listings are none any more (HTML, perhaps)" in done.stderr
    assert "nothing is listed" in json.loads((tmp_path / "told").read_text())["text"]
    [line] = [line for line in place.syria_news("status").stdout.splitlines() if line.startswith("loopback\t")]
    assert line.endswith("nothing is listed, usually 4 URLs; 1 listings are none any more (HTML, perhaps)")


def _place(site: Site, database_url: str, tmp_path: Path) -> Place:
    more = {"SYRIA_NEWS_ALARM": f"tee {tmp_path / 'told'}"}
    return Place(tmp_path / "archive", database_url, site.address, more)


def _five_good_runs(site: Site, place: Place) -> None:
    names = [f"a{number}" for number in range(1, 5)]
    for number, name in enumerate(names, 1):
        site.page(name, text(number))
    site.feed(*names)
    for _ in range(5):
        assert place.scrapy("crawl", "loopback").returncode == 0
