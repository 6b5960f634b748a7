"""The Guardian: its pages on Syria and the Middle East."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.discover.sitemap import Sitemap
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class Guardian(OutletSpider):
    """The Guardian, English."""

    outlet = Outlet(
        name="guardian",
        title="The Guardian",
        home="https://www.theguardian.com/",
        language="en",
        sources=(
            Section("https://www.theguardian.com/world/syria"),
            Feed("https://www.theguardian.com/world/syria/rss"),
            Feed("https://www.theguardian.com/world/middleeast/rss"),
            Feed("https://www.theguardian.com/world/rss"),
            Sitemap("https://www.theguardian.com/sitemaps/news.xml"),
        ),
        articles=(r"^/[a-z-]+(?:/[a-z-]+){0,2}/20\d\d/[a-z]{3}/\d\d/[^/]+/?$",),
        rejects=(r"/(video|audio|gallery|crosswords|picture)/",),
        rules=LAYOUTS["theguardian.com"],
        terms=(
            "Terms restrict uses that are commercial or of AI. Its Open Platform (a key is needed) is the licensed "
            "way to past days."
        ),
        facts=(
            "feeds: read live (koala73/worldmonitor, 2026-02; a source registry, 2026-10-04), that on Syria listed "
            "(stratagemdrive/syria-local, 2026-03); sitemap: read live (a survey of news sitemaps, 2026-07; "
            "flairNLP/fundus, 2026-08); URL form: fivefilters/ftr-site-config; layout: saved pages; section: the "
            "feed's address without /rss"
        ),
    )
