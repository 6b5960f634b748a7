"""The Syrian Observer, which translates and reposts what Syrian media write."""

from syria_news.crawl.spider import OutletSpider
from syria_news.presets import wordpress


class SyrianObserver(OutletSpider):
    """The Syrian Observer, English."""

    outlet = wordpress(
        "syrianobserver",
        "The Syrian Observer",
        "https://syrianobserver.com/",
        "en",
        facts=(
            "feed: read live (tarekhachad/h72labs-news-aggregator, 2026-10; kagisearch/kite-public, 2026-05); layout "
            "and REST: guessed from WordPress"
        ),
    )
