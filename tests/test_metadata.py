import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syria_news.extract import fields, head, linked, metadata, tree
from syria_news.extract.language import language
from syria_news.extract.metadata import Metadata
from syria_news.extract.names import names
from syria_news.model import Kind

FETCHED = datetime(2026, 11, 24, 12, tzinfo=UTC)


def read(markup: str, url: str = "https://herald.example/north/ovens") -> Metadata:
    parsed = tree.parse(f"<html>{markup}</html>")
    assert parsed is not None
    return metadata.read(parsed.root, head.read(parsed.root), linked.nodes(parsed.linked_data), url, FETCHED)


def data(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<h1>Ovens lit</h1>", "Ovens lit"),
        ("<title>Ovens lit in the north | Northern Herald</title>", "Ovens lit in the north"),
        (
            "<meta property=og:site_name content='Northern Herald'>"
            "<title>Northern Herald - Ovens lit in the north</title>",
            "Ovens lit in the north",
        ),
        (
            "<title>Ovens lit in the north</title><h1>Northern Herald</h1><h1>Ovens lit in the north</h1>",
            "Ovens lit in the north",
        ),
        (data(headline="<b>Ovens</b> lit &amp; warm"), "Ovens lit & warm"),
        ("<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>", "<script>alert(1)</script>"),
        ("<title>One\r\nline\x1b[2J</title>", "One line [2J"),
        ("<title> \u200b </title>", None),
        (data(headline=["a", 1]) + "<h1>Ovens lit</h1>", "a"),
        (
            "<title>&bdquo;Ovens lit&ldquo; - The New Northern Daily Herald</title><h1>&bdquo;Ovens lit&ldquo;</h1>",
            "„Ovens lit“",
        ),
        (
            "<meta property=og:site_name content='Herald North - Views Reviews News'>"
            "<title>Ovens lit in the north | Herald North - Views Reviews News</title>",
            "Ovens lit in the north",
        ),
        (
            "<title>Why ovens matter here</title><h1>The bakers who lit their ovens again</h1>",
            "The bakers who lit their ovens again",
        ),
        ("<title>Why ovens matter here</title><h1>Sign up for the evening letter</h1>", "Why ovens matter here"),
        (
            "<title>Ovens lit in the north</title><h1><a href='/'>Northern Herald ovens north</a></h1>",
            "Ovens lit in the north",
        ),
        (
            data(headline="Ovens lit in the north, and bread…") + "<h1>Ovens lit in the north, and bread is sold</h1>",
            "Ovens lit in the north, and bread is sold",
        ),
        (
            "<h1><span class='kicker'>Northern province</span> <span>Ovens lit in the north</span></h1>",
            "Ovens lit in the north",
        ),
        (
            data(headline="Ovens: lit in the north") + "<h1><b>Ovens</b><b>lit in the north</b></h1>",
            "Ovens: lit in the north",
        ),
        (
            "<h1>Opinion | Let them light their ovens</h1><title>Let them light their ovens | Opinion</title>",
            "Let them light their ovens",
        ),
        (
            "<title>\u202bعادت الأفران في الشمال\u202c</title><h1>\u200f\u202bعادت الأفران في الشمال\u202c\u200f</h1>",
            "عادت الأفران في الشمال",
        ),
        ("<h1>Ovens <b>lit</b><br/>in <i>the<br></i>north</h1>", "Ovens lit in the north"),
        ("<title>Ovens lit in the north</title><h1>Ov\xadens lit in the north</h1>", "Ovens lit in the north"),
    ],
)
def test_the_title_is_the_headline_without_the_outlet_s_name(markup: str, title: str | None) -> None:
    assert read(markup).title == title


def test_a_title_of_a_megabyte_is_cut() -> None:
    assert len(read(f"<title>{'T' * 1_000_000}</title>").title or "") == fields.LONGEST


@pytest.mark.parametrize(
    ("byline", "people"),
    [
        ("By Rana Khalil", ("Rana Khalil",)),
        ("By Rana Khalil and Omar Said", ("Rana Khalil", "Omar Said")),
        ("RANA KHALIL, Associated Press", ("Rana Khalil",)),
        ("Rana Khalil | Reuters", ("Rana Khalil",)),
        ("Rana Khalil, Middle East correspondent", ("Rana Khalil",)),
        ("بقلم رنا خليل", ("رنا خليل",)),
        ("رنا خليل - رويترز", ("رنا خليل",)),
        ("Von Jana Weiß und Max Klee", ("Jana Weiß", "Max Klee")),
        ("Northern Herald", ()),
        ("https://social.example/rana", ()),
        ("rana@herald.example", ()),
        ("Reuters", ()),
        ("Staff", ()),
        ("Rana Khalil in Aleppo and Omar Said in Beirut", ("Rana Khalil", "Omar Said")),
        ("Rana Khalil, Damascus", ("Rana Khalil",)),
        ("Rana Khalil, Omar Said, Deir ez-Zor", ("Rana Khalil", "Omar Said")),
        ("رنا خليل - دمشق", ("رنا خليل",)),
        ("كتبت رنا خليل", ("رنا خليل",)),
        ("Rana Khalil The Associated Press", ("Rana Khalil",)),
        ("Rana Khalil USA TODAY NETWORK", ("Rana Khalil",)),
        ("Rana Khalil for the Northern Herald", ("Rana Khalil",)),
        ("Rana Khalil, Northern Tribune", ("Rana Khalil",)),
        ("Rana Khalil, U.S. National Institute of Ovens and Bread Studies", ("Rana Khalil",)),
        ("Rana Khalil (kha)", ("Rana Khalil",)),
        ("Rana Khalil Staff Writer", ("Rana Khalil",)),
        ("Rana Khalil, Jr.", ("Rana Khalil, Jr.",)),
        ("Rana Khalil, Ph.D. and Omar Said, MD", ("Rana Khalil", "Omar Said")),
        ("Rana K.", ("Rana K.",)),
        ("RANA KHALIL AND OMAR SAID", ("Rana Khalil", "Omar Said")),
        ("Rana Khalil &amp; Omar Said", ("Rana Khalil", "Omar Said")),
        ("Ludwig van der Berg and Yasser al-Halabi", ("Ludwig van der Berg", "Yasser al-Halabi")),
        ("Par Rana Khalil avec AFP", ("Rana Khalil",)),
        ("إعداد رنا خليل وعمر صباغ", ("رنا خليل", "عمر صباغ")),
        ("رنا خليل وعمر صباغ ولينا حداد", ("رنا خليل", "عمر صباغ", "لينا حداد")),
        ("محمد خالد وليد حسن", ("محمد خالد وليد حسن",)),
        ("رنا وليد", ("رنا وليد",)),
        ("Nûçegihan: Rana Xelîl", ("Rana Xelîl",)),
        ("نووسینی: ڕەنا خەلیل", ("ڕەنا خەلیل",)),
        ("Rana Khalil BBC Middle East", ("Rana Khalil",)),
        ("Rana KhalilReuters", ("Rana Khalil",)),
        ("Written by Rana Khalil Edited by Omar Said", ("Rana Khalil",)),
        ("رنا خليل، كاتبة سورية", ("رنا خليل",)),
        ("تقرير: رنا خليل", ("رنا خليل",)),
        ("حاورها عمر صباغ", ("عمر صباغ",)),
        ("رنا خليل – الجزيرة نت", ("رنا خليل",)),
        ("Institute for Ovens", ("Institute for Ovens",)),
        (", Northern Herald", ()),
        ("herald.example, Aleppo, Syria", ()),
        ("View author archive", ()),
        ("Photo: Rana Khalil", ()),
        ("Sign up for more", ()),
    ],
)
def test_authors_are_people(byline: str, people: tuple[str, ...]) -> None:
    assert names([byline], "Northern Herald") == people


@pytest.mark.parametrize(
    ("markup", "people"),
    [
        ("<p class=byline>By <a href=/authors/rk>Rana Khalil</a> <span>Northern Herald</span></p>", ("Rana Khalil",)),
        ("<p class=byline>Rana Khalil April 15, 2024</p>", ("Rana Khalil",)),
        ("<p class=byline>Rana Khalil on June 3, 2024</p>", ("Rana Khalil",)),
        ("<p class=byline>April Said 15 May 2024</p>", ("April Said",)),
        ("<p class=byline><span>RANA</span> <span>KHALIL</span></p>", ("Rana Khalil",)),
        ("<p>By Rana Khalil and Omar Said</p>", ("Rana Khalil", "Omar Said")),
        ("<p><a href=/staff/rk>Rana Khalil</a>, <a href=/staff/os>Omar Said</a></p>", ("Rana Khalil", "Omar Said")),
        ("<span class=writeBy>كتبت رنا خليل</span>", ("رنا خليل",)),
        ("<p class=byline>Heard on Bread Hour</p><p class=byline>Rana Khalil</p>", ("Rana Khalil",)),
        ("<div class=comment-author>Omar Said</div><div class=author>Rana Khalil</div>", ("Rana Khalil",)),
    ],
)
def test_the_byline_shown_under_the_headline_names_people(markup: str, people: tuple[str, ...]) -> None:
    assert read(f"<h1>Ovens lit in the north</h1>{markup}").authors == people


def test_a_byline_that_has_more_than_machines_are_told_of_is_believed() -> None:
    shown = "<h1>Ovens lit in the north</h1><p class=byline>By Rana Khalil and Omar Said</p>"
    assert read(data(author="Rana Khalil") + shown).authors == ("Rana Khalil", "Omar Said")
    assert read(data(author="Lina Aziz") + shown).authors == ("Lina Aziz",)


@given(
    st.lists(st.sampled_from(["Rana Khalil", "Omar al-Said", "Lina de Aziz", "Jana Weiß", "رنا خليل"]), unique=True),
    st.sampled_from([", ", " and ", " & ", "; ", " | "]),
    st.sampled_from(["", "By ", "Von ", "بقلم "]),
    st.sampled_from(["", ", Reuters", " | Northern Herald", ", Aleppo", ", Middle East correspondent"]),
)
def test_people_are_told_apart_whatever_stands_between_and_around_them(
    people: list[str], between: str, before: str, behind: str
) -> None:
    assert names([before + between.join(people) + behind], "Northern Herald") == tuple(people)


@given(st.text(max_size=200))
def test_no_byline_raises_and_names_are_short(text: str) -> None:
    assert all(2 <= len(name) <= 60 for name in names([text]))


def test_an_agency_among_the_authors_is_told_apart() -> None:
    said = read(data(author=["Rana Khalil", "Agence France-Presse"]) + "<h1>Ovens lit in the north</h1>")
    assert (said.authors, said.agency) == (("Rana Khalil",), "Agence France-Presse")


def test_where_the_byline_is_an_agency_s_nobody_further_down_wrote_it() -> None:
    page = "<h1>Ovens lit in the north</h1><p class=byline>By Reuters</p><p class=byline>By Rana Khalil</p>"
    assert read(page).authors == ()


def test_authors_of_every_shape_are_read_from_linked_data() -> None:
    shapes = [{"name": "Rana Khalil"}, "Omar Said", [{"name": ["Lina Aziz", None, 3]}], 7, {"name": {"x": 1}}]
    assert read(data(author=shapes)).authors == ("Rana Khalil", "Omar Said", "Lina Aziz")


def test_people_who_are_described_elsewhere_in_the_page_are_named() -> None:
    graph = [
        {"@type": "Article", "headline": "Ovens lit", "author": [{"@id": "#rana"}, {"@id": "#nobody"}]},
        {"@type": "Person", "@id": "#rana", "name": "Rana Khalil"},
    ]
    page = f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'
    assert read(page).authors == ("Rana Khalil",)


OTHER = data(headline="Mill closes", url="https://herald.example/south/mill", author="Omar Said")


@pytest.mark.parametrize(
    "own",
    [
        {"url": "http://www.herald.example/north/ovens/"},
        {"mainEntityOfPage": {"@id": "https://herald.example/north/ovens?amp=1#top"}},
        {"mainEntityOfPage": "https://herald.example/north/ovens"},
    ],
)
def test_another_story_s_linked_data_is_not_the_page_s(own: dict[str, object]) -> None:
    assert read(OTHER + data(author="Rana Khalil", **own)).authors == ("Rana Khalil",)
    assert read(data(author="Rana Khalil", **own) + OTHER).authors == ("Rana Khalil",)


def test_where_no_linked_data_is_at_the_page_s_address_the_first_speaks_for_it() -> None:
    assert read(OTHER + data(author="Rana Khalil", url="https://herald.example/x")).authors == ("Omar Said",)
    assert read(data(author="Rana Khalil") + OTHER, "https://herald.example/south/mill").authors == ("Rana Khalil",)


@pytest.mark.parametrize(
    ("markup", "day"),
    [
        (data(datePublished="2024-03-15T22:00:00Z"), "2024-03-15"),
        ('<meta property="article:published_time" content="2024-03-16T01:00:00+03:00">', "2024-03-15"),
        ('<meta name="date" content="15 آذار 2024">', "2024-03-15"),
        ('<time itemprop="datePublished" datetime="2024-03-15">x</time>', "2024-03-15"),
        ('<h1>Ovens lit</h1><p class="post-date">15 March 2024, 10:00</p>', "2024-03-15"),
        ("<h1>Ovens lit</h1><p>March 15, 2024</p>", "2024-03-15"),
        (
            "<title>Ovens lit in the north</title><h1>Northern Herald</h1><h2>Ovens lit in the north</h2>"
            "<span class=entry-date>Mar 15, 2024</span>",
            "2024-03-15",
        ),
        ('<h1>Ovens lit</h1><time datetime="05-03-2024 10:29">5. März 2024 10:29</time>', "2024-03-05"),
        ('<time datetime="2023-01-01">x</time><h1>Ovens lit</h1><time datetime="2024-03-15">x</time>', "2024-03-15"),
        (
            data(datePublished="2024-03-15T22:00:00-05:00")
            + '<meta property="article:published_time" content="2024-03-15T22:00:00+00:00">',
            "2024-03-15",
        ),
        ('<meta property="article:published_time" content="2024-02-30">', None),
        ("<h1>Ovens lit</h1><p>The dam was finished in 1995 and the mill in 2003.</p>", None),
        (data(datePublished={"@value": [1]}), None),
    ],
)
def test_the_day_is_what_the_page_states_and_never_a_guess(markup: str, day: str | None) -> None:
    published = read(markup).published
    assert (published and published.date().isoformat()) == day


def test_the_day_in_the_address_is_the_last_resort() -> None:
    assert read("<h1>Ovens</h1>", "https://herald.example/2019/05/18/ovens").published == datetime(
        2019, 5, 18, tzinfo=UTC
    )
    assert read("<h1>Ovens</h1>", "https://herald.example/2019/13/40/ovens").published is None


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/hostname", "http://[x", "https://a.example/" + "q" * 8000]
)
def test_a_canonical_link_that_is_no_address_is_none(link: str) -> None:
    assert read(f'<link rel="canonical" href="{link}">').claimed_url is None


def test_a_canonical_link_is_kept_as_a_claim() -> None:
    assert read('<link rel="canonical" href="/b">').claimed_url == "https://herald.example/b"


def test_a_live_blog_says_so() -> None:
    assert (
        read(f'<script type="application/ld+json">{json.dumps({"@type": "LiveBlogPosting"})}</script>').kind
        is Kind.LIVE_BLOG
    )


@pytest.mark.parametrize(
    "script",
    [
        "[" * 100_000 + "]" * 100_000,
        '{"@type":"NewsArticle","datePublished":' + "9" * 5000 + "}",
        '{"@type":"NewsArticle","wordCount":NaN,"position":-Infinity}',
        '{"@type":["NewsArticle",5,null,{}],"headline":["a",1],"author":[[[{"name":{"x":1}}]]],"publisher":7,"keywords":{"a":1}}',
        '{"@graph":[1,null,"x",[[]],{"@type":"NewsArticle"}]}',
        '{"a":"' + '\\"' * 100_000,
        "",
    ],
    ids=["deep", "long number", "nan", "wrong types", "graph", "quotes", "empty"],
)
def test_absurd_linked_data_breaks_nothing(script: str) -> None:
    assert read(f'<script type="application/ld+json">{script}</script><h1>Ovens lit</h1>').published is None


@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"NewsArticle","headline":"Ovens lit",,}',
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"Ovens lit"}\n//]]>',
        '{"@type":"WebPage"}{"@type":"NewsArticle","headline":"Ovens lit"}',
        '{"@type":"WebPage"},\n{"@type":"NewsArticle","headline":"Ovens lit"}',
        '{"@type":"NewsArticle","headline":"Ovens lit"}}',
        "{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;Ovens lit&quot;}",
        '{"@type":"NewsArticle","description":"The "old" mill, he said: "no".","headline":"Ovens lit"}',
        '{"@type":"NewsArticle","description":"He said "no", and left","tags":["a "b" c","d"],"headline":"Ovens lit",}',
    ],
)
def test_linked_data_with_old_habits_is_read(script: str) -> None:
    assert read(f'<script type="application/ld+json">{script}</script>').title == "Ovens lit"


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["@type", "@graph", "headline", "author", "name", "datePublished", "keywords", "url"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(_JSON)
def test_no_linked_data_raises(value: object) -> None:
    script = json.dumps(
        {
            "@type": "NewsArticle",
            "x": value,
            "author": value,
            "headline": value,
            "datePublished": value,
            "keywords": value,
        }
    )
    read(f'<script type="application/ld+json">{script}</script>')


@pytest.mark.parametrize(
    ("text", "said", "code"),
    [
        (
            "Bakers in the northern town lit their ovens again on Tuesday, a council member told our reporter.",
            None,
            "en",
        ),
        (
            "Bakers in the northern town lit their ovens again on Tuesday, a council member told our reporter.",
            "ar",
            "en",
        ),
        ("قال عضو في المجلس المحلي إن الأفران عادت إلى العمل يوم الثلاثاء بعد وصول الطحين", "en", "ar"),
        (
            "Kuzeydeki kasabada fırıncılar salı günü fırınlarını yeniden yaktı, dedi belediye meclisi üyesi bize.",
            None,
            "tr",
        ),
        ("ئەندامێکی ئەنجوومەنی شارەوانی گوتی نانەواکان ڕۆژی سێشەممە دووبارە دەستیان بە کار کردەوە", "ar", "ku"),
        ("Short.", "fr-FR", "fr"),
        ("", "iw", "he"),
        ("", "xx", None),
    ],
)
def test_the_language_is_that_of_the_text(text: str, said: str | None, code: str | None) -> None:
    assert language(text, said) == code
