"""Kurdistan 24, from Erbil, English."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class Kurdistan24En(OutletSpider):
    """Kurdistan 24, English."""

    outlet = Outlet(
        name="kurdistan24_en",
        title="Kurdistan 24",
        home="https://www.kurdistan24.net/en/",
        language="en",
        sources=(Feed("https://www.kurdistan24.net/en/rss.xml"),),
        articles=(r"^/en/story/\d+",),
        rules=LAYOUTS["kurdistan24.net"],
        terms="Answers 403 or 406 to bare clients.",
        facts=(
            "feed: read live (tarekhachad/h72labs-news-aggregator, 2026-10); 403 and 406: a Raqqa monitor's source "
            "list, 2026; URL form: links seen in public files; layout: guessed"
        ),
    )
