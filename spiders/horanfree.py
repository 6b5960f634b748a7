"""Houran Free League, local news of Daraa, Arabic."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.discover.wordpress import WordPress
from syria_news.extract.layouts_syria import SAHIFA
from syria_news.presets import wordpress


class HoranFree(OutletSpider):
    """Houran Free League, Arabic."""

    outlet = wordpress(
        "horanfree",
        "تجمع أحرار حوران",
        "https://www.horanfree.com/",
        "ar",
        sources=(
            Section("https://www.horanfree.com/?cat=*"),
            Feed("https://www.horanfree.com/feed/"),
            WordPress("https://www.horanfree.com/"),
        ),
        articles=(r"^/archives/\d+/?$", r"^/\d+/?$", r"^/\?p=\d+$", r"^/(?:%[0-9A-Fa-f]{2}|-){20,}/?$"),
        rules=(SAHIFA,),
        facts=(
            "list, JSON-LD and layout: jclark1913/syria-daily-brief, 2025-04; URL forms, feed and REST: guessed from "
            "WordPress"
        ),
    )
