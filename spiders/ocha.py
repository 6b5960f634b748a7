"""The UN's office for humanitarian affairs."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.extract.presets import DRUPAL
from syria_news.model import Outlet


class Ocha(OutletSpider):
    """The UN's office for humanitarian affairs, English."""

    outlet = Outlet(
        name="ocha",
        title="UN OCHA",
        home="https://www.unocha.org/",
        language="en",
        sources=(
            Section("https://www.unocha.org/syrian-arab-republic"),
            Feed("https://www.unocha.org/rss.xml"),
        ),
        articles=(r"^/(news|publications/report)/[^?]+$",),
        rules=(DRUPAL,),
        facts=(
            "feed: read live (a source registry, 2026-10-04); URL form, section: nobody's record; general knowledge; "
            "layout: guessed from Drupal"
        ),
    )
