"""`scrapy probe`: what it says of sources that answer, and of those that don't."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from syria_news import warc
from syria_news.crawl.probe import Finding
from syria_news.store import database
from tests.commands import Place
from tests.site.server import Answer, Site, serve, text

NOW = datetime.now(UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


@pytest.fixture
def place(site: Site, tmp_path: Path) -> Place:
    return Place(tmp_path / "archive", f"sqlite:///{tmp_path / 'archive' / 'syria_news.db'}", site.address)


def feed(site: Site, *paths: str, age: timedelta = timedelta(hours=3)) -> Answer:
    date = format_datetime(NOW - age)
    items = "".join(
        f"<item><title>Report</title><link>http://{site.address}{path}</link><pubDate>{date}</pubDate></item>"
        for path in paths
    )
    return Answer(f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode())


def runs(place: Place) -> list[sa.Row[tuple[object, ...]]]:
    engine = database.connect(place.database)
    try:
        with engine.connect() as conn:
            return list(conn.execute(sa.text("SELECT command, outlet, alarms, raw_file FROM runs")))
    finally:
        engine.dispose()


def test_a_feed_that_answers_and_an_article_that_reads_are_well(site: Site, place: Place) -> None:
    site.page("a1", text(1))
    site.page("a2", text(2))
    site.answers["/feed.xml"] = feed(site, "/news/a1", "/news/a2")
    done = place.scrapy("probe", "loopback")
    assert done.returncode == 0, done.stderr
    assert "all well" in done.stdout
    [line] = [line for line in done.stdout.splitlines() if "feed.xml" in line]
    assert line.split()[3:8] == ["200", "2", "2", "3", "h"]
    assert "Buses reach Homs" in done.stdout
    assert site.asked["/news/a1"] + site.asked["/news/a2"] == 1, "one article is enough"
    [run] = runs(place)
    assert (run.command, run.outlet) == ("probe", "loopback")
    [file] = (place.archive / "raw").glob("*.warc.gz")
    assert {"/robots.txt", "/feed.xml"} < {record.url.partition(site.address)[2] for record in warc.walk(file)}


def test_a_feed_that_is_a_page_without_content_is_named(site: Site, place: Place) -> None:
    site.answers["/feed.xml"] = Answer(b"<!DOCTYPE html><html><body><div id='root'></div></body></html>")
    done = place.scrapy("probe", "loopback")
    assert done.returncode == 6, done.stderr
    assert "no feed, but HTML" in done.stdout
    [run] = runs(place)
    assert "no feed, but HTML" in run.alarms
    assert "no article was found" in run.alarms


def test_what_robots_txt_forbids_is_not_fetched_but_said(site: Site, place: Place) -> None:
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /feed", headers={"Content-Type": "text/plain"})
    done = place.scrapy("probe", "loopback")
    assert done.returncode == 6
    assert "forbids" in done.stdout
    assert site.asked["/feed.xml"] == 0


def test_old_lines_and_lines_that_are_no_articles_are_wrong() -> None:
    assert Finding("feed", "u", 200, 25, 25, timedelta(days=40)).wrong == "its newest line is 40 days old"
    assert Finding("feed", "u", 200).wrong == "nothing stands in it"
    assert Finding("feed", "u", 403, trouble="answered 403").wrong == "answered 403"
    assert Finding("feed", "u", 200, 25, 0).wrong == "none of its lines looks like an article"
    assert Finding("feed", "u", 200, 25, 25, timedelta(days=2)).wrong == ""
    assert Finding("section", "u", 200, 25, 25).wrong == "", "undated lines are no fault"
