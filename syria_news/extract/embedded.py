"""An article's text where the page holds it as data for its own scripts, and shows its beginning only, or nothing.

Next.js (`__NEXT_DATA__`, and the pieces it pushes), Arc XP (`Fusion.globalContent`) and every page that keeps its state
in one object: either a string of markup with paragraphs, or a list of objects that call themselves paragraphs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from html import unescape

from lxml import etree, html

from syria_news.extract.blocks import fold, letters, read, squeezed
from syria_news.extract.furniture import role

_SCRIPT = re.compile(r"<script\b([^>]{0,2000})>", re.I)
_STATE = re.compile(r"(?:globalContent|__\w{2,40}__|state|State|data|Data|props|Props)\s*=\s*(?=\{)")
"""What a name ends in. No alternative begins with a set of characters: `search` would try them all at every letter."""
_PUSH = re.compile(r"__next_f\.push\(\s*(?=\[)")
_ROW = re.compile(rb"(?:^|\n)?[0-9a-f]{1,4}:T([0-9a-f]{1,6}),")
_LONGEST_SCRIPT = 2_000_000
_MOST_CHARACTERS = 4_000_000
"""Of all scripts of a page that are read."""
_MOST_NODES = 200_000
_MOST_CANDIDATES = 40
_SHORTEST = 400
"""Characters of text below which it is no article's."""
_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")
_PARAGRAPHS = re.compile(r"<p[\s>]", re.I)
_BLOCKS = re.compile(r"<(?:p|div|br|h[1-6]|li|ul|blockquote)\b[^<>]*>", re.I)
_KINDS = ("type", "_type", "__typename", "kind", "tag", "tagName", "nodeType", "name")
_PARAGRAPH = re.compile(r"(?:\w{0,20}[_-])?(?:p|paragraph|text|paragraph(?:block|node)|core/paragraph)", re.I)
_SAID = ("text", "value", "content", "html", "children", "contents", "nodes")
_DEEPEST_PARAGRAPH = 12
_TELLING = 60
"""Letters past which a paragraph is known again."""


def paragraphs(markup: str, shown: Sequence[str], told: Callable[[Sequence[str]], bool]) -> tuple[str, ...]:
    """The longest text in the page's data that goes on where `shown`, its paragraphs as read, end; or nothing.

    It holds at least half of what the page shows, and twice as much. Where the page shows nothing that could be known
    again, `told` says whether a text is the one that the page speaks of: its data may hold other stories, too.
    """
    known = [folded for paragraph in shown if len(folded := fold(paragraph)) >= _TELLING]
    best: tuple[str, ...] = ()
    size = 2 * sum(map(len, shown))
    for candidate in _candidates(markup):
        length = sum(map(len, candidate))
        if length > size and (_goes_on(candidate, known) if known else told(candidate)):
            best, size = candidate, length
    return best


def _goes_on(candidate: Sequence[str], known: Sequence[str]) -> bool:
    whole = letters(" ".join(candidate))
    return 2 * sum(paragraph in whole for paragraph in known) >= len(known)


def _candidates(markup: str) -> Iterator[tuple[str, ...]]:
    count = 0
    for value in _values(markup):
        for candidate in _texts(value):
            if sum(map(len, candidate)) >= _SHORTEST:
                yield candidate
                count += 1
                if count >= _MOST_CANDIDATES:
                    return


def _values(markup: str) -> Iterator[object]:
    """What the page's scripts hold as JSON."""
    room = _MOST_CHARACTERS
    pushed: list[str] = []
    for attributes, script in _scripts(markup):
        room -= len(script)
        if room < 0:
            break
        if "json" in attributes:
            if "ld+json" not in attributes:
                yield _loaded(script)
        elif found := _PUSH.search(script):
            piece = _loaded(script, found.end())
            if isinstance(piece, list):
                pushed += [part for part in piece if isinstance(part, str)]
        else:
            yield from (_loaded(script, found.end()) for found in list(_STATE.finditer(script))[:4])
    yield from _rows("".join(pushed).encode("utf-8", "ignore"))


def _scripts(markup: str) -> Iterator[tuple[str, str]]:
    for opening in _SCRIPT.finditer(markup):
        stop = markup.find("</script", opening.end())
        if 0 < stop - opening.end() <= _LONGEST_SCRIPT:
            yield opening[1].lower(), markup[opening.end() : stop]


def _loaded(script: str, start: int = 0) -> object:
    try:
        return json.JSONDecoder(strict=False).raw_decode(script[start:].lstrip())[0]
    except (ValueError, RecursionError):
        return None


def _rows(payload: bytes) -> Iterator[object]:
    """What Next.js pushes: lines `id:JSON`, and texts whose length in bytes is given, `id:Tlength,`."""
    rest = bytearray(payload)
    for found in _ROW.finditer(payload):
        stop = found.end() + int(found[1], 16)
        yield payload[found.end() : stop].decode("utf-8", "ignore")
        rest[found.start() : stop] = b"\n" * (min(stop, len(rest)) - found.start())
    for line in rest.split(b"\n"):
        _, _, value = line.partition(b":")
        if len(value) >= _SHORTEST:
            yield _loaded(value.decode("utf-8", "ignore"))


def _texts(value: object) -> Iterator[tuple[str, ...]]:
    """The runs of paragraphs in it."""
    queue = [value]
    for _ in range(_MOST_NODES):
        if not queue:
            return
        item = queue.pop()
        if isinstance(item, dict):
            queue.extend(child for child in item.values() if isinstance(child, (dict, list, str)))
        elif isinstance(item, list):
            if said := tuple(text for child in item if (text := _paragraph(child))):
                yield said
            queue.extend(child for child in item if isinstance(child, (dict, list, str)))
        elif isinstance(item, str) and len(item) >= _SHORTEST and len(_PARAGRAPHS.findall(item)) > 1:
            yield of_markup(item)


def _paragraph(item: object) -> str:
    """The words of an object that calls itself a paragraph."""
    if not isinstance(item, dict):
        return ""
    kinds = (item.get(name) for name in _KINDS)
    if not any(isinstance(kind, str) and _PARAGRAPH.fullmatch(kind) for kind in kinds):
        return ""
    return squeezed(_MARKUP.sub("", _words(item, _DEEPEST_PARAGRAPH)))


def _words(item: object, left: int) -> str:
    if isinstance(item, str):
        return item
    if left == 0:
        return ""
    if isinstance(item, list):
        return "".join(_words(child, left - 1) for child in item if isinstance(child, (dict, list)))
    if not isinstance(item, dict):
        return ""
    return next((words for name in _SAID if (words := _words(item.get(name), left - 1))), "")


def paragraphs_of(witness: str) -> tuple[str, ...]:
    """The paragraphs of a text that the page gives to machines, as lines or as markup, which may be escaped."""
    if "&" in witness:
        witness = unescape(witness)
    if _BLOCKS.search(witness):
        return of_markup(unescape(witness))
    lines = (squeezed(_MARKUP.sub("", line)) for line in witness.split("\n"))
    return tuple(line for line in lines if line)


def of_markup(fragment: str) -> tuple[str, ...]:
    """The paragraphs of a piece of a page."""
    try:
        root = html.document_fromstring(f"<body>{fragment}</body>")
    except (etree.LxmlError, ValueError):
        return ()
    return tuple(block.text for block in read(root, role) if not block.caption)
