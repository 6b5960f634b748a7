"""BBC News, English: the Middle East and the world."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.calendar import Archive
from syria_news.discover.feed import Feed
from syria_news.discover.sitemap import Sitemap
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class BbcEn(OutletSpider):
    """BBC News, English."""

    outlet = Outlet(
        name="bbc_en",
        title="BBC News",
        home="https://www.bbc.com/",
        language="en",
        sources=(
            Feed("https://feeds.bbci.co.uk/news/world/middle_east/rss.xml"),
            Feed("https://feeds.bbci.co.uk/news/world/rss.xml"),
            Sitemap("https://www.bbc.com/sitemaps/https-sitemap-com-news-1.xml"),
            Archive("https://www.bbc.com/sitemaps/https-index-com-archive.xml"),
        ),
        articles=(r"^/news/articles/[a-z0-9]{10,}/?$", r"^/news/(?:[a-z-]+-)?\d{7,9}$", r"^/news/live/"),
        rejects=(r"/video", r"/(sounds|iplayer|sport)/"),
        hosts=("bbc.co.uk", "feeds.bbci.co.uk"),
        rules=LAYOUTS["bbc.com"],
        facts=(
            "feeds: read live (koala73/worldmonitor, 2026-02; a source registry, 2026-10-04); news sitemap of 1,000 "
            "addresses: read live (a source registry, 2026-10-04; a survey of news sitemaps, 2026-07); archive: "
            "flairNLP/fundus, 2026-08; URL form: flairNLP/fundus, 2026-08; layout: saved pages"
        ),
    )
