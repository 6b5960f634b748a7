"""Enab Baladi, an independent newspaper founded in Daraya, English."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.discover.wordpress import WordPress
from syria_news.extract.layouts_syria import ENAB_BALADI
from syria_news.presets import wordpress


class EnabBaladiEn(OutletSpider):
    """Enab Baladi, English."""

    outlet = wordpress(
        "enabbaladi_en",
        "Enab Baladi",
        "https://english.enabbaladi.net/",
        "en",
        sources=(
            Section("https://english.enabbaladi.net/archives/category/news/raqqa"),
            Feed("https://english.enabbaladi.net/feed/"),
            WordPress("https://english.enabbaladi.net/"),
        ),
        articles=(r"^/archives/20\d\d/\d\d/[^/]+/?$", r"^/archives/\d+/?$"),
        rules=(ENAB_BALADI,),
        facts=(
            "feed: read live (tarekhachad/h72labs-news-aggregator, 2026-10); section: a Raqqa monitor's source list, "
            "2026; URL form: links seen in public files; layout: of the Arabic edition (jclark1913/syria-daily-brief, "
            "2025-04); REST: guessed"
        ),
    )
