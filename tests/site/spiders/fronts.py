"""The spiders of an edition that has nothing but a section front, and of one that has two feeds."""

from dataclasses import replace

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.discover.section import Section
from tests.site.spiders import HOME, Loopback


class Both(OutletSpider):
    """The feed, and another one."""

    outlet = replace(Loopback.outlet, name="both", sources=(*Loopback.outlet.sources, Feed(f"{HOME}other.xml")))


class Fronts(OutletSpider):
    """The site's section."""

    outlet = replace(Loopback.outlet, name="fronts", sources=(Section(f"{HOME}world/"),))
