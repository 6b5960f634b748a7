"""Deir Ezzor 24, local news of the Euphrates, Arabic."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.discover.wordpress import WordPress
from syria_news.presets import WORDPRESS_REJECTS, wordpress


class DeirEzzor24Ar(OutletSpider):
    """Deir Ezzor 24, Arabic."""

    outlet = wordpress(
        "deirezzor24_ar",
        "دير الزور 24",
        "https://deirezzor24.net/",
        "ar",
        sources=(
            Section("https://deirezzor24.net/category/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/"),
            Feed("https://deirezzor24.net/feed/"),
            WordPress("https://deirezzor24.net/"),
        ),
        articles=(r"^/(?:%[0-9A-Fa-f]{2}|[a-z0-9-]){12,}/?$",),
        rejects=(*WORDPRESS_REJECTS, r"^/en(/|$)"),
        facts=(
            "section and layout: jclark1913/syria-daily-brief, 2025-04; feed, URL form and REST: guessed from WordPress"
        ),
    )
