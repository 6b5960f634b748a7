"""NBC News: the Middle East page and world news; a sitemap a month reaches back."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.calendar import DatedSitemap
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.discover.sitemap import Sitemap
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class NbcNews(OutletSpider):
    """NBC News, English."""

    outlet = Outlet(
        name="nbcnews",
        title="NBC News",
        home="https://www.nbcnews.com/",
        language="en",
        sources=(
            Section("https://www.nbcnews.com/world/middle-east"),
            Feed("https://feeds.nbcnews.com/nbcnews/public/world"),
            Sitemap("https://www.nbcnews.com/sitemap/nbcnews/sitemap-news"),
            DatedSitemap("https://www.nbcnews.com/sitemap/nbcnews/sitemap-%Y-%m-article.xml"),
        ),
        articles=(r"^/(?:[a-z-]+/)+[a-z0-9-]+-(?:rcna|ncna|n)\d+/?$",),
        rejects=(r"^/(video|videos|shopping|select|slideshow)(/|$)", r"/video/"),
        hosts=("feeds.nbcnews.com",),
        rules=LAYOUTS["nbcnews.com"],
        facts=(
            "feed: in use (a Yemen desk's source list, 2026-10); news sitemap: read live (a survey of news sitemaps, "
            "2026-07); months: a Scrapy spider of 2025; section and URL form: links seen in public files; layout: "
            "saved pages"
        ),
    )
