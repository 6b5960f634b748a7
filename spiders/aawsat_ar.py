"""Asharq Al-Awsat, a Saudi-owned daily from London, Arabic."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.model import Outlet


class AawsatAr(OutletSpider):
    """Asharq Al-Awsat, Arabic."""

    outlet = Outlet(
        name="aawsat_ar",
        title="الشرق الأوسط",
        home="https://aawsat.com/",
        language="ar",
        sources=(Feed("https://aawsat.com/feed"),),
        articles=(r"^/(?:[^/]+/)+\d{6,8}-[^/]+$", r"^/node/\d+$"),
        facts=(
            "feed: in use (kagisearch/kite-public, 2026-05), elsewhere read by way of a search engine (a Yemen desk's "
            "source list, 2026-10); URL form: that of the English edition; layout: unknown"
        ),
    )
