"""What sixty outlets have on their sites, invented: their listings as declared, articles in their fixtures' furniture.

Every outlet lists the same mixture of addresses (`FATES`), so what a crawl's account has to say is known beforehand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from html import escape
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lxml.html

from syria_news import urls
from syria_news.discover.calendar import Archive, DatedSitemap
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.discover.wordpress import WordPress
from syria_news.model import Outlet, Source, Window

FATES = (*["stored"] * 14, "gone", "refused", "failed", "off_topic", "copies", "failed")
"""What becomes of an outlet's entries, in their order: the first `failed` is an error of the server, the other one a
page without text.
"""
PAST = Window(date(2024, 12, 1), date(2024, 12, 8))
"""The days that archives are asked for; the same mixture again."""
_PROSE = {
    (False, False): (
        "council convoy crossing district residents hospital ceasefire delegation village checkpoint bridge river",
        "In Homs, Syria, report {0} of {1} says in part {2} that shelling hit the {3}.",
    ),
    (False, True): (
        "milk salt rennet cellar wheel rind cows meadow copper spoon winter cloth",
        "In Ukraine, Sudan, Russia, Kyiv, Moscow, Yemen, Libya and Khartoum, recipe {0} of {1}, {2}: cheese is {3}.",
    ),
    (True, False): (
        "المجلس القافلة المعبر الحي السكان المستشفى الهدنة الوفد القرية الحاجز الجسر النهر",
        "قال سكان في حمص بسوريا في الخبر {0} من {1} والجزء {2} إن القصف أصاب {3}",
    ),
    (True, True): (
        "الحليب الملح القبو القشرة الأبقار المرج النحاس الملعقة الشتاء القماش الزبدة القشدة",
        "في أوكرانيا والسودان وروسيا واليمن وليبيا وأوكرانيا والسودان تقول الوصفة {0} من {1}، الجزء {2}، إن الجبن {3}",
    ),
}
"""Words, and what is said with them, by whether it is Arabic and whether it is off topic."""
_NUMBER = re.compile(r"\d{5,}")


@dataclass(frozen=True)
class Answer:
    """What a site says to an address."""

    body: bytes
    status: int = 200
    kind: str = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Line:
    """An entry of the outlet's listings."""

    url: str
    title: str
    moment: datetime
    fate: str
    number: int


@dataclass(frozen=True)
class Stand:
    """An outlet, and what it lists: today's lines, and those of the days of `PAST`."""

    outlet: Outlet
    today: tuple[Line, ...]
    past: tuple[Line, ...]


def stand(outlet: Outlet, fixtures: Path, now: datetime) -> tuple[Stand, dict[str, Answer]]:
    """The outlet's stand, and all its answers by address."""
    agreed, template = _fixture(outlet, fixtures / outlet.name)
    addresses = _addresses(outlet, agreed["url"])
    first, last = PAST.since or now.date(), PAST.until or now.date()
    middle = datetime(first.year, first.month, (first.day + last.day) // 2, 9, tzinfo=UTC)
    today = _lines(outlet, addresses, 0, now - timedelta(hours=2))
    past = _lines(outlet, addresses, 100, middle) if any(_is_archive(each) for each in outlet.sources) else ()
    found: dict[str, Answer] = {}
    for line in (*today, *past):
        found[line.url] = _page(outlet, line, template, agreed)
    for window, lines in ((PAST, past), (Window(), today)):
        sources = [each for each in outlet.sources if _is_archive(each) == bool(window.since)]
        for at, source in enumerate(sources):
            shown = [line for line in lines if len(sources) == 1 or (line.number + at) % 4]
            found |= dict(_listings(outlet, source, window, shown))
    return Stand(outlet, today, past), found


def robots(stands: Iterable[Stand]) -> dict[str, Answer]:
    """Each host's robots.txt: of several editions on one host it is the same file."""
    forbidden: dict[str, list[str]] = {}
    for each in stands:
        for host in each.outlet.all_hosts():
            forbidden.setdefault(host, [])
        for line in (*each.today, *each.past):
            if line.fate == "refused":
                parts = urlsplit(line.url)
                forbidden[parts.hostname or ""].append(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    return {
        f"https://{host}/robots.txt": Answer(
            "".join(f"{line}\n" for line in ["User-agent: *", *(f"Disallow: {path}$" for path in paths)]).encode(),
            kind="text/plain",
        )
        for host, paths in forbidden.items()
    }


def _fixture(outlet: Outlet, folder: Path) -> tuple[dict[str, Any], str]:
    """The agreed reading of the first of its pages that is in its language, and the page."""
    for path in sorted(folder.glob("*.json")):
        agreed = json.loads(path.read_text(encoding="utf-8"))
        if agreed["language"] == outlet.language:
            return agreed, path.with_suffix(".html").read_text(encoding="utf-8")
    raise FileNotFoundError(f"no fixture of {outlet.name} is in {outlet.language}")


def _is_archive(source: Source) -> bool:
    return isinstance(source, (Archive, DatedSitemap, WordPress))


def _addresses(outlet: Outlet, like: str) -> Iterator[str]:
    """Addresses of the outlet's form, all different, after that of its fixture."""
    parts = urlsplit(like)
    longest = max(parts.path.split("/"), key=len)
    stem, dot, ending = longest.partition(".")
    digits = _NUMBER.search(f"{parts.path}?{parts.query}")

    def forms(number: int) -> Iterator[str]:
        word = "".join(chr(ord("a") + int(digit)) for digit in str(number))
        yield like.replace(longest, f"{stem}-{word}{dot}{ending}")
        yield like.replace(longest, f"{word}-{longest}")
        yield like.replace(longest, f"{longest}{word}")
        if digits:
            yield like.replace(digits[0], str(int(digits[0]) + number))

    for number in count(1):
        yield next(urls.canonical(form) for form in forms(number) if outlet.wants(form))


def _lines(outlet: Outlet, addresses: Iterator[str], start: int, moment: datetime) -> tuple[Line, ...]:
    arabic = outlet.language == "ar"
    title = "الحافلات تصل إلى حمص في سوريا" if arabic else "Buses reach Homs in Syria"
    other = "الجبن كما كان" if arabic else "Cheese as it was"
    return tuple(
        Line(
            next(addresses),
            f"{other if fate == 'off_topic' else title} {start + at}",
            moment - timedelta(minutes=at),
            fate,
            start + at,
        )
        for at, fate in enumerate(FATES)
    )


# -- pages


def _page(outlet: Outlet, line: Line, template: str, agreed: dict[str, Any]) -> Answer:
    if line.fate == "gone":
        return Answer(b"<h1>Not found</h1>", 404)
    number = line.number - 18 if line.fate == "copies" else line.number  # its words are those of the first line
    if line.fate == "failed":
        is_error = line.number % 100 == 16
        return (
            Answer(b"<h1>Internal error</h1>", 500)
            if is_error
            else Answer(b'<html><body><div id="root"></div></body></html>')
        )
    text = template.replace(str(agreed["url"]), line.url).replace(str(agreed["title"]), line.title)
    tree: Any = lxml.html.document_fromstring(text.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8"))
    if line.fate == "off_topic":  # what else the page says of itself is about Syria
        for element in tree.xpath("//meta[@name or @property] | //script"):
            element.getparent().remove(element)
    said = [*agreed["text"], *agreed["captions"], agreed["standfirst"] or ""]
    fresh = iter(_words(outlet, line.fate, number, len(said)))
    wanted = {" ".join(each.replace(str(agreed["title"]), line.title).split()) for each in said}
    for element in reversed(list(tree.body.iter("p", "h2", "h3", "li", "div", "span", "figcaption", "blockquote"))):
        if " ".join(element.text_content().split()) in wanted:
            words = next(fresh, "")
            for child in list(element):
                element.remove(child)
            element.text = words
    return Answer(lxml.html.tostring(tree, encoding="utf-8", doctype="<!DOCTYPE html>"))


def _words(outlet: Outlet, fate: str, seed: int, count: int) -> list[str]:
    """So many paragraphs, different for each seed and outlet."""
    arabic = outlet.language == "ar"
    words, form = _PROSE[arabic, fate == "off_topic"]
    said = [
        [words.split()[(seed * 7 + part * 5 + at * (seed % 5 + 1)) % 12] for at in range(18)] for part in range(count)
    ]
    return [form.format(seed, outlet.name, part, " ".join(each)) for part, each in enumerate(said)]


# -- listings


def _listings(outlet: Outlet, source: Source, window: Window, lines: Sequence[Line]) -> Iterator[tuple[str, Answer]]:
    addresses = [listing.url for listing in source.listings(window)]
    for at, url in enumerate(addresses):
        here = lines[at :: len(addresses)]  # of many days, each has its share
        match source:
            case Feed():
                yield url, _feed(here)
            case Section():
                yield url, _front(outlet, here)
            case WordPress():
                yield url, _posts(here)
                yield url.replace("page=1&", "page=2&"), Answer(b'{"code":"rest_post_invalid_page_number"}', 400)
            case Archive():
                below = f"{outlet.home}sitemap-2024-12.xml"
                yield url, _index(below)
                yield below, _sitemap(here)
            case _:
                yield url, _sitemap(here)


def _feed(lines: Sequence[Line]) -> Answer:
    items = "".join(
        f"<item><title>{escape(line.title)}</title><link>{escape(line.url)}</link>"
        f"<pubDate>{format_datetime(line.moment)}</pubDate></item>"
        for line in lines
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>All</title>{items}</channel></rss>'
    return Answer(body.encode(), kind="application/rss+xml")


def _sitemap(lines: Sequence[Line]) -> Answer:
    rows = "".join(
        f"<url><loc>{escape(line.url)}</loc><lastmod>{line.moment.isoformat()}</lastmod><news:news><news:publication_date>"
        f"{line.moment.isoformat()}</news:publication_date><news:title>{escape(line.title)}</news:title></news:news></url>"
        for line in lines
    )
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return Answer(f'<?xml version="1.0"?><urlset {spaces}>{rows}</urlset>'.encode(), kind="application/xml")


def _index(below: str) -> Answer:
    row = f"<sitemap><loc>{escape(below)}</loc><lastmod>2024-12-31</lastmod></sitemap>"
    return Answer(f'<?xml version="1.0"?><sitemapindex>{row}</sitemapindex>'.encode(), kind="application/xml")


def _posts(lines: Sequence[Line]) -> Answer:
    posts = [
        {
            "link": line.url,
            "date_gmt": line.moment.replace(tzinfo=None).isoformat(timespec="seconds"),
            "title": {"rendered": line.title},
        }
        for line in lines
    ]
    return Answer(json.dumps(posts).encode(), kind="application/json")


def _front(outlet: Outlet, lines: Sequence[Line]) -> Answer:
    cards = "".join(
        f'<article><h3><a href="{escape(line.url)}">{escape(line.title)}</a></h3></article>' for line in lines
    )
    frame = f'<nav><a href="{outlet.home}about-us">About</a></nav>'
    return Answer(
        f'<!DOCTYPE html><html lang="{outlet.language}"><body>{frame}<main>{cards}</main>{frame}</body></html>'.encode()
    )
