"""Arab News, a Saudi-owned daily in English."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.calendar import Archive
from syria_news.discover.feed import Feed
from syria_news.discover.sitemap import Sitemap
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class ArabNews(OutletSpider):
    """Arab News, English."""

    outlet = Outlet(
        name="arabnews",
        title="Arab News",
        home="https://www.arabnews.com/",
        language="en",
        sources=(
            Feed("https://www.arabnews.com/cat/2/rss.xml"),
            Feed("https://www.arabnews.com/rss.xml"),
            Sitemap("https://www.arabnews.com/sitemap-news.xml"),
            Archive("https://www.arabnews.com/sitemap.xml"),
        ),
        articles=(r"^/node/\d+(/[a-z_-]+)?$",),
        hosts=("arabnews.pk",),
        rules=LAYOUTS["arabnews.com"],
        delay=10.0,
        terms="robots.txt asks for ten seconds between requests. Answers 403 from some addresses.",
        facts=(
            "feeds: read live (a source registry, 2026-10-04), in use (kagisearch/kite-public, 2026-05), 403 "
            "elsewhere (a feed probe, 2026-06; tarekhachad/h72labs-news-aggregator, 2026-10); sitemaps: a crawl note, "
            "2026-02; URL form: links seen in public files; Crawl-delay: a crawl note, 2026-02; layout: guessed from "
            "Drupal"
        ),
    )
