"""JSON-LD: what a page says of itself for machines, read with bounds and without trust."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator

from syria_news import urls

Node = dict[str, object]

ARTICLE_TYPES = frozenset(
    [
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "BackgroundNewsArticle",
        "ReviewNewsArticle",
        "AskPublicNewsArticle",
        "SatiricalArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "Report",
        "AdvertiserContentArticle",
        "TechArticle",
        "ScholarlyArticle",
        "SocialMediaPosting",
        "DiscussionForumPosting",
    ]
)
_DEEPEST = 64
_MOST_NODES = 5_000
_MARK = re.compile(r'\\.|["\[\]{}]', re.S)
_WRAPPER = re.compile(r"^\s*(?://\s*)?<!\[CDATA\[|(?://\s*)?\]\]>\s*$|^\s*<!--|-->\s*$")
_MARKS_OF_A_WRAPPER = ("<!", "]]>", "-->")
_COMMAS = re.compile(r",[\s,]*+[}\]]?")
_LONGEST_NUMBER = 18
_QUOTE = re.compile(r'\\.|"', re.S)
_BEHIND_A_STRING = re.compile(r"\s*(?:$|[:}\]]|,\s*(?:[\"{\[}\]\d-]|true\b|false\b|null\b))")
_BETWEEN = re.compile(r"[\s,;]*")
_MOST_VALUES = 40
"""Objects of one script that stand there one after the other."""
_REFERRING = ("author", "publisher", "creator")


def nodes(scripts: Iterable[str]) -> list[Node]:
    """Every object in the scripts, the outer ones first; broken, deep or absurd scripts are none."""
    found = [node for script in scripts for value in _loaded(script) for node in _objects(value)]
    described = {name: node for node in found if len(node) > 2 and isinstance(name := node.get("@id"), str)}
    for node in found if described else ():
        node.update({key: _described(node[key], described) for key in _REFERRING if key in node})
    return found


def article(given: list[Node], *addresses: str | None) -> Node:
    """The object that describes the article itself; an empty one where there is none.

    The first of its kind, unless that says it is at another address and a later one is at one of the page's own.
    """
    found = [node for node in given if not ARTICLE_TYPES.isdisjoint(types(node))]
    own = {_place(address) for address in addresses if address}
    first = next(iter(found), {})
    if len(found) == 1 or not (said := _places(first)) or said & own:
        return first
    return next((node for node in found if _places(node) & own), first)


def _described(value: object, described: dict[str, Node]) -> object:
    """What people are described by elsewhere in the page, where only their `@id` stands here."""
    if isinstance(value, list):
        return [_described(item, described) for item in value[:40]]
    if isinstance(value, dict) and "name" not in value and isinstance(name := value.get("@id"), str):
        return described.get(name, value)
    return value


def _places(node: Node) -> set[str]:
    """Where the object says its article is."""
    page = node.get("mainEntityOfPage")
    said = [node.get("url"), page] + ([page.get("@id"), page.get("url")] if isinstance(page, dict) else [])
    return {_place(address) for address in said if isinstance(address, str) and "://" in address}


def _place(address: str) -> str:
    """An address for comparing: without scheme, `www.`, query and what else makes no other page."""
    host = (urls.host(address) or "").removeprefix("www.")
    return host + re.split(r"[?#]", address.partition("://")[2].partition("/")[2], maxsplit=1)[0].rstrip("/")


def types(node: Node) -> set[str]:
    """The names in its @type."""
    given = node.get("@type")
    names = given if isinstance(given, list) else [given]
    return {name.rsplit("/", 1)[-1] for name in names if isinstance(name, str)}


def text(value: object) -> str | None:
    """A string, or the first one in a list; None for anything else."""
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, str)), None)
    return value if isinstance(value, str) and value.strip() else None


def names(value: object, depth: int = 6) -> Iterator[str]:
    """The names in an `author` or `publisher`: strings, objects with a `name`, and lists of those."""
    if depth == 0:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value[:40]:
            yield from names(item, depth - 1)
    elif isinstance(value, dict):
        yield from names(value.get("name"), depth - 1)


def _loaded(script: str) -> list[object]:
    """What a script holds: one object as a rule, or several behind one another; mended where templates broke it."""
    if any(mark in script for mark in _MARKS_OF_A_WRAPPER):
        script = _WRAPPER.sub("", _WRAPPER.sub("", script))
    script = script.strip().rstrip(";")
    for mend in (str, _without_trailing_commas, _unescaped, _quoted):
        attempt = mend(script)
        if _depth(attempt) > _DEEPEST:
            return []
        if found := _decoded(attempt):
            return found
    return []


def _decoded(script: str) -> list[object]:
    """The values that stand at its beginning."""
    found: list[object] = []
    start = 0
    while start < len(script) and len(found) < _MOST_VALUES:
        try:
            value, stop = _DECODER.raw_decode(script, start)
        except (ValueError, RecursionError):
            break
        found.append(value)
        between = _BETWEEN.match(script, stop)
        start = between.end() if between else stop
    return found


def _unescaped(script: str) -> str:
    """The script that some template took for text: `{&quot;@type&quot;: ...`."""
    begins = script[:200]
    is_text = "&quot;" in begins or "&#34;" in begins
    return _without_trailing_commas(html.unescape(script)) if is_text else ""


def _quoted(script: str) -> str:
    """The script with the quotation marks inside of its strings escaped: those behind which nothing ends."""
    kept: list[str] = []
    start = 0
    inside = False
    for mark in _QUOTE.finditer(script):
        if mark[0] != '"':
            continue
        if not inside or _BEHIND_A_STRING.match(script, mark.end()):
            inside = not inside
            continue
        kept += (script[start : mark.start()], "\\")
        start = mark.start()
    return _without_trailing_commas("".join((*kept, script[start:])))


def _without_trailing_commas(script: str) -> str:
    return _COMMAS.sub(lambda found: found[0].rpartition(",")[2] if found[0][-1] in "}]" else found[0], script)


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else None


_DECODER = json.JSONDecoder(strict=False, parse_int=_integer, parse_constant=lambda _: None)


def _depth(script: str) -> int:
    if script.count("{") + script.count("[") <= _DEEPEST:
        return 0
    deepest = depth = 0
    quoted = False
    for mark in _MARK.findall(script):
        if mark == '"':
            quoted = not quoted
        elif not quoted and mark[0] != "\\":
            depth += 1 if mark in "[{" else -1
            deepest = max(deepest, depth)
    return deepest


def _objects(value: object) -> Iterator[Node]:
    queue = [value]
    seen = 0
    while queue and seen < _MOST_NODES:
        item = queue.pop(0)
        seen += 1
        if isinstance(item, dict):
            yield item
            queue.extend(child for child in item.values() if isinstance(child, (dict, list)))
        elif isinstance(item, list):
            queue.extend(child for child in item if isinstance(child, (dict, list)))
