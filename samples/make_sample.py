"""Writes `homs-2024-12-06.warc.gz`, the recording that a first crawl can be played from.

    uv run python samples/make_sample.py

It is what six outlets' servers would have answered on an evening, had they published these invented articles: every
listing that their spiders ask for, and what real life has: ads between paragraphs, a caption twice, a repost, a text
at two addresses, a correction, an article off topic, a 404, a redirect, an address that robots.txt forbids,
windows-1256, a gzipped sitemap, a compressed page, live blogs. The pages that `tests/outlets` takes as fixtures are
written there too. It gives the same bytes on every run (where zlib is the same; the records are so everywhere).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import listings
import pages
from recording import Answer, gzipped, warc
from stories import Story, first_version, reposted, story

NAME = "homs-2024-12-06.warc.gz"
MORNING = datetime(2024, 12, 6, 10, 20, tzinfo=UTC)
EVENING = datetime(2024, 12, 6, 18, 50, tzinfo=UTC)
STEP = timedelta(seconds=37)
"""Between two answers."""

FIXTURES = {
    "aljazeera_en": ("coast-road", "liveblog"),
    "upi": ("homs-exodus",),
    "nbcnews": ("homs-what-to-know", "liveblog"),
    "nordictimes": ("highway",),
    "levant24": ("market",),
    "syrianobserver": ("digest", "arabic"),
}
"""The stories whose pages are fixtures of `tests/test_outlets.py`, under the same names."""

XML, HTML = "application/xml; charset=utf-8", "text/html; charset=utf-8"
RSS, ATOM = "application/rss+xml; charset=UTF-8", "application/atom+xml; charset=utf-8"
POSTS = (
    "after=2024-12-05T00:00:00&before=2024-12-08T00:00:00&per_page=100&page=1&orderby=date&order=asc"
    "&_fields=link,date_gmt,modified_gmt,title"
)
"""What a crawl with `-a since=2024-12-06 -a until=2024-12-06` asks WordPress for."""
ROBOTS = "User-agent: *\nDisallow: /search\nDisallow: /account/\n"


@dataclass(frozen=True)
class Site:
    """An outlet's server."""

    outlet: str

    def told(self, *names: str) -> list[Story]:
        """Stories by the names of their files."""
        return [story(name, self.outlet) for name in names]

    def robots(self, host: str, rules: str = ROBOTS) -> Answer:
        """A host's robots.txt."""
        return Answer(f"https://{host}/robots.txt", rules.encode(), "text/plain", self.outlet, "other")

    def listing(self, url: str, body: bytes, content_type: str = XML) -> Answer:
        """A listing."""
        return Answer(url, body, content_type, self.outlet, "listing", headers=(("Cache-Control", "max-age=300"),))

    def front(self, url: str, name: str, stories: Iterable[Story]) -> Answer:
        """A section front."""
        return self.listing(url, pages.front(self.outlet, url, name, stories), HTML)

    def articles(self, told: Sequence[Story], charset: str = "utf-8") -> Iterator[Answer]:
        """The pages of stories."""
        for one in told:
            modified = ("Last-Modified", f"{one.modified:%a, %d %b %Y %H:%M:%S} GMT")
            tag = ("ETag", f'"{one.number:x}-{one.modified:%H%M}"')
            body = pages.page(one, told, charset)
            kind = f"text/html; charset={charset}"
            yield Answer(one.url, body, kind, self.outlet, "article", headers=(modified, tag))


def upi() -> Iterator[Answer]:
    """UPI: a text at two addresses, a redirect, a 404, a page that robots.txt forbids, cheese."""
    site = Site("upi")
    world = site.told("hospitals", "aid-convoy", "jordan-crossing", "homs-exodus", "alpine-cheese")
    defense, us, ad = site.told("tartus-ships", "americans-told-to-leave", "sponsored-heaters")
    exodus = world[3]
    copy = _moved(exodus, exodus.url.replace("Top_News/World-News", "Defense-News"))
    old = _moved(world[0], world[0].url.replace("syria-homs-hospitals", "Syria-surgeons-headlamps"))
    gone = _moved(us, "https://www.upi.com/Top_News/World-News/2024/12/06/syria-damascus-airport/7391733508001/")
    yield site.robots("www.upi.com", f"{ROBOTS}Disallow: /sponsors/\nDisallow: /Voices/Sponsored/\n")
    yield site.robots("rss.upi.com", "User-agent: *\nDisallow:\n")
    front = "https://www.upi.com/Top_News/World-News/"
    yield site.front(front, "World News", [old, *world[1:], gone])
    feeds = "https://rss.upi.com/news/"
    news, top, security = (f"{feeds}{name}.rss" for name in ("news", "top_news", "security_news"))
    yield site.listing(news, listings.rss(news, "World News - UPI.com", [*world[1:], gone]), RSS)
    yield site.listing(top, listings.rss(top, "Top News - UPI.com", [us, exodus, ad, world[4]]), RSS)
    yield site.listing(security, listings.rdf(security, "Security News - UPI.com", [defense, copy]), "text/xml")
    yield from site.articles([*world[1:], us, defense, copy, ad])
    yield Answer(old.url, b"", HTML, "upi", "other", status=301, headers=(("Location", world[0].url),))
    [target] = site.articles(world[:1])
    yield Answer(target.url, target.body, target.content_type, "upi", "article", asked=old.url)
    yield Answer(gone.url, pages.error("upi"), HTML, "upi", "article", status=404)


def aljazeera() -> Iterator[Answer]:
    """Al Jazeera English: a sitemap index with a gzipped sitemap, a page compressed on the wire, a live blog."""
    site = Site("aljazeera_en")
    home = "https://www.aljazeera.com"
    told = site.told("coast-road", "lebanon-crossings", "rastan-bridge", "liveblog", "hama-bakers", "opinion-speed")
    orchid = site.told("orchid-thieves")
    yield site.robots("www.aljazeera.com", f"{ROBOTS}Disallow: /api\nSitemap: {home}/sitemap.xml\n")
    yield site.front(f"{home}/where/syria/", "Syria", told)
    yield site.front(f"{home}/middle-east/", "Middle East", told[:4])
    feed = f"{home}/xml/rss/all.xml"
    title = "Al Jazeera – Breaking News, World News and Video from Al Jazeera"
    yield site.listing(feed, listings.rss(feed, title, [*orchid, *told[:3]], "?traffic_source=rss"), RSS)
    yield site.listing(f"{home}/news-sitemap.xml", listings.news_sitemap("Al Jazeera", [*told, *orchid]))
    day = f"{home}/article-new/06-12-2024.xml.gz"
    yield site.listing(f"{home}/sitemaps/article-new.xml", listings.sitemap_index({day: EVENING}))
    yield site.listing(day, gzipped(listings.sitemap([*told, *orchid])), "application/gzip")
    yield site.listing(f"{home}/sitemap.xml?yyyy=2024&mm=12&dd=06", listings.sitemap([*told, *orchid]))
    for answer in site.articles([*told, *orchid]):
        if answer.url == told[2].url:
            headers = (*answer.headers, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))
            yield Answer(answer.url, gzipped(answer.body), answer.content_type, site.outlet, "article", headers=headers)
        else:
            yield answer


def nbcnews() -> Iterator[Answer]:
    """NBC News: an Atom feed, a correction note, a live blog, snowplows."""
    site = Site("nbcnews")
    home = "https://www.nbcnews.com"
    told = site.told("homs-what-to-know", "whatsapp-homs", "liveblog", "tanf-garrison")
    plows = site.told("snow-plows")
    yield site.robots("www.nbcnews.com", f"{ROBOTS}Sitemap: {home}/sitemap/nbcnews/sitemap-news\n")
    yield site.robots("feeds.nbcnews.com", "User-agent: *\nDisallow:\n")
    yield site.front(f"{home}/world/middle-east", "Middle East", told)
    feed = "https://feeds.nbcnews.com/nbcnews/public/world"
    yield site.listing(feed, listings.atom(feed, "NBC News World News", told[:3]), ATOM)
    news = f"{home}/sitemap/nbcnews/sitemap-news"
    yield site.listing(news, listings.news_sitemap("NBC News", [*told, *plows]))
    yield site.listing(f"{home}/sitemap/nbcnews/sitemap-2024-12-article.xml", listings.sitemap([*told, *plows]))
    yield from site.articles([*told, *plows])


def nordictimes_in_the_morning() -> Iterator[Answer]:
    """The Nordic Times, before it corrects an article."""
    site = Site("nordictimes")
    first = first_version("highway", site.outlet)
    yield site.robots("nordictimes.com")
    yield site.front("https://nordictimes.com/world/", "World", [first])
    yield from site.articles([first])


def nordictimes() -> Iterator[Answer]:
    """The Nordic Times in the evening: the same article with a correction."""
    site = Site("nordictimes")
    told = site.told("turkey-trucks", "malmo-waits", "highway")
    buns = site.told("buns")
    yield site.robots("nordictimes.com")
    yield site.front("https://nordictimes.com/world/", "World", [told[0], told[2]])
    yield from _wordpress(site, "https://nordictimes.com/", [*told, *buns])


def levant24() -> Iterator[Answer]:
    """Levant24: two texts of its own and one of Al Jazeera's, word for word."""
    site = Site("levant24")
    original = story("coast-road", "aljazeera_en")
    url = "https://levant24.com/news/international/2024/12/coast-road-fills-as-homs-waits/"
    repost = reposted(original, site.outlet, url, "Levant24 Staff", "International")
    yield site.robots("levant24.com")
    yield from _wordpress(site, "https://levant24.com/", [*site.told("school", "market"), repost])


def syrianobserver() -> Iterator[Answer]:
    """The Syrian Observer: an Arabic page in windows-1256, a recipe."""
    site = Site("syrianobserver")
    arabic = site.told("arabic")
    told = site.told("elders", "digest", "recipe")
    yield site.robots("syrianobserver.com")
    answers = list(_wordpress(site, "https://syrianobserver.com/", [*told, *arabic]))
    yield from (answer for answer in answers if answer.url != arabic[0].url)
    yield from site.articles(arabic, "windows-1256")


def evening() -> list[Answer]:
    """What the six outlets answer when the spiders come."""
    return [*upi(), *aljazeera(), *nbcnews(), *nordictimes(), *levant24(), *syrianobserver()]


def sample() -> bytes:
    """The recording."""
    timed = [(MORNING + STEP * place, answer) for place, answer in enumerate(nordictimes_in_the_morning())]
    timed += [(EVENING + STEP * place, answer) for place, answer in enumerate(evening())]
    return warc(NAME, timed)


def fixtures() -> dict[str, bytes]:
    """Pages of the recording by the paths of their fixtures below `tests/outlets`."""
    bodies = {answer.url: answer.body for answer in evening()}
    return {
        f"{outlet}/{name}.html": bodies[story(name, outlet).url] for outlet, names in FIXTURES.items() for name in names
    }


def _wordpress(site: Site, home: str, told: Sequence[Story]) -> Iterator[Answer]:
    yield site.listing(f"{home}feed/", listings.rss(f"{home}feed/", pages.SITES[site.outlet][0], told), RSS)
    yield site.listing(f"{home}wp-json/wp/v2/posts?{POSTS}", listings.posts(told), "application/json; charset=UTF-8")
    yield from site.articles(told)


def _moved(told: Story, url: str) -> Story:
    return Story(**{**vars(told), "url": url})


def main() -> None:
    """Write the recording beside this file, and the fixtures."""
    here = Path(__file__).parent
    (here / NAME).write_bytes(sample())
    for path, body in fixtures().items():
        file = here.parent / "tests" / "outlets" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)


if __name__ == "__main__":
    main()
