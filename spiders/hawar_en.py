"""Hawar News (ANHA), close to the administration of the north-east, English."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.model import Outlet


class HawarEn(OutletSpider):
    """Hawar News (ANHA), English."""

    outlet = Outlet(
        name="hawar_en",
        title="Hawar News Agency",
        home="https://hawarnews.com/en/",
        language="en",
        sources=(
            Section("https://hawarnews.com/en/news"),
            Feed("https://hawarnews.com/en/feed/"),
        ),
        articles=(r"^/en/(?!news/?$|category/|tag/|page/)[a-z0-9-]*-[a-z0-9-]+/?$",),
        facts=(
            "feed: tried and not kept (Brunopomodoro/syria-narrative-tracker, 2026-09), expect trouble; section: "
            "listed (links seen in public files); URL form: guessed; layout: unknown"
        ),
    )
