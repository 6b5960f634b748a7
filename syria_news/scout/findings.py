"""What a home page shows of how its outlet can be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import lxml.etree
import lxml.html

from syria_news import urls
from syria_news.discover.contents import contents
from syria_news.model import Page, Reason, Rejected
from syria_news.scout.forms import forms
from syria_news.text import clean_line

FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
SYRIA = re.compile(r"\bsyrian?s?\b|سوري", re.IGNORECASE)
REGION = re.compile(r"middle.?east|mideast|\bmena\b|levant|الشرق.?الأوسط|المشرق", re.IGNORECASE)
FRONTS = 6
"""Section fronts that are taken; an outlet has two or three on what concerns us."""
FEEDS = 6

_SYSTEMS = (
    ("wordpress", r"<meta[^>]{1,80}content=[\"']WordPress|/wp-content/themes/|/wp-json/"),
    ("drupal", r"<meta[^>]{1,80}content=[\"']Drupal|drupal-settings-json|/sites/default/files/"),
    ("arc", r"/arc/outboundfeeds/|id=[\"']fusion-app|/pf/resources/"),
    ("brightspot", r"<bsp-|brightspot"),
    ("pangea", r"pangea|class=[\"'][^\"']{0,200}\bhdr-20\b"),
    ("nextjs", r"id=[\"']__next|/_next/static/"),
)
"""Publishing systems and their marks, the surest first."""
_FEED_PATH = re.compile(r"/(?:rss|feeds?)(?:[/.]|$)|\.rss$|/rss\.xml$|\.rdf$", re.IGNORECASE)
_DATED = r"/20\d\d/|\d{5,}|\.html$|^/video"
_COMMENTS = re.compile(r"/comments/", re.IGNORECASE)
_SITEMAP_LINE = re.compile(r"^[^\S\n]*sitemap[^\S\n]*:[^\S\n]*(\S{1,2000})", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Findings:
    """What was found, each in the order of its worth."""

    home: str
    title: str
    language: str
    """ISO 639-1; English where the page does not say."""
    system: str
    """The publishing system, or nothing."""
    feeds: tuple[str, ...] = ()
    news_sitemaps: tuple[str, ...] = ()
    archives: tuple[str, ...] = ()
    """Other sitemaps, as robots.txt names them."""
    fronts: tuple[str, ...] = ()
    """Section fronts on Syria and the Middle East."""
    forms: tuple[str, ...] = ()
    """Expressions for the paths of articles."""
    hosts: tuple[str, ...] = ()
    """Other hosts that its feeds and sitemaps stand on."""


def scout(page: Page, robots: str = "") -> Findings:
    """What an outlet's home page and, where it is given, its robots.txt show. Raises `Rejected` if it is no page."""
    text = contents(page).text
    tree = _tree(page, text)
    system = next((name for name, marks in _SYSTEMS if re.search(marks, text, re.IGNORECASE)), "")
    links = list(_links(tree, page.url))
    own = [(url, words) for url, words in links if _is_own(url, page.url)]
    found = forms(own)
    sitemaps = _ordered(url for line in _SITEMAP_LINE.findall(robots) if (url := _canonical(line, page.url)))
    news = [url for url in sitemaps if "news" in urlsplit(url).path.lower()]
    if system == "arc" and not news:
        news = [_at(page.url, "/arc/outboundfeeds/news-sitemap/?outputType=xml")]
    feeds = _feeds(tree, own, page.url)
    if system == "wordpress" and not feeds:
        feeds = [_at(page.url, "/feed/")]
    listed = (*feeds, *sitemaps)
    return Findings(
        home=_home(page.url),
        title=_title(tree) or urls.host(page.url),
        language=_language(tree),
        system=system,
        feeds=tuple(feeds[:FEEDS]),
        news_sitemaps=tuple(news),
        archives=tuple(url for url in sitemaps if url not in news),
        fronts=tuple(_fronts(own, found, {*listed, page.url, _home(page.url)})),
        forms=found,
        hosts=tuple(_ordered(urls.host(url) for url in listed if not _is_own(url, page.url))),
    )


def _tree(page: Page, text: str) -> lxml.html.HtmlElement:
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, no_network=True)
    try:
        return lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError) as error:
        raise Rejected(Reason.NOT_HTML, page.url, str(error)) from error


def _links(tree: lxml.html.HtmlElement, base: str) -> Iterator[tuple[str, str]]:
    for anchor in tree.iter("a"):
        if url := _canonical(anchor.get("href") or "", base):
            yield url, clean_line(" ".join(anchor.itertext()))


def _feeds(tree: lxml.html.HtmlElement, own: list[tuple[str, str]], base: str) -> list[str]:
    """Those the page names for machines, then those it links; those on our subjects first, none of comments."""
    named = [
        (url, link.get("title") or "")
        for link in tree.iter("link")
        if "alternate" in (link.get("rel") or "").lower() and (link.get("type") or "").lower() in FEED_TYPES
        if (url := _canonical(link.get("href") or "", base))
    ]
    linked = [(url, words) for url, words in own if _FEED_PATH.search(urlsplit(url).path)]
    found = [(url, words) for url, words in named + linked if not _COMMENTS.search(url)]
    return _ordered(url for url, _ in sorted(found, key=_subject))


def _fronts(own: list[tuple[str, str]], found: tuple[str, ...], known: set[str]) -> list[str]:
    fronts = [
        (url, words)
        for url, words in own
        if _subject((url, words)) < 2 and url not in known and len(words) < 40
        if not any(re.search(form, urlsplit(url).path) for form in (*found, _DATED))
    ]
    return _ordered(url for url, _ in sorted(fronts, key=_subject))[:FRONTS]


def _subject(link: tuple[str, str]) -> int:
    """0 for Syria, 1 for the region, 2 for what is about neither."""
    url, words = link
    said = f"{unquote(urlsplit(url).path)} {words}"
    return 0 if SYRIA.search(said) else 1 if REGION.search(said) else 2


def _title(tree: lxml.html.HtmlElement) -> str:
    named = tree.xpath("//meta[@property='og:site_name']/@content")
    whole = clean_line(str(named[0]) if named else tree.findtext(".//title") or "")
    return re.split(r"\s+[|–—-]\s+", whole)[0][:80]


def _language(tree: lxml.html.HtmlElement) -> str:
    said = (tree.get("lang") or "").lower()[:2]
    if re.fullmatch("[a-z]{2}", said):
        return said
    return "ar" if (tree.get("dir") or "").lower() == "rtl" else "en"


def _home(url: str) -> str:
    """The front of the site, or of the edition in a folder of two letters."""
    folder = re.match(r"/[a-z]{2}/", urlsplit(url).path)
    return _at(url, folder[0] if folder else "/")


def _at(url: str, path: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{path}"


def _is_own(url: str, home: str) -> bool:
    return urls.host(url).removeprefix("www.") == urls.host(home).removeprefix("www.")


def _canonical(href: str, base: str) -> str:
    try:
        return urls.canonical(href, base) if href.strip() else ""
    except urls.BadURL:
        return ""


def _ordered(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))
