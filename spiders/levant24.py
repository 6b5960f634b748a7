"""Levant24, an independent site in English from the north of Syria."""

from syria_news.crawl.spider import OutletSpider
from syria_news.presets import wordpress


class Levant24(OutletSpider):
    """Levant24, English."""

    outlet = wordpress(
        "levant24",
        "Levant24",
        "https://levant24.com/",
        "en",
        facts=(
            "feed: read live (tarekhachad/h72labs-news-aggregator, 2026-10); layout and REST: guessed from WordPress"
        ),
    )
