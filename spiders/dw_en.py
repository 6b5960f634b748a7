"""Deutsche Welle, English."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.calendar import Archive
from syria_news.discover.feed import Feed
from syria_news.discover.sitemap import Sitemap
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class DwEn(OutletSpider):
    """Deutsche Welle, English."""

    outlet = Outlet(
        name="dw_en",
        title="Deutsche Welle",
        home="https://www.dw.com/en/",
        language="en",
        sources=(
            Feed("https://rss.dw.com/rdf/rss-en-all"),
            Feed("https://rss.dw.com/rdf/rss-en-world"),
            Sitemap("https://www.dw.com/en/news-sitemap.xml"),
            Archive("https://www.dw.com/en/article-sitemap.xml"),
        ),
        articles=(r"^/en/[^/]+/a-\d+$", r"^/en/[^/]+/live-\d+$"),
        hosts=("rss.dw.com",),
        rules=LAYOUTS["dw.com"],
        facts=(
            "feeds: read live (a source registry, 2026-10-04; a survey of feeds, 2026-04; a feed probe, 2026-06); "
            "sitemaps: read live (a survey of news sitemaps, 2026-07), in use (flairNLP/fundus, 2026-08); URL form: "
            "fivefilters/ftr-site-config; layout: saved pages"
        ),
    )
