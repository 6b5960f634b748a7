"""SANA, Syria's state news agency, English; its site and its line changed after December 2024."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.discover.wordpress import WordPress
from syria_news.extract.layouts_syria import SANA
from syria_news.presets import wordpress


class SanaEn(OutletSpider):
    """SANA, English."""

    outlet = wordpress(
        "sana_en",
        "SANA English",
        "https://sana.sy/en/",
        "en",
        sources=(
            Section("https://sana.sy/en/syria/"),
            Section("https://sana.sy/en/local/"),
            Feed("https://sana.sy/en/feed/"),
            WordPress("https://sana.sy/en/"),
        ),
        articles=(r"^/en/[a-z-]+/\d{6,8}/?$", r"^/en/\?p=\d+$"),
        rules=(SANA,),
        facts=(
            "feed: in use (kagisearch/kite-public, 2026-05), stale for days at times (stratagemdrive/syria-local, "
            "2026-03); sections and URL form: links seen in public files; old addresses with ?p=: the same; layout: "
            "of the old site (jclark1913/syria-daily-brief, 2025-04); REST: guessed"
        ),
    )
