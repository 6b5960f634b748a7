"""A host is left alone as long as it asks, within reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syria_news.crawl.waits import LONGEST, UNSAID, wished
from tests.crawling import crawl, here
from tests.site.server import Answer, serve


@pytest.mark.parametrize(
    ("status", "said", "wish"),
    [
        (429, "20", timedelta(seconds=20)),
        (503, " 7 ", timedelta(seconds=7)),
        (503, "Fri, 31 Dec 2099 23:59:59 GMT", LONGEST),
        (503, "Fri, 06 Dec 2024 10:00:30 GMT", timedelta(seconds=30)),
        (503, "Fri, 06 Dec 2024 09:00:00 GMT", timedelta(0)),
        (429, "9" * 400, LONGEST),
        (429, "", UNSAID),
        (429, "soon", UNSAID),
        (503, "soon", None),
        (200, "20", None),
    ],
)
def test_a_host_is_left_alone_as_long_as_it_asks_an_hour_at_most(
    status: int, said: str, wish: timedelta | None
) -> None:
    assert wished(status, said, datetime(2024, 12, 6, 10, tzinfo=UTC)) == wish


@given(st.text(max_size=60))
def test_no_retry_after_raises(said: str) -> None:
    assert (wished(429, said, datetime(2024, 12, 6, tzinfo=UTC)) or UNSAID) <= LONGEST


def test_what_would_wait_too_long_is_left_to_a_later_run(tmp_path: Path) -> None:
    names = [f"a{seed}" for seed in range(1, 20)]
    with serve() as site:
        for name in names:
            site.answers[f"/news/{name}"] = Answer(b"busy", 429, {"Retry-After": "600"})
        site.feed(*names)
        result = crawl(here(tmp_path, site), "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1", "-s", "DOWNLOAD_DELAY=0.1")
        assert sum(site.asked[f"/news/{name}"] for name in names) == 1
        assert {row.state for row in result.ledger.values()} == {"failed"}
        for row in result.ledger.values():
            assert datetime.fromisoformat(row.next_try) - datetime.fromisoformat(row.changed) >= timedelta(seconds=590)
        again = crawl(here(tmp_path, site))
        assert sum(site.asked[f"/news/{name}"] for name in names) == 1, "and it is not due before"
    assert (result.code, again.code) == (1, 0)


def test_a_host_that_has_no_time_for_us_is_not_asked_all_day(tmp_path: Path) -> None:
    names = [f"a{seed}" for seed in range(1, 20)]
    with serve() as site:
        for name in names:
            site.answers[f"/news/{name}"] = Answer(b"busy", 429, {"Retry-After": "0"})
        site.feed(*names)
        result = crawl(here(tmp_path, site), "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1", "-s", "DOWNLOAD_DELAY=0.05")
        assert sum(site.asked[f"/news/{name}"] for name in names) == 6
    assert {row.state for row in result.ledger.values()} == {"failed"}
