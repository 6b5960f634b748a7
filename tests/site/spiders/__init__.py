"""The spider of the site on loopback."""

import os
from collections.abc import Iterator
from dataclasses import replace

import scrapy
from scrapy.http import Response

from syria_news.crawl.spider import Arrival, OutletSpider
from syria_news.discover.feed import Feed
from syria_news.model import Outlet
from syria_news.store.ledger import Due

HOME = f"{os.environ.get('SITE_SCHEME', 'http')}://{os.environ['SITE']}/"


class Loopback(OutletSpider):
    """The site's one edition."""

    outlet = Outlet(
        name="loopback",
        title="Loopback Times",
        home=HOME,
        language="en",
        sources=(Feed(f"{HOME}feed.xml"),),
        articles=(r"^/news/", r"^/http/"),
    )


class Stumbling(Loopback):
    """The same with bugs: one article breaks its callback, another's request is taken for the first's."""

    outlet = replace(Loopback.outlet, name="stumbling")

    def _article(self, due: Due, *, again: bool = False) -> scrapy.Request:
        request = super()._article(due, again=again)
        same = due.url.endswith(("/one", "/twin"))
        return request.replace(url=f"{HOME}news/one", dont_filter=False) if same else request

    def parse_article(self, response: Response, asked: str, tries: int) -> Iterator[Arrival]:
        if asked.endswith("/stumble"):
            raise RuntimeError("a bug")
        yield from super().parse_article(response, asked, tries)
