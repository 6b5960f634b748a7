"""ReliefWeb, which gathers reports of aid organisations."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.model import Outlet


class ReliefWeb(OutletSpider):
    """ReliefWeb, English."""

    outlet = Outlet(
        name="reliefweb",
        title="ReliefWeb",
        home="https://reliefweb.int/",
        language="en",
        sources=(
            Section("https://reliefweb.int/country/syr"),
            Feed("https://reliefweb.int/updates/rss.xml"),
        ),
        articles=(
            r"^/report/syrian-arab-republic/[^/]+$",
            r"^/report/world/[^/]+$",
            r"^/report/(lebanon|turkiye|jordan|iraq)/[^/]+$",
        ),
        terms="Its API (a registered name is needed) is the licensed way to past days.",
        facts=(
            "feed of all countries: read live (a source registry, 2026-10-04); API: links seen in public files; front "
            "of the country and URL form: nobody's record; general knowledge; layout: unknown"
        ),
    )
