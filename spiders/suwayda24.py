"""Suwayda 24, local news of the south, Arabic."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.discover.wordpress import WordPress
from syria_news.extract.layouts_syria import SAHIFA
from syria_news.presets import wordpress


class Suwayda24(OutletSpider):
    """Suwayda 24, Arabic."""

    outlet = wordpress(
        "suwayda24",
        "السويداء 24",
        "https://suwayda24.com/",
        "ar",
        sources=(
            Section("https://suwayda24.com/?cat=*"),
            Feed("https://suwayda24.com/feed/"),
            WordPress("https://suwayda24.com/"),
        ),
        articles=(r"^/\?p=\d+$", r"^/(?:%[0-9A-Fa-f]{2}|[a-z0-9-]){12,}/?$"),
        rules=(SAHIFA,),
        facts=(
            "feed: listed (Brunopomodoro/syria-narrative-tracker, 2026-09); list and layout: "
            "jclark1913/syria-daily-brief, 2025-04; URL forms: guessed from the list's; REST: guessed from WordPress"
        ),
    )
