"""Section fronts: the links on a page of headlines, in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import lxml.etree
import lxml.html

from syria_news import urls
from syria_news.discover.contents import contents
from syria_news.discover.lines import bounded, entry
from syria_news.model import Entry, Listing, Page, Reason, Rejected, Trouble, Window

MOST = 2_000
"""Links read from one front; the longest in our measuring set has under 500."""
_LINKS = (
    "//a[@href][not(ancestor::nav or ancestor::footer or ancestor::aside)]"
    "[not(ancestor::*[@role='navigation' or @role='banner' or @role='contentinfo' or @role='complementary'])]"
    "[not(ancestor::header[not(ancestor::main or ancestor::article or ancestor::section)])]"
)
"""Links outside the page's frame. Not only those in `main`: fronts were seen whose list of news stands beside it."""
_HEADING = ".//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6]"

_SAID = ".//text()[not(parent::script or parent::style)]"


@dataclass(frozen=True)
class Section:
    """The front at one address; `links` is a CSS selector of its article links, or of what holds them, where others
    would come with them.
    """

    url: str
    links: str = ""

    def listings(self, window: Window) -> Iterable[Listing]:
        """The front itself, whatever the days: it shows the newest."""
        return (Listing(self.url),)

    def read(self, page: Page) -> Iterator[Entry | Listing | Trouble]:
        """Its links in page order, each once, titled by the link's words; raises `Rejected` for a page without any."""
        found = contents(page)
        yield from found.troubles
        tree, is_whole = _tree(page, found.text)
        anchors = _selected(tree, self.links) if self.links else tree.xpath(_LINKS)
        entries = _entries(page, anchors, _base(tree, page))
        if not entries:
            raise Rejected(Reason.NOT_A_LISTING, page.url, "a page without links")
        yield from bounded(entries, MOST)
        if not is_whole:
            yield Trouble(Reason.BROKEN_LISTING, "too deep to be read to its end")


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
        found[url] = entry(page, [url], title=_words(anchor))
    return list(found.values())


def _words(anchor: lxml.html.HtmlElement) -> str:
    """A link's headline; else all its words; else what it is called for those who can't see it."""
    headings = ("".join(heading.xpath(_SAID)) for heading in anchor.xpath(_HEADING))
    for words in (*headings, " ".join(anchor.xpath(_SAID))):
        if words.strip():
            return words
    return str(anchor.get("aria-label") or anchor.get("title") or "")
