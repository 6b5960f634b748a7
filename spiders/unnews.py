"""UN News: the Middle East."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.extract.presets import DRUPAL
from syria_news.model import Outlet


class UnNews(OutletSpider):
    """UN News, English."""

    outlet = Outlet(
        name="unnews",
        title="UN News",
        home="https://news.un.org/",
        language="en",
        sources=(
            Feed("https://news.un.org/feed/subscribe/en/news/region/middle-east/feed/rss.xml"),
            Feed("https://news.un.org/feed/subscribe/en/news/all/rss.xml"),
        ),
        articles=(r"^/en/(story|interview)/20\d\d/\d\d/\d+$",),
        rules=(DRUPAL,),
        facts=(
            "feeds: in use (kagisearch/kite-public, 2026-05), read live (a source registry, 2026-10-04; "
            "koala73/worldmonitor, 2026-02); URL form: nobody's record; general knowledge; layout: guessed from "
            "Drupal"
        ),
    )
