"""The tools that are compared: ours, and others where they are installed (`uv run --group benchmarks ...`).

Each is called as its documentation shows for a page at hand, with what makes it read the article alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from lxml import html

from benchmarks.gold import Case
from syria_news.extract import extract
from syria_news.extract.layouts import layouts
from syria_news.model import Page, Rejected, Rules

FETCHED = datetime(2026, 11, 24, tzinfo=UTC)
_BLOCKS = ("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "td", "section", "article", "br")

Tool = Callable[[Case, bytes], str]


def _ours(case: Case, body: bytes, rules: tuple[Rules, ...]) -> str:
    try:
        return extract(Page("benchmark", case.url, body, FETCHED), rules).text
    except Rejected:
        return ""


def _with_rules(case: Case, body: bytes) -> str:
    return _ours(case, body, layouts(case.outlet))


def _without_rules(case: Case, body: bytes) -> str:
    return _ours(case, body, ())


def _trafilatura(case: Case, body: bytes) -> str:
    document = import_module("trafilatura").bare_extraction(body, include_comments=False, with_metadata=True)
    return (document.text or "") if document else ""


def _trafilatura_fast(case: Case, body: bytes) -> str:
    return import_module("trafilatura").extract(body, include_comments=False, fast=True) or ""


def _newspaper(case: Case, body: bytes) -> str:
    article = import_module("newspaper").Article(case.url, fetch_images=False)  # else it asks the net for them
    article.download(input_html=body.decode("utf-8", "replace"))
    article.parse()
    return str(article.text)


def _readability(case: Case, body: bytes) -> str:
    """Its summary is markup: a line for each block of it."""
    summary = import_module("readability").Document(body.decode("utf-8", "replace")).summary()
    root: Any = html.fromstring(summary)
    for element in root.iter(*_BLOCKS):
        element.text = "\n" + (element.text or "")
        element.tail = "\n" + (element.tail or "")
    return "\n".join(line for line in map(str.strip, str(root.text_content()).split("\n")) if line)


def _resiliparse(case: Case, body: bytes) -> str:
    reader = import_module("resiliparse.extract.html2text")
    return str(reader.extract_plain_text(body.decode("utf-8", "replace"), main_content=True))


@lru_cache(maxsize=1)
def publishers() -> dict[str, Any]:
    """fundus' publishers by host."""
    every = import_module("fundus").PublisherCollection
    return {_host(publisher.domain): publisher for publisher in every}


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _fundus(case: Case, body: bytes) -> str:
    """The parser for the layout of the page's day."""
    parser = publishers()[case.outlet].parser(case.day or date(case.year, 12, 31))
    read = parser.parse(body.decode("utf-8", "replace"), error_handling="suppress").get("body")
    return str(read) if read else ""


def fundus_knows(case: Case) -> bool:
    """Whether fundus has a parser for the page's outlet."""
    return find_spec("fundus") is not None and case.outlet in publishers()


TOOLS: dict[str, tuple[Tool, str]] = {
    "ours, with rules": (_with_rules, "syria_news"),
    "ours, without rules": (_without_rules, "syria_news"),
    "trafilatura": (_trafilatura, "trafilatura"),
    "trafilatura fast, text only": (_trafilatura_fast, "trafilatura"),
    "newspaper4k": (_newspaper, "newspaper"),
    "readability-lxml": (_readability, "readability"),
    "resiliparse": (_resiliparse, "resiliparse"),
    "fundus": (_fundus, "fundus"),
}
"""By name: the tool, and the module by which we see whether it is installed."""


def installed() -> dict[str, Tool]:
    """The tools that can run here."""
    return {name: tool for name, (tool, module) in TOOLS.items() if find_spec(module) is not None}


def reads(name: str, case: Case) -> bool:
    """Whether the tool is asked for this page: fundus only for outlets that it knows."""
    return name != "fundus" or fundus_knows(case)
