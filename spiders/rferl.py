"""Radio Free Europe/Radio Liberty, English."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.extract.presets import PANGEA
from syria_news.model import Outlet


class Rferl(OutletSpider):
    """Radio Free Europe/Radio Liberty, English."""

    outlet = Outlet(
        name="rferl",
        title="RFE/RL",
        home="https://www.rferl.org/",
        language="en",
        sources=(
            Feed("https://www.rferl.org/api/zigkmtl-vomx-tpemm-mr"),
            Feed("https://www.rferl.org/api/"),
        ),
        articles=(r"^/a/[^/]+/\d+\.html$", r"^/a/\d+\.html$"),
        rules=(PANGEA,),
        facts=(
            "feeds: in use (kagisearch/kite-public, 2026-05), read live (a survey of feeds, 2026-04); URL form and "
            "layout: those of its sister VOA (flairNLP/fundus, 2026-08; saved pages)"
        ),
    )
