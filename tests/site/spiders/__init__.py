"""The spider of the site on loopback."""

import os

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.model import Outlet

HOME = f"http://{os.environ['SITE']}/"


class Loopback(OutletSpider):
    """The site's one edition."""

    outlet = Outlet(
        name="loopback",
        title="Loopback Times",
        home=HOME,
        language="en",
        sources=(Feed(f"{HOME}feed.xml"),),
        articles=(r"^/news/", r"^/http/"),
    )
