"""Asharq Al-Awsat, a Saudi-owned daily from London, English."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.model import Outlet


class AawsatEn(OutletSpider):
    """Asharq Al-Awsat, English."""

    outlet = Outlet(
        name="aawsat_en",
        title="Asharq Al-Awsat",
        home="https://english.aawsat.com/",
        language="en",
        sources=(
            Section("https://english.aawsat.com/arab-world"),
            Feed("https://english.aawsat.com/feed"),
        ),
        articles=(r"^/(?:[a-z-]+/)*\d{6,8}-[^/]+$", r"^/node/\d+$"),
        facts=(
            "feed: in use (a Yemen desk's source list, 2026-10; kagisearch/kite-public, 2026-05); URL form: links "
            "seen in public files; section: its first part; layout: unknown"
        ),
    )
