"""Human Rights Watch."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.model import Outlet


class Hrw(OutletSpider):
    """Human Rights Watch, English."""

    outlet = Outlet(
        name="hrw",
        title="Human Rights Watch",
        home="https://www.hrw.org/",
        language="en",
        sources=(
            Section("https://www.hrw.org/middle-east/n-africa/syria"),
            Feed("https://www.hrw.org/rss"),
        ),
        articles=(r"^/(news|report|the-day-in-human-rights)/20\d\d/\d\d/\d\d/[^/]+$",),
        facts=(
            "feed: read live (a source registry, 2026-10-04), its filter by country seen (kagisearch/kite-public, "
            "2026-05), Syria's number not; URL form, section: nobody's record; general knowledge; layout: unknown"
        ),
    )
