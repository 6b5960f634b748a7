"""JSON-LD: what a page says of itself for machines, read with bounds and without trust."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

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
_TRAILING_COMMA = re.compile(r",(?:\s*,)*(?=\s*[}\]])")
_LONGEST_NUMBER = 18


def nodes(scripts: Iterable[str]) -> list[Node]:
    """Every object in the scripts, the outer ones first; broken, deep or absurd scripts are none."""
    return [node for script in scripts for node in _objects(_loaded(script))]


def article(given: list[Node]) -> Node:
    """The object that describes the article itself; an empty one where there is none."""
    for node in given:
        if not ARTICLE_TYPES.isdisjoint(types(node)):
            return node
    return {}


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


def _loaded(script: str) -> object:
    if any(mark in script for mark in _MARKS_OF_A_WRAPPER):
        script = _WRAPPER.sub("", _WRAPPER.sub("", script))
    script = script.strip().rstrip(";")
    for mend in (str, _without_trailing_commas):
        attempt = mend(script)
        if _depth(attempt) > _DEEPEST:
            return None
        try:
            return json.loads(attempt, strict=False, parse_int=_integer, parse_constant=lambda _: None)
        except (ValueError, RecursionError):
            continue
    return None


def _without_trailing_commas(script: str) -> str:
    return _TRAILING_COMMA.sub("", script)


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else None


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
