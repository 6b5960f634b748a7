from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syria_news.extract.dates import EARLIEST, LEEWAY, moment

FETCHED = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024-03-15T10:00:00Z", "2024-03-15T10:00"),
        ("2024-03-15T10:00:00.123+03:00", "2024-03-15T07:00"),
        ("2024-03-15 10:00", "2024-03-15T10:00"),
        ("2024-03-15", "2024-03-15T00:00"),
        ("20240315", "2024-03-15T00:00"),
        ("2024-03-15T10:00:00+99:99", "2024-03-15T10:00"),
        ("Fri, 15 Mar 2024 10:00:00 +0300", "2024-03-15T07:00"),
        ("Friday, 15 March 2024 20:00 GMT+3", "2024-03-15T17:00"),
        ("March 15, 2024 4:30 PM", "2024-03-15T16:30"),
        ("15 آذار 2024", "2024-03-15T00:00"),
        ("١٥ آذار ٢٠٢٤", "2024-03-15T00:00"),
        ("7 تشرين الأول 2023", "2023-10-07T00:00"),
        ("٢ كانون الثاني ٢٠٢٤", "2024-01-02T00:00"),
        ("15 مارس 2024", "2024-03-15T00:00"),
        ("15 آذار/مارس 2024", "2024-03-15T00:00"),
        ("٢٠٢٤-٠٣-١٥", "2024-03-15T00:00"),
        ("15 Mart 2024", "2024-03-15T00:00"),
        ("15 août 2024", "2024-08-15T00:00"),
        ("15 de marzo de 2024", "2024-03-15T00:00"),
        ("15 marca 2024, 10:00", "2024-03-15T10:00"),
        ("15 марта 2024", "2024-03-15T00:00"),
        ("15 במרץ 2024", "2024-03-15T00:00"),
        ("Published On March 15, 2024 01:52 PM", "2024-03-15T13:52"),
        ("Stand: 05.03.2024 18:00 Uhr", "2024-03-05T18:00"),
        ("15/03/2024", "2024-03-15T00:00"),
        ("03/15/2024 - 12:17", "2024-03-15T12:17"),
        ("2024-03-15 04:30 PM", "2024-03-15T16:30"),
        ("March 15, 2024 12:15 AM EST", "2024-03-15T05:15"),
        ("2024-03-15 05:50:00 EDT", "2024-03-15T09:50"),
        ("٣ مايو ٢٠٢٢ الساعة 5:30 مساء", "2022-05-03T17:30"),
        ("آخر تحديث: 15 مارس 2024 - 02:30 م", "2024-03-15T14:30"),
        ("١٥ آذار ٢٠٢٤، الساعة ١٢:١٥ ص", "2024-03-15T00:15"),
        ("15\u200f/3\u200f/2024", "2024-03-15T00:00"),
        ("\u200f١٥\u200f/\u200f٠٣\u200f/\u200f٢٠٢٤ ٠٢:٣٠ م", "2024-03-15T14:30"),
        ("15 MAYIS 2024, 10:00", "2024-05-15T10:00"),
        ("15 ARALIK 2024", "2024-12-15T00:00"),
        ("15 HAZİRAN 2024", "2024-06-15T00:00"),
        ("15 Mayis 2024 Carsamba", "2024-05-15T00:00"),
        ("15. März 2024 um 14.30 Uhr", "2024-03-15T14:30"),
        ("Publié le 15 mars 2024 à 14h30", "2024-03-15T14:30"),
        ("15 mars 2024 - 14 h 30", "2024-03-15T14:30"),
        ("15 Mar 2024, 2.30pm", "2024-03-15T14:30"),
        ("15ی ئازاری 2024", "2024-03-15T00:00"),
        ("٦ی کانوونی یەکەمی ٢٠٢٤", "2024-12-06T00:00"),
        ("6 Kanûna Pêşîn 2024", "2024-12-06T00:00"),
        ("15ê Adara 2024, 14:30", "2024-03-15T14:30"),
        ("15 Adarê 2024", "2024-03-15T00:00"),
    ],
)
def test_a_date_as_pages_write_it(written: str, read: str) -> None:
    found = moment(written, FETCHED)
    assert found is not None
    assert found.isoformat(timespec="minutes") == read + "+00:00"


@pytest.mark.parametrize(
    "written",
    [
        "2024-02-30",
        "2024-02-30T08:00:00Z",
        "2024-13-01",
        "30 شباط 2024",
        "0000-00-00T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
        "1445-09-05",
        "1970-01-01T00:00:00Z",
        "2099-01-01",
        "1710496800000",
        "2" * 100_000,
        "yesterday",
        "05/06/2024",  # June or May: nobody can tell
        "30/02/2024",
        "192.168.1.2024",
        "30 Sibatê 2024",
        "3 mayıslar 2024",
        "",
        None,
        5,
        ["2024-03-15"],
    ],
)
def test_what_is_no_date_is_none_and_not_another_day(written: object) -> None:
    assert moment(written, FETCHED) is None


def test_a_page_s_language_says_which_number_is_the_day() -> None:
    read = moment("05/06/2024 10:00", FETCHED, day_first=True)
    assert read == datetime(2024, 6, 5, 10, tzinfo=UTC)


@given(st.dates(date(1990, 1, 2), date(2026, 11, 24)), st.sampled_from(["{0.day}.{0.month}.{0.year}", "{0:%d.%m.%Y}"]))
def test_a_day_with_dots_is_that_day(day: date, form: str) -> None:
    assert moment(f"am {form.format(day)}, 18:00 Uhr", FETCHED) == datetime(
        day.year, day.month, day.day, 18, tzinfo=UTC
    )


@given(st.dates(date(1990, 1, 2), date(2026, 11, 24)))
def test_a_day_with_slashes_is_that_day_or_none(day: date) -> None:
    for form in ("%d/%m/%Y", "%m/%d/%Y"):
        read = moment(day.strftime(form), FETCHED)
        assert read is None if day.day <= 12 and day.day != day.month else read and read.date() == day


@given(st.datetimes(datetime(1990, 1, 2), datetime(2026, 11, 25)), st.integers(-14 * 60, 14 * 60))
def test_an_iso_date_comes_back_as_the_same_moment(naive: datetime, offset: int) -> None:
    local = naive.replace(microsecond=0)
    sign, span = ("-", -offset) if offset < 0 else ("+", offset)
    found = moment(f"{local.isoformat()}{sign}{span // 60:02}:{span % 60:02}", FETCHED)
    assert found == local.replace(tzinfo=UTC) - timedelta(minutes=offset)


@given(st.text(max_size=150))
def test_no_text_raises_and_only_days_we_can_keep_come_out(text: str) -> None:
    found = moment(text, FETCHED)
    assert found is None or EARLIEST <= found <= FETCHED + LEEWAY


@given(st.from_regex(r"\A[0-9٠-٩]{1,4}[-/. ][0-9]{1,2}[-/. T][0-9]{1,4}([T ][0-9:.+-]{1,14})?\Z"))
def test_whatever_looks_like_a_date_is_read_or_refused(text: str) -> None:
    found = moment(text, FETCHED)
    assert found is None or found.tzinfo is UTC
