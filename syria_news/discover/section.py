"""Section fronts: the links on a page of headlines, in their order, and the way to older ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

import lxml.etree
import lxml.html

from syria_news import urls
from syria_news.discover.contents import contents
from syria_news.discover.lines import address, bounded, entry
from syria_news.discover.moments import moment
from syria_news.model import Entry, Listing, Next, Page, Reason, Rejected, Trouble, Window

MOST = 2_000
"""Links read from one front; the longest in our measuring set has under 500."""
_LINKS = (
    "//a[@href][not(ancestor::nav or ancestor::footer or ancestor::aside)]"
    "[not(ancestor::*[@role='navigation' or @role='banner' or @role='contentinfo' or @role='complementary'])]"
    "[not(ancestor::header[not(ancestor::main or ancestor::article or ancestor::section)])]"
)
"""Links outside the page's frame. Not only those in `main`: fronts were seen whose list of news stands beside it."""
_HEADING = ".//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6]"
_NEXT = "//*[self::link or self::a][@href][contains(concat(' ', normalize-space(@rel), ' '), ' next ')]"
_CLASSED_NEXT = "//a[@href][contains(@class, 'next') or contains(../@class, 'next')]"
_SAYS_NEXT = re.compile(r"(?:^|[\s_-])next(?:$|\s|[_-]*(?:page|posts|link|btn|button))")
"""A class of a link, or of what holds no other: `next`, `nav-next`, `pager__item--next`, `nextpostslink`; not that of
an article's way to the next article (`next-post`).
"""
_CARD, _CARD_LINKS = 6, 10
"""Elements around a link that may still be its card, and links that a card may have."""
_SAID = ".//text()[not(parent::script or parent::style)]"


@dataclass(frozen=True)
class Section:
    """The front at one address; `links` is a CSS selector of its article links, or of what holds them, where others
    would come with them.
    """

    url: str
    links: str = ""

    def listings(self, window: Window) -> Iterable[Listing]:
        """The front itself, whatever the days: it shows the newest, and names its next page."""
        return (Listing(self.url),)

    def read(self, page: Page) -> Iterator[Entry | Listing | Trouble]:
        """Its links in page order, each once, titled by the link's words, and its next page, if it links to one; raises
        `Rejected` for a page without any.
        """
        found = contents(page)
        yield from found.troubles
        tree, is_whole = _tree(page, found.text)
        anchors = _selected(tree, self.links) if self.links else tree.xpath(_LINKS)
        base = _base(tree, page)
        entries = _entries(page, anchors, base)
        if not entries:
            raise Rejected(Reason.NOT_A_LISTING, page.url, "a page without links")
        yield from bounded(entries, MOST)
        if not is_whole:
            yield Trouble(Reason.BROKEN_LISTING, "too deep to be read to its end")
        yield from islice(self._next(tree, page, base), 1)

    def _next(self, tree: lxml.html.HtmlElement, page: Page, base: str) -> Iterator[Next]:
        """The pages of this site that are said to be next; what only a class says counts below the front's path."""
        stem = urlsplit(self.url).path.rstrip("/")
        said = [(each, "") for each in tree.xpath(_NEXT)]
        said += [(each, stem) for each in tree.xpath(_CLASSED_NEXT) if _is_classed_next(each)]
        for link, start in said:
            with suppress(urls.BadURL):
                url = address(page, urls.canonical(link.get("href"), base))
                is_here = urls.host(url).removeprefix("www.") == urls.host(page.url).removeprefix("www.")
                is_other = urls.key(url) != urls.key(page.url)
                if is_here and is_other and urlsplit(url).path.startswith(start):
                    yield Next(url, newest_first=True)


def _tree(page: Page, text: str) -> tuple[lxml.html.HtmlElement, bool]:
    """The page, and whether all of it: past some 2,000 levels libxml2 stops without a word."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, no_network=True)
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError) as error:
        raise Rejected(Reason.NOT_A_LISTING, page.url, f"no HTML: {error}") from error
    return tree, not parser.error_log.filter_from_fatals()


def _selected(tree: lxml.html.HtmlElement, links: str) -> Iterator[lxml.html.HtmlElement]:
    for found in tree.cssselect(links):
        yield from [found] if found.tag == "a" else found.iter("a")


def _base(tree: lxml.html.HtmlElement, page: Page) -> str:
    for href in tree.xpath("//base/@href"):
        try:
            return urls.canonical(href, page.url)
        except urls.BadURL:
            continue
    return page.url


def _entries(page: Page, anchors: Iterable[lxml.html.HtmlElement], base: str) -> list[Entry | Trouble]:
    """One for each address, titled by the first link to it that has words: a picture's link comes before a headline's.

    What is no web address (`mailto:`) claims nothing and is no trouble.
    """
    found: dict[str, Entry | Trouble] = {}
    lists: set[lxml.html.HtmlElement] = set()
    for anchor in anchors:
        if len(found) > MOST:
            break
        try:
            url = urls.canonical(anchor.get("href", ""), base)
        except urls.BadURL:
            continue
        before = found.get(url)
        if url == base or (isinstance(before, Entry) and before.title):
            continue
        found[url] = entry(page, [url], title=_words(anchor), modified=_time(page, anchor, lists))
    return list(found.values())


def _time(page: Page, anchor: lxml.html.HtmlElement, lists: set[lxml.html.HtmlElement]) -> str | None:
    """The latest `<time>` in the link's card: the widest element around it, or itself, that leads nowhere else.

    It may be that of the first publication or of the last change; what was published is no younger. `lists` gathers
    what holds several links and is no card: it may be large, and is looked through once.
    """
    card, href = anchor, anchor.get("href")
    for around in islice(anchor.iterancestors(), _CARD):
        if around in lists:
            break
        links = list(islice(around.iter("a"), _CARD_LINKS))
        if len(links) == _CARD_LINKS or any(link.get("href", href) != href for link in links):
            lists.add(around)
            break
        card = around
    times = card.xpath(".//time/@datetime")
    dated = [(each, text) for text in times if (each := moment(text, page.fetched))]
    return max(dated)[1] if dated else None


def _is_classed_next(anchor: lxml.html.HtmlElement) -> bool:
    around = anchor.getparent()
    classes = [anchor.get("class", "")]
    if around is not None and len(list(islice(around.iter("a"), 2))) == 1:
        classes.append(around.get("class", ""))
    return any(_SAYS_NEXT.search(each.lower()) for each in classes)


def _words(anchor: lxml.html.HtmlElement) -> str:
    """A link's headline; else all its words; else what it is called for those who can't see it."""
    headings = ("".join(heading.xpath(_SAID)) for heading in anchor.xpath(_HEADING))
    for words in (*headings, " ".join(anchor.xpath(_SAID))):
        if words.strip():
            return words
    return str(anchor.get("aria-label") or anchor.get("title") or "")
