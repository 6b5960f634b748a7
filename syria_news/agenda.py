"""When something is due: a failed URL for another try, an article for another look, a listing for another reading."""

from __future__ import annotations

from datetime import datetime, timedelta

from syria_news.model import Reason

FINAL = frozenset(
    {
        Reason.NOT_HTML,
        Reason.INDEX_PAGE,
        Reason.VIDEO,
        Reason.BAD_URL,
        Reason.TOO_LARGE,
        Reason.BOMB,
    }
)
"""Reasons that another fetch will not change."""
DOUBTED = frozenset({Reason.GONE, Reason.REDIRECT})
"""What caches, and sites under repair, say for a while of pages that are there."""
BELIEVED = 5
"""Times in a row after which it is believed: three and a half days, as long as most feeds list an article."""
LONGEST = timedelta(days=7)

LADDER = (*(timedelta(hours=hours) for hours in (1, 3, 8, 24)), *(timedelta(days=days) for days in range(2, 8)))
"""Ages at which an article is looked at again: most corrections come in the first hours."""
MONTH = timedelta(days=30)
"""Steps of the ladder above its last rung."""
RECHECKS = 30
"""Articles that a run looks at again; what is beyond waits for the next one."""

FIRST_PAUSE = timedelta(hours=1)
SHORTEST_PAUSE = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(days=1)
FEW_KNOWN, MANY_KNOWN = 0.33, 0.67
"""Shares of a listing's URLs that were known: below, it is read too seldom (what leaves it unseen is lost); above,
too often."""


def next_try(reason: Reason, tries: int, moment: datetime) -> datetime | None:
    """When to fetch again what failed for the `tries`-th time in a row; None where that can't help.

    At once in the next run after a first failure, then after 1, 4, 16 ... hours, a week at most. What is doubted is
    asked for after 1, 4, 16 and 64 hours, and then no more.
    """
    if reason in FINAL:
        return None
    if reason in DOUBTED:
        return moment + timedelta(hours=4 ** (tries - 1)) if tries < BELIEVED else None
    if tries <= 1:
        return moment
    return moment + min(LONGEST, timedelta(hours=4 ** min(tries - 2, 6)))


def next_look(published: datetime | None, moment: datetime) -> datetime:
    """When to look again at an article that was fetched at `moment`.

    At the next rung of the ladder (1, 3, 8, 24 hours, then daily for a week, then monthly) that is at least half a
    step away. One without a date, or with one in the future, counts as published when it was fetched.
    """
    born = min(published or moment, moment)
    age, below = moment - born, timedelta(0)
    for rung in LADDER:
        if rung - age >= (rung - below) / 2:
            return born + rung
        below = rung
    months = (age - below) // MONTH + 1
    rung = below + months * MONTH
    return born + (rung if rung - age >= MONTH / 2 else rung + MONTH)


def next_pause(pause: timedelta | None, listed: int, known: int) -> timedelta:
    """How long to leave a listing alone in which `known` of `listed` URLs had been seen before.

    `pause` is what it was left alone last, None where it is read for the first time. It is doubled where more than
    67 % were known, halved where fewer than 33 % were, between 10 minutes and a day; an empty listing changes nothing.
    """
    if pause is None:
        return FIRST_PAUSE
    if listed and known / listed > MANY_KNOWN:
        pause *= 2
    elif listed and known / listed < FEW_KNOWN:
        pause /= 2
    return min(max(pause, SHORTEST_PAUSE), LONGEST_PAUSE)
