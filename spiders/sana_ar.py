"""SANA, Syria's state news agency, Arabic; one front per governorate."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.discover.wordpress import WordPress
from syria_news.extract.layouts_syria import SANA
from syria_news.presets import wordpress


class SanaAr(OutletSpider):
    """SANA, Arabic."""

    outlet = wordpress(
        "sana_ar",
        "SANA Arabic",
        "https://sana.sy/",
        "ar",
        sources=(
            Section("https://sana.sy/governorates/alrakkah/"),
            Feed("https://sana.sy/feed/"),
            WordPress("https://sana.sy/"),
        ),
        articles=(r"^/(?!(?:en|fr|es|ru|tr|he|fa|zh)/)(?:[a-z-]+/){1,2}\d{6,8}/?$", r"^/\?p=\d+$"),
        rules=(SANA,),
        facts=(
            "feed: read live (Brunopomodoro/syria-narrative-tracker, 2026-09); front of a governorate: a Raqqa "
            "monitor's source list, 2026; URL form: that of the English edition, unconfirmed; layout: of the old site "
            "(jclark1913/syria-daily-brief, 2025-04); REST: guessed"
        ),
    )
