"""BBC News, Arabic."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class BbcAr(OutletSpider):
    """BBC News, Arabic."""

    outlet = Outlet(
        name="bbc_ar",
        title="بي بي سي نيوز عربي",
        home="https://www.bbc.com/arabic/",
        language="ar",
        sources=(
            Feed("https://feeds.bbci.co.uk/arabic/middleeast/rss.xml"),
            Feed("https://feeds.bbci.co.uk/arabic/rss.xml"),
        ),
        articles=(r"^/arabic/articles/[a-z0-9]{10,}/?$", r"^/arabic/(?:[a-z-]+-)?\d{7,9}/?$", r"^/arabic/live/"),
        hosts=("feeds.bbci.co.uk",),
        rules=LAYOUTS["bbc.com"],
        facts=(
            "feeds: read live (Brunopomodoro/syria-narrative-tracker, 2026-09), in use (a Yemen desk's source list, "
            "2026-10); URL form: that of the English edition; layout: saved pages of its sister services"
        ),
    )
