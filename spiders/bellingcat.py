"""Bellingcat, investigations from open sources."""

from syria_news.crawl.spider import OutletSpider
from syria_news.presets import wordpress


class Bellingcat(OutletSpider):
    """Bellingcat, English."""

    outlet = wordpress(
        "bellingcat",
        "Bellingcat",
        "https://www.bellingcat.com/",
        "en",
        articles=(r"^/(?:news|resources|investigations)/(?:[a-z-]+/)*20\d\d/\d\d/\d\d/[^/]+/?$",),
        facts=(
            "feed: read live (a source registry, 2026-10-04; a survey of feeds, 2026-04), failed once "
            "(koala73/worldmonitor, 2026-02); URL form: nobody's record; general knowledge; layout and REST: guessed "
            "from WordPress"
        ),
    )
