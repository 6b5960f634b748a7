import gzip
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syria_news.discover import feed, markup
from syria_news.discover.feed import Feed
from syria_news.model import Entry, Reason, Rejected, Trouble, Window
from tests.listing import FETCHED, HOME, addresses, page, troubles

SOURCE = Feed(f"{HOME}/listing.xml")


def item(number, link=None, more="", title="Buses"):
    link = f"{HOME}/{number}" if link is None else link
    return f"<item><title>{title}</title><link>{link}</link><guid>g{number}</guid>{more}</item>"


def rss(*items, head=""):
    return f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>c</title>{"".join(items)}</channel></rss>'


def read(body, **where):
    return list(SOURCE.read(page(body, **where)))


def test_a_feed_is_its_own_listing_whatever_the_days():
    assert addresses(SOURCE.listings(Window())) == [SOURCE.url]


def test_an_rss_feed_gives_entries_in_its_order():
    date = "<pubDate>Fri, 06 Dec 2024 12:30:00 +0300</pubDate>"
    body = rss(
        item(1, more=date, title="Buses &amp;amp; <![CDATA[<b>cars</b>]]>"), item(2, f"{HOME}/2?traffic_source=rss")
    )
    assert read(body) == [
        Entry(f"{HOME}/1", datetime(2024, 12, 6, 9, 30, tzinfo=UTC), "Buses & cars"),
        Entry(f"{HOME}/2", None, "Buses"),
    ]


def test_an_rdf_feed_is_dated_by_dublin_core():
    body = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="{HOME}"><title>c</title></channel>
        <item rdf:about="{HOME}/1"><title>Buses</title><link>{HOME}/1?maca=en-rss</link>
        <dc:date>2024-12-06T14:16:00Z</dc:date></item></rdf:RDF>"""
    assert read(body) == [Entry(f"{HOME}/1", datetime(2024, 12, 6, 14, 16, tzinfo=UTC), "Buses")]


def test_an_atom_entry_has_a_publication_and_a_last_change():
    body = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>c</title>
        <entry><title type="html">Buses &lt;i&gt;left&lt;/i&gt;</title><id>urn:1</id>
        <link rel="self" href="{HOME}/api/1"/><link href="/1"/><published>2024-12-05T10:00:00Z</published>
        <updated>2024-12-06T10:00:00Z</updated></entry>
        <entry><title>Cars</title><id>urn:2</id><link rel="alternate" href="{HOME}/2"/>
        <updated>2024-12-06T11:00:00Z</updated></entry></feed>"""
    assert read(body) == [
        Entry(f"{HOME}/1", datetime(2024, 12, 5, 10, tzinfo=UTC), "Buses left", datetime(2024, 12, 6, 10, tzinfo=UTC)),
        Entry(f"{HOME}/2", None, "Cars", datetime(2024, 12, 6, 11, tzinfo=UTC)),
    ]


def test_a_guid_is_the_link_only_where_it_is_an_address():
    body = rss(
        f"<item><title>a</title><guid>{HOME}/1</guid></item>",
        "<item><title>b</title><guid>4711</guid></item>",
        f'<item><title>c</title><guid isPermaLink="false">{HOME}/?p=3</guid></item>',
    )
    found = read(body)
    assert addresses(found) == [f"{HOME}/1"]
    assert troubles(found) == [Reason.BROKEN_ENTRY, Reason.BROKEN_ENTRY]


def test_the_original_link_of_a_feedburner_feed_wins():
    body = rss(item(1, "https://feeds.example/~r/1", f"<feedburner:origLink>{HOME}/1</feedburner:origLink>"))
    body = body.replace("<rss ", '<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" ')
    assert addresses(read(body)) == [f"{HOME}/1"]


def test_links_that_must_not_be_followed_are_troubles_and_the_others_stay():
    bad = [
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "http://[bad",
        "ftp://news.example/a",
        "http://news.example:22/",
        " ",
    ]
    found = read(rss(*(item(number, link) for number, link in enumerate(bad)), item(9)))
    assert addresses(found) == [f"{HOME}/9"]
    assert len(troubles(found)) == 6
    assert set(troubles(found)) == {Reason.BAD_URL, Reason.BROKEN_ENTRY}


def test_a_listing_on_loopback_may_name_its_own_port_and_no_public_one_may():
    body = rss(item(1, "http://127.0.0.1:8000/1"), item(2, "http://127.0.0.1:9/2"))
    assert addresses(read(body, url="http://127.0.0.1:8000/feed")) == ["http://127.0.0.1:8000/1"]
    assert addresses(read(body)) == []


@pytest.mark.parametrize(
    "damage",
    [
        "a&nbsp;b",
        "a&#xD800;b",
        "a&#99999999999;b",
        "a\0b",
        "a\x1bb",
        "a & b",
        "a < b",
        "&j;",
        "a<br>b",
        "<![CDATA[a & b]]>",
    ],
)
def test_a_damaged_title_costs_no_entry(damage):
    assert addresses(read(rss(item(1, title=damage), item(2)))) == [f"{HOME}/1", f"{HOME}/2"]


def test_entities_that_the_feed_defines_are_not_expanded():
    laughs = "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
    head = f"<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'>{laughs}<!ENTITY x SYSTEM 'file:///etc/hostname'>]>"
    found = read(rss(item(1, title="&j;&x;"), item(2), head=head))
    assert addresses(found) == [f"{HOME}/1", f"{HOME}/2"]
    assert all(len(each.title) < 100 for each in found)


def test_an_unescaped_ampersand_in_a_link_is_part_of_it():
    assert addresses(read(rss(item(1, f"{HOME}/1?a=1&b=2"), item(2, f"{HOME}/2?a=1&amp;b=2")))) == [
        f"{HOME}/1?a=1&b=2",
        f"{HOME}/2?a=1&b=2",
    ]


def test_of_a_cut_feed_the_whole_entries_are_read_and_the_cut_is_told():
    body = rss(item(1), item(2), item(3))
    found = read(body[: body.index(f"{HOME}/3") + len(HOME) + 1])
    assert addresses(found) == [f"{HOME}/1", f"{HOME}/2"]
    assert troubles(found) == [Reason.BROKEN_LISTING]


@pytest.mark.parametrize(
    "body",
    [
        "",
        " \n",
        "<!doctype html><html><body><p>Sign in</p></body></html>",
        "<p>x",
        "Not found",
        "{}",
        '{"items": 5}',
        "[",
        "\x1f\x8b",
    ],
)
def test_what_is_no_feed_is_rejected(body):
    with pytest.raises(Rejected) as caught:
        read(body)
    assert caught.value.reason in {Reason.NOT_A_LISTING, Reason.BROKEN_LISTING}


def test_a_feed_without_entries_says_so():
    assert troubles(read(rss())) == [Reason.BROKEN_LISTING]


def test_words_before_the_feed_do_no_harm():
    assert addresses(read("\ufeff\n<br />\n<b>Warning</b>: in x.php on line 3<br />" + rss(item(1)))) == [f"{HOME}/1"]


def test_a_feed_has_a_bound_and_tells_when_it_is_reached():
    found = read(rss(*map(item, range(feed.MOST + 1))))
    assert len(addresses(found)) == feed.MOST
    assert troubles(found) == [Reason.TOO_LARGE]


def test_many_troubles_are_counted_rather_than_told():
    found = read(rss(*(item(number, "file:///x") for number in range(300))))
    assert len(found) == 101
    assert isinstance(found[-1], Trouble) and found[-1].detail.startswith("200 more")


@pytest.mark.parametrize(
    ("encode", "content_type"),
    [
        (lambda text: text.encode("utf-16"), ""),
        (lambda text: text.encode("utf-16-le"), ""),
        (lambda text: text.replace("?>", ' encoding="windows-1256"?>', 1).encode("cp1256"), ""),
        (lambda text: text.encode("iso8859-6"), "text/xml; charset=ISO-8859-6"),
        (lambda text: text.replace("?>", ' encoding="windows-1256"?>', 1).encode(), "text/xml; charset=iso-8859-1"),
        (lambda text: gzip.compress(text.encode()), ""),
    ],
)
def test_a_feed_is_read_in_the_encoding_it_is_in(encode, content_type):
    [found] = read(encode(rss(item(1, title="حمص"))), content_type=content_type)
    assert found == Entry(f"{HOME}/1", None, "حمص")


@pytest.mark.parametrize("label", ["zlib", "rot13", "utf-7", "idna", "undefined", "iso-8859-12", "punycode"])
def test_a_codec_that_is_no_encoding_is_not_asked(label):
    body = rss(item(1, title="\xe9")).replace("?>", f' encoding="{label}"?>', 1).encode("latin-1")
    assert addresses(read(body, content_type=f"text/xml; charset={label}")) == [f"{HOME}/1"]


def test_a_link_in_a_wrong_encoding_is_not_guessed():
    assert troubles(read(rss(item(1, f"{HOME}/حمص")).encode("cp1256"))) == [Reason.BAD_URL]


def test_the_tags_alone_give_the_same_entries_as_a_parser():
    date = "<pubDate>Fri, 06 Dec 2024 12:30:00 GMT</pubDate>"
    body = rss(item(1, more=date), item(2, "", f"<guid>{HOME}/2</guid>"), item(3, "mailto:a"), item(4))
    links = f'<link rel="self" href="/x"/><link href="{HOME}/5"/>'
    atom = f"<entry><title>a</title>{links}<source><title>s</title></source></entry>"
    assert list(feed._by_markup(page(""), body)) == [
        Entry(f"{HOME}/1", datetime(2024, 12, 6, 12, 30, tzinfo=UTC), "Buses"),
        Entry(f"{HOME}/2", None, "Buses"),
        Trouble(Reason.BAD_URL, "'mailto:a': not an http address"),
        Entry(f"{HOME}/4", None, "Buses"),
    ]
    assert list(feed._by_markup(page(""), atom)) == [Entry(f"{HOME}/5", None, "a")]


def test_a_json_feed_gives_what_is_sound_in_it():
    items = [
        1,
        None,
        {"url": 5},
        {"url": "/1", "title": "Buses", "date_published": "2024-12-06T10:00:00+03:00", "date_modified": 7},
        {"external_url": "file:///x"},
        {"id": f"{HOME}/2"},
    ]
    found = read(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}))
    assert [each for each in found if isinstance(each, Entry)] == [
        Entry(f"{HOME}/1", datetime(2024, 12, 6, 7, tzinfo=UTC), "Buses"),
        Entry(f"{HOME}/2"),
    ]
    assert len(troubles(found)) == 4


def test_of_a_cut_json_feed_the_whole_items_are_read():
    body = json.dumps({"items": [{"url": f"{HOME}/{number}"} for number in range(3)]})
    found = read(body[:-8])
    assert addresses(found) == [f"{HOME}/0", f"{HOME}/1"]
    assert troubles(found) == [Reason.BROKEN_LISTING]


def test_json_of_any_depth_is_survived():
    assert Reason.BROKEN_LISTING in troubles(read('{"items":' + "[" * 100_000))
    with pytest.raises(Rejected):
        read('{"a":' * 100_000)


@given(st.data())
def test_one_stray_character_never_costs_more_than_its_neighbours(data):
    body = rss(*(item(number, more="<pubDate>x</pubDate>") for number in range(6)))
    at = data.draw(st.integers(body.index("<item"), len(body) - 1))
    stray = data.draw(
        st.sampled_from(["<", ">", "&", "\0", "&#xD800;", "&#9999999999;", "]]>", "<!--", "<![CDATA[", '"', ""])
    )
    broken = body[:at] + stray + body[at + data.draw(st.integers(0, 1)) :]
    found = read(broken)
    sound = {f"{HOME}/{number}" for number in range(6)}
    kept = sound & set(addresses(found))
    assert len(kept) >= 4 or troubles(found)


@given(st.text(st.sampled_from("<>/!-[]CDATA?&;#x1 abitem\0'\"=é\ud800") | st.characters(), max_size=200))
def test_any_text_is_read_in_one_pass(text):
    pieces = list(markup.tokens(text))
    assert len(pieces) <= 2 * len(text)
    list(markup.records(text, {"item", "b"}, {"a"}))


@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda junk: rss(item(1)).encode()[:90] + junk))
def test_any_bytes_are_a_feed_or_rejected(body):
    try:
        found = read(body)
    except Rejected:
        return
    assert all(each.published is None or each.published <= FETCHED for each in found if isinstance(each, Entry))


@pytest.mark.parametrize(
    "before",
    [
        " \n" * 20_000,
        f"<!-- {'x' * 30_000} -->",
        "<!-- <html> stood here -->",
        "<br />\n<b>Warning</b>: no index in <b>/feed.php</b> on line <b>3</b><br />",
        "\ufeff<?xml-stylesheet href='/feed.xsl'?>\n",
    ],
    ids=["space", "long comment", "comment", "warning", "instruction"],
)
def test_what_stands_before_the_root_hides_no_feed(before):
    assert addresses(read(before + rss(item(1)))) == [f"{HOME}/1"]


@pytest.mark.parametrize("tag", ["</item>", "</title>", "</link>", "</guid>", "<title>", "<guid>", "<link>"])
def test_a_forgotten_tag_costs_no_other_entry_and_is_told(tag):
    found = read(rss(item(1), item(2).replace(tag, ""), item(3)))
    assert {f"{HOME}/1", f"{HOME}/3"} <= set(addresses(found))
    assert f"{HOME}/2" in addresses(found) or troubles(found)


@pytest.mark.parametrize(
    "damage", ["<item", "</item>", "<item>", "<![CDATA[", "<!--", "<b ", "<x", "</title>", '"', "&"]
)
def test_damage_between_two_entries_hides_none_in_silence(damage):
    for place in ("<title>", "</title>", "</link>", "<item>", "</item>"):
        broken = item(2).replace(place, place + damage)
        found = read(rss(item(1), broken, item(3), item(4)))
        missing = {f"{HOME}/{number}" for number in range(1, 5)} - set(addresses(found))
        assert not missing or troubles(found), (place, missing)


def test_a_sign_of_html_within_a_link_is_not_one():
    link = f"{HOME}/?a=1&copy=2&lt=3&reg=4&section=5"
    assert addresses(read(rss(item(1, link)))) == [link]


def test_an_rdf_item_without_a_link_has_the_address_it_is_about():
    body = rss(f'<item rdf:about="{HOME}/1" xmlns:rdf="r"><title>Buses</title></item>')
    assert addresses(read(body)) == [f"{HOME}/1"]


def test_a_link_whose_scheme_was_forgotten_is_no_path():
    found = read(rss(item(1, "www.news.example/1"), item(2, "//news.example/2"), item(3, "3")))
    assert addresses(found) == ["https://www.news.example/1", f"{HOME}/2", f"{HOME}/3"]


def test_a_value_that_holds_the_end_of_the_document_type_does_not_end_it():
    hidden = rss(item(9))[21:]
    assert addresses(read(rss(item(1), head=f"<!DOCTYPE rss [<!ENTITY a \"]>\"><!ENTITY b '{hidden}'>]>"))) == [
        f"{HOME}/1"
    ]


@pytest.mark.parametrize(
    "body",
    [
        rss(item(1), f"<item><link {' '.join(map('a{}=1'.format, range(50_000)))}>{HOME}/2</link></item>"),
        rss(item(1, more="<description>" + "<p>x " * 300_000 + "</description>"), item(2)),
        rss(item(1, title="a<b " + "&" * 1_000_000), item(2)),
        rss(item(1, more="<a>" * 100_000), item(2)),
    ],
    ids=["attributes", "tags", "ampersands", "depth"],
)
def test_what_would_take_a_parser_minutes_is_read_by_its_tags(body):
    assert addresses(read(body)) == [f"{HOME}/1", f"{HOME}/2"]


def test_a_break_in_json_costs_no_other_item_and_takes_no_author_for_one():
    items = [
        {"id": str(n), "url": f"{HOME}/{n}", "authors": [{"url": f"{HOME}/a"}, {"url": f"{HOME}/b"}]} for n in range(4)
    ]
    body = json.dumps({"items": items})
    found = read(body.replace(f'"url": "{HOME}/1"', f'"url" oops "{HOME}/1"'))
    assert addresses(found) == [f"{HOME}/0", f"{HOME}/2", f"{HOME}/3"]
    assert troubles(found) == [Reason.BROKEN_LISTING]


def test_a_number_too_long_to_read_costs_nothing():
    assert addresses(read(f'{{"items":[{{"id":{"9" * 5_000},"url":"{HOME}/1"}}]}}')) == [f"{HOME}/1"]


def test_the_header_is_believed_where_the_feed_claims_utf_8_and_is_not():
    body = rss(item(1, title="حمص")).encode("cp1256")
    [entry] = read(body, content_type="application/rss+xml; charset=windows-1256")
    assert entry.title == "حمص"
