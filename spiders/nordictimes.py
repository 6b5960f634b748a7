"""The Nordic Times, a Swedish newspaper in English; WordPress, with no date in its addresses."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.discover.wordpress import WordPress
from syria_news.presets import wordpress


class NordicTimes(OutletSpider):
    """The Nordic Times, English."""

    outlet = wordpress(
        "nordictimes",
        "The Nordic Times",
        "https://nordictimes.com/",
        "en",
        sources=(
            Section("https://nordictimes.com/world/"),
            Feed("https://nordictimes.com/feed/"),
            WordPress("https://nordictimes.com/"),
        ),
        articles=(r"^/[a-z-]+/[a-z0-9-]+/?$",),
        facts=(
            "REST: in use (a crawl note, 2026); section and URL form: links seen in public files; feed: guessed; "
            "layout: saved pages"
        ),
    )
