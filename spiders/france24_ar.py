"""France 24, Arabic."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class France24Ar(OutletSpider):
    """France 24, Arabic."""

    outlet = Outlet(
        name="france24_ar",
        title="فرانس 24",
        home="https://www.france24.com/ar/",
        language="ar",
        sources=(Feed("https://www.france24.com/ar/rss"),),
        articles=(r"^/ar/(?:[^/]+/)*20\d{6}-[^/]+$",),
        rejects=(r"^/ar/(video|live|%D8%A8%D8%B1%D8%A7%D9%85%D8%AC)(/|$)",),
        rules=LAYOUTS["france24.com"],
        facts="feed: read live (koala73/worldmonitor, 2026-02); URL form and layout: those of the English edition",
    )
