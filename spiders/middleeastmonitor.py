"""Middle East Monitor, from London."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.wordpress import WordPress
from syria_news.presets import wordpress


class MiddleEastMonitor(OutletSpider):
    """Middle East Monitor, English."""

    outlet = wordpress(
        "middleeastmonitor",
        "Middle East Monitor",
        "https://www.middleeastmonitor.com/",
        "en",
        sources=(
            Feed("https://www.middleeastmonitor.com/feed/"),
            Feed("https://www.middleeastmonitor.com/search/syria/feed/rss2/"),
            WordPress("https://www.middleeastmonitor.com/"),
        ),
        articles=(r"^/20\d{6}-[^/]+/?$",),
        facts=(
            "feed: in use (kagisearch/kite-public, 2026-05); feed of a search: the form of one in use "
            "(kagisearch/kite-public, 2026-05); URL form: nobody's record; general knowledge; layout and REST: "
            "guessed from WordPress"
        ),
    )
