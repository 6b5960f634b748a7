"""Syria TV, a broadcaster founded in opposition, Arabic."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.extract.presets import DRUPAL
from syria_news.model import Outlet


class SyriaTv(OutletSpider):
    """Syria TV, Arabic."""

    outlet = Outlet(
        name="syriatv",
        title="تلفزيون سوريا",
        home="https://www.syria.tv/",
        language="ar",
        sources=(Feed("https://www.syria.tv/rss.xml"),),
        articles=(r"^/(?:%[0-9A-Fa-f]{2}|[a-z0-9-]){12,}/?$",),
        rejects=(r"^/(tag|video|programs?|tv|live|rss)(/|$)", r"^/%D8%AD%D9%82%D9%88%D9%82-"),
        rules=(DRUPAL,),
        facts=(
            "feed: read live (Brunopomodoro/syria-narrative-tracker, 2026-09); URL form: flat Arabic slugs (links "
            "seen in public files), unconfirmed; layout: guessed from the feed's Drupal address"
        ),
    )
