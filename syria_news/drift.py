"""Is this run odd for this outlet? A quiet failure looks like a quiet day, unless it is compared with other days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

ENOUGH = 5
"""Earlier runs that it takes to know what is usual."""
WATCHED = {"listed": "URLs listed", "read": "pages that became articles or were off topic"}


def alarms(counts: Mapping[str, int], past: Sequence[Mapping[str, int]]) -> list[str]:
    """What is odd, in words, against the outlet's earlier runs; empty where nothing is or too few are known.

    An alarm is a count under half of the usual (the median) and beyond 3 MAD of it (RELIABILITY, section 3).
    """
    if len(past) < ENOUGH:
        return []
    odd = []
    for name, words in WATCHED.items():
        if name == "read" and not counts.get("fetched"):
            continue
        usual = [_value(run, name) for run in past]
        middle = median(usual)
        spread = median(abs(value - middle) for value in usual)
        value = _value(counts, name)
        if value < middle / 2 and middle - value > 3 * spread:
            odd.append(f"{words}: {_shown(name, value)}, usually {_shown(name, middle)}")
    return odd


def _value(counts: Mapping[str, int], name: str) -> float:
    if name == "read":
        good = sum(counts.get(key, 0) for key in ("new", "revised", "copies", "unchanged", "rejected/off_topic"))
        return good / counts["fetched"] if counts.get("fetched") else 1.0
    return counts.get(name, 0)


def _shown(name: str, value: float) -> str:
    return f"{value:.0%}" if name == "read" else f"{value:.0f}"
