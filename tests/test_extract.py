import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from syria_news.extract import extract
from syria_news.extract.layouts import LAYOUTS, layouts
from syria_news.model import Access, Article, Kind, Page, Reason, Rejected, Rules

FETCHED = datetime(2026, 11, 24, 12, tzinfo=UTC)
SEEDS = Path(__file__).parents[1].parent / "shared" / "seeds"
BODY = [
    "Bakers in the northern town lit their ovens again on Tuesday, a council member told our reporter by telephone.",
    "Flour for eleven days had come over the hill road in the night, he said, and more was promised for the weekend.",
    "Nobody in the queue before the largest bakery wanted to say how long they had waited for a bag of warm bread.",
    "The mill on the river has stood still since the spring, when the last of its three turbines was taken away.",
]
TEXT = "\n\n".join(BODY)
NAV = "<nav>" + "".join(f'<a href="/s/{n}">Section {n}</a> ' for n in range(20)) + "</nav>"


def page(
    body: bytes | str, content_type: str = "text/html; charset=utf-8", url: str = "https://herald.example/a"
) -> Page:
    return Page("herald", url, body.encode() if isinstance(body, str) else body, FETCHED, content_type)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>\n" for text in texts)


def document(content: str, head: str = "", title: str = "Ovens lit in the north") -> str:
    return f'<!doctype html><html lang="en"><head><title>{title}</title>{head}</head><body>{content}</body></html>'


def read(content: str, rules: tuple[Rules, ...] = (), head: str = "", title: str = "Ovens lit in the north") -> Article:
    return extract(page(document(content, head, title)), rules)


PLAIN = f"<main><article><h1>Ovens lit in the north</h1>{paragraphs(*BODY)}</article></main>"


def test_a_page_gives_its_paragraphs_and_nothing_else() -> None:
    article = read(
        f"""{NAV}<main><article><h1>Ovens lit in the north</h1>
        <div class="byline">By Rana Khalil</div><time datetime="2024-12-06T10:00:00+03:00">6 Dec</time>
        <div class="entry-content"><p>{BODY[0]}</p>
        <div class="ad-slot"><p>Advertisement</p></div>
        <figure><img alt="oven"><figcaption>Loaves cool on a wall [Rana Khalil/Reuters]</figcaption></figure>
        <p>{BODY[1]}</p><aside class="related"><h3><a href="/x">Mill closes</a></h3><p>{BODY[0]} Elsewhere.</p></aside>
        <h2>The mill</h2><p>{BODY[2]}</p><blockquote>{BODY[3]}</blockquote>
        <p>Correction: The flour came in eleven lorries, not twelve.</p>
        <p>Source: The Northern Herald</p></div>
        <div class="share-bar">Share Tweet Email</div></article></main>
        <div id="comments"><p>{BODY[1]} I was there and saw it all with my own eyes.</p></div>
        <footer><p>Copyright 2024 The Northern Herald, a company of the north. All rights reserved.</p></footer>"""
    )
    assert article.text.split("\n\n") == [BODY[0], BODY[1], "The mill", BODY[2], BODY[3]]
    assert article.captions == ("Loaves cool on a wall [Rana Khalil/Reuters]",)
    assert article.notes == ("Correction: The flour came in eleven lorries, not twelve.",)
    assert article.credit == "Source: The Northern Herald"
    assert article.authors == ("Rana Khalil",)
    assert article.published == datetime(2024, 12, 6, 7, tzinfo=UTC)
    assert (article.title, article.language, article.access, article.kind) == (
        "Ovens lit in the north",
        "en",
        Access.FULL,
        Kind.ARTICLE,
    )


def test_a_standfirst_outside_the_text_stands_apart() -> None:
    lead = "After nine cold days the first loaves are sold in the square."
    article = read(
        f'<h1>Ovens lit in the north</h1><p class="standfirst">{lead}</p>'
        f'<div class="article-body">{paragraphs(*BODY)}</div>'
    )
    assert (article.standfirst, article.text) == (lead, TEXT)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="no ../shared/seeds beside this repository")
@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_naive_extractor_s_text_becomes_the_clean_reading(path: Path) -> None:
    gold = json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))
    article = extract(page(path.read_bytes(), "text/plain", path.as_uri()))
    assert article.text == gold["body"]
    assert article.title == gold["title"]
    assert list(article.captions) == gold.get("captions", [])
    assert article.credit == gold.get("credit")
    assert list(article.notes) == gold.get("notes", [])
    assert article.published is None


def test_a_json_line_goes_the_same_way() -> None:
    given = {
        "url": "x",
        "title": "Ovens lit",
        "text": f"Ovens lit\n\nAdvertisement\n\n{TEXT}",
        "published": "15 آذار 2024",
    }
    article = extract(page(json.dumps(given), "application/json"))
    assert (article.title, article.text) == ("Ovens lit", TEXT)
    assert article.published == datetime(2024, 3, 15, tzinfo=UTC)


@pytest.mark.parametrize("body", ["[" * 100_000, "5", "{}", '{"text": 5}', "not json"])
def test_a_broken_json_line_is_refused(body: str) -> None:
    with pytest.raises(Rejected):
        extract(page(body, "application/json"))


# -- rules


OLD = Rules(until=date(2018, 5, 31), body=(".old-body",))
NEW = Rules(body=(".new-body",), prune=(".box",), stop=("Write to us",), title=("h1.headline",), credit=(".desk",))


def dated(day: str) -> str:
    return f'<meta property="article:published_time" content="{day}T10:00:00Z">'


@pytest.mark.parametrize(("day", "first"), [("2018-05-31", BODY[0]), ("2018-06-01", BODY[2])])
def test_the_day_of_publication_chooses_the_layout(day: str, first: str) -> None:
    both = f'<div class="old-body">{paragraphs(*BODY[:2])}</div><div class="new-body">{paragraphs(*BODY[2:])}</div>'
    assert read(both, (OLD, NEW), dated(day)).text.startswith(first)


def test_rules_cut_prune_stop_and_name() -> None:
    article = read(
        f"""<h1>The Northern Herald</h1><h1 class="headline">Ovens, lit</h1>
        <div class="new-body">{paragraphs(*BODY[:2])}<div class="box"><p>{BODY[2]}</p></div>
        <p>{BODY[3]}</p><p>Write to us if you were there.</p><p>{BODY[2]}</p></div>
        <p>{BODY[0]} {BODY[1]} {BODY[2]}</p><span class="desk">Northern desk</span>""",
        (NEW,),
    )
    assert article.text.split("\n\n") == [BODY[0], BODY[1], BODY[3]]
    assert (article.title, article.credit) == ("Ovens, lit", "Northern desk")


@pytest.mark.parametrize("named", [(), (".story-text",)])
def test_what_is_to_be_pruned_goes_whether_or_not_the_rules_name_the_text_s_place(named: tuple[str, ...]) -> None:
    notice = '<p class="ng-notice">Readers get the hours of all bakeries by message every morning at six.</p>'
    told = '<div class="ng-shot"><p>Loaves cool on a wall beside the mill, where nobody has come for them.</p></div>'
    text = f"{paragraphs(*BODY[:2])}{notice}{told}{paragraphs(*BODY[2:])}"
    article = read(
        f"<article><h1>Ovens lit in the north</h1>{text}</article>",
        (Rules(body=named, prune=(".ng-notice", ".ng-nowhere"), captions=(".ng-shot",)),),
    )
    assert article.text == TEXT
    assert article.captions == ("Loaves cool on a wall beside the mill, where nobody has come for them.",)


def test_a_page_that_no_rule_matches_is_read_like_any_other() -> None:
    assert read(PLAIN, (NEW,)).text == TEXT


def shout(article: Article, page: Page) -> Article:
    return replace(article, section=page.url)


def test_a_mend_has_the_last_word() -> None:
    assert read(PLAIN, (Rules(mend=shout),)).section == "https://herald.example/a"


def test_every_selector_of_the_known_layouts_is_one() -> None:
    for rules in LAYOUTS.values():
        for layout in rules:
            named = replace(layout, until=None, body=(*layout.body, *layout.prune, *layout.title, *layout.captions))
            named = replace(
                named, body=(*named.body, *layout.standfirst, *layout.authors, *layout.credit), prune=layout.prune
            )
            assert read(PLAIN, (named,)).text


def test_layouts_stand_in_the_order_of_their_days_and_today_s_is_last() -> None:
    for host, rules in LAYOUTS.items():
        days = [layout.until for layout in rules[:-1]]
        assert None not in days, host
        assert days == sorted(day for day in days if day), host
        assert not rules or rules[-1].until is None, host


def test_layouts_are_known_by_host_with_and_without_www() -> None:
    assert layouts("www.bbc.co.uk") == layouts("bbc.com") != ()
    assert layouts("herald.example") == ()


# -- what is no article


@pytest.mark.parametrize(
    ("title", "content", "reason"),
    [
        (
            "Page not found",
            "<h1>404</h1><p>Sorry, the page you are looking for is gone or was moved elsewhere.</p>",
            Reason.ERROR_PAGE,
        ),
        (
            "الصفحة غير موجودة",
            "<h1>خطأ 404</h1><p>عذرا، الصفحة المطلوبة غير موجودة أو تم نقلها.</p>",
            Reason.ERROR_PAGE,
        ),
        ("Back soon", "<p>We are down for maintenance and shall be back within the hour.</p>", Reason.ERROR_PAGE),
        (
            "Before you continue",
            "<p>We and our 412 partners store and access information on a device.</p>",
            Reason.CONSENT,
        ),
        (
            "Just a moment...",
            "<p>Checking your browser before you go on. Please enable JavaScript and cookies.</p>",
            Reason.BOT_WALL,
        ),
        (
            "Market in Idlib struck",
            '<div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript>',
            Reason.EMPTY_SHELL,
        ),
        ("Access Denied", "<p>You don't have permission to access this page on this server.</p>", Reason.BOT_WALL),
        (
            "Sign in",
            "<h1>Sign in to continue reading</h1><p>Forgot your password? Create an account.</p>",
            Reason.LOGIN,
        ),
        ("herald.example is for sale", "<p>Buy this domain today from its present owner.</p>", Reason.PARKED),
        ("Home", "".join(f'<h3><a href="/{n}">Headline {n} of the day</a></h3>' for n in range(40)), Reason.INDEX_PAGE),
    ],
)
def test_an_answer_that_is_no_article_is_refused_by_name(title: str, content: str, reason: Reason) -> None:
    with pytest.raises(Rejected) as refused:
        read(NAV + content, title=title)
    assert refused.value.reason is reason


@pytest.mark.parametrize("body", [b"", b" \n" * 9_000, b"<html></html>", b"<script>var a = '<p>" + TEXT.encode()])
def test_a_page_without_text_is_refused(body: bytes) -> None:
    with pytest.raises(Rejected):
        extract(page(body))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.7", "text/html"),
        (b"{}", "application/pdf"),
        (b"x", "image/png"),
        (bytes(range(256)) * 400, "text/html"),
    ],
)
def test_what_is_no_page_is_refused_as_such(body: bytes, kind: str) -> None:
    with pytest.raises(Rejected) as refused:
        extract(page(body, kind))
    assert refused.value.reason is Reason.NOT_HTML


def test_an_article_about_an_error_is_an_article() -> None:
    assert read(PLAIN, title="Page not found: the archive that was lost").text == TEXT


def test_the_beginning_of_an_article_behind_a_wall_is_marked_as_such() -> None:
    wall = '<div class="paywall"><h2>Subscribe to continue reading</h2></div>'
    article = read(f"<article><h1>Ovens lit in the north</h1>{paragraphs(*BODY[:2])}{wall}</article>")
    assert (article.access, "Subscribe" in article.text) == (Access.PARTIAL, False)


@pytest.mark.parametrize(
    "wall",
    [
        "Cet article est réservé aux abonnés. Il vous reste 80 % de cet article à lire.",
        "Bu haberin devamı sadece abonelere özeldir.",
        "הכתבה המלאה זמינה למנויים בלבד.",
        "هذا المحتوى للمشتركين فقط.",
        "Weiterlesen mit Herald Plus.",
    ],
)
def test_a_wall_s_words_are_no_text_in_whatever_language(wall: str) -> None:
    article = read(f"<article>{paragraphs(*BODY[:2])}<p>{wall}</p></article>")
    assert (article.text, article.access) == ("\n\n".join(BODY[:2]), Access.PARTIAL)


def test_a_declared_article_behind_a_wall_without_a_word_of_it_is_kept_by_its_teaser() -> None:
    said = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'
    told = '<meta name="description" content="Bakers in the northern town lit their ovens again.">'
    wall = '<h1>Ovens lit in the north</h1><div class="paywall-box"><p>Log in to continue reading.</p></div>'
    article = read(wall, head=said + told + dated("2024-12-06"))
    assert (article.access, article.text) == (Access.NONE, "Bakers in the northern town lit their ovens again.")
    for less in (said + told, told + dated("2024-12-06"), said + dated("2024-12-06")):
        with pytest.raises(Rejected):
            read(wall, head=less)


def test_a_wall_with_nothing_but_the_teaser_gives_no_access() -> None:
    wall = '<div class="paywall"><h2>Subscribe to continue reading</h2></div>'
    teaser = f'<meta name="description" content="{BODY[0]}">'
    article = read(f"{teaser}<article><h1>Ovens lit in the north</h1>{paragraphs(BODY[0])}{wall}</article>")
    assert (article.access, article.text) == (Access.NONE, BODY[0])


# -- hostile pages


@pytest.mark.parametrize(
    "oddity",
    ["&#27;", "&#1;", "&#12;", "&#xFFFE;", "&#0;", "&#xD800;", "&#x110000;", "&#99999999999;", "\0", "\x1b", "\ufffe"],
)
def test_one_odd_character_costs_nothing(oddity: str) -> None:
    odd = paragraphs(BODY[0], f"The coun{oddity}cil met.", *BODY[1:])
    content = f"<main><article><h1>Ovens lit in the north</h1>{odd}</article></main>"
    text = read(content).text
    assert all(paragraph in text for paragraph in BODY)
    assert not any(char < " " and char != "\n" for char in text)


@pytest.mark.parametrize("offset", ["+99:99", "+24:00", "-14:61"])
def test_an_impossible_offset_costs_nothing(offset: str) -> None:
    stamp = f"2024-03-15T10:00:00{offset}"
    article = read(
        PLAIN + f'<time datetime="{stamp}">x</time>', head=f'<meta property="article:published_time" content="{stamp}">'
    )
    assert article.text == TEXT


@pytest.mark.parametrize(
    "before",
    [
        "<div>" * 300,
        "<div>" * 1500,
        "<!-- x -->" * 50_000,
        f"<script>{'x=1;' * 1_000_000}</script>",
        f"<p {' '.join(f'a{n}=1' for n in range(20_000))}>x</p>",
        f"<img src='data:image/png;base64,{'iVBORw0KGgo=' * 100_000}'>",
        "<table><tr><td colspan='999999999'>x</td></tr></table>",
        "<!DOCTYPE html [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><p>&a;</p>",
        '<base href="http://[x">',
        "<!-->",
    ],
    ids=["deep", "deeper", "comments", "script", "attributes", "picture", "table", "entities", "base", "comment"],
)
def test_the_article_behind_an_oddity_is_found(before: str) -> None:
    assert read(before + PLAIN).text == TEXT


def test_a_tree_too_deep_for_the_parser_is_refused_and_not_cut() -> None:
    with pytest.raises(Rejected):
        read("<div>" * 100_000 + PLAIN)


def test_a_comment_that_never_ends_hides_what_follows() -> None:
    assert read(PLAIN + "<!-- <p>" + BODY[0] + " Hidden.</p>").text == TEXT


def test_several_stories_on_one_page_give_the_one_with_the_headline() -> None:
    more = "".join(
        f"<article><h1>Story {n}</h1>{paragraphs(*(f'{text} Story {n}.' for text in BODY))}</article>" for n in (1, 2)
    )
    assert read(PLAIN + more).text == TEXT


def test_an_article_in_a_noscript_element_is_found() -> None:
    assert read(f"<h1>Ovens lit in the north</h1><noscript><div>{paragraphs(*BODY)}</div></noscript>").text == TEXT


def test_an_article_only_in_linked_data_is_found() -> None:
    linked = json.dumps({"@type": "NewsArticle", "headline": "Ovens lit", "articleBody": TEXT})
    assert read("<div id=root></div>", head=f'<script type="application/ld+json">{linked}</script>').text == TEXT


@pytest.mark.parametrize(
    "form",
    [
        "<p>{}</p>",
        "<div class='x'>{}</div>\n",
        "&lt;p&gt;{}&lt;/p&gt;",
        "{}<br /><br />",
        "<em>{}</em>\r\n\r\n",
        "{}\n",
    ],
)
def test_an_article_only_in_linked_data_is_read_without_its_markup(form: str) -> None:
    told = {"@type": "NewsArticle", "articleBody": "".join(map(form.format, BODY))}
    data = f'<script type="application/ld+json">{json.dumps(told)}</script>'
    assert read("<div id=app></div>", head=data).text == TEXT


@pytest.mark.parametrize("attribute", ['shadowrootmode="open"', "shadowrootmode=closed class=x", 'shadowroot="open"'])
def test_an_article_in_a_shadow_root_is_shown_and_read(attribute: str) -> None:
    inner = f"<style>p {{ color: red }}</style><slot></slot>{paragraphs(*BODY)}"
    hidden = f"<template><p>{BODY[0]} Nobody sees this.</p></template>"
    told = f"<story-text><template {attribute}>{inner}{hidden}</template></story-text>"
    assert (
        read(f"<h1>Ovens lit in the north</h1>{told}<p>{BODY[0]} And so on.</p>").text
        == f"{TEXT}\n\n{BODY[0]} And so on."
    )


def test_paragraphs_set_apart_by_line_breaks_are_paragraphs() -> None:
    assert read(f"<h1>Ovens lit in the north</h1><div>{'<br><br>'.join(BODY)}</div>").text == TEXT


def test_windows_1256_is_read_with_its_digits_and_its_month() -> None:
    arabic = "قال عضو في المجلس المحلي إن الأفران عادت إلى العمل يوم الثلاثاء بعد وصول الطحين عبر طريق الجبل"
    body = paragraphs(arabic, f"{arabic} أمس.", f"{arabic} ليلا.")
    content = f"<h1>عودة الأفران</h1><span class='date'>15 آذار 2024</span><div class='entry-content'>{body}</div>"
    article = extract(page(document(content, title="عودة الأفران").encode("cp1256"), "text/html"))
    assert article.text.startswith(arabic)
    assert (article.language, article.published) == ("ar", datetime(2024, 3, 15, tzinfo=UTC))


def test_reading_twice_gives_the_same_article() -> None:
    assert read(PLAIN) == read(PLAIN)
