"""Looking again: what is known is asked for by its version, servers are checked, and an outlet has one crawl."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from email.message import Message
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from syria_news import warc
from syria_news.store import database, leases
from tests.commands import ROOT, Place
from tests.site.server import Answer, Site, article, serve, text


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


@pytest.fixture
def place(site: Site, database_url: str, tmp_path: Path) -> Place:
    return Place(tmp_path / "archive", database_url, site.address)


def rows(place: Place, query: str) -> Sequence[sa.Row[tuple[object, ...]]]:
    engine = database.connect(place.database)
    try:
        with engine.connect() as conn:
            return conn.execute(sa.text(query)).all()
    finally:
        engine.dispose()


def change(place: Place, statement: str) -> None:
    engine = database.connect(place.database)
    with engine.begin() as conn:
        conn.execute(sa.text(statement))
    engine.dispose()


def all_due(place: Place) -> None:
    change(place, "UPDATE listed_url SET next_look = first_listed")


class Paper:
    """An article's page with versions: honest, or not."""

    def __init__(self, body: str) -> None:
        self.body = article("Buses reach Homs", body).encode()
        self.tag = '"1"'
        self.named: list[str | None] = []

    def honest(self, headers: Message) -> Answer:
        self.named.append(headers.get("If-None-Match"))
        if self.named[-1] == self.tag:
            return Answer(status=304, headers={"ETag": self.tag})
        return Answer(self.body, headers={"Content-Type": "text/html", "ETag": self.tag})

    def deaf(self, headers: Message) -> Answer:
        """Never says "not modified"."""
        self.named.append(headers.get("If-None-Match"))
        return Answer(self.body, headers={"Content-Type": "text/html", "ETag": self.tag})


def looked(place: Place) -> str:
    all_due(place)
    done = place.scrapy("crawl", "loopback")
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_what_is_due_is_looked_at_again_by_its_version_and_a_correction_is_seen(site: Site, place: Place) -> None:
    paper = Paper(text(1))
    site.answers["/news/a1"] = paper.honest
    site.feed("a1")
    place.scrapy("crawl", "loopback")
    assert place.scrapy("crawl", "loopback").returncode == 0
    assert paper.named == [None], "it is not due yet"

    assert "1 unchanged" in looked(place)
    assert paper.named == [None, '"1"', None], "the first 304 of a host is checked"
    assert "1 unchanged" in looked(place)
    assert paper.named[3:] == ['"1"'], "the second is believed"
    [row] = rows(place, "SELECT state, article_id FROM ledger")
    assert row.state == "unchanged"
    assert row.article_id is not None
    kept = [record.status for record in records(place) if record.url.endswith("a1")]
    assert kept == [200, 304, 200, 304], "a 304 is archived"
    [run] = rows(place, "SELECT counts FROM runs ORDER BY id DESC LIMIT 1")
    assert '"rechecks": 1' in str(run.counts).replace("'", '"')

    paper.body, paper.tag = article("Buses reach Homs", text(1) + "\nA correction for Homs, Syria.").encode(), '"2"'
    assert "1 revised" in looked(place)
    assert rows(place, "SELECT revisions FROM latest")[0].revisions == 2
    assert rows(place, "SELECT why FROM server WHERE distrusted IS NOT NULL") == []

    fresh = Place(place.archive, f"sqlite:///{place.archive / 'again.db'}", site.address)
    assert fresh.syria_news("replay").returncode == 0
    assert rows(fresh, "SELECT state FROM ledger") == rows(place, "SELECT state FROM ledger")


def records(place: Place) -> list[warc.Record]:
    return [record for path in sorted((place.archive / "raw").glob("*.warc.gz")) for record in warc.walk(path)]


def test_a_server_that_says_not_modified_of_what_was_is_caught_and_no_longer_believed(site: Site, place: Place) -> None:
    paper = Paper(text(1))
    site.answers["/news/a1"] = paper.honest
    site.feed("a1")
    place.scrapy("crawl", "loopback")
    paper.body = article("Buses reach Homs", text(1) + "\nA correction for Homs, Syria.").encode()  # its tag stays
    assert "1 revised" in looked(place)
    [row] = rows(place, "SELECT role, why FROM server WHERE distrusted IS NOT NULL")
    assert row.role == "article"
    assert "was not modified, and it was" in row.why
    paper.named.clear()
    looked(place)
    assert paper.named == [None], "its versions are no longer named"


def test_a_server_that_never_says_not_modified_is_no_longer_asked_that_way(site: Site, place: Place) -> None:
    paper = Paper(text(1))
    site.answers["/news/a1"] = paper.deaf
    site.feed("a1")
    place.scrapy("crawl", "loopback")
    for _ in range(4):
        looked(place)
    assert paper.named[0] is None
    assert paper.named[-1] is None, "it was asked by version at least three times, then no more"
    assert paper.named[1:4] == ['"1"'] * 3


def test_an_answer_of_304_to_a_plain_request_is_a_failure(site: Site, place: Place) -> None:
    site.answers["/news/a1"] = Answer(status=304)
    site.feed("a1")
    assert place.scrapy("crawl", "loopback").returncode == 1
    [row] = rows(place, "SELECT state, reason FROM ledger")
    assert (row.state, row.reason.split(":")[0]) == ("failed", "http_status")


def feed_of(site: Site, versions: Counter[str]) -> Callable[[Message], Answer]:
    body, tag = site.answers["/feed.xml"], '"feed"'
    assert isinstance(body, Answer)

    def answer(headers: Message) -> Answer:
        versions[headers.get("If-None-Match") or ""] += 1
        return Answer(status=304) if headers.get("If-None-Match") == tag else Answer(body.body, headers={"ETag": tag})

    return answer


def test_a_listing_that_is_not_modified_costs_nothing_and_raises_no_alarm(site: Site, place: Place) -> None:
    site.page("a1", text(1))
    site.feed("a1")
    versions: Counter[str] = Counter()
    site.answers["/feed.xml"] = feed_of(site, versions)
    for _ in range(3):
        done = place.scrapy("crawl", "loopback")
        assert done.returncode == 0, done.stderr
        assert "1 listed" in done.stderr
    assert versions == {"": 2, '"feed"': 2}, "the first 304 is checked"


def test_a_crawl_of_what_is_due_rests_until_something_is(site: Site, place: Place) -> None:
    site.page("a1", text(1))
    site.feed("a1")
    assert place.scrapy("crawl", "loopback", "-a", "due=1").returncode == 0
    before = site.asked.total()
    done = place.scrapy("crawl", "loopback", "-a", "due=1")
    assert done.returncode == 0
    assert "nothing is due before" in done.stderr.splitlines()[-1]
    assert site.asked.total() == before, "nobody is asked"
    assert len(rows(place, "SELECT id FROM runs")) == 1

    all_due(place)
    place.scrapy("crawl", "loopback", "-a", "due=1")
    assert site.asked["/news/a1"] == 2
    assert site.asked["/feed.xml"] == 1, "the listing is not due"
    change(place, "UPDATE listing SET next_read = read")
    place.scrapy("crawl", "loopback", "-a", "due=1")
    assert site.asked["/feed.xml"] == 2


@pytest.mark.parametrize(
    "answer",
    [Answer(b"no", 403), Answer(b"<h1>Welcome</h1>"), Answer(wire=b"", end="reset")],
    ids=["403", "HTML", "no"],
)
def test_a_listing_that_fails_is_asked_again_as_seldom_as_one_that_says_nothing_new(
    site: Site, place: Place, answer: Answer
) -> None:
    site.page("a1", text(1))
    site.feed("a1")
    site.answers["/other.xml"] = answer
    first = place.scrapy("crawl", "both", "-a", "due=1")
    assert first.returncode == 1
    assert "listings: 1 read; trouble: 1 " in first.stderr
    before = site.asked.total()
    assert "nothing is due before" in place.scrapy("crawl", "both", "-a", "due=1").stderr
    assert site.asked.total() == before

    change(place, "UPDATE listing SET next_read = read WHERE url LIKE '%other.xml'")
    second = place.scrapy("crawl", "both", "-a", "due=1")
    assert site.asked["/feed.xml"] == 1
    assert "DOWN" not in second.stderr
    assert "listings: 0 read, 1 not due; trouble: 1 " in second.stderr
    assert "no listing could be read" not in place.syria_news("status").stdout
    found = {row.url.rpartition("/")[2]: row for row in rows(place, "SELECT url, listed, pause FROM listing")}
    assert (found["other.xml"].listed, found["other.xml"].pause) == (0, 2 * 3600), "an hour, then two"
    assert (found["feed.xml"].listed, found["feed.xml"].pause) == (1, 3600)


def test_a_listing_that_leads_on_rests_under_the_address_it_is_asked_by(site: Site, place: Place) -> None:
    site.page("a1", text(1))
    site.feed("a1")
    site.answers["/new.xml"] = site.answers["/feed.xml"]
    site.answers["/feed.xml"] = Answer(status=301, headers={"Location": "/new.xml"})
    assert place.scrapy("crawl", "loopback", "-a", "due=1").returncode == 0
    before = site.asked.total()
    assert "nothing is due before" in place.scrapy("crawl", "loopback", "-a", "due=1").stderr
    assert site.asked.total() == before


def test_a_second_crawl_steps_aside_and_a_killed_ones_lease_is_taken_over(site: Site, place: Place) -> None:
    site.page("a1", text(1))
    hold = threading.Event()
    held = site.answers["/news/a1"]
    assert isinstance(held, Answer)
    site.answers["/news/a1"] = [Answer(held.body, wait=hold), held]
    site.feed("a1")
    running = place.start("crawl", "loopback")
    while not site.asked["/news/a1"]:
        assert running.poll() is None
        threading.Event().wait(0.02)
    before = site.asked.total()
    second = place.scrapy("crawl", "loopback")
    assert second.returncode == 0
    assert "loopback is being crawled by process" in second.stderr.splitlines()[-1]
    assert "stepping aside" in second.stderr
    assert site.asked.total() == before

    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    hold.set()
    third = place.scrapy("crawl", "loopback")
    assert third.returncode == 0, third.stderr
    assert "1 new" in third.stderr
    assert rows(place, "SELECT * FROM lease") == [], "it is given back at the end"


def test_an_outlet_that_steps_aside_in_a_round_leaves_its_place_to_the_one_behind_it(site: Site, place: Place) -> None:
    site.page("a1", text(1))
    site.feed("a1")
    engine = database.connect(place.database)
    take = partial(leases.take, outlet="both", process=leases.this_process())
    assert not database.transact(engine, take)
    engine.dispose()
    command = [sys.executable, "-m", "benchmarks.round", ",".join([*["both"] * 8, "loopback"])]
    done = subprocess.run(
        command, cwd=ROOT, env=place.environment(), capture_output=True, text=True, check=False, timeout=120
    )
    said = done.stdout.splitlines()
    assert [line.split()[0] for line in said] == ["IDLE"] * 8 + ["ENDED"], done.stderr
    assert said[-1] == "ENDED loopback 0", done.stderr
