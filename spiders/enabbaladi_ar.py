"""Enab Baladi, an independent newspaper founded in Daraya, Arabic."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.discover.wordpress import WordPress
from syria_news.extract.layouts_syria import ENAB_BALADI
from syria_news.presets import wordpress


class EnabBaladiAr(OutletSpider):
    """Enab Baladi, Arabic."""

    outlet = wordpress(
        "enabbaladi_ar",
        "عنب بلدي",
        "https://www.enabbaladi.net/",
        "ar",
        sources=(
            Section("https://www.enabbaladi.net/archives/category/online"),
            Feed("https://www.enabbaladi.net/feed/"),
            WordPress("https://www.enabbaladi.net/"),
        ),
        articles=(r"^/\d{5,7}/?$", r"^/archives/\d+/?$", r"^/\d{5,7}/[^/]+/?$"),
        rules=(ENAB_BALADI,),
        facts=(
            "feed: in use (Brunopomodoro/syria-narrative-tracker, 2026-09); section and layout: "
            "jclark1913/syria-daily-brief, 2025-04; REST: in use (a workflow note, 2026); URL form: links seen in "
            "public files"
        ),
    )
