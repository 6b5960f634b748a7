"""What others call an outlet, in `outlets.csv`: names in English and Arabic, one row for all editions of a house."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

from syria_news.enrich.fingerprint import words

_GLUED = re.compile(r"(?<!\w)و?(?:لل|بال|ال)(?=\w{3})")
"""`and`, `by`, `for`, glued to an Arabic name with its article."""


def _words(text: str) -> list[str]:
    return words(_GLUED.sub("ال", text))


def _listed() -> dict[str, frozenset[str]]:
    with Path(__file__).with_name("outlets.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["outlet"]: frozenset("".join(_words(name)) for name in row["names"].split("|"))
            for row in csv.DictReader(lines)
        }


_NAMES = _listed()
_ALL = frozenset().union(*_NAMES.values())
LONGEST = 6
"""Words of the longest name: `Institute for the Study of War`."""


def names(house: str) -> frozenset[str]:
    """The names of an outlet (its slug without the edition), each as one word; none for a house that is not listed."""
    return _NAMES.get(house, frozenset())


def named(text: str) -> set[str]:
    """Every run of up to six words, written as one: `Al Jazeera and agencies` names `aljazeera`.

    But not the parts of a listed name: the Syrian Arab News Agency, in Arabic, does not name Al Arabiya.
    """
    found = _words(text)
    whole = _whole(found)
    runs = ((at, at + size) for size in range(1, LONGEST + 1) for at in range(len(found) - size + 1))
    return {
        "".join(found[start:stop])
        for start, stop in runs
        if (start, stop) in whole or not any(first <= start and stop <= last for first, last in whole)
    }


def _whole(found: Sequence[str]) -> set[tuple[int, int]]:
    """Where listed names stand, the longest at each place."""
    spans, at = set(), 0
    while at < len(found):
        sizes = range(min(LONGEST, len(found) - at), 0, -1)
        size = next((size for size in sizes if "".join(found[at : at + size]) in _ALL), 0)
        if size:
            spans.add((at, at + size))
        at += size or 1
    return spans
