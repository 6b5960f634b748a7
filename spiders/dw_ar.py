"""Deutsche Welle, Arabic."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class DwAr(OutletSpider):
    """Deutsche Welle, Arabic."""

    outlet = Outlet(
        name="dw_ar",
        title="دويتشه فيله",
        home="https://www.dw.com/ar/",
        language="ar",
        sources=(Feed("https://rss.dw.com/xml/rss-ar-all"),),
        articles=(r"^/ar/[^/]+/a-\d+$",),
        hosts=("rss.dw.com",),
        rules=LAYOUTS["dw.com"],
        facts=(
            "feed: tried and not kept (Brunopomodoro/syria-narrative-tracker, 2026-09); URL form and layout: those of "
            "the English edition"
        ),
    )
