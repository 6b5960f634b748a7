"""TRT World, Turkey's public broadcaster, English."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class TrtWorld(OutletSpider):
    """TRT World, English."""

    outlet = Outlet(
        name="trtworld",
        title="TRT World",
        home="https://www.trtworld.com/",
        language="en",
        sources=(
            Section("https://www.trtworld.com/middle-east"),
            Feed("https://www.trtworld.com/feed/rss.xml"),
        ),
        articles=(
            r"^/(middle-east|turkey|turkiye|africa|europe|us-and-canada|asia|magazine|opinion|article)/[a-z0-9-]+$",
            r"^/article/[0-9a-f]{8,}$",
        ),
        rejects=(r"^/(video|live)(/|$)",),
        rules=LAYOUTS["trtworld.com"],
        facts=(
            "feed: read live (links seen in public files); layout: old (acibiber53/EtC-Translator, about 2021); URL "
            "form: links seen in public files; section: its first part"
        ),
    )
