"""Sky News Arabia, from Abu Dhabi, Arabic."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.feed import Feed
from syria_news.extract.layouts_syria import SKY_NEWS_ARABIA
from syria_news.model import Outlet


class SkyNewsArabia(OutletSpider):
    """Sky News Arabia, Arabic."""

    outlet = Outlet(
        name="skynewsarabia",
        title="سكاي نيوز عربية",
        home="https://www.skynewsarabia.com/",
        language="ar",
        sources=(Feed("https://www.skynewsarabia.com/rss/middle-east.xml"),),
        articles=(r"^/[a-z-]+/\d{5,8}-[^/]+$",),
        rejects=(r"^/(video|live-stories?|program)(/|$)",),
        rules=(SKY_NEWS_ARABIA,),
        facts=(
            "feed: read live (Brunopomodoro/syria-narrative-tracker, 2026-09); layout: absunstar/web-share; URL form: "
            "nobody's record; general knowledge"
        ),
    )
