"""L'Orient Today, from Beirut."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.model import Outlet


class LorientToday(OutletSpider):
    """L'Orient Today, English."""

    outlet = Outlet(
        name="lorienttoday",
        title="L'Orient Today",
        home="https://today.lorientlejour.com/",
        language="en",
        sources=(
            Section("https://today.lorientlejour.com/"),
            Feed("https://www.lorientlejour.com/rss"),
        ),
        articles=(r"^/article/\d+(/|$)",),
        hosts=("lorientlejour.com",),
        terms="Its feed answered 403: a refusal is recorded, never got round. Much is for subscribers.",
        facts=(
            "feed: 403 (koala73/worldmonitor, 2026-02); URL form: nobody's record; general knowledge; layout: unknown"
        ),
    )
