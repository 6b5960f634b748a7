"""CNN. Its world feed answers with items of 2023 and is left out."""

from syria_news.crawl.spider import OutletSpider
from syria_news.discover.calendar import Archive
from syria_news.discover.section import Section
from syria_news.discover.sitemap import Sitemap
from syria_news.extract.layouts import LAYOUTS
from syria_news.model import Outlet


class Cnn(OutletSpider):
    """CNN, English."""

    outlet = Outlet(
        name="cnn",
        title="CNN",
        home="https://edition.cnn.com/",
        language="en",
        sources=(
            Section("https://edition.cnn.com/world/middle-east"),
            Sitemap("https://edition.cnn.com/sitemap/news.xml"),
            Archive("https://www.cnn.com/sitemap/article.xml"),
        ),
        articles=(r"^/20\d\d/\d\d/\d\d/[a-z-]+/[a-z0-9-]+(/index\.html)?/?$", r"/live-news/"),
        rejects=(r"^/(videos?|audio|style|travel)(/|$)", r"/(videos?|gallery)/"),
        hosts=("cnn.com",),
        rules=LAYOUTS["cnn.com"],
        facts=(
            "news sitemap: in use (a Yemen desk's source list, 2026-10); archive: a table of archives, 2026; feed "
            "stale since 2023 (koala73/worldmonitor, 2026-02); URL form: links seen in public files; layout: saved "
            "pages; section: nobody's record; general knowledge"
        ),
    )
