"""A field's text as it goes into an article: one line, without markup and control characters, bounded."""

from __future__ import annotations

import html
import re

from syria_news.extract.blocks import squeezed

LONGEST = 2_000
"""Characters."""
_MARKUP = re.compile(r"<[a-zA-Z/][^<>]{0,300}>")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAKS = str.maketrans("", "", "\xad\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Where a line may be broken, or not, and where it runs the other way: a field on its own needs no such brackets; not
the joiners of Persian and Kurdish."""
_EDGES = " \u200e\u200f\u061c"
_INVISIBLE = re.compile(r"^[\s\u200b-\u200f\ufeff\u2060]*$")


def plain(text: str | None) -> str | None:
    """A field on one line, without control characters, cut to its length; None if blank."""
    if text is None:
        return None
    text = squeezed(_UNPRINTABLE.sub(" ", text[: 4 * LONGEST].translate(_BREAKS)))[:LONGEST].strip(_EDGES)
    return None if _INVISIBLE.match(text) else text


def unescaped(text: str | None) -> str | None:
    """A meta element's text: many sites escape it twice."""
    return plain(html.unescape(text[: 4 * LONGEST])) if text else None


def unmarked(text: str | None) -> str | None:
    """A linked-data text, which may hold markup."""
    return plain(html.unescape(_MARKUP.sub(" ", text[: 4 * LONGEST]))) if text else None
