"""What stands in a page's meta elements, links, headings and time tags."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree, html

from syria_news.extract.blocks import fold, matches, squeezed

_LONGEST = 5_000
_MOST = 40
"""Values kept of one name: one page had 8,000."""
_TELLING = ("meta", "link", "title", "h1", "h2", "time")
_ITEMS = etree.XPath("descendant-or-self::*/@itemprop[. = 'author' or . = 'datePublished' or . = 'dateCreated']/..")
"""By way of the attributes, of which there are few: a tenth of the time that asking each element takes."""


@dataclass
class Head:
    """A page's own statements, by name."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    """By lower-case `property`, `name` or `itemprop`."""
    canonical: str | None = None
    title: str | None = None
    """The text of the title element."""
    headlines: list[html.HtmlElement] = field(default_factory=list)
    """The h1 elements."""
    lesser: list[html.HtmlElement] = field(default_factory=list)
    """The h2 elements: some pages give the h1 to the outlet's name."""
    times: list[html.HtmlElement] = field(default_factory=list)
    items: dict[str, list[html.HtmlElement]] = field(default_factory=dict)
    """Elements by `itemprop`, in lower case."""

    def first(self, *names: str) -> str | None:
        """The first value that is not empty, by order of the names."""
        return next((value for name in names for value in self.metas.get(name, ())), None)

    def every(self, *names: str) -> list[str]:
        """All values of these names."""
        return [value for name in names for value in self.metas.get(name, ())]

    def headline(self, title: str | None) -> html.HtmlElement | None:
        """The h1 that shows the title, or an h2 that is it."""
        told = fold(title or "")
        for shown in self.headlines if told else ():
            text = fold(shown.text_content()[:_LONGEST])
            if text.endswith(told) or text.startswith(told):  # the section may stand before it
                return shown
        return next((shown for shown in self.lesser if told and fold(shown.text_content()[:_LONGEST]) == told), None)


def read(root: html.HtmlElement) -> Head:
    """Gather what a page says of itself."""
    head = Head()
    for element in root.iter(*_TELLING):
        tag = element.tag
        if tag == "meta":
            _meta(head, element)
        elif tag == "link":
            if head.canonical is None and element.get("rel", "").lower() == "canonical":
                head.canonical = element.get("href")
        elif tag == "title":
            if head.title is None and (element.getparent() is None or element.getparent().tag != "svg"):
                head.title = squeezed(element.text_content()[:_LONGEST]) or None
        elif tag == "h1" and len(head.headlines) < _MOST:
            head.headlines.append(element)
        elif tag == "h2" and len(head.lesser) < _MOST:
            head.lesser.append(element)
        elif tag == "time" and len(head.times) < _MOST:
            head.times.append(element)
    for element in matches(_ITEMS, root)[:_MOST]:
        head.items.setdefault(element.get("itemprop").lower(), []).append(element)
    return head


def _meta(head: Head, element: html.HtmlElement) -> None:
    content = element.get("content") or element.get("value")
    if not content or not content.strip():
        return
    for attribute in ("property", "name", "itemprop"):
        if name := element.get(attribute):
            values = head.metas.setdefault(name.strip().lower(), [])
            if len(values) < _MOST:
                values.append(squeezed(content[:_LONGEST]))
