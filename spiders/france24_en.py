"""France 24, English."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.sitemap import Sitemap
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class France24En(OutletSpider):
    """France 24, English."""

    outlet = Outlet(
        name="france24_en",
        title="France 24",
        home="https://www.france24.com/en/",
        language="en",
        sources=(
            Feed("https://www.france24.com/en/middle-east/rss"),
            Feed("https://www.france24.com/en/rss"),
            Sitemap("https://www.france24.com/sitemaps/en/news.xml"),
        ),
        articles=(r"^/en/(?:[a-z-]+/)+20\d{6}-[^/]+$", r"^/en/20\d{6}-[^/]+$"),
        rejects=(r"^/en/(video|tv-shows|live|podcasts)(/|$)",),
        rules=LAYOUTS["france24.com"],
        facts=(
            "feeds: read live (a feed probe, 2026-06; a source registry, 2026-10-04); sitemap: read live (a survey of "
            "news sitemaps, 2026-07); URL form: fivefilters/ftr-site-config; layout: saved pages"
        ),
    )
