"""The form of an outlet's article addresses, guessed from the links on a page of headlines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

MOST = 3
"""Forms that one outlet is given; more is no form any more."""
SHARE = 0.12
"""Of the headlines on the page, what a form has to cover to be one."""
HEADLINE = 25
"""Characters from which a link's words are taken for a headline; names of sections are shorter."""

_KINDS = (
    (r"20\d\d", r"20\d\d"),
    (r"\d{1,2}", r"\d{1,2}"),
    (r"\d+", r"\d+"),
    (r"20\d{6}-.+", r"20\d{6}-[^/]+"),
    (r"\d{5,}-.+", r"\d+-[^/]+"),
    (r".*-[0-9a-f]{16,}", r"[^/]+-[0-9a-f]+"),
    (r"(.*[a-z]-?)?[a-z]\d{5,}|.*-\d{4,}", r"[^/]*\d+"),
    (r"(?=.*\d)[a-z0-9]{10,}", r"[a-z]*\d[a-z0-9]+"),
    (r"[^-]+(-[^-]+){2,}-*", r"[^/]+-[^/]+-[^/]+"),
    (r"[^\x00-\x7f].{14,}", r"[^/]{15,}"),
    (r"[A-Za-z]+([_-][A-Za-z]+){0,2}", r"[A-Za-z_-]+"),
)
"""What a part of a path is, tried in this order, and the expression for it; the last is a section's name."""
_SECTION = r"[A-Za-z_-]+"
_ENDING = re.compile(r"\.(?:html?|aspx|php)$")


def forms(headlines: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Regular expressions for the paths of most of these (address, words), the most frequent first; none if they have
    nothing in common that a section's address has not.
    """
    paths = {urlsplit(url).path for url, words in headlines if len(words) >= HEADLINE}
    shapes = Counter(shape for path in paths if (shape := _shape(path)))
    enough = max(2, SHARE * len(paths))
    return tuple(shape for shape, count in shapes.most_common(MOST) if count >= enough)


def _shape(path: str) -> str:
    """The form of one path; empty if it could be that of anything."""
    path = path.rstrip("/")
    ending = _ENDING.search(path)
    parts = [_part(part) for part in (path[: ending.start()] if ending else path).split("/")[1:]]
    if any("\\d" in part for part in parts[:-1]) and "\\d" not in parts[-1]:
        parts[-1] = "[^/]+"  # a number before it tells an article well enough
    if not parts or not all(parts) or set(parts) == {_SECTION}:
        return ""
    return "^/" + "/".join(parts) + (re.escape(ending[0]) + "$" if ending else "/?$")


def _part(part: str) -> str:
    said = unquote(part)
    if len(said) > 300:
        return ""
    return next((made for kind, made in _KINDS if re.fullmatch(kind, said)), "[^/]+" if len(said) > HEADLINE else "")
