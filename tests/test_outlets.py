"""Every declaration in `spiders/` keeps the same promises, and reads its fixtures as agreed.

A fixture is a page written by hand, `tests/outlets/<spider>/<slug>.html`, and its reading beside it. For a new one
write the JSON with `url`, `fetched` and, if it isn't UTF-8, `content_type`; `pytest -k <slug> --bless` adds the rest.
"""

from __future__ import annotations

import json
import pkgutil
from datetime import UTC, datetime
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
from syria_news.crawl.spider import OutletSpider
from syria_news.extract import extract
from syria_news.model import Article, Outlet, Page, Window

FOLDER = Path(__file__).with_name("outlets")
TEMPLATE = Path(syria_news.__file__).parent / "crawl" / "templates" / "spiders" / "outlet.tmpl"
EVERYTHING = Window()


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
    assert urlsplit(outlet.home).path == "/"
    assert len(outlet.language) == 2
    assert outlet.sources


@every_outlet
def test_what_a_crawl_asks_for_belongs_to_the_outlet_and_is_no_article(outlet: Outlet) -> None:
    listings = [listing for source in outlet.sources for listing in source.listings(EVERYTHING)]
    assert listings
    assert [listing.url for listing in listings if not outlet.owns(listing.url)] == []
    assert [listing.url for listing in listings if outlet.wants(listing.url)] == []
    assert not outlet.wants(outlet.home)
    assert len({listing.url for listing in listings}) == len(listings)


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
    assert declared(path.parent.name).wants(agreed["url"])


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
    test_an_outlet_says_who_it_is_and_where_its_articles_are_listed(outlet)
    test_what_a_crawl_asks_for_belongs_to_the_outlet_and_is_no_article(outlet)
