"""Al Jazeera, Arabic."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class AlJazeeraAr(OutletSpider):
    """Al Jazeera, Arabic."""

    outlet = Outlet(
        name="aljazeera_ar",
        title="الجزيرة نت",
        home="https://www.aljazeera.net/",
        language="ar",
        sources=(
            Section("https://www.aljazeera.net/where/syria/"),
            Feed(
                "https://www.aljazeera.net/aljazeerarss/a7c186be-1adb-4b11-a982-4783e765316e/4e17ecdc-8fb9-40de-a5d6-d00f72384a51"
            ),
        ),
        articles=(r"^/[a-z-]+/(?:liveblog/|longform/)?20\d\d/\d{1,2}/\d{1,2}/[^/]+/?$",),
        rejects=(r"^/(videos?|programs?|podcasts?|gallery)(/|$)",),
        rules=LAYOUTS["aljazeera.net"],
        terms="As for the English edition: terms restrict text and data mining.",
        facts=(
            "feed: read live (koala73/worldmonitor, 2026-02); section: a Raqqa monitor's source list, 2026; URL form: "
            "that of the English edition; layout: absunstar/web-share; DIYgod/RSSHub; saved pages of the English "
            "edition"
        ),
    )
