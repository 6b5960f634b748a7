"""Al-Araby Al-Jadeed, the Arabic daily of The New Arab's publisher."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.model import Outlet


class AlAraby(OutletSpider):
    """Al-Araby Al-Jadeed, Arabic."""

    outlet = Outlet(
        name="alaraby",
        title="العربي الجديد",
        home="https://www.alaraby.co.uk/",
        language="ar",
        sources=(
            Section("https://www.alaraby.co.uk/syria"),
            Feed("https://www.alaraby.co.uk/rss.xml"),
        ),
        articles=(r"^/(politics|economy|society|news|opinion|investigations|culture|entertainment_media)/[^/]+/?$",),
        terms="Refuses browsers' user agents and serves plain ones: we say who we are.",
        facts=(
            "feed and its manners: in use (a Yemen desk's source list, 2026-10); section: a Raqqa monitor's source "
            "list, 2026; URL form: nobody's record; general knowledge; layout: unknown"
        ),
    )
