"""The National, from Abu Dhabi."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class TheNational(OutletSpider):
    """The National, English."""

    outlet = Outlet(
        name="thenational",
        title="The National",
        home="https://www.thenationalnews.com/",
        language="en",
        sources=(
            Section("https://www.thenationalnews.com/news/mena/"),
            Feed("https://www.thenationalnews.com/arc/outboundfeeds/rss/?outputType=xml"),
        ),
        articles=(r"^/(?:[a-z-]+/)+20\d\d/\d\d/\d\d/[^/]+/?$",),
        rejects=(r"^/(podcasts|video|lifestyle|sport)(/|$)",),
        rules=LAYOUTS["thenationalnews.com"],
        facts=(
            "feed: in use, headlines only (a Yemen desk's source list, 2026-10; tarekhachad/h72labs-news-aggregator, "
            "2026-10); URL form, section: nobody's record; general knowledge; layout: guessed from its system, Arc"
        ),
    )
