"""Text to tree: a page made harmless, then parsed once.

Every step answers a measured way of losing a page or a process: forbidden character references, megabytes of script,
comments by the hundred thousand, a tag with 20,000 attributes (quadratic in libxml2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree, html

_CONTROLS = bytes(code for code in range(128) if (code < 32 and code not in (9, 10, 13)) or code == 127)
_PRINTABLE = bytes(32 if code in _CONTROLS else code for code in range(256))
_NO_CHARACTERS = ("\ufffe", "\uffff")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,40})|([0-9]{1,40}));?")
_OPENING = re.compile(r"<(?=[!st])(?:!--|(script|style|textarea|template)\b)", re.I)  # a set refuses most tags at once
_CLOSING = {name: re.compile(rf"</{name}\b[^>]*>", re.I) for name in ("script", "style", "textarea", "template")}
_SHADOW = re.compile(r"\sshadowroot(?:mode)?\s*=", re.I)
"""What makes a template's contents the page's own."""
_LONGEST_COMMENT = 5_000
_BEGUN = 3
"""Paragraphs before a comment without an end from which the article has begun, and what follows is hidden indeed."""
_MOST_LOST = 20
"""Comments without an end that are forgiven: each is looked for to the page's end."""
_LONG = 4_000
_LONG_TAG = re.compile(r"<([a-zA-Z][\w:-]{0,30})\s[^<>]{4000,}>")
_ATTRIBUTE = re.compile(r"\s[\w:.-]+\s*=")
_MOST_ATTRIBUTES = 200
_PLAIN = etree.ElementDefaultClassLookup(element=html.HtmlElement)
"""Every element of one class: lxml's own choice, by tag and in Python, was half the cost of each walk over a tree."""
_ROOT = re.compile(rb"<html\b", re.I)
_LINKED_DATA = re.compile(r"ld\+json", re.I)
MOST_LINKED_DATA = 512 * 1024
"""Characters of JSON-LD read from a page: 5 MB cost 0.7 GB of memory (measured)."""


@dataclass(frozen=True)
class Parsed:
    """A page's tree, without scripts and comments, and the linked data that stood in it."""

    root: html.HtmlElement
    linked_data: tuple[str, ...]
    forbidden: int
    """Characters that no text may hold, and references to such, that stood in the markup."""
    markup: bytes = b""
    """What the tree was made of, in UTF-8."""


def parse(text: str) -> Parsed | None:
    """The tree of a page, or None where there is none."""
    shown, linked_data = _without_scripts(text)
    markup, forbidden = _clean(shown)
    if not markup.strip():
        return None
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    parser.set_element_class_lookup(_PLAIN)
    try:
        root = html.document_fromstring(markup, parser=parser)
        if not len(root) and not root.text:  # `<html ... />`, or a lost quotation mark, ends the page there for libxml2
            root = html.document_fromstring(_ROOT.sub(b"<div", markup, count=1), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    return Parsed(root, linked_data, forbidden, markup)


def _clean(text: str) -> tuple[bytes, int]:
    """The markup as UTF-8, without what a parser or an extractor stumbles over; and how much of that it held."""
    forbidden = 0
    if "&#" in text:
        text, forbidden = _without_references(text)
    text = _with_fewer_attributes(text)
    for point in _NO_CHARACTERS:
        if count := text.count(point):
            forbidden += count
            text = text.replace(point, " ")
    markup = text.encode("utf-8", "ignore")
    controls = len(markup) - len(markup.translate(None, _CONTROLS))
    return markup.translate(_PRINTABLE) if controls else markup, forbidden + controls


def _without_references(text: str) -> tuple[str, int]:
    """The text without references to what is no character; and how many there were."""
    forbidden = 0

    def harmless(found: re.Match[str]) -> str:
        nonlocal forbidden
        if _is_character(found[1], found[2]):
            return found[0]
        forbidden += 1
        return " "

    if all(_is_character(*reference) for reference in set(_REFERENCE.findall(text))):
        return text, 0  # as nearly always; a page has hundreds, and few different ones
    return _REFERENCE.sub(harmless, text), forbidden


def _is_character(hexadecimal: str, decimal: str) -> bool:
    point = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if point in (9, 10, 13) or 0x80 <= point <= 0x9F:  # the last are windows-1252 by the standard: the parser's work
        return True
    forbidden = point < 32 or point > 0x10FFFF or 0xD800 <= point <= 0xDFFF or point & 0xFFFE == 0xFFFE
    return not (forbidden or point == 127 or 0xFDD0 <= point <= 0xFDEF)


def _with_fewer_attributes(text: str) -> str:
    """The text with no tag whose attributes are too many.

    One so long has a stretch of half its length in which nothing else begins: it is looked for in leaps.
    """
    kept: list[str] = []
    done = at = 0
    leap = _LONG // 2
    while 0 <= at < len(text):
        if text.find("<", at, at + leap) >= 0:
            at += leap
            continue
        start = max(text.rfind("<", done, at), done)
        at = text.find("<", at + leap)
        stop = text.find(">", start, at if at >= 0 else len(text))
        is_crowded = stop - start > _LONG and text.count("=", start, stop) > _MOST_ATTRIBUTES
        found = _LONG_TAG.match(text, start) if is_crowded else None
        if found is not None and len(_ATTRIBUTE.findall(found[0])) > _MOST_ATTRIBUTES:
            kept += text[done:start], f"<{found[1]}>"
            done = found.end()
    return "".join(kept) + text[done:] if kept else text


def _without_scripts(text: str) -> tuple[str, tuple[str, ...]]:
    """The markup without comments, scripts, styles, templates and text areas; and the JSON-LD among the scripts."""
    kept: list[str] = []
    linked: list[str] = []
    room = MOST_LINKED_DATA
    start = lost = 0
    while found := _OPENING.search(text, start):
        kept.append(text[start : found.start()])
        name = found[1]
        if name is None:
            start = _behind_comment(text, found.start(), forgive=lost < _MOST_LOST)
            lost += start == found.end()
            continue
        attributes_end = text.find(">", found.end())
        if name.lower() == "template" and _SHADOW.search(text, found.end(), max(attributes_end, found.end())):
            kept.append(" ")
            start = attributes_end + 1
            continue
        closing = _closing(text, _CLOSING[name.lower()], found.end())
        stop = closing.start() if closing else len(text)
        is_data = name.lower() == "script" and _LINKED_DATA.search(text, found.end(), max(attributes_end, found.end()))
        if is_data and attributes_end < stop <= attributes_end + room:
            linked.append(text[attributes_end + 1 : stop])
            room -= stop - attributes_end
        start = closing.end() if closing else len(text)
    kept.append(text[start:])
    return "".join(kept), tuple(linked)


def _behind_comment(text: str, start: int, *, forgive: bool) -> int:
    """Where the text goes on behind the comment that begins here.

    A comment without an end before any paragraph, and a long one that holds the next one's beginning, has lost its end:
    for a browser the page is gone up to there, and with it the article.
    """
    stop = text.find("-->", start + 2)  # `<!-->` is a whole comment
    if stop < 0:
        return start + 4 if forgive and text.count("<p", 0, start) < _BEGUN else len(text)
    return start + 4 if forgive and _has_swallowed(text, start, stop) else stop + 3


def _has_swallowed(text: str, start: int, stop: int) -> bool:
    return stop - start > _LONGEST_COMMENT and text.find("<!--", start + 4, stop) > 0


def _closing(text: str, tag: re.Pattern[str], start: int) -> re.Match[str] | None:
    """Where the element is closed: scripts are long, and `find` is ten times faster than a pattern."""
    while (start := text.find("</", start)) >= 0:
        if found := tag.match(text, start):
            return found
        start += 2
    return None
