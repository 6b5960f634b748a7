"""Tree to blocks: paragraphs, headings, list items, table rows and captions, in page order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from lxml import etree, html

_BREAK = "\x1e"
"""Stands for <br> while text is gathered; the tree holds no control characters."""
_BREAKS = re.compile(rf"\s*{_BREAK}\s*(?:{_BREAK}\s*)+")
_NO_LETTERS = re.compile(r"[\W_]+")
_NO_ASCII_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "rb",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "amp-text",
        "highlight",
        "tagname",
        "custom-highlight",
    ]
)
_NEVER = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "textarea",
        "select",
        "option",
        "button",
        "input",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "audio",
        "video",
        "map",
        "math",
        "head",
        "title",
        "link",
        "meta",
        "datalist",
        "dialog",
        "progress",
        "meter",
        "amp-ad",
        "amp-social-share",
    ]
)
_IN_PASSING = frozenset(("svg", "script", "style", "template", "link", "meta", "math"))
"""What says nothing and stands in the middle of a sentence, as the icon of a link that opens elsewhere."""
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


@dataclass(slots=True)
class Block:
    """A run of text that the page sets apart, and where it stands."""

    text: str
    tag: str
    """The element that sets it apart: `p`, `h2`, `li`, `figcaption`, `tr`, `div` ..."""
    element: html.HtmlElement
    linked: int
    """Characters of it that are links."""
    bold: bool = False
    """Nothing in it but bold text."""
    caption: bool = False


class Role(IntEnum):
    """What an element is to the article."""

    TEXT = 0
    CAPTION = 1
    FURNITURE = 2
    SURELY_FURNITURE = 3
    """Furniture however much text it holds: comments, other stories."""


def squeezed(text: str) -> str:
    """The text on one line, white space folded."""
    return " ".join(text.split())


def matches(select: etree.XPath, root: html.HtmlElement) -> list[html.HtmlElement]:
    """The elements a compiled selector or path finds, in page order."""
    found = select(root)
    return [element for element in found if isinstance(element, html.HtmlElement)] if isinstance(found, list) else []


def following(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The elements behind this one and outside of it, in page order, but for a picture's dozens of sources."""
    here: html.HtmlElement | None = element
    while here is not None:
        for sibling in here.itersiblings():
            yield from (inner for inner in sibling.iter() if inner.tag != "source")
        here = here.getparent()


@lru_cache(maxsize=1_000)
def fold(text: str) -> str:
    """The text for comparing: letters and digits only, lower case."""
    return letters(text)


def letters(text: str) -> str:
    """The same for a whole article, which nobody asks for twice."""
    lowered = text.lower()
    if lowered.isascii():  # in a tenth of the time
        return lowered.encode().translate(None, _NO_ASCII_LETTERS).decode()
    return _NO_LETTERS.sub("", "".join(lowered.split()))


def read(root: html.HtmlElement, role: Callable[[html.HtmlElement], Role]) -> list[Block]:
    """Every block under `root`, leaving out the elements whose `role` is furniture, with all they hold.

    Walks without recursion: pages are nested thousands deep, by mistake or on purpose.
    """
    return _Reader(role).read(root)


class _Reader:
    """One walk over one tree."""

    def __init__(self, role: Callable[[html.HtmlElement], Role]) -> None:
        self._role = role
        self._blocks: list[Block] = []
        self._parts: list[str] = []
        self._linked = 0
        self._strong = 0
        self._in_link = 0
        self._in_strong = 0
        self._caption: html.HtmlElement | None = None

    def read(self, root: html.HtmlElement) -> list[Block]:
        holders = [root]
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if not isinstance(tag, str):
                if event == "end" and element.tail:
                    self._add(element.tail)
                continue
            if event == "start":
                role = Role.TEXT if element is root else Role.FURNITURE if tag in _NEVER else self._role(element)
                if role >= Role.FURNITURE:
                    if tag not in _INLINE and tag not in _IN_PASSING:
                        self._flush(holders[-1])
                    walk.skip_subtree()
                    continue
                if role is Role.CAPTION and self._caption is None:
                    self._flush(holders[-1])
                    self._caption = element
                self._open(element, tag, holders)
            else:
                self._close(element, tag, holders, root)
        self._flush(root)
        return self._blocks

    def _open(self, element: html.HtmlElement, tag: str, holders: list[html.HtmlElement]) -> None:
        if tag == "a" and not _stays_here(element, in_heading=holders[-1].tag in HEADINGS):
            self._in_link += 1
        elif tag in ("b", "strong"):
            self._in_strong += 1
        if tag == "br" or (tag == "span" and _is_break(element)):
            self._parts.append(_BREAK)
        elif tag not in _INLINE and not (tag in ("td", "th", "p") and holders[-1].tag == "tr"):
            self._flush(holders[-1])
            holders.append(element)
        elif tag in ("td", "th"):
            self._parts.append(" | ")
        if element.text:
            self._add(element.text)

    def _close(
        self, element: html.HtmlElement, tag: str, holders: list[html.HtmlElement], root: html.HtmlElement
    ) -> None:
        if holders[-1] is element:
            self._flush(element)
            if len(holders) > 1:
                holders.pop()
        elif tag == "a":
            self._in_link = max(0, self._in_link - 1)
        elif tag in ("b", "strong"):
            self._in_strong = max(0, self._in_strong - 1)
        if self._caption is element:
            if tag in _INLINE:
                self._flush(holders[-1])
            self._caption = None
        if element.tail and element is not root:
            self._add(element.tail)

    def _add(self, text: str) -> None:
        self._parts.append(text)
        if self._in_link:
            self._linked += len(text.strip())
        if self._in_strong:
            self._strong += len(text.strip())

    def _flush(self, holder: html.HtmlElement) -> None:
        if not self._parts:
            return
        text = "".join(self._parts)
        self._parts.clear()
        linked, strong = self._linked, self._strong
        self._linked = self._strong = 0
        if not text.strip():
            return
        paragraphs = [squeezed(part) for part in _paragraphs(text)] if holder.tag != "pre" else [text.strip("\n")]
        paragraphs = [part.strip(" |") if holder.tag == "tr" else part for part in paragraphs if part]
        caption = self._caption is not None
        size = sum(map(len, paragraphs)) or 1
        for part in paragraphs:
            share = len(part) / size
            self._blocks.append(Block(part, holder.tag, holder, round(linked * share), strong >= 0.95 * size, caption))


def _is_break(span: html.HtmlElement) -> bool:
    """Whether it is a line break by its class, as some newsrooms' systems write them."""
    return "br" in (span.get("class") or "").split() and not len(span) and not span.text


def _stays_here(link: html.HtmlElement, *, in_heading: bool) -> bool:
    """Whether the link only says where it stands: to itself, or from a heading to the page's own parts."""
    target, name = link.get("href") or "#", link.get("id")
    return (in_heading and target.startswith("#")) or (bool(name) and target.endswith(f"#{name}"))


def _paragraphs(text: str) -> list[str]:
    """Two line breaks end a paragraph; one is a space."""
    return [part.replace(_BREAK, " ") for part in _BREAKS.split(text)] if _BREAK in text else [text]
