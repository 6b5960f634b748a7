"""Every declaration in `spiders/` keeps the same promises, and reads its fixtures as agreed.

A fixture is a page written by hand, `tests/outlets/<spider>/<slug>.html`, and its reading beside it. For a new one
write the JSON with `url`, `fetched` and, if it isn't UTF-8, `content_type`; `pytest -k <slug> --bless` adds the rest.
"""

from __future__ import annotations

import json
import pkgutil
import re
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from string import Template
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import pytest
from cssselect import HTMLTranslator

import spiders
import syria_news
from syria_news import urls
from syria_news.crawl.spider import OutletSpider
from syria_news.extract import extract
from syria_news.model import Article, Outlet, Page, Window

FOLDER = Path(__file__).with_name("outlets")
TEMPLATE = Path(syria_news.__file__).parent / "crawl" / "templates" / "spiders" / "outlet.tmpl"
NEW, PAST = Window(), Window(date(2024, 11, 27), date(2024, 12, 8))

TRAPS = {
    r"timesofisrael\.com/.*feed": "robots.txt forbids it",
    r"rudaw\.net/.*(rss|feed)": "answers 200 with a page that holds no feed",
    r"rss\.cnn\.com": "answers 200 with items of 2023",
    r"jordantimes\.com/rss": "answers 200 with a page that holds no feed",
    r"understandingwar\.org/rss": "answers 403",
    r"telegraph\.co\.uk/rss\.xml": "stale for months",
}
"""Addresses that stand in many lists and that nobody should declare."""
SEVERAL_LANGUAGES = {"syrianobserver": "posts some of its sources in Arabic"}


def spider_in(module: ModuleType) -> type[OutletSpider]:
    [spider] = [
        each
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, OutletSpider) and each.__module__ == module.__name__
    ]
    return spider


MODULES = [import_module(f"spiders.{found.name}") for found in pkgutil.iter_modules(spiders.__path__)]
OUTLETS = [spider_in(module).outlet for module in MODULES]
FIXTURES = sorted(FOLDER.glob("*/*.html"))

every_outlet = pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: outlet.name)
every_fixture = pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}/{path.stem}")


def declared(name: str) -> Outlet:
    return next(outlet for outlet in OUTLETS if outlet.name == name)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_a_spider_has_the_name_of_its_file_and_its_fixtures(module: ModuleType) -> None:
    name = module.__name__.removeprefix("spiders.")
    assert spider_in(module).name == spider_in(module).outlet.name == name
    assert list((FOLDER / name).glob("*.html")), f"no fixture in tests/outlets/{name}"


def test_every_fixture_belongs_to_a_spider() -> None:
    assert {path.parent.name for path in FIXTURES} == {outlet.name for outlet in OUTLETS}


@every_outlet
def test_an_outlet_says_who_it_is_and_where_its_articles_are_listed(outlet: Outlet) -> None:
    assert outlet.title
    assert outlet.home.startswith("https://")
    assert urlsplit(outlet.home).path.endswith("/"), "an edition's front, or the site's"
    assert len(outlet.language) == 2
    assert outlet.sources


@every_outlet
def test_what_a_crawl_asks_for_belongs_to_the_outlet_and_is_no_article(outlet: Outlet) -> None:
    assert not outlet.wants(outlet.home)
    for window in (NEW, PAST):
        listings = [listing.url for source in outlet.sources for listing in source.listings(window)]
        assert listings
        assert [url for url in listings if not outlet.owns(url)] == []
        assert [url for url in listings if outlet.wants(url)] == []
        assert [url for url in listings if urls.canonical(url) != url] == []
        assert len(set(listings)) == len(listings)
        for url in listings:
            urls.check(url)


@every_outlet
def test_an_outlet_says_how_sure_we_are_and_who_says_so(outlet: Outlet) -> None:
    assert re.fullmatch(r"unprobed|verified:20\d\d-\d\d-\d\d", outlet.status)
    assert len(outlet.facts) > 30, "where does it come from?"


@every_outlet
def test_no_outlet_walks_into_a_known_trap(outlet: Outlet) -> None:
    listings = [listing.url for source in outlet.sources for listing in source.listings(NEW)]
    assert [(url, TRAPS[trap]) for url in listings for trap in TRAPS if re.search(trap, url)] == []


def test_there_are_sixty_editions_in_two_languages() -> None:
    assert len(OUTLETS) >= 60
    assert sum(outlet.language == "ar" for outlet in OUTLETS) >= 15


def test_manners_that_outlets_ask_for_are_declared() -> None:
    assert declared("arabnews").delay == 10
    assert "/feed/" in declared("timesofisrael").terms


@every_outlet
def test_the_selectors_of_the_rules_are_css(outlet: Outlet) -> None:
    for rules in outlet.rules:
        fields = (rules.body, rules.prune, rules.title, rules.standfirst, rules.authors, rules.captions, rules.credit)
        for selector in (selector for field in fields for selector in field):
            assert HTMLTranslator().css_to_xpath(selector)


@every_outlet
def test_layouts_stand_in_the_order_of_their_days_and_todays_is_last(outlet: Outlet) -> None:
    days = [rules.until for rules in outlet.rules]
    assert None not in days[:-1]
    assert days[-1:] in ([None], [])
    assert sorted(day for day in days if day) == [day for day in days if day]


@every_fixture
def test_a_fixture_is_an_article_of_its_outlet(path: Path) -> None:
    agreed = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert [outlet.name for outlet in OUTLETS if outlet.wants(agreed["url"])] == [path.parent.name]


@every_fixture
def test_a_page_reads_as_agreed(path: Path, request: pytest.FixtureRequest) -> None:
    agreed_path = path.with_suffix(".json")
    agreed = json.loads(agreed_path.read_text(encoding="utf-8"))
    outlet = declared(path.parent.name)
    page = Page(
        outlet=outlet.name,
        url=agreed["url"],
        body=path.read_bytes(),
        fetched=datetime.fromisoformat(agreed["fetched"]).astimezone(UTC),
        content_type=agreed.get("content_type", "text/html"),
    )
    read = {key: agreed[key] for key in ("url", "fetched", "content_type") if key in agreed}
    read |= reading(extract(page, outlet.rules))
    if request.config.getoption("--bless"):
        agreed_path.write_text(json.dumps(read, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    else:
        assert read == agreed


@every_fixture
def test_a_fixture_has_what_an_article_has_and_none_of_the_furniture(path: Path) -> None:
    agreed = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    outlet = declared(path.parent.name)
    assert agreed["title"]
    assert agreed["published"]
    assert len(agreed["text"]) >= 4 or agreed["kind"] == "live_blog"
    assert agreed["language"] == outlet.language or outlet.name in SEVERAL_LANGUAGES
    said = "\n".join(agreed["text"]).lower()
    assert [words for words in FURNITURE if words in said] == []


FURNITURE = (
    *("sign up for our newsletter", "read more", "share this", "all rights reserved", "advertisement"),
    *("اقرأ أيضاً", "اشترك في النشرة", "جميع الحقوق محفوظة", "إعلان\n"),
)


def reading(article: Article) -> dict[str, Any]:
    """What is agreed of an article, as JSON has it."""
    return {
        "title": article.title,
        "standfirst": article.standfirst,
        "authors": list(article.authors),
        "published": article.published.isoformat() if article.published else None,
        "modified": article.modified.isoformat() if article.modified else None,
        "language": article.language,
        "section": article.section,
        "tags": list(article.tags),
        "kind": article.kind,
        "access": article.access,
        "text": article.text.split("\n\n"),
        "captions": list(article.captions),
        "credit": article.credit,
        "notes": list(article.notes),
    }


def test_the_template_makes_a_spider_that_keeps_the_promises() -> None:
    text = Template(TEMPLATE.read_text(encoding="utf-8"))
    code = text.substitute(module="enabbaladi_en", name="enabbaladi_en", domain="example.org", classname="EnabBaladi")
    made = ModuleType("made")
    exec(compile(code, "made.py", "exec"), vars(made))
    outlet = spider_in(made).outlet
    assert outlet.name == "enabbaladi_en"
    assert outlet.wants("https://example.org/2024/12/families-leave-homs/")
    assert 'facts=""' in code, "the one promise that only its author can keep has its place"
    test_an_outlet_says_who_it_is_and_where_its_articles_are_listed(outlet)
    test_what_a_crawl_asks_for_belongs_to_the_outlet_and_is_no_article(outlet)
