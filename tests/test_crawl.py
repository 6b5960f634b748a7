"""A whole crawl of a small site on loopback, from feed to row, and what happens when it goes wrong."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from syria_news import warc
from syria_news.store import database
from tests.commands import Place
from tests.rows import plain, rows
from tests.site.server import Answer, Site, serve, text


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


@pytest.fixture
def place(site: Site, database_url: str, tmp_path: Path) -> Place:
    return Place(tmp_path / "archive", database_url, site.address)


def states(place: Place) -> dict[str, str]:
    return {row.url.rpartition("/")[2]: row.state for row in rows(place.database, "SELECT url, state FROM ledger")}


def records(place: Place) -> list[warc.Record]:
    return [record for path in sorted((place.archive / "raw").glob("*.warc.gz")) for record in warc.walk(path)]


def test_from_feed_to_row_and_back_to_the_bytes(site: Site, place: Place) -> None:
    for seed in (1, 2):
        site.page(f"a{seed}", text(seed))
    site.answers["/news/moved"] = Answer(status=301, headers={"Location": "/news/a2"})
    site.answers["/news/again"] = site.answers["/news/a1"]
    site.page("cup", "\n".join(["The home side won the cup final on penalties before a full house."] * 6), "Cup final")
    site.answers["/robots.txt"] = Answer(
        b"User-agent: *\nDisallow: /news/private", headers={"Content-Type": "text/plain"}
    )
    site.feed("a1", "again", "a2", "moved", "missing", "cup", "private")

    done = place.scrapy("crawl", "loopback")
    assert done.returncode == 0, done.stderr
    found = states(place)
    assert {found.pop("a1"), found.pop("again")} == {"stored", "copy"}, (
        "which one is the copy, the order of arrival says"
    )
    assert sorted((found.pop("a2"), found.pop("moved"))) in (["stored", "unchanged"], ["copy", "stored"])
    assert found == {"missing": "gone", "cup": "off_topic", "private": "robots"}
    assert site.asked["/news/private"] == 0
    assert all(agent.startswith("syria_news/") for agent in site.agents)
    assert "2 new" in done.stderr
    assert "1 off_topic" in done.stderr
    latest = rows(place.database, "SELECT id, text FROM latest ORDER BY text")
    assert ["report 1 says in part 0" in row.text for row in latest] == [True, False]
    assert len(rows(place.database, "SELECT * FROM appearances")) == 4

    printed = place.syria_news("raw", str(latest[0].id))
    assert printed.stdout.encode() == site.answers["/news/a1"].body  # type: ignore[union-attr]
    [file] = (place.archive / "raw").iterdir()
    check = [sys.executable, "-m", "warcio.cli", "check", "-v", str(file)]
    checked = subprocess.run(check, capture_output=True, text=True, check=False)
    assert checked.returncode == 0
    assert "digest failed" not in checked.stdout

    before = site.asked.copy()
    again = place.scrapy("crawl", "loopback")
    assert again.returncode == 0
    assert "nothing new" in again.stderr
    fetched_again = {path for path in site.asked if site.asked[path] > before[path]}
    assert fetched_again == {"/feed.xml", "/robots.txt"}


def test_what_is_taken_out_at_the_door_is_counted(site: Site, place: Place) -> None:
    """A title's end past what is kept, and characters that no text may hold: by a crawl and by a replay."""
    site.page("long", text(1), "Buses reach Homs " * 200)
    site.page("odd", f"{text(2)}\nTwo\x00 more &#0;&#xD800; buses.\x01")
    site.feed("long", "odd")
    done = place.scrapy("crawl", "loopback")
    assert done.returncode == 0, done.stderr
    [run] = rows(place.database, "SELECT counts FROM runs")
    counts = run.counts if isinstance(run.counts, dict) else json.loads(run.counts)
    assert (counts["new"], counts["cut/title"], counts["forbidden_characters"]) == (2, 1, 4)
    again = place.syria_news("replay")
    assert "1 cut/title" in again.stdout and "4 forbidden_characters" in again.stdout, again.stdout


def test_an_edited_page_is_a_revision_when_asked_for_again(site: Site, place: Place) -> None:
    site.page("a1", text(1))
    site.feed("a1")
    place.scrapy("crawl", "loopback")
    site.page("a1", text(1) + "\nA correction: eleven buses came to Homs, Syria, not ten.")
    assert "0 new" in place.scrapy("crawl", "loopback").stderr
    done = place.scrapy("crawl", "loopback", "-a", "refresh=1")
    assert "1 revised" in done.stderr
    assert rows(place.database, "SELECT revisions FROM latest")[0].revisions == 2
    done = place.scrapy("crawl", "loopback", "-a", f"url=http://{site.address}/news/a1")
    assert "1 unchanged" in done.stderr


def test_what_failed_is_tried_again_and_the_exit_code_says_so(site: Site, place: Place) -> None:
    site.answers["/news/a1"] = Answer(b"busy", 503)
    site.feed("a1")
    done = place.scrapy("crawl", "loopback")
    assert done.returncode == 1, done.stderr
    [row] = rows(place.database, "SELECT state, reason, tries, next_try FROM ledger")
    assert (row.state, row.reason, row.tries) == ("failed", "http_status: 503", 1)
    assert row.next_try is not None
    assert [record.status for record in records(place) if record.url.endswith("a1")] == [503, 503]
    site.page("a1", text(1))
    assert place.scrapy("crawl", "loopback").returncode == 0
    assert states(place) == {"a1": "stored"}


def later(place: Place) -> None:
    """All that is to be tried again is due."""
    engine = database.connect(place.database)
    with engine.begin() as conn:
        conn.execute(sa.text("UPDATE listed_url SET next_try = changed WHERE next_try IS NOT NULL"))
    engine.dispose()


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer(b"gone", 404), "gone"),
        (Answer(status=302, headers={"Location": "/maintenance"}), "gone"),
        (Answer(status=302, headers={"Location": "https://victim.example/maintenance"}), "failed"),
        (Answer(status=302, headers={"Location": "/news/a1"}), "failed"),
    ],
    ids=["404", "redirect to no article", "redirect elsewhere", "loop"],
)
def test_what_is_gone_for_a_while_is_stored_once_it_is_there(
    site: Site, place: Place, answer: Answer, state: str
) -> None:
    site.answers["/maintenance"] = Answer(b"<h1>Back soon</h1>")
    site.answers["/news/a1"] = answer
    site.feed("a1")
    place.scrapy("crawl", "loopback")
    assert states(place) == {"a1": state}
    asked = site.asked["/news/a1"]
    place.scrapy("crawl", "loopback")
    assert site.asked["/news/a1"] == asked, "not at once"
    site.page("a1", text(1))
    later(place)
    assert "1 new" in place.scrapy("crawl", "loopback").stderr
    assert states(place) == {"a1": "stored"}


def test_items_can_be_exported(site: Site, place: Place, tmp_path: Path) -> None:
    site.page("a1", text(1))
    site.feed("a1")
    place.scrapy("crawl", "loopback", "-O", str(tmp_path / "out.jsonl"), "-O", str(tmp_path / "out.csv"))
    [item] = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert item["title"] == "Buses reach Homs, report a1"
    assert item["outlet"] == "loopback"
    with (tmp_path / "out.csv").open(newline="") as file:
        [row] = csv.DictReader(file)
    assert json.loads(row["raw"]) == item["raw"]
    assert json.loads(row["mentions"]) == item["mentions"]


def test_killed_in_the_middle_nothing_is_lost_or_doubled(site: Site, place: Place) -> None:
    names = [f"a{seed}" for seed in range(1, 13)]
    for seed, name in enumerate(names, 1):
        site.page(name, text(seed))
    hold = threading.Event()
    held = site.answers["/news/a7"]
    assert isinstance(held, Answer)
    site.answers["/news/a7"] = [Answer(held.body, wait=hold), held]
    site.feed(*names)
    running = place.start("crawl", "loopback")
    # Robots, feed and most pages were asked for, some of them came, and one is held back.
    while site.asked.total() < 10 or len(_archived(place)) < 4:
        assert running.poll() is None
        threading.Event().wait(0.02)
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    hold.set()
    whole = {r.url for path in (place.archive / "raw").iterdir() for r in _readable(path)}
    fetched = {
        path: site.asked[path] for path in site.asked if f"http://{site.address}{path}" in whole and "/news/" in path
    }

    done = place.scrapy("crawl", "loopback")
    assert done.returncode == 0, done.stderr
    assert set(states(place).values()) == {"stored"}
    assert len(rows(place.database, "SELECT DISTINCT url FROM latest")) == len(names)
    assert len(rows(place.database, "SELECT * FROM appearances")) == len(names)
    assert all(site.asked[path] == times for path, times in fetched.items()), "what was archived is not fetched again"
    assert not list((place.archive / "raw").glob("*.open"))
    counted = [row.counts for row in rows(place.database, "SELECT counts FROM runs ORDER BY started")]
    died, after = (json.loads(each) if isinstance(each, str) else each for each in counted)
    assert died["fetched"] == died["new"] == len(fetched)
    assert died["fetched"] + after["fetched"] == len(names)
    captured = {row.record_id for row in rows(place.database, "SELECT record_id FROM capture")}
    assert captured == {record.raw.record_id for record in records(place)}


def _archived(place: Place) -> list[warc.Record]:
    return [record for path in (place.archive / "raw").glob("*.warc.gz*") for record in _readable(path)]


def _readable(path: Path) -> list[warc.Record]:
    found = []
    try:
        for record in warc.walk(path):
            found.append(record)
    except warc.Damaged:
        pass
    return found


def test_a_replay_of_the_raw_archive_builds_the_same_articles(site: Site, place: Place, tmp_path: Path) -> None:
    for seed in (1, 2, 3):
        site.page(f"a{seed}", text(seed))
    site.answers["/news/again"] = site.answers["/news/a1"]
    site.feed("a3", "a1", "again", "a2", "missing")
    place.scrapy("crawl", "loopback")
    site.page("a1", text(1) + "\nA correction for Homs, Syria.")
    place.scrapy("crawl", "loopback", "-a", "refresh=1")

    query = "SELECT * FROM latest ORDER BY id"
    fresh = Place(place.archive, f"sqlite:///{tmp_path / 'again.db'}", site.address)
    done = fresh.syria_news("replay")
    assert done.returncode == 0, done.stderr
    assert plain(rows(fresh.database, query)) == plain(rows(place.database, query))
    assert states(fresh) == states(place)
    before = plain(rows(fresh.database, query))
    assert "new" not in fresh.syria_news("replay").stdout
    assert plain(rows(fresh.database, query)) == before


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("since=yesterday", "not a date"),
        ("until=2024-13-01", "not a date"),
        ("colour=red", "no such argument"),
        ("url=ftp://x", "url=ftp://x"),
        ("url=https://elsewhere.example/a", "not an address of loopback"),
        ("refresh=perhaps", "neither 1 nor 0"),
        ("replay=nowhere.warc.gz", "no such file"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_argument_that_makes_no_sense_gets_one_clear_line(place: Place, argument: str, words: str) -> None:
    done = place.scrapy("crawl", "loopback", "-a", argument)
    assert done.returncode == 2
    assert words in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_that_is_away_is_named_with_what_to_do(site: Site, place: Place) -> None:
    away = Place(place.archive, "postgresql://me:secret@127.0.0.1:1/none", site.address)
    done = away.scrapy("crawl", "loopback")
    assert done.returncode == 4
    assert "can't reach the database" in done.stderr
    assert "secret" not in done.stderr
    assert site.asked.total() == 0
