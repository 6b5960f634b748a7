"""Amnesty International."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.presets import wordpress


class Amnesty(OutletSpider):
    """Amnesty International, English."""

    outlet = wordpress(
        "amnesty",
        "Amnesty International",
        "https://www.amnesty.org/en/",
        "en",
        sources=(Feed("https://www.amnesty.org/en/latest/feed/"),),
        articles=(r"^/en/latest/[a-z-]+/20\d\d/\d\d/[^/]+/?$",),
        facts=(
            "feed: read live (a source registry, 2026-10-04); URL form: nobody's record; general knowledge; layout: "
            "guessed from WordPress"
        ),
    )
