"""The spider of an edition whose past can be reached: sitemaps by day, and WordPress."""

from dataclasses import replace

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.calendar import DatedSitemap
from syria_news.discover.wordpress import WordPress
from tests.site.spiders import HOME, Loopback


class Past(OutletSpider):
    """The site's archive."""

    outlet = replace(
        Loopback.outlet,
        name="past",
        sources=(DatedSitemap(f"{HOME}sitemap-%Y-%m-%d.xml"), WordPress(HOME)),
    )
