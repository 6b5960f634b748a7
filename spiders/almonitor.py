"""Al-Monitor."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.calendar import Archive
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from syria_news.extract.layouts_syria import AL_MONITOR
from syria_news.model import Outlet


class AlMonitor(OutletSpider):
    """Al-Monitor, English."""

    outlet = Outlet(
        name="almonitor",
        title="Al-Monitor",
        home="https://www.al-monitor.com/",
        language="en",
        sources=(
            Section("https://www.al-monitor.com/syria"),
            Feed("https://www.al-monitor.com/rss"),
            Archive("https://www.al-monitor.com/sitemap.xml"),
        ),
        articles=(r"^/originals/20\d\d/\d\d/[^/]+$",),
        rules=(AL_MONITOR,),
        facts=(
            "feed: read live (a source registry, 2026-10-04; kagisearch/kite-public, 2026-05); sitemap: listed (links "
            "seen in public files); URL form and layout: fivefilters/ftr-site-config; section: nobody's record; "
            "general knowledge"
        ),
    )
