"""The Independent."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.calendar import Archive
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.discover.sitemap import Sitemap
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class Independent(OutletSpider):
    """The Independent, English."""

    outlet = Outlet(
        name="independent",
        title="The Independent",
        home="https://www.independent.co.uk/",
        language="en",
        sources=(
            Section("https://www.independent.co.uk/topic/syria"),
            Feed("https://www.independent.co.uk/topic/middle-east/rss"),
            Sitemap("https://www.independent.co.uk/sitemaps/googlenews"),
            Archive("https://www.independent.co.uk/sitemap.xml"),
        ),
        articles=(r"^/(?:[a-z0-9-]+/)+[^/]+-b\d+\.html$", r"^/news/(?:[a-z-]+/)+[^/]+-a?\d{7,8}\.html$"),
        rejects=(r"^/(tv|topic|extras|betting)(/|$)",),
        rules=LAYOUTS["independent.co.uk"],
        facts=(
            "feed: in use (kagisearch/kite-public, 2026-05), packed unasked (tarekhachad/h72labs-news-aggregator, "
            "2026-10); sitemaps: read live (a survey of news sitemaps, 2026-07), in use (flairNLP/fundus, 2026-08); "
            "URL form: nobody's record; general knowledge; layout: saved pages; topic: the feed's form"
        ),
    )
