"""The spider of an edition that has nothing but a section front."""

from dataclasses import replace

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.section import Section
from tests.site.spiders import HOME, Loopback


class Fronts(OutletSpider):
    """The site's section."""

    outlet = replace(Loopback.outlet, name="fronts", sources=(Section(f"{HOME}world/"),))
