"""Imported once by the server that workers are forked from: code, lists and models are loaded there for all."""

from datetime import UTC, datetime

from syria_news.discover.feed import Feed
from syria_news.discover.sitemap import Sitemap
from syria_news.enrich.gazetteer import gazetteer
from syria_news.enrich.transliteration import pattern
from syria_news.intake import intake, listed
from syria_news.model import Outlet, Page

_URL = "https://a.example/a"
_DAY = datetime(2024, 12, 6, tzinfo=UTC)
_WORDS = "Shells fell on the road between Homs and Hama, Syria, residents said on Friday."
_PAGE = f"<html><title>Homs</title><article><h1>Homs</h1>{f'<p>{_WORDS}</p>' * 5}</article></html>"
_FEED = "<rss version='2.0'><channel><item><link>https://a.example/a</link></item></channel></rss>"
_SITEMAP = "<urlset><url><loc>https://a.example/a</loc></url></urlset>"

listed(Feed(_URL), Page("", _URL, _FEED.encode(), _DAY))
listed(Sitemap(_URL), Page("", _URL, _SITEMAP.encode(), _DAY))
intake(Page("", _URL, _PAGE.encode(), _DAY), Outlet(name="", title="", home="", language="", sources=()), True)
for sounds in gazetteer().sounds.values():
    for sound in sounds:
        pattern(sound.arabic)
