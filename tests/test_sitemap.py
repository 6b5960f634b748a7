import gzip
import zlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syria_news.discover import contents, sitemap
from syria_news.discover.calendar import DatedSection, DatedSitemap
from syria_news.discover.sitemap import Sitemap
from syria_news.model import Entry, Listing, Next, Reason, Rejected, Window
from tests.listing import HOME, addresses, page, troubles

SOURCE = Sitemap(f"{HOME}/listing.xml")
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def url(loc, more=""):
    return f"<url><loc>{loc}</loc>{more}</url>"


def urlset(*lines, head="", spaces=NAMESPACE):
    return f'<?xml version="1.0" encoding="utf-8"?>{head}<urlset {spaces}>{"".join(lines)}</urlset>'


def read(body, **where):
    return list(SOURCE.read(page(body, **where)))


def test_a_sitemap_gives_entries_in_its_order_with_their_last_change():
    body = urlset(
        url(f"{HOME}/2", "<lastmod>2024-12-06T10:00:00+03:00</lastmod>"), url("/1", "<lastmod>2024-12-05</lastmod>")
    )
    assert read(body) == [
        Entry(f"{HOME}/2", modified=datetime(2024, 12, 6, 7, tzinfo=UTC)),
        Entry(f"{HOME}/1", modified=datetime(2024, 12, 5, tzinfo=UTC)),
    ]


def test_a_news_sitemap_gives_title_and_publication_and_no_pictures():
    news = """<news:news><news:publication><news:name>Example</news:name></news:publication>
        <news:publication_date>2024-12-06T10:00:00Z</news:publication_date>
        <news:title>Buses &amp; cars</news:title></news:news>
        <image:image><image:loc>https://news.example/a.jpg</image:loc><image:title>b</image:title></image:image>
        <video:video><video:publication_date>2020-01-01</video:publication_date><video:title>c</video:title></video:video>
        <xhtml:link rel="alternate" hreflang="ar" href="https://news.example/ar/1"/>"""
    assert read(urlset(url(f"{HOME}/1", news))) == [
        Entry(f"{HOME}/1", datetime(2024, 12, 6, 10, tzinfo=UTC), "Buses & cars")
    ]


def test_an_index_gives_listings():
    body = f"""<sitemapindex {NAMESPACE}><sitemap><loc>{HOME}/a.xml.gz</loc><lastmod>2024-12-06</lastmod></sitemap>
        <sitemap>\n{HOME}/b.xml?c=1&amp;d=2\n</sitemap><sitemap><loc>http://127.0.0.1/c.xml</loc></sitemap></sitemapindex>"""
    found = read(body)
    assert found[:2] == [
        Listing(f"{HOME}/a.xml.gz", datetime(2024, 12, 6, tzinfo=UTC)),
        Listing(f"{HOME}/b.xml?c=1&d=2"),
    ]
    assert troubles(found) == [Reason.BAD_URL]


@pytest.mark.parametrize(
    "body",
    [
        urlset(url(f"{HOME}/1"), url(f"{HOME}/2"), spaces=""),
        urlset(url(f"{HOME}/1"), url(f"{HOME}/2"), spaces='xmlns="http://www.google.com/schemas/sitemap/0.84"'),
        urlset(url(f"<![CDATA[{HOME}/1]]>"), url(f"\n {HOME}/2 \n")),
        urlset("<!-- <url><loc>/no</loc></url> -->", url(f"{HOME}/1"), "<!-- -- -->", url(f"{HOME}/2")),
        "\ufeff" + urlset(url(f"{HOME}/1"), url(f"{HOME}/2")),
        urlset(f"<url><loc>{HOME}/1</loc><url><loc>{HOME}/2</loc></url>"),
        urlset(f"<url><loc>{HOME}/1</url>", f"<url><loc>{HOME}/2</loc></wrong></url>"),
        urlset(f"<loc>{HOME}/1</loc><loc>{HOME}/2</loc>"),
        f"<x:urlset><x:url><x:loc>{HOME}/1</x:loc></x:url><x:url><x:loc>{HOME}/2</x:loc></x:url></x:urlset>",
        urlset("<x>" * 100_000, url(f"{HOME}/1"), "</x>" * 100_000, url(f"{HOME}/2")),
        urlset(url(f"{HOME}/1"), "<url>" * 50_000, url(f"{HOME}/2"), "</url>" * 50_000),
        urlset(url(f"{HOME}/1"), url(f"{HOME}/2"), head="<!DOCTYPE l [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>"),
        urlset(url(f"{HOME}/1"), url(f"{HOME}/2"), head=f"<!DOCTYPE l [<!ENTITY a '{'A' * 100_000}'>]>"),
        f"{HOME}/1\r\n\r\n# two\n  {HOME}/2",
        urlset(url(f"{HOME}/1"), url(f"{HOME}/2")).replace("utf-8", "utf-16").encode("utf-16"),
        gzip.compress(urlset(url(f"{HOME}/1"), url(f"{HOME}/2")).encode()),
        gzip.compress(gzip.compress(urlset(url(f"{HOME}/1"), url(f"{HOME}/2")).encode())),
        gzip.compress(urlset(url(f"{HOME}/1")).encode()[:-9]) + gzip.compress(f"{url(f'{HOME}/2')}</urlset>".encode()),
        f"<rss><channel><item><link>{HOME}/1</link></item><item><link>{HOME}/2</link></item></channel></rss>",
    ],
    ids=range(19),
)
def test_a_sitemap_is_read_however_it_is_written(body):
    found = read(body)
    assert addresses(found) == [f"{HOME}/1", f"{HOME}/2"]
    assert not troubles(found)


@pytest.mark.parametrize(
    ("loc", "reason"),
    [
        ("http://[::1", Reason.BAD_URL),
        ("file:///etc/hostname", Reason.BAD_URL),
        ("http://169.254.169.254/", Reason.BAD_URL),
        (f"{HOME}/a\0b", Reason.BAD_URL),
        (f"{HOME}/" + "a" * 100_000, Reason.BAD_URL),
        (f"{HOME}/&j;", Reason.BAD_URL),
        ("", Reason.BROKEN_ENTRY),
    ],
)
def test_a_broken_address_costs_no_other(loc, reason):
    found = read(urlset(url(f"{HOME}/1"), url(loc), url(f"{HOME}/2")))
    assert addresses(found) == [f"{HOME}/1", f"{HOME}/2"]
    assert troubles(found) == [reason]


def test_an_unescaped_ampersand_changes_no_address():
    assert addresses(read(urlset(url(f"{HOME}/?a=1&b=2&amp;c=3&copy=4")))) == [f"{HOME}/?a=1&b=2&c=3&copy=4"]


def test_of_a_cut_sitemap_the_whole_addresses_are_read_and_the_cut_is_told():
    body = urlset(*(url(f"{HOME}/{number}") for number in range(5)))
    found = read(body[: body.index(f"{HOME}/4") + len(HOME) + 1])
    assert addresses(found) == [f"{HOME}/{number}" for number in range(4)]
    assert troubles(found) == [Reason.BROKEN_LISTING]


def test_of_a_cut_gzip_stream_what_came_is_read_and_the_cut_is_told():
    packed = gzip.compress(urlset(*(url(f"{HOME}/{hash(number)}/{number**3}") for number in range(3_000))).encode())
    found = read(packed[:-500])
    assert len(addresses(found)) > 1_000
    assert Reason.BROKEN_LISTING in troubles(found)


def test_a_bomb_is_unpacked_to_the_limit_and_no_further():
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    start = packer.compress(urlset(url(f"{HOME}/1")).encode())
    bomb = start + b"".join(packer.compress(b" " * (1 << 20)) for _ in range(60)) + packer.flush()
    found = read(bomb)
    assert addresses(found) == [f"{HOME}/1"]
    assert troubles(found) == [Reason.TOO_LARGE]


def test_a_sitemap_of_more_addresses_than_it_may_have_is_read_to_its_end():
    found = read("\n".join(f"{HOME}/{number}" for number in range(50_100)))
    assert len(addresses(found)) == 50_100
    assert troubles(found) == []


def test_a_sitemap_has_a_bound_and_tells_when_it_is_reached(monkeypatch):
    monkeypatch.setattr(sitemap, "MOST", 3)
    monkeypatch.setattr(contents, "LARGEST", 5_000)
    found = read(urlset(*(url(f"{HOME}/{number}") for number in range(4))))
    assert (len(addresses(found)), troubles(found)) == (3, [Reason.TOO_LARGE])
    assert Reason.TOO_LARGE in troubles(read(urlset(url(f"{HOME}/1")) + " " * 5_000))


@pytest.mark.parametrize(
    "body",
    ["", "  \n", "<html><body>Sign in</body></html>", "<!DOCTYPE html><p>https://news.example/1", "Not found", "<a>"],
)
def test_what_is_no_sitemap_is_rejected(body):
    with pytest.raises(Rejected) as caught:
        read(body)
    assert caught.value.reason == Reason.NOT_A_LISTING


def test_a_sitemap_without_addresses_says_so():
    assert troubles(read(urlset())) == [Reason.BROKEN_LISTING]
    assert troubles(read(f"<urlset {NAMESPACE}/>")) == [Reason.BROKEN_LISTING]


JUNK = ["<x", "</url>", "<url>", "&", "<!--", "-->", "]]>", "<![CDATA[", "\0", "<loc>", "</loc>", "<?", "a"]


@given(st.lists(st.sampled_from(JUNK)))
def test_no_junk_between_two_addresses_hides_one_in_silence(junk):
    found = read(urlset(url(f"{HOME}/1"), "".join(junk), url(f"{HOME}/2")))
    assert f"{HOME}/1" in addresses(found)
    assert f"{HOME}/2" in addresses(found) or troubles(found) or "<!--" in junk or "<![CDATA[" in junk or "<?" in junk


@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda junk: urlset(url("/1")).encode()[:150] + junk))
def test_any_bytes_are_a_sitemap_or_rejected(body):
    try:
        found = read(body)
    except Rejected:
        return
    assert found


def test_a_dated_sitemap_gives_one_listing_a_day():
    source = DatedSitemap(f"{HOME}/sitemap.xml?yyyy=%Y&mm=%m&dd=%d")
    found = source.listings(Window(date(2024, 11, 30), date(2024, 12, 1)))
    assert addresses(found) == [
        f"{HOME}/sitemap.xml?yyyy=2024&mm=11&dd=30",
        f"{HOME}/sitemap.xml?yyyy=2024&mm=12&dd=01",
    ]


def test_a_dated_sitemap_gives_one_listing_a_month():
    source = DatedSitemap(f"{HOME}/a%%20b/%Y-%m.xml")
    found = source.listings(Window(date(2023, 12, 31), date(2024, 2, 1)))
    assert addresses(found) == [f"{HOME}/a%20b/2023-12.xml", f"{HOME}/a%20b/2024-01.xml", f"{HOME}/a%20b/2024-02.xml"]


def test_a_dated_sitemap_may_write_its_days_without_zeros():
    source = DatedSitemap(f"{HOME}/%Y/%-m/%-d.xml")
    found = source.listings(Window(date(2024, 2, 29), date(2024, 3, 1)))
    assert addresses(found) == [f"{HOME}/2024/2/29.xml", f"{HOME}/2024/3/1.xml"]
    [month] = DatedSitemap(f"{HOME}/%%d/%Y-%-m.xml").listings(Window(date(2024, 2, 28), date(2024, 2, 29)))
    assert month.url == f"{HOME}/%d/2024-2.xml"


def test_a_dated_sitemap_is_asked_for_no_days_to_come_and_only_with_a_beginning():
    source = DatedSitemap(f"{HOME}/%Y/%m/%d.xml")
    today = datetime.now(UTC).date()
    assert len(addresses(source.listings(Window(today, date(2199, 1, 1))))) <= 2
    assert addresses(source.listings(Window(None, today))) == []
    assert list(source.read(page(urlset(url("/1"))))) == [Entry(f"{HOME}/1")]


def test_a_dated_section_gives_its_days_and_each_day_to_its_end():
    source = DatedSection(f"{HOME}/archive/%Y/%m/%d", links="h2 a")
    found = source.listings(Window(date(2024, 12, 5), date(2024, 12, 6)))
    assert addresses(found) == [f"{HOME}/archive/2024/12/05", f"{HOME}/archive/2024/12/06"]
    links = "".join(f"<h2><a href='/news/{n}'>Report {n}</a></h2>" for n in range(3))
    day = page(f"<main>{links}<a href='/about'>About</a><a rel=next href='?page=2'>Older</a></main>".encode())
    *entries, onward = source.read(day)
    assert [each.url for each in entries] == [f"{HOME}/news/{n}" for n in range(3)]
    assert isinstance(onward, Next)
    assert not onward.newest_first
    assert list(source.listings(Window())) == []


@pytest.mark.parametrize("template", [f"{HOME}/sitemap.xml", f"{HOME}/%Y.xml", f"{HOME}/{{year}}.xml"])
def test_a_template_without_dates_is_a_bug(template):
    with pytest.raises(ValueError, match="no %Y and %m"):
        DatedSitemap(template)


def test_entries_of_tomorrow_are_undated():
    assert read(urlset(url("/1", "<lastmod>2024-12-31</lastmod>"))) == [Entry(f"{HOME}/1")]


def test_a_gzip_stream_with_a_wrong_sum_is_read_and_told_of():
    packed = bytearray(gzip.compress(urlset(url(f"{HOME}/1")).encode()))
    packed[-6] ^= 0xFF
    found = read(bytes(packed))
    assert addresses(found) == [f"{HOME}/1"]
    assert troubles(found) == [Reason.BROKEN_LISTING]


@pytest.mark.parametrize("body", ['{"error": "see https://news.example/help"}', "Denied. See http://news.example/help"])
def test_a_message_that_names_an_address_is_no_list_of_them(body):
    with pytest.raises(Rejected):
        read(body)


def test_a_list_of_addresses_may_hold_a_broken_one():
    found = read(f"# all\n{HOME}/1\n{HOME}/?q=<b>\n{HOME}/2\n")
    assert addresses(found) == [f"{HOME}/1", f"{HOME}/2"]
    assert troubles(found) == [Reason.BAD_URL]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</loc>", ""),
        ("</loc>", "<loc>"),
        ("</url>", ""),
        ("<url>", ""),
        ("<loc>", "<loc><![CDATA["),
        ("<loc>", '<loc a=">">'),
        ("<loc>", "<lastmod>2024-12-06<loc>"),
        ("<url>", "<url><x "),
        ("</url>", "<"),
    ],
)
def test_a_damaged_tag_costs_no_neighbour(old, new):
    found = read(urlset(url(f"{HOME}/1"), url(f"{HOME}/2").replace(old, new), url(f"{HOME}/3")))
    assert {f"{HOME}/1", f"{HOME}/3"} <= set(addresses(found))
    assert f"{HOME}/2" in addresses(found) or troubles(found)


def test_the_last_address_of_a_whole_sitemap_needs_no_end():
    found = read(urlset(url(f"{HOME}/1"), f"<url><loc>{HOME}/2</loc>"))
    assert addresses(found) == [f"{HOME}/1", f"{HOME}/2"]
    assert not troubles(found)


def test_more_tags_than_can_be_read_in_time_are_cut_and_told_of(monkeypatch):
    monkeypatch.setattr(contents, "MOST_TAGS", 12)
    found = read(urlset(*(url(f"{HOME}/{number}") for number in range(9))))
    assert addresses(found) == [f"{HOME}/0", f"{HOME}/1"]
    assert Reason.TOO_LARGE in troubles(found)
