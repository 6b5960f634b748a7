"""Rudaw, from Erbil, English. It has no feed: what answers there is its page without content."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.section import Section
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class RudawEn(OutletSpider):
    """Rudaw, English."""

    outlet = Outlet(
        name="rudaw_en",
        title="Rudaw",
        home="https://www.rudaw.net/english/",
        language="en",
        sources=(
            Section("https://www.rudaw.net/english/middleeast/syria"),
            Section("https://www.rudaw.net/english/middleeast"),
            Section("https://www.rudaw.net/english"),
        ),
        articles=(r"^/english/(?:[a-z-]+/){1,3}\d{6,12}$",),
        rules=LAYOUTS["rudaw.net"],
        facts=(
            "no feed on any path (a feed probe, 2026-06); front: a Raqqa monitor's source list, 2026; sections and "
            "URL form: nobody's record; general knowledge; layout: guessed"
        ),
    )
