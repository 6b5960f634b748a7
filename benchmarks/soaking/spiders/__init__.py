"""The spider of the soak's outlet: eight hosts, so that one that asks to be left alone does not stop the others.

Each has a feed of its own, since a listing may name no ports but its own and those of the web.
"""

import os

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.model import Outlet

HOSTS = os.environ["SOAK_HOSTS"].split(",")
HOME = f"http://{HOSTS[0]}/"


class Soak(OutletSpider):
    """The outlet."""

    outlet = Outlet(
        name="soak",
        title="Soak Times",
        home=HOME,
        language="en",
        sources=tuple(Feed(f"http://{host}/feed.xml") for host in HOSTS),
        articles=(r"/news/",),
        hosts=tuple(host.partition(":")[0] for host in HOSTS),
    )
