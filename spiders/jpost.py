"""The Jerusalem Post."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class Jpost(OutletSpider):
    """The Jerusalem Post, English."""

    outlet = Outlet(
        name="jpost",
        title="The Jerusalem Post",
        home="https://www.jpost.com/",
        language="en",
        sources=(
            Section("https://www.jpost.com/middle-east"),
            Feed("https://www.jpost.com/rss/rssfeedsmiddleeastnews.aspx"),
            Feed("https://www.jpost.com/rss/rssfeedsheadlines.aspx"),
            Feed("https://www.jpost.com/rss/rssfeedsfrontpage.aspx"),
        ),
        articles=(r"^/(?:[A-Za-z-]+/)+article-\d+$", r"^/(?:[A-Za-z-]+/)+[^/]+-\d{5,7}$"),
        rules=LAYOUTS["jpost.com"],
        facts=(
            "feeds: read live (a source registry, 2026-10-04; a survey of feeds, 2026-04), in use "
            "(kovidgoyal/calibre, 2026-08), some of the family stale (a feed probe, 2026-06); layout: "
            "kovidgoyal/calibre, 2026-08; saved pages; URL form, section: nobody's record; general knowledge"
        ),
    )
