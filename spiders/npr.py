"""NPR: the Middle East and the world."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.calendar import Archive
from syria_news.discover.feed import Feed
from syria_news.discover.sitemap import Sitemap
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class Npr(OutletSpider):
    """NPR, English."""

    outlet = Outlet(
        name="npr",
        title="NPR",
        home="https://www.npr.org/",
        language="en",
        sources=(
            Feed("https://feeds.npr.org/1009/rss.xml"),
            Feed("https://feeds.npr.org/1004/rss.xml"),
            Sitemap("https://googlecrawl.npr.org/news/sitemap_news.xml"),
            Archive("https://googlecrawl.npr.org/standard/sitemap_index.xml"),
        ),
        articles=(r"^/20\d\d/\d\d/\d\d/[^/]+/[^/]+/?$", r"^/sections/[a-z-]+/20\d\d/\d\d/\d\d/\d+/[^/]+$"),
        rejects=(r"^/(podcasts|music|transcripts)(/|$)",),
        hosts=("feeds.npr.org", "googlecrawl.npr.org"),
        rules=LAYOUTS["npr.org"],
        facts=(
            "feeds: in use (kagisearch/kite-public, 2026-05), read live (a source registry, 2026-10-04); sitemap: "
            "read live (a survey of news sitemaps, 2026-07; a table of archives, 2026); URL form: "
            "kargonerd/jojo-news-archive-runner, 2026-08; fivefilters/ftr-site-config; layout: saved pages"
        ),
    )
