"""Al Jazeera English: its Syria and Middle East pages first; a sitemap a day reaches back."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.calendar import DatedSitemap
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.discover.sitemap import Sitemap
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class AlJazeeraEn(OutletSpider):
    """Al Jazeera, English."""

    outlet = Outlet(
        name="aljazeera_en",
        title="Al Jazeera English",
        home="https://www.aljazeera.com/",
        language="en",
        sources=(
            Section("https://www.aljazeera.com/where/syria/"),
            Section("https://www.aljazeera.com/middle-east/"),
            Feed("https://www.aljazeera.com/xml/rss/all.xml"),
            Sitemap("https://www.aljazeera.com/news-sitemap.xml"),
            Sitemap("https://www.aljazeera.com/sitemaps/article-new.xml"),
            DatedSitemap("https://www.aljazeera.com/sitemap.xml?yyyy=%Y&mm=%m&dd=%d"),
        ),
        articles=(
            r"^/(news|features|opinions|economy|longform)/20\d\d/\d{1,2}/\d{1,2}/[^/]+/?$",
            r"^/news/(liveblog|longform)/20\d\d/\d{1,2}/\d{1,2}/[^/]+/?$",
        ),
        rejects=(r"^/(video|videos|program|podcasts?|gallery)(/|$)",),
        rules=LAYOUTS["aljazeera.com"],
        terms="Ordinary agents may crawl; its terms restrict text and data mining. Ask before you publish texts.",
        facts=(
            "feed and news sitemap: read live (a source registry, 2026-10-04; a survey of news sitemaps, 2026-07); "
            "days: a crawl note, 2026-02; sections: a Raqqa monitor's source list, 2026; layout: saved pages"
        ),
    )
