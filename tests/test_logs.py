"""A log can't be forged, and gives nothing away."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from syria_news.crawl.log import harmless


@given(st.text())
def test_a_log_line_has_no_control_characters_and_begins_no_line_of_its_own(said: str) -> None:
    line = harmless(f"2024-12-06 INFO: {said}")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]", line)
    assert all(each.startswith("    ") for each in line.split("\n")[1:])
    line.encode()


def test_a_password_in_an_address_is_not_logged() -> None:
    assert harmless("postgresql://me:se:cr$t@host/news") == "postgresql://me:***@host/news"
    assert harmless("https://example.org:80/a@b") == "https://example.org:80/a@b"
