"""Lists of many pages: how far a crawl turns them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from syria_news import urls
from syria_news.model import Entry, Next, Reason, Trouble, Window

MOST = 100
"""Pages of a front that are read, its first among them: some two or three thousand articles."""


@dataclass(frozen=True)
class Turned:
    """Where a page of a list stands."""

    number: int
    before: frozenset[str]
    """What the page before it lists."""


FIRST = Turned(1, frozenset())


def onward(link: Next, turned: Turned, entries: Sequence[Entry], since: date | None) -> Turned | Trouble | None:
    """Where the next page stands; None where there is no need to turn to it, a trouble where the list can't be read on.

    A front is turned until a page has nothing that the one before had not, or nothing of `since` or later, and only
    where there is a `since`; `MOST` pages at most. What was asked for by its days is turned to its end.
    """
    new = [each for each in entries if each.url not in turned.before]
    if link.newest_first:
        if since is None or not new or is_past(new, since):
            return None
        if turned.number >= MOST:
            return Trouble(Reason.TOO_LARGE, f"not read back to {since}: no more than {MOST} pages are read")
    elif not new:
        return Trouble(Reason.BROKEN_LISTING, "has nothing that the page before it had not")
    return Turned(turned.number + 1, frozenset(each.url for each in entries))


def is_past(entries: Sequence[Entry], since: date) -> bool:
    """Whether those that carry a day, in the listing or the address, all lie before `since`.

    Where fewer than half carry one it is not known: an old page that is linked from everywhere says nothing.
    """
    days = [(each.published or each.modified, urls.day(each.url)) for each in entries]
    dated = [each for each in days if any(each)]
    return 0 < len(days) <= 2 * len(dated) and not any(Window(since).has(*each) for each in dated)
