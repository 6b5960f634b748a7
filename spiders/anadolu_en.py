"""Anadolu Agency, Turkey's state news agency, English."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class AnadoluEn(OutletSpider):
    """Anadolu Agency, English."""

    outlet = Outlet(
        name="anadolu_en",
        title="Anadolu Agency",
        home="https://www.aa.com.tr/en/",
        language="en",
        sources=(
            Feed("https://www.aa.com.tr/en/rss/default?cat=middle-east"),
            Feed("https://www.aa.com.tr/en/rss/default?cat=world"),
            Feed("https://www.aa.com.tr/en/rss/default?cat=turkiye"),
            Feed("https://www.aa.com.tr/en/rss/default?cat=live"),
        ),
        articles=(r"^/en/[a-z0-9-]+/[^/]+/\d{5,9}/?$",),
        rejects=(r"^/en/(p|vg|pg|info|videos?|rss)(/|$)",),
        rules=LAYOUTS["aa.com.tr"],
        facts=(
            "feeds: read live (a source registry, 2026-10-04; a survey of feeds, 2026-04; "
            "tarekhachad/h72labs-news-aggregator, 2026-10), other paths answer 404 (a feed probe, 2026-06); URL form: "
            "links seen in public files; layout: of the Turkish edition (saved pages; flairNLP/fundus, 2026-08)"
        ),
    )
