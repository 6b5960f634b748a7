"""Imported once by the server that workers are forked from: lists and models are loaded there, not in each worker."""

from datetime import UTC, datetime

from syria_news.intake import intake
from syria_news.model import Outlet, Page

_WORDS = "Shells fell on the road between Homs and Hama, Syria, residents said on Friday. " * 5
_PAGE = Page("", "https://a.example/a", _WORDS.encode(), datetime(2024, 12, 6, tzinfo=UTC), "text/plain")

intake(_PAGE, Outlet(name="", title="", home="", language="", sources=()), keep_off_topic=True)
