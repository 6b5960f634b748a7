"""The International Crisis Group."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.model import Outlet


class CrisisGroup(OutletSpider):
    """The International Crisis Group, English."""

    outlet = Outlet(
        name="crisisgroup",
        title="International Crisis Group",
        home="https://www.crisisgroup.org/",
        language="en",
        sources=(Feed("https://www.crisisgroup.org/rss.xml"),),
        articles=(r"^/(?:[a-z0-9-]+/){2,4}[a-z0-9-]+$",),
        rejects=(r"^/(who-we-are|about-us|crisiswatch|support-us|how-we-work|latest-updates)(/|$)",),
        facts=(
            "feed: read live (a source registry, 2026-10-04), another has no dates (koala73/worldmonitor, 2026-02); "
            "URL form: nobody's record; general knowledge; layout: unknown"
        ),
    )
