"""What a home page shows of how its outlet can be read, and the declaration made of it."""

from __future__ import annotations

import argparse
import ast
import gzip
import json
import re
import string
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.settings import Settings

from syria_news import cli, exits, warc
from syria_news.commands import genspider
from syria_news.discover.section import Section
from syria_news.discover.sitemap import Sitemap
from syria_news.extract import extract
from syria_news.model import Entry, Outlet, Page, Rejected
from syria_news.scout import declaration, scout
from syria_news.scout.forms import forms
from tests import test_outlets
from tests.commands import Place
from tests.site.server import Answer, serve

NOW = datetime(2024, 12, 6, tzinfo=UTC)
STORIES = (
    "buses-leave-the-northern-suburb",
    "a-bridge-reopens-in-the-east",
    "what-the-harvest-left",
    "the-ovens-of-homs",
)


def page(body: str, url: str = "https://news.example.com/") -> Page:
    return Page("", url, body.encode(), NOW)


def front(links: list[tuple[str, str]], head: str = "", nav: str = "", lang: str = "en") -> str:
    anchors = "".join(f'<article><h3><a href="{href}">{words}</a></h3></article>' for href, words in links)
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>The Orontes Post - News</title>{head}'
        f"</head><body><nav>{nav}</nav><main>{anchors}</main></body></html>"
    )


def headlines(*paths: str) -> list[tuple[str, str]]:
    return [(path, f"A headline that is long enough, number {number}") for number, path in enumerate(paths)]


def made(text: str) -> Outlet:
    module = ModuleType("made")
    exec(compile(text, "made.py", "exec"), vars(module))
    return test_outlets.spider_in(module).outlet


WORDPRESS = page(
    front(
        headlines(*(f"/2024/12/{story}/" for story in STORIES)),
        head='<meta name="generator" content="WordPress 6.7">'
        '<link rel="alternate" type="application/rss+xml" href="/feed/">'
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed/">',
        nav='<a href="/category/sport/">Sport</a><a href="/category/syria/">Syria</a>',
    )
)
DRUPAL = page(
    front(
        headlines(*(f"/news/{story}" for story in STORIES)),
        head='<meta name="Generator" content="Drupal 10"><script type="application/json" '
        'data-drupal-selector="drupal-settings-json">{}</script>',
        nav='<a href="/world/middle-east">Middle East</a><a href="/rss.xml">RSS</a><a href="/about">About us</a>',
    )
)
ARABIC = page(
    front(
        headlines(
            "/a/اهالي-حمص-بين-البقاء-والرحيل/88123",
            "/a/جسر-يعود-الى-العمل-في-الشرق/88124",
            "/a/ما-تركه-موسم-الحصاد/88125",
        ),
        nav='<a href="/سوريا">سوريا</a><a href="/رياضة">رياضة</a>',
        lang="ar",
    ),
    "https://akhbar.example.net/",
)


def test_a_wordpress_site_gets_the_preset_its_feed_and_its_front_on_syria() -> None:
    found = scout(WORDPRESS)
    assert (found.system, found.title, found.language) == ("wordpress", "The Orontes Post", "en")
    assert found.feeds == ("https://news.example.com/feed/",)
    assert found.fronts == ("https://news.example.com/category/syria/",)
    outlet = made(declaration(found, "orontes_post"))
    assert outlet.name == "orontes_post"
    assert outlet.wants("https://news.example.com/2024/12/another-story-of-the-day/")
    assert not outlet.wants("https://news.example.com/category/syria/")


def test_feeds_that_are_linked_and_fronts_on_the_region_are_found() -> None:
    found = scout(DRUPAL)
    assert found.system == "drupal"
    assert found.feeds == ("https://news.example.com/rss.xml",)
    assert found.fronts == ("https://news.example.com/world/middle-east",)
    assert "rules=(DRUPAL,)" in declaration(found)


def test_arabic_sections_and_addresses_are_read() -> None:
    found = scout(ARABIC)
    assert found.language == "ar"
    assert [urlsplit(url).netloc for url in found.fronts] == ["akhbar.example.net"]
    assert made(declaration(found)).wants("https://akhbar.example.net/a/%D8%B7%D8%B1%D9%8A%D9%82/99999") or found.forms


def test_robots_txt_names_sitemaps() -> None:
    robots = "User-agent: *\nDisallow: /x\nSitemap: https://news.example.com/news-sitemap.xml\nsitemap: https://cdn.example.org/all.xml"
    found = scout(DRUPAL, robots)
    assert found.news_sitemaps == ("https://news.example.com/news-sitemap.xml",)
    assert found.archives == ("https://cdn.example.org/all.xml",)
    assert found.hosts == ("cdn.example.org",)


@pytest.mark.parametrize("home", [WORDPRESS, DRUPAL, ARABIC], ids=["wordpress", "drupal", "arabic"])
def test_what_is_declared_keeps_the_promises_of_all_outlets(home: Page) -> None:
    outlet = made(declaration(scout(home)))
    test_outlets.test_an_outlet_says_who_it_is_and_where_its_articles_are_listed(outlet)
    test_outlets.test_what_a_crawl_asks_for_belongs_to_the_outlet_and_is_no_article(outlet)


@pytest.mark.parametrize(
    ("paths", "article", "front"),
    [
        (("/news/2024/12/6/some-words-here", "/features/2024/12/5/other-words-here"), "/news/2025/1/2/x-y-z", "/news/"),
        (("/article/c4gq7lz0v1no", "/article/c7v05k9d2eyo"), "/article/c0000000000o", "/article/"),
        (("/en/story/851203/some-words", "/en/story/851204/other-words-here"), "/en/story/9/a-b-c", "/en/story/"),
        (
            ("/world/asia/some-words-here-rcna12345", "/world/asia/more-words-rcna12346"),
            "/world/asia/x-rcna9",
            "/world/asia/",
        ),
        (
            ("/news/some-words-here-b271448.html", "/news/more-words-here-b271449.html"),
            "/news/x-y-b271450.html",
            "/news/",
        ),
        (("/some-words-in-a-row/", "/more-words-in-a-row/"), "/yet-more-words-in-one/", "/news/"),
    ],
)
def test_the_form_of_addresses_is_guessed_from_headlines(paths: tuple[str, ...], article: str, front: str) -> None:
    found = forms((f"https://news.example.com{path}", "A headline that is long enough") for path in paths)
    assert any(re.search(form, article) for form in found)
    assert not any(re.search(form, front) for form in found)


def test_a_page_that_is_none_is_refused() -> None:
    with pytest.raises(Rejected):
        scout(page(""))


def test_the_command_reads_a_saved_page_and_says_what_it_lacks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "home.html.gz"
    path.write_bytes(gzip.compress(DRUPAL.body))
    robots = tmp_path / "robots.txt"
    robots.write_text("Sitemap: /news.xml")
    with pytest.raises(SystemExit) as end:
        cli.main(["scout", str(path)])
    assert end.value.code == exits.CONFIG
    assert "--url" in capsys.readouterr().err
    with pytest.raises(SystemExit) as end:
        cli.main(["scout", str(path), "--url", DRUPAL.url, "--robots", str(robots), "--name", "orontes"])
    assert end.value.code == exits.DONE
    outlet = made(capsys.readouterr().out)
    assert outlet.name == "orontes"
    assert Sitemap("https://news.example.com/news.xml") in outlet.sources


def test_a_home_page_is_fetched_archived_and_declared(tmp_path: Path) -> None:
    with serve() as site:
        site.answers["/"] = Answer(DRUPAL.body)
        robots = f"User-agent: *\nSitemap: http://{site.address}/sitemap-news.xml".encode()
        site.answers["/robots.txt"] = Answer(robots, headers={"Content-Type": "text/plain"})
        place = Place(tmp_path / "archive", f"sqlite:///{tmp_path / 'archive' / 'syria_news.db'}", site.address)
        done = place.scrapy("scout", f"http://{site.address}")
        assert done.returncode == 0, done.stderr
        assert f'Sitemap("http://{site.address}/sitemap-news.xml")' in done.stdout
        ast.parse(done.stdout)
        [file] = (place.archive / "raw").glob("*.warc.gz")
        assert f"http://{site.address}/" in {record.url for record in warc.walk(file)}


def test_a_home_page_that_cannot_be_fetched_is_said_in_a_line(tmp_path: Path) -> None:
    place = Place(tmp_path / "archive", f"sqlite:///{tmp_path / 'archive' / 'syria_news.db'}")
    done = place.scrapy("scout", "http://nobody.invalid/")
    assert done.returncode == 1
    assert "nobody.invalid" in done.stderr
    assert "Traceback" not in done.stderr


def test_genspider_leaves_a_spider_and_a_page_that_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "newsroom").mkdir()
    (tmp_path / "newsroom" / "__init__.py").touch()
    (tmp_path / "tests" / "outlets").mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path)
    command = genspider.Command()
    command.settings = Settings({"NEWSPIDER_MODULE": "newsroom"})
    command._genspider("orontes_en", "orontes_en", "https://example.org", "outlet", test_outlets.TEMPLATE)
    outlet = made((tmp_path / "newsroom" / "orontes_en.py").read_text())
    agreed = json.loads((tmp_path / "tests" / "outlets" / "orontes_en" / "first.json").read_text())
    body = (tmp_path / "tests" / "outlets" / "orontes_en" / "first.html").read_bytes()
    assert outlet.wants(agreed["url"])
    read = extract(Page("orontes_en", agreed["url"], body, NOW), outlet.rules)
    assert len(read.text.split("\n\n")) == 4


@pytest.mark.parametrize(
    ("name", "domain", "says"),
    [
        ("class", "example.org", "can't be an outlet's name"),
        ("my outlet", "example.org", "can't be an outlet's name"),
        ("../orontes", "example.org", "can't be an outlet's name"),
        ("1abc", "example.org", "can't be an outlet's name"),
        ("a'b", "example.org", "can't be an outlet's name"),
        ("Ünï", "example.org", "can't be an outlet's name"),
        ("", "example.org", "can't be an outlet's name"),
        ("syria_news", "example.org", "can't be an outlet's name"),
        ("taken", "example.org", "there is a spider taken"),
        ("orontes_en", 'example.org"""', "is no domain"),
        ("orontes_en", "nowhere", "is no domain"),
        ("orontes_en", "", "is no domain"),
        ("orontes_en", "192.168.0.1", "is no domain"),
    ],
)
def test_genspider_refuses_what_would_make_no_spider(
    name: str,
    domain: str,
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    newsroom = tmp_path / f"newsroom_{tmp_path.name}"
    newsroom.mkdir()
    (newsroom / "__init__.py").touch()
    (newsroom / "taken.py").touch()
    (tmp_path / "tests" / "outlets").mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.syspath_prepend(tmp_path)
    command = genspider.Command()
    command.settings = Settings(
        {"NEWSPIDER_MODULE": newsroom.name, "BOT_NAME": "syria_news", "TEMPLATES_DIR": test_outlets.TEMPLATE.parents[1]}
    )
    command.run([name, domain], argparse.Namespace(list=False, dump=None, template="outlet", force=False, edit=False))
    assert command.exitcode == 2
    [line] = capsys.readouterr().err.splitlines()
    assert says in line
    assert [path for path in sorted(tmp_path.rglob("*")) if "__pycache__" not in path.parts] == before


hostile = st.text(st.sampled_from(string.ascii_letters + "\"'\\{}()\n\t\0\u2028\u202eسوريا<>&"), max_size=60)


@settings(max_examples=60, deadline=None)
@given(hostile, hostile, hostile)
def test_nothing_a_page_says_gets_out_of_its_quotes(title: str, href: str, words: str) -> None:
    body = f'<html lang="en"><head><title>{title}</title></head><body><a href="/syria/{href}">{words}</a></body></html>'
    try:
        text = declaration(scout(page(body)))
    except Rejected:
        return
    tree = ast.parse(text)
    calls = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert calls <= {"Outlet", "Section", "Feed", "Sitemap", "Archive", "WordPress", "wordpress"}


def test_saved_fronts_of_real_outlets_lead_to_their_articles(shared: Path) -> None:
    """The form that is guessed from a front fits most of its headlines, and the declaration can be run."""
    shares = []
    for path in sorted((shared / "feeds" / "sections").glob("*.html.gz")):
        host = path.name.split("-")[0]
        home = Page("", f"https://www.{host}/", gzip.decompress(path.read_bytes()), NOW)
        outlet = made(declaration(scout(home)))
        read = [each for each in Section(home.url).read(home) if isinstance(each, Entry) and outlet.owns(each.url)]
        told = [each for each in read if len(each.title or "") >= 30]
        shares.append(sum(outlet.wants(each.url) for each in told) / max(1, len(told)))
    assert len(shares) >= 5
    assert sum(shares) / len(shares) > 0.7, shares
