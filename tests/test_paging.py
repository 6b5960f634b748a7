"""How far a list of many pages is turned."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from syria_news.crawl import paging
from syria_news.crawl.paging import FIRST, MOST, Turned
from syria_news.model import Entry, Next, Reason, Trouble

FRONT, POSTS = Next("https://news.example/world/page/2/", newest_first=True), Next("https://news.example/posts?page=2")
SINCE = date(2024, 12, 1)


def _entries(*days: str | None) -> list[Entry]:
    return [
        Entry(f"https://news.example/{at}", modified=datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None)
        for at, day in enumerate(days)
    ]


@pytest.mark.parametrize(
    ("days", "is_past"),
    [
        (["2024-11-30", "2024-11-29"], True),
        (["2024-11-30", "2024-12-01"], False),
        (["2024-11-30", None], True),
        (["2019-05-18", None, None], False),
        ([None, None], False),
        ([], False),
    ],
)
def test_a_page_is_past_where_all_that_carries_a_day_is_and_enough_does(days: list[str | None], is_past: bool) -> None:
    assert paging.is_past(_entries(*days), SINCE) is is_past


def test_a_day_in_an_address_counts_and_may_be_the_next_one_elsewhere() -> None:
    entry = "https://news.example/{}/buses".format
    assert paging.is_past([Entry(entry("2024/11/29"))], SINCE)
    assert not paging.is_past([Entry(entry("2024/11/30"))], SINCE)


def test_a_front_is_turned_while_its_pages_bring_something_new_of_the_days_asked_for() -> None:
    entries = _entries("2024-12-03", "2024-11-20")
    turned = paging.onward(FRONT, FIRST, entries, SINCE)
    assert turned == Turned(2, frozenset(each.url for each in entries))
    assert paging.onward(FRONT, turned, entries, SINCE) is None, "the same page again"
    pinned = [entries[0], Entry("https://news.example/old", modified=datetime(2024, 11, 1, tzinfo=UTC))]
    assert paging.onward(FRONT, turned, pinned, SINCE) is None, "what is new of it is past"
    assert paging.onward(FRONT, FIRST, entries, None) is None, "nobody asked for days gone by"


def test_a_front_is_turned_so_often_and_then_says_that_there_was_more() -> None:
    assert paging.onward(FRONT, Turned(MOST - 1, frozenset()), _entries(None), SINCE) == Turned(
        MOST, frozenset({"https://news.example/0"})
    )
    ended = paging.onward(FRONT, Turned(MOST, frozenset()), _entries(None), SINCE)
    assert isinstance(ended, Trouble)
    assert ended.reason == Reason.TOO_LARGE
    assert "2024-12-01" in ended.detail
    assert paging.onward(FRONT, Turned(MOST, frozenset()), _entries("2024-11-01"), SINCE) is None


def test_what_was_asked_for_by_its_days_is_turned_to_its_end_unless_it_repeats_itself() -> None:
    entries = _entries("2024-11-30")
    turned = paging.onward(POSTS, Turned(5 * MOST, frozenset()), entries, SINCE)
    assert isinstance(turned, Turned)
    repeated = paging.onward(POSTS, turned, entries, SINCE)
    assert isinstance(repeated, Trouble)
    assert repeated.reason == Reason.BROKEN_LISTING
