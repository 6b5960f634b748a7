"""When things are due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from syria_news import agenda
from syria_news.model import Reason

NOON = datetime(2024, 12, 6, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AGES = st.timedeltas(timedelta(0), timedelta(days=9000))
MOMENTS = st.datetimes(datetime(2011, 3, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
PAUSES = st.none() | st.timedeltas(timedelta(0), timedelta(days=30))


def looks(published: datetime, first: datetime, until: timedelta) -> list[timedelta]:
    """The ages at which an article is looked at."""
    found, moment = [], first
    while moment - published <= until:
        found.append(moment - published)
        moment = agenda.next_look(published, moment)
    return found[1:]


def test_an_article_is_looked_at_after_hours_then_daily_then_monthly() -> None:
    ages = looks(NOON, NOON, 100 * DAY)
    assert ages[:4] == [HOUR, 3 * HOUR, 8 * HOUR, DAY]
    assert ages[4:10] == [days * DAY for days in range(2, 8)]
    assert ages[10:] == [37 * DAY, 67 * DAY, 97 * DAY]


def test_one_that_came_late_starts_on_its_own_rung() -> None:
    assert agenda.next_look(NOON, NOON + timedelta(minutes=50)) == NOON + 3 * HOUR
    assert agenda.next_look(NOON, NOON + 20 * HOUR) == NOON + 2 * DAY
    assert agenda.next_look(None, NOON) == NOON + HOUR
    assert agenda.next_look(NOON + 900 * DAY, NOON) == NOON + HOUR, "a date in the future is not believed"


@given(MOMENTS, AGES)
def test_the_next_look_is_ahead_and_neither_crowded_nor_far(published: datetime, age: timedelta) -> None:
    moment = published + age
    ahead = agenda.next_look(published, moment) - moment
    assert timedelta(minutes=30) <= ahead <= 1.5 * agenda.MONTH
    assert ahead >= age / 50 or age > 4 * DAY
    assert ahead <= 1.5 * DAY or age > 6 * DAY


@given(MOMENTS, AGES, st.timedeltas(timedelta(0), timedelta(days=30)))
def test_looking_later_never_brings_the_next_look_forward(published: datetime, age: timedelta, more: timedelta) -> None:
    earlier = agenda.next_look(published, published + age)
    assert agenda.next_look(published, published + age + more) >= earlier


@given(PAUSES, st.integers(0, 50_000), st.data())
def test_a_listings_pause_stays_in_its_bounds_and_moves_the_right_way(
    pause: timedelta | None, listed: int, data: st.DataObject
) -> None:
    known = data.draw(st.integers(0, listed))
    new = agenda.next_pause(pause, listed, known)
    assert agenda.SHORTEST_PAUSE <= new <= agenda.LONGEST_PAUSE
    if pause is not None and agenda.SHORTEST_PAUSE <= pause <= agenda.LONGEST_PAUSE:
        share = known / listed if listed else 0.5
        assert new >= pause or share < agenda.FEW_KNOWN
        assert new <= pause or share > agenda.MANY_KNOWN


def test_a_busy_listing_is_read_more_often_until_a_third_to_two_thirds_are_known() -> None:
    an_hour, size = 30, 40  # new URLs an hour; URLs in the listing
    pause = agenda.next_pause(None, size, 0)
    for _ in range(20):
        new = min(size, round(an_hour * pause / HOUR))
        pause = agenda.next_pause(pause, size, size - new)
    assert an_hour * pause / HOUR < size, "nothing leaves the listing unseen"
    assert 0.33 <= 1 - an_hour * (pause / HOUR) / size <= 0.67


@given(st.sampled_from(Reason), st.integers(1, 100), MOMENTS)
def test_another_try_is_never_in_the_past_nor_more_than_a_week_away(
    reason: Reason, tries: int, moment: datetime
) -> None:
    again = agenda.next_try(reason, tries, moment)
    assert again is None or moment <= again <= moment + 7 * DAY
    believed = reason in agenda.DOUBTED and tries >= agenda.BELIEVED
    assert (again is None) == (reason in agenda.FINAL or believed)


def test_what_is_gone_is_asked_for_five_times_in_three_and_a_half_days() -> None:
    asked = [NOON]
    while again := agenda.next_try(Reason.GONE, len(asked), asked[-1]):
        asked.append(again)
    assert [(moment - NOON) / HOUR for moment in asked] == [0, 1, 5, 21, 85]
