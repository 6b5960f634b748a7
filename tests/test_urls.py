import ipaddress
import string
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from syria_news import urls
from syria_news.model import Window

GOOD = [
    "http://news.example/2024/12/06/a-story",
    "https://news.example:443/a?b=1",
    "http://news.example:80/",
    "https://xn--mgbh0fb.example/",
    "https://a_b.news.example/x",
    "https://news.example./x",
]
BAD = [
    "file:///etc/hostname",
    "ftp://news.example/a",
    "gopher://news.example/",
    "data:text/html,x",
    "javascript:alert(1)",
    "//news.example/a",
    "/a",
    "",
    "http://",
    "http:///a",
    "http://[bad",
    "http://news.example:22/",
    "http://news.example:0/",
    "http://news.example:99999/",
    "http://news.example:x/",
    "http://user@news.example/",
    "http://user:secret@news.example/",
    "http://@news.example/",
    "http://news.example\\@127.0.0.1/",
    "http://news.example/a b",
    "http://news.example/a\nb",
    "http://news.example/a\0b",
    "http://news.example/\x85",
    "http://news.example/\ud800",
    "http://localhost/",
    "http://localhost./",
    "http://LOCALHOST/",
    "http://printer.local/",
    "http://metadata.google.internal/",
    "http://x.localhost/",
    "http://127.0.0.1/",
    "http://127.1/",
    "http://127.0.0.1./",
    "http://0/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://news.0x7f/",
    "http://169.254.169.254/latest",
    "http://8.8.8.8/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[fe80::1%25eth0]/",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://①②⑦.0.0.1/",
    "http://127%2e0.0.1/",
    "http://-news.example/",
    "http://news..example/",
    "http://" + "a" * 64 + ".example/",
    "http://news.example/" + "a" * 2_000,
]


@pytest.mark.parametrize("url", GOOD)
def test_a_public_address_may_be_fetched(url):
    urls.check(url)


@pytest.mark.parametrize("url", BAD)
def test_no_other_address_may_be_fetched(url):
    with pytest.raises(urls.BadURL):
        urls.check(url)


def test_an_allowed_host_and_port_is_exempt_and_no_other_port_of_it():
    urls.check("http://127.0.0.1:8000/a", {"127.0.0.1:8000"})
    urls.check("http://localhost/a", {"localhost:80"})
    for url in ("http://127.0.0.1:9/a", "http://127.0.0.1/a", "http://user@127.0.0.1:8000/", "ftp://127.0.0.1:8000/"):
        with pytest.raises(urls.BadURL):
            urls.check(url, {"127.0.0.1:8000"})


@pytest.mark.parametrize(
    ("url", "spelled"),
    [
        ("HTTP://News.Example:80/a/./b/../c#top", "http://news.example/a/c"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example?a=1", "https://news.example/?a=1"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://news.example/a/", "https://news.example/a/"),
        ("https://news.example/%7euser/%2fa/%e2%82%ac", "https://news.example/~user/%2Fa/%E2%82%AC"),
        ("https://news.example/%2e%2e/a", "https://news.example/a"),
        ("https://news.example/100%", "https://news.example/100%25"),
        ("https://news.example/a b|c", "https://news.example/a%20b%7Cc"),
        ("https://news.example/سوريا", "https://news.example/%D8%B3%D9%88%D8%B1%D9%8A%D8%A7"),
        ("https://موقع.example/", "https://xn--4gbrim.example/"),
        (" \n\thttps://news.example/a\n", "https://news.example/a"),
        ("https://news.example/a?", "https://news.example/a"),
        ("https://news.example/a?b=2&a=1&&c", "https://news.example/a?b=2&a=1&c"),
        ("https://news.example/a?q=x?y/z", "https://news.example/a?q=x?y/z"),
        ("https://news.example/a?traffic_source=rss", "https://news.example/a"),
        ("https://news.example/a?at_medium=RSS&at_campaign=rss#0", "https://news.example/a"),
        ("https://news.example/a?p=7&utm_source=x&UTM_Medium=y&fbclid=z", "https://news.example/a?p=7"),
        ("https://news.example/a?ref=rss&src=twitter&cid=clicks_from_social", "https://news.example/a"),
        (
            "https://news.example/a?cid=4711&ref=12&source=ministry",
            "https://news.example/a?cid=4711&ref=12&source=ministry",
        ),
    ],
)
def test_an_address_has_one_spelling(url, spelled):
    assert urls.canonical(url) == spelled


def test_a_relative_address_is_resolved():
    base = "https://news.example/feeds/all.xml"
    assert urls.canonical("/a", base) == "https://news.example/a"
    assert urls.canonical("a", base) == "https://news.example/feeds/a"
    assert urls.canonical("//other.example/a", base) == "https://other.example/a"
    assert urls.canonical("https://other.example/a", base) == "https://other.example/a"


@pytest.mark.parametrize(
    "url", ["", "mailto:a@b.example", "javascript:1", "http://[::1", "http://a\\b/", "http://x.example/�"]
)
def test_what_is_no_address_has_no_spelling(url):
    with pytest.raises(urls.BadURL):
        urls.canonical(url)


@given(
    st.builds(
        "{}://{}{}{}".format,
        st.sampled_from(["http", "HTTPS"]),
        st.sampled_from(["news.example", "WWW.News.example:80", "u@موقع.example", "[::1]", "a.example:8080"]),
        st.text(st.sampled_from(string.printable + "سé%%25../;?&=#"), max_size=40).map(lambda path: "/" + path),
        st.text(max_size=20),
    )
)
@example("http://news.example/%%34%31")
@example("http://news.example/%%%2525")
@example("http://news.example//../a")
@example("http://news.example/?a=%26utm_source=1&%75tm_source=2")
def test_spelling_it_twice_changes_nothing(url):
    try:
        once = urls.canonical(url)
    except urls.BadURL:
        return
    assert urls.canonical(once) == once
    assert urls.key(once) == urls.key(url)


@given(st.text() | st.text().map("http://".__add__) | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_any_text_is_an_address_or_a_bad_one(text):
    for ask in (urls.check, urls.canonical):
        try:
            ask(text)
        except urls.BadURL as bad:
            assert str(bad)
    assert len(urls.key(text)) == 64
    assert isinstance(urls.host(text), str)


def test_spellings_of_one_address_have_one_key():
    spellings = [
        "https://www.news.example/a/",
        "http://news.example/a",
        "http://NEWS.example:80/a#part",
        "https://news.example/a/?utm_source=rss",
    ]
    assert len({urls.key(url) for url in spellings}) == 1
    assert urls.key("https://news.example/a/?p=1") == urls.key("https://news.example/a?p=1")
    assert urls.key("https://news.example/a?p=1") != urls.key("https://news.example/a?p=2")
    assert urls.key("urn:seed:1") != urls.key("urn:seed:2")


def test_the_host_of_an_address():
    assert urls.host("https://News.Example:443/a") == "news.example"
    assert urls.host("urn:seed:1") == urls.host("http://[::1") == ""


def test_a_link_of_control_characters_is_not_the_page_itself():
    with pytest.raises(urls.BadURL):
        urls.canonical("\0", "https://news.example/a")


INSIDE = (
    "127.0.0.0/8",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "100.64.0.0/10",
    "0.0.0.0/8",
)
"""Loopback, private, link-local, shared and this network (iana.org/assignments/iana-ipv4-special-registry)."""
addresses = st.sampled_from(INSIDE).flatmap(lambda net: st.ip_addresses(v=4, network=net))


@st.composite
def spelled_numbers(draw: st.DrawFn) -> str:
    """An inner address as `inet_aton` and browsers would take it: one to four parts, each decimal, octal or hex."""
    number = int(draw(addresses))
    count = draw(st.integers(1, 4))
    parts = [number >> shift & 0xFF for shift in (24, 16, 8)[: count - 1]]
    parts.append(number & (1 << 8 * (5 - count)) - 1)
    forms = st.sampled_from(("{}", "0{:o}", "0x{:x}", "0X{:X}", "000{:o}", "0x000{:x}"))
    return draw(st.sampled_from(".。．｡")).join(draw(forms).format(part) for part in parts)


@st.composite
def spelled_in_six(draw: st.DrawFn) -> str:
    four = draw(addresses)
    tail = draw(st.sampled_from((str(four), f"{int(four) >> 16:x}:{int(four) & 0xFFFF:x}")))
    prefix = draw(st.sampled_from(("::ffff:", "::", "64:ff9b::", "0:0:0:0:0:ffff:", "::FFFF:")))
    inner = st.sampled_from((f"{prefix}{tail}", "::1", "::", "fe80::1", "fe80::1%25eth0", "fc00::1", "0:0:0:0:0:0:0:1"))
    return f"[{draw(inner)}]"


NAMES = (
    "localhost",
    "LOCALHOST",
    "ｌｏｃａｌｈｏｓｔ",
    "a.localhost",
    "printer.local",
    "db.internal",
    "intranet",
    "nas.lan",
)


def disguised(host: str, wide: bool, dot: str, port: str, user: str) -> str:
    """The host with wide digits and letters, a last dot, a port, a user."""
    if wide and "[" not in host:
        host = "".join(chr(ord(char) + 0xFEE0) if char.isascii() and char.isalnum() else char for char in host)
    return f"http://{user}{host}{'' if '[' in host else dot}{port}/"


@given(
    st.builds(
        disguised,
        spelled_numbers() | spelled_in_six() | st.sampled_from(NAMES),
        st.booleans(),
        st.sampled_from(("", ".", "。")),
        st.sampled_from(("", ":80", ":443", ":")),
        st.sampled_from(("", "news.example@", "news.example:80@")),
    )
)
def test_no_spelling_of_an_inner_address_may_be_fetched(url):
    with pytest.raises(urls.BadURL):
        urls.check(url)
    with pytest.raises(urls.BadURL):
        urls.check(urls.canonical(url))


@given(st.ip_addresses(v=4, network="127.0.0.0/8"), st.sampled_from((1, 9, 8000)))
def test_an_allowed_address_allows_no_other(address, port):
    allowed = {"127.0.0.1:8000"}
    url = f"http://{address}:{port}/"
    if (address, port) == (ipaddress.ip_address("127.0.0.1"), 8000):
        urls.check(url, allowed)
    else:
        with pytest.raises(urls.BadURL):
            urls.check(url, allowed)


segments = st.lists(st.text(st.sampled_from("abcé-._~سوريا"), min_size=1, max_size=8), min_size=1, max_size=4)


@given(
    segments.filter(lambda parts: not set(parts) & {".", ".."}),
    st.sampled_from(("http://", "https://", "HTTPS://")),
    st.sampled_from(("", "www.", "WWW.")),
    st.sampled_from(("news.example", "NEWS.Example", "news.example.")),
    st.booleans(),
    st.booleans(),
    st.sampled_from(("", "/")),
    st.sampled_from(("", "?", "?utm_source=rss", "?fbclid=1&utm_medium=x", "#top", "?&&#a")),
)
def test_a_story_has_one_key_however_it_is_linked(parts, scheme, www, host, is_escaped, is_dotted, slash, rest):
    path = "/".join("".join(f"%{byte:02x}" for byte in part.encode()) if is_escaped else part for part in parts)
    spelled = f"{scheme}{www}{host}/{'x/../' if is_dotted else ''}{path}{slash}{rest}"
    assert urls.key(spelled) == urls.key(f"https://news.example/{'/'.join(parts)}")


@given(
    st.text(max_size=30).map(lambda text: f"http://news.example/{text}") | st.text(max_size=30).map("http://".__add__)
)
def test_the_one_spelling_of_what_may_be_fetched_may_be_fetched(url):
    try:
        urls.check(url)
        spelled = urls.canonical(url)
    except urls.BadURL:
        return
    urls.check(spelled)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/news/2024/12/6/homs", date(2024, 12, 6)),
        ("https://a.example/2024-12-06-homs", date(2024, 12, 6)),
        ("https://a.example/2024/13/06/homs", None),
        ("https://a.example/2024/12/061", None),
        ("https://a.example/homs?d=/2024/12/06/", None),
        ("2024/12/06", None),
    ],
)
def test_the_day_in_an_address(url: str, day: date | None) -> None:
    assert urls.day(url) == day


@pytest.mark.parametrize(("number", "is_in"), [(4, False), (5, True), (6, True), (7, True), (8, True), (9, False)])
def test_an_undated_entry_is_judged_by_its_address_as_far_as_zones_allow(number: int, is_in: bool) -> None:
    window = Window(date(2024, 12, 6), date(2024, 12, 7))
    assert window.has(None, date(2024, 12, number)) == is_in
    assert window.has(None)
    assert window.has(None, date.max)
    assert not window.has(datetime(2024, 12, 5, tzinfo=UTC), date(2024, 12, 6))
