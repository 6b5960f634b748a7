"""Airwars, which counts civilians harmed from the air."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.section import Section
from syria_news.discover.wordpress import WordPress
from syria_news.presets import wordpress


class Airwars(OutletSpider):
    """Airwars, English."""

    outlet = wordpress(
        "airwars",
        "Airwars",
        "https://airwars.org/",
        "en",
        sources=(
            Section("https://airwars.org/"),
            WordPress("https://airwars.org/"),
        ),
        articles=(
            r"^/(news|research|investigations|news-and-investigations)/[^/]+/?$",
            r"^/civilian-casualties/[^/]+/?$",
        ),
        terms="Its case files are structured data: ask for them before you crawl them.",
        facts="no source on record; front, URL form, layout and REST: nobody's record; general knowledge",
    )
