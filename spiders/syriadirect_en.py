"""Syria Direct, independent reporting from Amman, English."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.discover.wordpress import WordPress
from syria_news.extract.layouts_syria import SYRIA_DIRECT
from syria_news.presets import wordpress


class SyriaDirectEn(OutletSpider):
    """Syria Direct, English."""

    outlet = wordpress(
        "syriadirect_en",
        "Syria Direct",
        "https://syriadirect.org/",
        "en",
        sources=(
            Section("https://syriadirect.org/category/news/"),
            Feed("https://syriadirect.org/feed/"),
            WordPress("https://syriadirect.org/"),
        ),
        articles=(r"^/[a-z0-9-]*[a-z][a-z0-9-]*/?$",),
        rules=(SYRIA_DIRECT,),
        facts=(
            "feed: read live (tarekhachad/h72labs-news-aggregator, 2026-10, koala73/worldmonitor, 2026-08); section: "
            "listed (stratagemdrive/syria-local, 2026-03); layout: jclark1913/syria-daily-brief, 2025-04; URL form "
            "and REST: guessed from WordPress"
        ),
    )
