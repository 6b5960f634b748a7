"""Into the past: dated sitemaps and WordPress, broken off and begun again."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa

from syria_news import warc
from syria_news.store import database
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


def _wordpress(site: Site, count: int) -> list[str]:
    """Pages of a hundred posts, and what WordPress says to the page behind the last one; their paths."""
    query = "?after=2024-11-30T00:00:00&before=2024-12-05T00:00:00&per_page=100&page={}&orderby=date&order=asc"
    path = f"/wp-json/wp/v2/posts{query}&_fields=link,date_gmt,modified_gmt,title"
    posts = [
        {"link": f"http://{site.address}/news/{DAYS[0]}-one?p={n}", "date_gmt": "2024-12-02T08:00:00", "title": "T"}
        for n in range(count)
    ]
    pages = [posts[start : start + 100] for start in range(0, count, 100)] or [[]]
    for number, page in enumerate(pages, 1):
        site.answers[path.format(number)] = Answer(
            json.dumps(page).encode(), headers={"Content-Type": "application/json"}
        )
    site.answers[path.format(len(pages) + 1)] = Answer(b'{"code":"rest_post_invalid_page_number"}', 400)
    return [path.format(number) for number in range(1, len(pages) + 2)]


def rows(place: Place, query: str) -> Sequence[sa.Row[tuple[object, ...]]]:
    engine = database.connect(place.database)
    try:
        with engine.connect() as conn:
            return conn.execute(sa.text(query)).all()
    finally:
        engine.dispose()


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
    assert "listings/" not in str(rows(place, "SELECT counts FROM runs ORDER BY id DESC LIMIT 1")[0].counts)
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


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
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
