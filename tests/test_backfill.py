"""Into the past: dated sitemaps, WordPress and sections, broken off and begun again."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from syria_news import warc
from syria_news.store import database
from syria_news.store.tables import run
from tests.commands import Place
from tests.site.server import Answer, Site, serve, text

DAYS = ("2024-12-01", "2024-12-02", "2024-12-03")
WINDOW = ("-a", f"since={DAYS[0]}", "-a", f"until={DAYS[-1]}")


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        for number, day in enumerate(DAYS):
            _sitemap(running, day, f"{day}-one", f"{day}-two")
            running.page(f"{day}-one", text(2 * number + 1))
            running.page(f"{day}-two", text(2 * number + 2))
        yield running


@pytest.fixture
def place(site: Site, database_url: str, tmp_path: Path) -> Place:
    return Place(tmp_path / "archive", database_url, site.address)


def _sitemap(site: Site, day: str, *names: str) -> None:
    entries = "".join(
        f"<url><loc>http://{site.address}/news/{name}</loc><lastmod>{day}</lastmod></url>" for name in names
    )
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
    site.answers[f"/sitemap-{day}.xml"] = Answer(body.encode(), headers={"Content-Type": "application/xml"})


def _wordpress(site: Site, count: int, most: int = 100) -> list[str]:
    """Pages of so many posts at most, and what WordPress says to the page behind the last one; their paths."""
    query = "?after=2024-11-30T00:00:00&before=2024-12-05T00:00:00&per_page=100&page={}&orderby=date&order=asc"
    path = f"/wp-json/wp/v2/posts{query}&_fields=link,date_gmt,modified_gmt,title"
    posts = [
        {"link": f"http://{site.address}/news/{DAYS[0]}-one?p={n}", "date_gmt": "2024-12-02T08:00:00", "title": "T"}
        for n in range(count)
    ]
    pages = [posts[start : start + most] for start in range(0, count, most)] or [[]]
    for number, page in enumerate(pages, 1):
        site.answers[path.format(number)] = Answer(
            json.dumps(page).encode(), headers={"Content-Type": "application/json"}
        )
    site.answers[path.format(len(pages) + 1)] = Answer(b'{"code":"rest_post_invalid_page_number"}', 400)
    return [path.format(number) for number in range(1, len(pages) + 2)]


def rows(place: Place, query: str | sa.Select[Any]) -> Sequence[sa.Row[Any]]:
    engine = database.connect(place.database)
    try:
        with engine.connect() as conn:
            return conn.execute(sa.text(query) if isinstance(query, str) else query).all()
    finally:
        engine.dispose()


def counts(place: Place) -> dict[str, int]:
    """The newest run's; the column has them read from JSON, which only Postgres' driver does by itself."""
    found: dict[str, int] = rows(place, sa.select(run.c.counts).order_by(run.c.id.desc()).limit(1))[0].counts
    return found


def test_a_backfill_that_was_killed_goes_on_without_asking_for_anything_twice(site: Site, place: Place) -> None:
    hold = threading.Event()
    held = site.answers["/news/2024-12-03-two"]
    assert isinstance(held, Answer)
    site.answers["/news/2024-12-03-two"] = [Answer(held.body, wait=hold), held]
    _wordpress(site, 0)
    running = place.start("crawl", "past", *WINDOW)
    pages = {f"/news/{day}-{name}" for day in DAYS for name in ("one", "two")}
    while not all(site.asked[path] for path in pages):
        assert running.poll() is None
        threading.Event().wait(0.02)
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    hold.set()
    before = site.asked.copy()
    files = list((place.archive / "raw").iterdir())
    kept = {record.url for file in files for record in warc.walk(file, damage=lambda _: None)}

    done = place.scrapy("crawl", "past", *WINDOW)
    assert not any(name.startswith("listings/") for name in counts(place))
    assert done.returncode == 0, done.stderr
    assert {row.state for row in rows(place, "SELECT state FROM ledger")} == {"stored"}
    assert len(rows(place, "SELECT id FROM latest")) == 6
    assert all(site.asked[f"/sitemap-{day}.xml"] == 1 for day in DAYS), "listings of days that are over are remembered"
    asked_again = {f"http://{site.address}{path}" for path in pages if site.asked[path] > before[path]}
    assert not asked_again & kept, "only what was under way is asked for again"
    listings = rows(place, "SELECT url FROM capture WHERE role = 'listing' AND url LIKE '%sitemap%'")
    assert len(listings) == 3, "what is remembered is not archived twice"

    again = place.scrapy("crawl", "past", *WINDOW, "-a", "refresh=1")
    assert again.returncode == 0, again.stderr
    assert site.asked["/sitemap-2024-12-01.xml"] == 2, "asked to refresh, it asks"


def test_what_lies_below_too_many_listings_is_told_of(site: Site, place: Place) -> None:
    """One that names itself, or those above it, is no deeper."""
    names = [f"sitemap-{DAYS[0]}.xml", "below", "further", "deep", "deepest"]
    for at, name in enumerate(names):
        locs = [f"http://{site.address}/{each}" for each in names[: at + 2]]
        body = "".join(f"<sitemap><loc>{loc}</loc></sitemap>" for loc in locs)
        site.answers[f"/{name}"] = Answer(
            f"<sitemapindex>{body}</sitemapindex>".encode(), headers={"Content-Type": "application/xml"}
        )
    done = place.scrapy("crawl", "past", *WINDOW)
    assert done.returncode == 1, done.stderr
    assert [site.asked[f"/{name}"] for name in names] == [1, 1, 1, 1, 0]
    assert counts(place)["listings/too_large"] == 1
    assert f"http://{site.address}/deep: too_large (names listings below more than 3 others: " in done.stderr
    assert "/deepest" in done.stderr


def test_wordpress_is_read_page_by_page_to_the_end(site: Site, place: Place) -> None:
    for day in DAYS:
        _sitemap(site, day, f"{day}-one")
    paths = _wordpress(site, 200)
    for n in range(200):
        site.answers[f"/news/{DAYS[0]}-one?p={n}"] = Answer(b"gone", 404)
    done = place.scrapy("crawl", "past", *WINDOW)
    assert done.returncode == 0, done.stderr
    assert [site.asked[path] for path in paths] == [1, 1, 1]
    assert rows(place, "SELECT count(*) AS n FROM ledger")[0].n == 203


def test_wordpress_is_read_to_the_end_where_its_pages_are_short(site: Site, place: Place) -> None:
    paths = _wordpress(site, 110, most=50)
    for n in range(110):
        site.answers[f"/news/{DAYS[0]}-one?p={n}"] = Answer(b"gone", 404)
    done = place.scrapy("crawl", "past", *WINDOW)
    assert done.returncode == 0, done.stderr
    assert [site.asked[path] for path in paths] == [1, 1, 1, 1]
    assert rows(place, "SELECT count(*) AS n FROM ledger")[0].n == 116


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (Answer(b'{"code":"rest_invalid_param"}', 400), "answered 400"),
        (Answer(b'{"code":"rest_no_route"}', 404), "answered 404"),
        (None, "nothing that the page before it had not"),
    ],
    ids=["another 400", "404", "the first page again"],
)
def test_wordpress_that_ends_in_another_way_is_trouble(
    site: Site, place: Place, second: Answer | None, words: str
) -> None:
    first, behind = _wordpress(site, 1)
    site.answers[f"/news/{DAYS[0]}-one?p=0"] = Answer(b"gone", 404)
    found = second or site.answers[first]
    third = behind.replace("page=2", "page=3")
    site.answers[behind] = site.answers[third] = found
    done = place.scrapy("crawl", "past", *WINDOW)
    assert done.returncode == 1, done.stderr
    assert words in done.stderr
    assert [site.asked[path] for path in (first, behind, third)] == [1, 1, 0]


BROKEN = {
    "a page": Answer(b"<!DOCTYPE html><html><body><h1>Down for maintenance</h1></body></html>"),
    "cut": Answer(b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><lo'),
    "empty": Answer(b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>'),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_the_archive_remembers_broken_is_asked_for_anew(site: Site, place: Place, kind: str) -> None:
    _wordpress(site, 0)
    good = site.answers[f"/sitemap-{DAYS[1]}.xml"]
    assert isinstance(good, Answer)
    site.answers[f"/sitemap-{DAYS[1]}.xml"] = [BROKEN[kind], good]
    first = place.scrapy("crawl", "past", *WINDOW)
    assert first.returncode == 1, first.stderr
    assert rows(place, "SELECT count(*) AS n FROM ledger")[0].n == 4

    again = place.scrapy("crawl", "past", *WINDOW)
    assert again.returncode == 0, again.stderr
    assert rows(place, "SELECT count(*) AS n FROM ledger WHERE state = 'stored'")[0].n == 6
    assert [site.asked[f"/sitemap-{day}.xml"] for day in DAYS] == [1, 2, 1]

    third = place.scrapy("crawl", "past", *WINDOW)
    assert third.returncode == 0, third.stderr
    assert [site.asked[f"/sitemap-{day}.xml"] for day in DAYS] == [1, 2, 1], "what was read well is remembered"


# -- sections


def _front(*cards: tuple[str, str | None], following: str = "", **headers: str) -> Answer:
    items = "".join(
        f'<article><h3><a href="/news/{name}">Report {name}</a></h3>{f"<time datetime={day}></time>" if day else ""}'
        "</article>"
        for name, day in cards
    )
    pager = f'<nav><a class="next page-numbers" href="{following}">Older</a></nav>' if following else ""
    kind = {"Content-Type": "text/html; charset=utf-8"}
    return Answer(
        f"<!DOCTYPE html><html><body><main>{items}</main>{pager}</body></html>".encode(), headers=kind | headers
    )


def _paged(site: Site) -> list[str]:
    """A front of four pages: today's, that of the days asked for, one that reaches behind them, an older one."""
    paths = ["/world/", "/world/page/2/", "/world/page/3/", "/world/page/4/"]
    site.answers[paths[0]] = _front(("pinned", "2019-01-01"), ("today", "2024-12-20"), following=paths[1], ETag='"v1"')
    site.answers[paths[1]] = _front(("pinned", "2019-01-01"), (f"{DAYS[2]}-one", DAYS[2]), following=paths[2])
    site.answers[paths[2]] = _front(("pinned", "2019-01-01"), ("older", "2024-11-02"), following=paths[3])
    site.answers[paths[3]] = _front(("oldest", "2024-11-01"))
    for name in ("pinned", "today", "older", "oldest"):
        site.page(name, text(len(name)))
    return paths


def test_a_section_is_turned_page_by_page_back_to_the_days_asked_for(site: Site, place: Place) -> None:
    paths = _paged(site)
    done = place.scrapy("crawl", "fronts", *WINDOW)
    assert done.returncode == 0, done.stderr
    assert [site.asked[path] for path in paths] == [1, 1, 1, 0]
    assert site.asked[f"/news/{DAYS[2]}-one"] == 1
    assert site.asked["/news/older"] == site.asked["/news/pinned"] == 0, "their cards say that they are older"
    assert "can't be read back" not in done.stderr

    again = place.scrapy("crawl", "fronts", *WINDOW)
    assert again.returncode == 0, again.stderr
    assert [site.asked[path] for path in paths] == [2, 2, 2, 0], "fronts move on: none of their pages is remembered"
    assert site.asked[f"/news/{DAYS[2]}-one"] == 1


def test_a_crawl_for_what_is_new_stays_on_a_sections_first_page(site: Site, place: Place) -> None:
    paths = _paged(site)
    front = site.answers["/world/"]
    assert isinstance(front, Answer)

    def answer(asked: Message) -> Answer:
        return Answer(status=304) if asked["If-None-Match"] == '"v1"' else front

    for path in ("/news/today", "/news/pinned"):
        site.answers[path] = Answer(b"gone", 404)
    done = place.scrapy("crawl", "fronts")
    assert done.returncode == 0, done.stderr
    site.answers["/world/"] = answer
    again = place.scrapy("crawl", "fronts")
    assert again.returncode == 0, again.stderr
    assert [site.asked[path] for path in paths[1:]] == [0, 0, 0]
    assert counts(place)["not_modified"] == 1


def test_a_section_that_names_no_older_page_says_how_far_it_was_read(site: Site, place: Place) -> None:
    site.answers["/world/"] = _front((f"{DAYS[2]}-one", DAYS[2]))
    done = place.scrapy("crawl", "fronts", *WINDOW)
    assert done.returncode == 0, done.stderr
    assert f"/world/: names no older page, it can't be read back to {DAYS[0]}" in done.stderr


def test_a_section_without_an_end_is_left_with_a_word(site: Site, place: Place) -> None:
    for number in range(1, 102):
        site.answers["/world/" if number == 1 else f"/world/{number}"] = _front(
            (f"p{number}", None), following=f"/world/{number + 1}"
        )
        site.answers[f"/news/p{number}"] = Answer(b"gone", 404)
    done = place.scrapy("crawl", "fronts", *WINDOW)
    assert done.returncode == 1, done.stderr
    assert "/world/100: too_large (not read back to 2024-12-01: no more than 100 pages are read)" in done.stderr
    assert site.asked["/world/100"] == 1
    assert site.asked["/world/101"] == 0
    assert rows(place, "SELECT count(*) AS n FROM ledger")[0].n == 100
