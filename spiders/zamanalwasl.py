"""Zaman al-Wasl, an independent newspaper from Homs, Arabic."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.model import Outlet


class ZamanAlWasl(OutletSpider):
    """Zaman al-Wasl, Arabic."""

    outlet = Outlet(
        name="zamanalwasl",
        title="زمان الوصل",
        home="https://www.zamanalwsl.net/",
        language="ar",
        sources=(Feed("https://www.zamanalwsl.net/rss"),),
        articles=(r"^/news/article/\d+/?",),
        facts=(
            "feed: read live (Brunopomodoro/syria-narrative-tracker, 2026-09); URL form: nobody's record; general "
            "knowledge; layout: unknown"
        ),
    )
