"""Deir Ezzor 24, local news of the Euphrates, English."""

from syria_news.crawl.spider import OutletSpider
from syria_news.presets import wordpress


class DeirEzzor24En(OutletSpider):
    """Deir Ezzor 24, English."""

    outlet = wordpress(
        "deirezzor24_en",
        "Deir Ezzor 24",
        "https://deirezzor24.net/en/",
        "en",
        articles=(r"^/en/[a-z0-9-]*-[a-z0-9-]+/?$",),
        facts=(
            "feed: listed (links seen in public files); front: a Raqqa monitor's source list, 2026; layout: "
            "jclark1913/syria-daily-brief, 2025-04; URL form and REST: guessed from WordPress"
        ),
    )
