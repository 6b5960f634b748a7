"""Is this run odd for this outlet? A quiet failure looks like a quiet day, unless it is compared with other days."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from statistics import median

from syria_news.model import Article, Outcome

Counts = Mapping[str, int]

ENOUGH = 5
"""Earlier runs that it takes to know what is usual."""
PAGES = 5
"""New articles from which a share or a length says something."""
OLD = timedelta(days=30)
"""An article that is new to us and was published longer ago."""
AHEAD = timedelta(days=1)
"""One that claims to be published later than so."""
FIELDS = ("title", "published", "authors")


def features(article: Article, outcome: Outcome) -> Iterator[tuple[str, int]]:
    """What a run counts of its new articles (and of copies), so that it can be compared."""
    if outcome not in {Outcome.NEW, Outcome.COPY}:
        return
    yield "seen/articles", 1
    yield "seen/characters", len(article.text)
    for field in FIELDS:
        if getattr(article, field):
            yield f"seen/{field}", 1
    if article.published is not None:
        age = article.fetched - article.published
        if age > OLD:
            yield "seen/old", 1
        if age < -AHEAD:
            yield "seen/future", 1


def alarms(counts: Counts, past: Sequence[Counts]) -> list[str]:
    """What is odd, in words, against the outlet's earlier runs; empty where nothing is or too few are known."""
    if len(past) < ENOUGH:
        return []
    checks: tuple[Callable[[Counts, Sequence[Counts]], Iterator[str]], ...] = (_listed, _read, _feeds, _contents)
    return [alarm for check in checks for alarm in check(counts, past)]


def _listed(counts: Counts, past: Sequence[Counts]) -> Iterator[str]:
    """A run that left listings alone because they were not due has fewer URLs for that reason."""
    usual = [run.get("listed", 0) for run in past if not run.get("resting")]
    now = counts.get("listed", 0)
    if counts.get("resting") or len(usual) < ENOUGH:
        return
    if now == 0 and usual.count(0) < len(usual) / 5:
        yield f"nothing is listed, usually {median(usual):.0f} URLs"
    elif _is_low(now, usual):
        yield f"URLs listed: {now}, usually {median(usual):.0f}"


def _read(counts: Counts, past: Sequence[Counts]) -> Iterator[str]:
    usual = [_good(run) for run in past]
    if counts.get("fetched") and _is_low(_good(counts), usual):
        yield f"pages that became articles or were off topic: {_good(counts):.0%}, usually {median(usual):.0%}"


def _feeds(counts: Counts, past: Sequence[Counts]) -> Iterator[str]:
    name = "listings/not_a_listing"
    if counts.get(name) and not any(run.get(name) for run in past):
        yield f"{counts[name]} listings are none any more (HTML, perhaps)"


def _contents(counts: Counts, past: Sequence[Counts]) -> Iterator[str]:
    """Shares and lengths are held against all earlier articles together: a run has few."""
    before = {name: sum(run.get(name, 0) for run in past) for run in past for name in run}
    if counts.get("seen/articles", 0) < PAGES or before.get("seen/articles", 0) < PAGES:
        return
    for field in FIELDS:
        now, usual = _share(counts, field), _share(before, field)
        if now < usual / 2 and usual > 0.2:
            yield f"articles with {field}: {now:.0%}, usually {usual:.0%}"
    now, usual = _share(counts, "characters"), _share(before, "characters")
    if not usual / 3 <= now <= usual * 3:
        yield f"characters in a text: {now:.0f}, usually {usual:.0f}"
    for name, words in (("old", "more than 30 days old"), ("future", "dated in the future")):
        now, usual = _share(counts, name), _share(before, name)
        if now >= 0.5 > 2 * usual:
            yield f"new articles that are {words}: {now:.0%}, usually {usual:.0%}"
    now, usual = (each.get("copies", 0) / each["seen/articles"] for each in (counts, before))
    if now >= 0.5 > 2 * usual:
        yield f"texts that are the same as others: {now:.0%}, usually {usual:.0%}"


def _is_low(value: float, usual: Sequence[float]) -> bool:
    """Under half of the usual (the median) and beyond 3 MAD of it (RELIABILITY, section 3)."""
    middle = median(usual)
    spread = median(abs(each - middle) for each in usual)
    return value < middle / 2 and middle - value > 3 * spread


def _good(counts: Counts) -> float:
    good = sum(counts.get(key, 0) for key in ("new", "revised", "copies", "unchanged", "rejected/off_topic"))
    return good / counts["fetched"] if counts.get("fetched") else 1.0


def _share(counts: Counts, name: str) -> float:
    return counts.get(f"seen/{name}", 0) / counts["seen/articles"]
