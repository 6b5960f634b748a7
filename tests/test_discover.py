import json
import pickle
import runpy
import sys
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from syria_news.discover.calendar import DatedSitemap
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.discover.sitemap import Sitemap
from syria_news.discover.wordpress import FULL, WordPress
from syria_news.model import Entry, Next, Reason, Rejected, Source, Window
from tests.listing import HOME, addresses, page, troubles

SHARED = Path(__file__).parents[1].parent / "shared"
SOURCES = [
    Feed(f"{HOME}/feed"),
    Sitemap(f"{HOME}/sitemap.xml"),
    DatedSitemap(f"{HOME}/%Y-%m.xml"),
    Section(f"{HOME}/world/"),
    WordPress(f"{HOME}/"),
]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: type(source).__name__)
def test_a_source_travels_to_a_worker(source: Source):
    assert pickle.loads(pickle.dumps(source)) == source
    assert hash(source) == hash(pickle.loads(pickle.dumps(source)))


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: type(source).__name__)
def test_an_empty_answer_is_no_listing(source: Source):
    with pytest.raises(Rejected) as caught:
        list(source.read(page("")))
    assert caught.value.reason == Reason.NOT_A_LISTING


FRONT = """<!doctype html><html><head><title>World</title></head><body>
<header><nav><a href="/world/">World</a></nav><a href="/subscribe">Subscribe</a></header>
<main>
 <article><a href="/2024/12/06/buses"><img alt=""></a><header><h3><a href="/2024/12/06/buses?ref=home">Buses
   <b>left</b></a></h3></header></article>
 <article><a href="https://www.news.example/2024/12/06/cars#top"><span>Analysis</span><h3>Cars stayed</h3></a></article>
 <a href="2024/12/05/trains" aria-label="Trains are late"></a>
 <a href="mailto:desk@news.example">Write</a><a href="javascript:void(0)">More</a><a href="#top">Top</a><a>None</a>
 <a href="http://127.0.0.1/x">Hidden</a>
</main>
<div role="navigation"><a href="/sport/">Sport</a></div>
<section><a href="/2024/12/04/planes">Planes</a></section>
<aside><a href="/most-read">Most read</a></aside>
<footer><a href="/about">About</a></footer></body></html>"""


def test_a_section_front_gives_its_links_once_in_page_order():
    source = Section(f"{HOME}/world/")
    found = list(source.read(page(FRONT, url=source.url, content_type="text/html")))
    assert [each for each in found if isinstance(each, Entry)] == [
        Entry(f"{HOME}/2024/12/06/buses", title="Buses left"),
        Entry("https://www.news.example/2024/12/06/cars", title="Cars stayed"),
        Entry(f"{HOME}/world/2024/12/05/trains", title="Trains are late"),
        Entry(f"{HOME}/2024/12/04/planes", title="Planes"),
    ]
    assert troubles(found) == [Reason.BAD_URL]


def test_a_section_front_gives_the_links_that_are_selected():
    source = Section(f"{HOME}/world/", links="article h3 > a")
    assert addresses(source.read(page(FRONT, url=source.url))) == [f"{HOME}/2024/12/06/buses"]


def test_a_section_front_gives_the_links_within_what_is_selected():
    body = '<div class="list"><a href="/1">One<script>x</script></a><p><a href="/2">Two</a></p></div><a href="/3">3</a>'
    found = list(Section(f"{HOME}/", links=".list").read(page(body, url=f"{HOME}/")))
    assert found == [Entry(f"{HOME}/1", title="One"), Entry(f"{HOME}/2", title="Two")]


def test_a_section_front_too_deep_to_be_read_whole_says_so():
    body = f'<a href="/1">One</a>{"<div>" * 3_000}<a href="/2">Two</a>'
    found = list(Section(f"{HOME}/").read(page(body, url=f"{HOME}/")))
    assert addresses(found) == [f"{HOME}/1"]
    assert troubles(found) == [Reason.BROKEN_LISTING]


def test_a_section_front_resolves_against_its_base_and_survives_a_bad_one():
    source = Section(f"{HOME}/world/")
    for base, address in (("/x/", f"{HOME}/x/1"), ("http://[x", f"{HOME}/world/1"), ("file:///", f"{HOME}/world/1")):
        body = f'<html><head><base href="{base}"></head><body><a href="1">One</a></body></html>'
        assert addresses(source.read(page(body, url=source.url))) == [address]


@pytest.mark.parametrize(
    ("furniture", "path"),
    [
        ('<link rel="next" href="/world/page/2/">', "/world/page/2/"),
        ('<nav><a rel="nofollow next" href="?page=2#top">Older</a></nav>', "/world/?page=2"),
        ('<nav><a class="next page-numbers" href="/world/page/2/">2</a></nav>', "/world/page/2/"),
        ('<ul><li class="pager__item--next"><a href="?page=1">Next</a></li></ul>', "/world/?page=1"),
        ('<a class="nextpostslink" href="/world/page/2/">»</a>', "/world/page/2/"),
        ('<link rel="next" href="/world/"><a rel="next" href="/older/2">Older</a>', "/older/2"),
        ('<a class="next" href="/2024/12/06/ships">A class says it of an article</a>', None),
        ('<a class="next-post" href="/world/ships">An article</a>', None),
        ('<div class="next"><a href="/world/2">2</a><a href="/world/3">3</a></div>', None),
        ('<a rel="next" href="#"></a><a class="next" href="javascript:go()">Next</a>', None),
        ('<link rel="next" href="https://elsewhere.example/world/page/2/">', None),
        ('<link rel="next" href="http://127.0.0.1/world/page/2/">', None),
        ('<link rel="prefetch" href="/world/page/2/">', None),
    ],
)
def test_a_section_front_names_its_next_page(furniture: str, path: str | None):
    body = f'<html><body>{furniture}<article><a href="/1">One</a></article></body></html>'
    found = list(Section(f"{HOME}/world/").read(page(body, url=f"{HOME}/world/")))
    named = [each for each in found if isinstance(each, Next)]
    assert named == ([Next(f"{HOME}{path}", newest_first=True)] if path else [])
    assert all(isinstance(each, Entry) for each in found if each not in named)


def test_a_headline_has_the_latest_time_of_its_own_card():
    body = """<main><time datetime="2024-12-06">Today</time>
    <article><time datetime="2024-12-03T08:00:00Z">3</time><h3><a href="/1">One</a></h3><a href="/1"><img></a>
     <time datetime="2024-12-04T08:00:00Z">4</time></article>
    <a href="/2"><h3>Two</h3><time datetime="2024-12-02">2</time></a>
    <article><a href="/3">Three</a><p><a href="/topics/war">War</a></p><time datetime="2024-12-01">1</time></article>
    <article><a href="/4">Four</a><time datetime="yesterday">1</time></article></main>"""
    found = list(Section(f"{HOME}/").read(page(body, url=f"{HOME}/")))
    days = {each.url: each.modified and each.modified.day for each in found if isinstance(each, Entry)}
    assert days == {f"{HOME}/1": 4, f"{HOME}/2": 2, f"{HOME}/3": None, f"{HOME}/topics/war": None, f"{HOME}/4": None}


@pytest.mark.parametrize(
    "body", ["<html><body><p>Sign in</p></body></html>", "<!-- -->", "\0", "<?xml version='1.0' encoding='zlib'?>"]
)
def test_a_page_without_links_is_no_section_front(body):
    with pytest.raises(Rejected):
        list(Section(f"{HOME}/").read(page(body)))


def test_wordpress_is_asked_for_the_days_of_a_window_and_a_day_around():
    [found] = WordPress(f"{HOME}/news").listings(Window(date(2024, 12, 1), date(2024, 12, 5)))
    assert found.url.startswith(
        f"{HOME}/news/wp-json/wp/v2/posts?after=2024-11-30T00:00:00&before=2024-12-07T00:00:00&"
    )
    assert "per_page=100&page=1&" in found.url
    assert not list(WordPress(HOME).listings(Window()))


def test_wordpress_posts_are_entries():
    posts = [
        {"link": f"{HOME}/1/", "date_gmt": "2024-12-05T10:00:00", "title": {"rendered": "Buses &#8217;left&#8217;"}},
        {"link": 5, "title": []},
        None,
        {"link": f"{HOME}/2/", "date_gmt": 7, "modified_gmt": "never"},
    ]
    found = list(WordPress(HOME).read(page(json.dumps(posts))))
    first, second = (each for each in found if isinstance(each, Entry))
    assert (first.url, first.title, first.published and first.published.isoformat()) == (
        f"{HOME}/1/",
        "Buses ’left’",
        "2024-12-05T10:00:00+00:00",
    )
    assert second == Entry(f"{HOME}/2/")
    assert troubles(found) == [Reason.BROKEN_ENTRY, Reason.BROKEN_ENTRY]


@pytest.mark.parametrize("count", [1, 50, FULL])
def test_a_page_of_wordpress_posts_names_the_next_however_many_it_has(count: int):
    url = f"{HOME}/wp-json/wp/v2/posts?after=2024-12-01T00:00:00&per_page=100&page=9"
    posts = json.dumps([{"link": f"{HOME}/{number}/"} for number in range(count)])
    found = list(WordPress(HOME).read(page(posts, url=url)))
    assert len(found) == count + 1
    assert found[-1] == Next(url.replace("page=9", "page=10"))
    assert list(WordPress(HOME).read(page("[]", url=url))) == []


def test_a_broken_page_of_wordpress_posts_names_the_next():
    url = f"{HOME}/wp-json/wp/v2/posts?page=9"
    posts = json.dumps([{"link": f"{HOME}/{number}/"} for number in range(FULL)])
    cut = list(WordPress(HOME).read(page(posts[:-30], url=url)))
    assert troubles(cut) == [Reason.BROKEN_LISTING]
    assert isinstance(cut[-1], Next)


@pytest.mark.parametrize("body", ['{"code":"rest_no_route"}', "<html>", "nonsense", "5"])
def test_what_is_no_list_of_posts_is_rejected(body):
    with pytest.raises(Rejected):
        list(WordPress(HOME).read(page(body)))


CORPUS = SHARED / "hostile" / "make_hostile.py"
LINKLESS = {"rss-schemes"}
"""The corpus gives its item with an empty link a good one (`x or default`), and doesn't expect it."""


@pytest.mark.skipif(not CORPUS.exists(), reason="no ../shared/hostile/make_hostile.py beside the project")
def test_the_hostile_listings_are_read_as_their_manifest_says(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["make_hostile.py", str(tmp_path), "--max-mb", "5"])
    try:
        runpy.run_path(str(CORPUS), run_name="__main__")
    except SystemExit as ended:
        assert not ended.code
    cases = json.loads((tmp_path / "manifest.json").read_text())["cases"]
    failed = [
        case["id"]
        for case in cases
        if case["kind"] in {"rss", "atom", "jsonfeed", "sitemap"}
        and case["id"] not in LINKLESS
        and _fails(case, tmp_path)
    ]
    assert failed == []


def _fails(case, folder):
    source = (Sitemap if case["kind"] == "sitemap" else Feed)(case["url"])
    body, expected = (folder / case["file"]).read_bytes(), case["expect"]
    try:
        found = list(source.read(page(body, case["url"], dict(case["headers"])["Content-Type"])))
        is_flagged = bool(troubles(found))
    except Rejected:
        found, is_flagged = [], True
    # What stands on another host is the outlet's to refuse: `Outlet.wants`.
    urls = {url for url in addresses(found) if urlsplit(url).hostname == "news.example"}
    return (
        urls != set(expected.get("urls", urls))
        or any(url.startswith(never) for url in urls for never in expected.get("never", ()))
        or (expected.get("flagged", False) and not is_flagged)
    )
