"""The New Arab."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.model import Outlet


class NewArab(OutletSpider):
    """The New Arab, English."""

    outlet = Outlet(
        name="newarab",
        title="The New Arab",
        home="https://www.newarab.com/",
        language="en",
        sources=(
            Section("https://www.newarab.com/syria"),
            Feed("https://www.newarab.com/rss"),
        ),
        articles=(r"^/(news|analysis|features|opinion|investigations|investigation)/[^/]+/?$",),
        terms="Refuses browsers' user agents and serves plain ones: we say who we are.",
        facts=(
            "feed and its manners: in use (a Yemen desk's source list, 2026-10; kagisearch/kite-public, 2026-05); "
            "section: a Raqqa monitor's source list, 2026; URL form: nobody's record; general knowledge; layout: "
            "unknown"
        ),
    )
