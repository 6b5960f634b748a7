"""Al Arabiya, English."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class AlArabiyaEn(OutletSpider):
    """Al Arabiya, English."""

    outlet = Outlet(
        name="alarabiya_en",
        title="Al Arabiya English",
        home="https://english.alarabiya.net/",
        language="en",
        sources=(
            Section("https://english.alarabiya.net/News/middle-east"),
            Feed("https://english.alarabiya.net/feed/rss2/en.xml"),
            Feed("https://english.alarabiya.net/feed/rss2/en/News.xml"),
        ),
        articles=(r"^/[A-Za-z-]+/(?:[A-Za-z-]+/)*20\d\d/\d\d/\d\d/[^/]+$",),
        rules=LAYOUTS["alarabiya.net"],
        terms="Cloudflare refuses some clients: a refusal is recorded, never got round.",
        facts=(
            "feeds: in use (kagisearch/kite-public, 2026-05); 403 and 406: a Raqqa monitor's source list, 2026; "
            "layout: absunstar/web-share; URL form, section: nobody's record; general knowledge"
        ),
    )
