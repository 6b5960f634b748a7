"""How much two listings of an outlet both missed (capture and recapture)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

ENOUGH = 7
"""URLs that both must have had: Chapman's estimator is nearly unbiased from there on (Robson and Regier, 1964)."""
ASSUMPTION = (
    "assuming that the two list articles independently of each other, and every article as likely as any other; "
    "where one is made from the other, more was missed"
)
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Estimate:
    """Two listings compared."""

    first: str
    second: str
    in_first: int
    in_second: int
    in_both: int
    missed: float
    """Articles that neither had."""
    low: float
    """The 95 % interval of `missed`."""
    high: float

    def __str__(self) -> str:
        """One line for people."""
        return (
            f"{self.first} had {self.in_first} URLs, {self.second} {self.in_second}, both {self.in_both}: "
            f"about {self.missed:.0f} ({self.low:.0f} to {self.high:.0f}) in neither, {ASSUMPTION}"
        )


def compare(sightings: Iterable[tuple[int, str]]) -> Estimate | None:
    """The estimate by the two listings that share most; None where no two share enough.

    Takes pairs of a URL's id and the listing it stood in. Listings whose addresses differ only in numbers (pages of a
    list, sitemaps by day) count as one, under the address with `#` for the numbers.
    """
    families: dict[str, set[int]] = {}
    for url, listing in sightings:
        families.setdefault(_NUMBER.sub("#", listing), set()).add(url)
    pairs = [(len(families[a] & families[b]), a, b) for a, b in combinations(sorted(families), 2)]
    both, first, second = max(pairs, default=(0, "", ""))
    if both < ENOUGH:
        return None
    return chapman(first, second, len(families[first]), len(families[second]), both)


def chapman(first: str, second: str, in_first: int, in_second: int, in_both: int) -> Estimate:
    """Chapman's estimator (1951): Lincoln and Petersen's without its bias in small samples, with Seber's variance."""
    seen = in_first + in_second - in_both
    total = (in_first + 1) * (in_second + 1) / (in_both + 1) - 1
    spread = (in_first + 1) * (in_second + 1) * (in_first - in_both) * (in_second - in_both)
    error = 1.96 * sqrt(spread / ((in_both + 1) ** 2 * (in_both + 2)))
    missed = max(0.0, total - seen)
    return Estimate(
        first, second, in_first, in_second, in_both, missed, max(0.0, missed - error), max(0.0, total - seen + error)
    )
