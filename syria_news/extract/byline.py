"""Who and when, as readers see them: the line under the headline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import chain, islice

from lxml import etree, html

from syria_news import urls
from syria_news.extract import dates
from syria_news.extract.blocks import squeezed
from syria_news.extract.furniture import names_of
from syria_news.extract.names import is_desk, names

_MARKED = re.compile(r"byline|Byline|author|Author|writer|contributor|credit-name")
_MOST_MARKED = 40
_MOST_BEFORE = 25
_MOST_BEHIND = 90
"""Elements beside a headline among which its byline and date are looked for."""
_BYLINE = re.compile(
    r"byline|author|writer|contributor|credit-name|auteur|autor|reporter|signature|creator|"
    r"(?:^|[\s_-])(?:by|writeby)(?=$|[\s_-])"
)
_PROFILE = re.compile(
    r"/(?:authors?|auto(?:r|res|ren)|auteurs?|staff|people|persons?|by|profiles?|reporters?|journalists?|newsteam|"
    r"signataires|contributors?|writers?|columnists?|users?|u)/(?!log)[^/?#]"
)
_SAYS_BY = re.compile(r"(?:By|BY|by|Von|Par|Por|Auteur|Autor|بقلم)\s*:?\s+\S")
_NO_BYLINE = re.compile(
    r"comment|related|recommend|sidebar|footer|avatar|image|photo|social|share|more-from|popular|trending|teaser|bio|"
    r"card-text|media-(?:info|box)|category|navigation|button"
)
_DATED = re.compile(r"date|time|publish|posted|updated|meta|byline|info|stamp|created|issued|تاريخ")
_ONLY_DATE = re.compile(
    rf"(?:(?:published|posted|updated|created|erstellt|veröffentlicht|publié|stand|le|am|on)\b:?\s*){{0,3}}"
    rf"(?:{dates.WEEKDAY_OR_MONTH}[.,]?\s*)?\d{{1,2}}\S{{0,3}}\s?{dates.WEEKDAY_OR_MONTH}[.,]?\s?\S{{0,6}}\d{{4}}.{{0,20}}",
    re.I,
)
_DATE = re.compile(rf"{dates.WEEKDAY_OR_MONTH}\s*\d|(?<!\w)\d|\b(?:Updated|Published|Posted|Follow)\b|@")
_LONGEST_BYLINE = 200
_LONGEST_DESK = 60
_LONGEST_DATE = 120
_MOST_LINKED = 6
"""People that one byline links to; past that it is a list of the house's authors."""
_JOINS = re.compile(r"(?:[,&/]|\b(?:and|und|et|y|e|و))\n|\n(?:[,&/]|(?:and|und|et|y|e|و)\b)")
"""Between two stretches of a byline that go on with its list."""


def authors(headline: html.HtmlElement, site: str | None) -> tuple[str, ...]:
    """The names in the first element beside the headline that is a byline and names anybody."""
    return _first(filter(_is_byline, _beside(headline)), site)


def marked_authors(root: html.HtmlElement, site: str | None) -> tuple[str, ...]:
    """The names in the first element of the page that is marked as byline and names anybody."""
    return _first(_marked(root), site)


def _marked(root: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The first elements of the page that are marked as byline."""
    found = (
        element
        for element in root.iter(etree.Element)
        if ((names := element.get("class")) and _MARKED.search(names)) or element.get("rel") == "author"
    )
    return islice(found, _MOST_MARKED)


def _first(elements: Iterable[html.HtmlElement], site: str | None) -> tuple[str, ...]:
    for element in elements:
        if _NO_BYLINE.search(names_of(element)):
            continue
        if found := named(_around(element), site):
            return found
        text = squeezed(element.text_content()[: 2 * _LONGEST_BYLINE])
        if len(text) <= _LONGEST_DESK and is_desk(text, site):
            break
    return ()


def _around(link: html.HtmlElement) -> html.HtmlElement:
    """The byline in which a link to a profile stands: others may be named beside it."""
    element = link
    for parent in islice(link.iterancestors(), 3 if link.tag == "a" else 0):
        if len(parent.text_content()) > _LONGEST_BYLINE or parent.find(".//h1") is not None:
            break
        element = parent
    return element


def _is_byline(element: html.HtmlElement) -> bool:
    if element.get("rel") == "author" or _is_byline_name(names_of(element)):
        return True
    if element.tag == "a":
        return _is_profile(element)
    return _SAYS_BY.match((element.text or "").strip()) is not None


@lru_cache(maxsize=5_000)
def _is_byline_name(names: str) -> bool:
    return _BYLINE.search(names) is not None


def named(element: html.HtmlElement, site: str | None) -> tuple[str, ...]:
    """The people in a byline: those whom it links to, or the first that it names and those it joins to them."""
    pieces = _pieces(element)
    if not 2 < sum(map(len, pieces)) <= _LONGEST_BYLINE:
        return ()
    profiles = [squeezed(link.text_content()) for link in element.iter("a") if _is_profile(link)]
    linked = names(profiles, site) if len(profiles) <= _MOST_LINKED else ()
    listed = _first_list(pieces, site)
    if linked and not set(linked) < set(listed):
        return linked
    return tuple(name for name in listed if " " in name or not name.isascii())


def _first_list(pieces: list[str], site: str | None) -> tuple[str, ...]:
    """The people in the first stretch that names anybody, and in those that go on with its list."""
    for index, piece in enumerate(pieces):
        if names([_before_date(piece)], site):
            end = index + 1
            while end < len(pieces) and _JOINS.search(pieces[end - 1] + "\n" + pieces[end]):
                end += 1
            return names([_before_date(" | ".join(pieces[index:end]))], site)
    return ()


def _is_profile(link: html.HtmlElement) -> bool:
    return link.get("rel") == "author" or _PROFILE.search(link.get("href") or "") is not None


def _pieces(element: html.HtmlElement) -> list[str]:
    """The element's text, apart where it is apart in the markup; single words stay together."""
    found: list[str] = []
    single = False
    for text in element.itertext():
        piece = squeezed(text)
        if not piece:
            continue
        if single and " " not in piece and found:
            found[-1] += f" {piece}"
        else:
            found.append(piece)
        single = " " not in piece
    return found


def _before_date(text: str) -> str:
    """The byline up to its date; addresses and counters follow the names, too."""
    return _DATE.split(text, maxsplit=1)[0]


def moment(headline: html.HtmlElement | None, root: html.HtmlElement, fetched: datetime) -> datetime | None:
    """The date written beside the headline, in an element marked as date or that says nothing else."""
    day_first = _day_first(root.get("lang") or root.get("xml:lang") or "")
    for element in _marked(root) if headline is None else _beside(headline):
        for said in _dates(element):
            if 6 <= len(said) <= _LONGEST_DATE and (found := dates.moment(said, fetched, day_first)) is not None:
                return found
    return None


def _dates(element: html.HtmlElement) -> Iterator[str]:
    """What an element that is there for a date says, to machines and to readers."""
    if element.tag == "time":
        yield element.get("datetime") or ""
    marked = element.tag == "time" or (element.tag != "a" and _DATED.search(names_of(element)))
    if marked or (element.tag != "a" and len(element) == 0):
        text = squeezed(" ".join(element.itertext()))
        if marked or _ONLY_DATE.fullmatch(text[:_LONGEST_DATE]):
            yield text


def _day_first(language: str) -> bool:
    """Whether 05/06 is the fifth of June there: everywhere but in America, and in English that does not say where."""
    return bool(language) and not re.match(r"en(?:[_-]us|[_-]ca|[_-]ph)?$", language, re.I)


def _beside(headline: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The elements that follow a headline in the page, then those before it, the nearest first."""
    yield from islice(_onward(headline, preceding=False), _MOST_BEHIND)
    yield from islice(_onward(headline, preceding=True), _MOST_BEFORE)


def _onward(element: html.HtmlElement, preceding: bool) -> Iterator[html.HtmlElement]:
    for level in chain((element,), element.iterancestors()):
        for sibling in level.itersiblings(preceding=preceding):
            yield from (inner for inner in sibling.iter() if isinstance(inner.tag, str))


def day_in(url: str, fetched: datetime) -> datetime | None:
    """The day in an address like `/2019/05/18/`, at midnight UTC."""
    day = urls.day(url)
    return dates.believed(datetime(day.year, day.month, day.day), fetched) if day else None
