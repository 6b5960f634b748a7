"""When a known URL is due for another look."""

from __future__ import annotations

from datetime import datetime, timedelta

from syria_news.model import Reason

FINAL = frozenset(
    {
        Reason.NOT_HTML,
        Reason.INDEX_PAGE,
        Reason.VIDEO,
        Reason.BAD_URL,
        Reason.REDIRECT,
        Reason.TOO_LARGE,
        Reason.BOMB,
    }
)
"""Reasons that another fetch will not change."""
LONGEST = timedelta(days=7)


def next_try(reason: Reason, tries: int, moment: datetime) -> datetime | None:
    """When to fetch again what failed for the `tries`-th time in a row; None where that can't help.

    At once in the next run after a first failure, then after 1, 4, 16 ... hours, a week at most.
    """
    if reason in FINAL:
        return None
    if tries <= 1:
        return moment
    return moment + min(LONGEST, timedelta(hours=4 ** min(tries - 2, 6)))
