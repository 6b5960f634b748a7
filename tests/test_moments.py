from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syria_news.discover.moments import moment
from tests.listing import FETCHED


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Fri, 06 Dec 2024 12:30:00 GMT", (2024, 12, 6, 12, 30)),
        ("Fri, 6 Dec 2024 12:30 +0300", (2024, 12, 6, 9, 30)),
        ("6 December 2024 12:30:00 EST", (2024, 12, 6, 17, 30)),
        ("Thu,28 Jul 2022 4:35:5 GMT+9", (2022, 7, 27, 19, 35, 5)),
        ("Fri, 06-Dec-24 12:30:00 UTC", (2024, 12, 6, 12, 30)),
        ("Fri, 06 Dec 2024 12:30:00 -0000", (2024, 12, 6, 12, 30)),
        ("2024-12-06T12:30:00Z", (2024, 12, 6, 12, 30)),
        ("2024-12-06T12:30:00.123456+03:00", (2024, 12, 6, 9, 30)),
        ("2024-12-06 12:30 +0300", (2024, 12, 6, 9, 30)),
        ("2024-12-06T12:30:60Z", (2024, 12, 6, 12, 30, 59)),
        (" 2024-12-06 ", (2024, 12, 6)),
    ],
)
def test_a_date_names_a_moment_in_utc(text, named):
    assert moment(text, FETCHED) == datetime(*named, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        None,
        5,
        "",
        "-1",
        "9" * 40,
        "0000-00-00T00:00:00Z",
        "2024-13-45",
        "2024-02-30",
        "9999-99-99T99:99:99+99:99",
        "2024-12-06T12:30:00",
        "2024-12-06T12:30:00+99:99",
        "2024-12-06T12:30:00+03:75",
        "2024-12-06T25:00:00Z",
        "Thu, 99 Foo 9999 99:99:99 +9999",
        "Fri, 06 Dec 2024 12:30:00",
        "Fri, 06 Dec 2024 12:30:00 IST",
        "Fri, 06 Dec 0001 00:00:00 +0300",
        "Fri, 06 Dec 1985 00:00:00 GMT",
        "2199-01-01",
        "١٥ آذار",
    ],
)
def test_a_date_that_cannot_be_true_or_names_no_zone_is_none(text):
    assert moment(text, FETCHED) is None


def test_a_date_is_believed_two_days_ahead():
    assert moment((FETCHED + timedelta(days=2)).isoformat(), FETCHED) == FETCHED + timedelta(days=2)
    assert moment((FETCHED + timedelta(days=2, seconds=1)).isoformat(), FETCHED) is None


@given(st.datetimes(datetime(1990, 1, 2), datetime(2024, 12, 6)), st.integers(-14 * 60, 14 * 60))
def test_what_mail_and_iso_write_is_read_back(naive, minutes):
    exact = naive.replace(microsecond=0, tzinfo=UTC)
    there = exact + timedelta(minutes=minutes)
    offset = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    assert moment(there.strftime("%Y-%m-%dT%H:%M:%S") + offset, FETCHED) == exact
    assert moment(format_datetime(exact), FETCHED) == exact


@given(st.text())
def test_any_text_is_a_date_or_none(text):
    assert moment(text, FETCHED) is None or text
