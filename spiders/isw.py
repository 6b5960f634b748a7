"""The Institute for the Study of War."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.section import Section
from syria_news.discover.wordpress import WordPress
from syria_news.presets import wordpress


class Isw(OutletSpider):
    """The Institute for the Study of War, English."""

    outlet = wordpress(
        "isw",
        "Institute for the Study of War",
        "https://understandingwar.org/",
        "en",
        sources=(
            Section("https://understandingwar.org/research/"),
            WordPress("https://understandingwar.org/"),
        ),
        articles=(r"^/research/[a-z-]+/[^/]+/?$", r"^/backgrounder/[^/]+$"),
        terms="Its old feed answers 403 to ordinary clients and is left out.",
        facts=(
            "403: a survey of feeds, 2026-04; front and URL form: links seen in public files; REST: named in a list "
            "(links seen in public files); layout: guessed from WordPress"
        ),
    )
