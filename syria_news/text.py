"""The one door that text passes on its way to the database."""

from __future__ import annotations

import re

# What no database, JSON or terminal should meet: C0 and C1 controls but tab and newline, lone surrogates,
# non-characters. Postgres refuses NUL, all three drivers refuse surrogates (RELIABILITY, "Data and people").
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
    + "]"
)

_TURNS = re.compile("[\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Separators of lines, and what turns the direction of all that follows (Unicode Annex 9)."""

TITLE = 2_000
"""Most code points of a title or another one-line field."""
TEXT = 2_000_000
"""Most code points of a text; the longest article in our measuring set has 180,000."""


def clean_text(text: str, limit: int = TEXT) -> str:
    """`text` without the code points that must not be stored, at most `limit` long. Cleaning twice changes nothing.

    Joiners, marks and direction controls stay: they are part of how Persian, Arabic and emoji are spelled.
    """
    if text.replace("\n", "").isprintable():  # nothing forbidden is, and this is told in a tenth of the time
        return text[:limit]
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:limit]


def forbidden(text: str) -> int:
    """How many code points `clean_text` takes out of it."""
    if text.replace("\n", "").isprintable():
        return 0
    return len(_FORBIDDEN.findall(text.replace("\r", "")))


def clean_line(text: str, limit: int = TITLE) -> str:
    """The same for what stands on one line; white space is folded."""
    return " ".join(clean_text(text, limit * 2).split())[:limit].rstrip()


def for_terminal(text: str, limit: int = TITLE) -> str:
    """The same for a terminal: nothing is left that would turn the direction of what stands beside it."""
    return _TURNS.sub("", clean_line(text, limit))


def spelled_out(json: str) -> str:
    """JSON of the same value that is as harmless in a terminal: direction overrides as `\\u202e`."""
    return _TURNS.sub(lambda found: f"\\u{ord(found[0]):04x}", json)


def cell(value: object) -> object:
    """A value for a CSV file: a text that a spreadsheet would take for a formula gets a quote before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
