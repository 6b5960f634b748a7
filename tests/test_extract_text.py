"""What is the article's text and what is its page's, where markup alone can tell."""

from datetime import UTC, datetime

import pytest

from syria_news.extract import extract
from syria_news.extract.layouts import layouts
from syria_news.model import Article, Page

FETCHED = datetime(2026, 11, 24, 12, tzinfo=UTC)
BODY = [
    "Bakers in the northern town lit their ovens again on Tuesday, a council member told our reporter by telephone.",
    "Flour for eleven days had come over the hill road in the night, he said, and more was promised for the weekend.",
    "Nobody in the queue before the largest bakery wanted to say how long they had waited for a bag of warm bread.",
    "The mill on the river has stood still since the spring, when the last of its three turbines was taken away.",
]


def read(content: str, host: str = "") -> Article:
    markup = f"<html><head><title>Ovens lit</title></head><body><h1>Ovens lit</h1>{content}</body></html>"
    return extract(Page("herald", f"https://{host or 'herald.example'}/a", markup.encode(), FETCHED), layouts(host))


def _page(content: str) -> bytes:
    return f"<html><head><title>Ovens lit</title></head><body>{content}</body></html>".encode()


def read_whole(content: str) -> str:
    return extract(Page("herald", "https://herald.example/a", _page(content), FETCHED)).text


def body(*blocks: str) -> str:
    return f'<article class="story-body">{"".join(blocks)}</article>'


def p(text: str) -> str:
    return f"<p>{text}</p>"


@pytest.mark.parametrize(
    "heading",
    [
        '<h2 id="share-of-the-comments-and-related-follow-up">Who turned the mill</h2>',
        '<h2><a href="#mill">Who turned the mill</a></h2>',
        '<a id="mill" href="https://herald.example/a#mill"><h2>Who turned the mill</h2></a>',
        '<h2>Who <a href="https://wiki.example/mill">turned the mill</a></h2>',
    ],
)
def test_a_sub_heading_stays_whatever_it_is_called_and_linked_to(heading: str) -> None:
    text = read(body(p(BODY[0]), p(BODY[1]), heading, p(BODY[2]), p(BODY[3]))).text
    assert text.split("\n\n") == [BODY[0], BODY[1], "Who turned the mill", BODY[2], BODY[3]]


def cards(target: str) -> str:
    """More of them than there is article."""
    told = "A story of the river, of the three turbines in its mill and of all who have turned them, in ten pages."
    return "".join(
        f'<li><div><h3><a href="{target}/{number}">Who turned mill {number}</a></h3><p>{number}: {told}</p></div></li>'
        for number in range(9)
    )


def test_a_list_of_the_site_s_own_stories_behind_the_article_goes_however_long() -> None:
    canonical = '<link rel="canonical" href="https://herald.example/a">'
    for target in ("/s", "https://herald.example/s"):
        listed = canonical + "<div>" + "".join(map(p, BODY)) + f"<ul>{cards(target)}</ul>{p('A last word.')}</div>"
        assert read(listed).text == "\n\n".join([*BODY, "A last word."])


def test_a_short_article_is_found_by_its_headline_among_much_else() -> None:
    told = "A story of the river, of the three turbines in its mill and of all who have ever turned them by hand."
    beside = "".join(f"<div><b>Mill {number}</b><div>{told}</div></div>" for number in range(12))
    story = f"<div><h1>Ovens lit</h1><div>{''.join(map(p, BODY))}</div></div>"
    assert read_whole(f"<div>{story}{beside}</div>") == "\n\n".join(BODY)


def test_an_article_beside_the_box_of_its_headline_is_found_whole() -> None:
    lead = "".join(f"<div>{part}</div>" for part in BODY)
    rest = "".join(map(p, (f"{number}: {part}" for number in range(3) for part in BODY)))
    text = read_whole(f"<div><div><h1>Ovens lit</h1>{lead}</div><div>{rest}</div></div>")
    assert text.split("\n\n")[:5] == [*BODY, f"0: {BODY[0]}"]


def test_a_list_that_is_the_article_stays() -> None:
    dated = '<meta property="article:published_time" content="2024-12-06T10:00:00Z">'
    elsewhere = "".join(map(p, BODY)) + f"<ul>{cards('https://mills.example')}</ul>"
    assert "8: A story of the river" in read(f"{dated}<div>{elsewhere}</div>").text
    alone = f"{dated}<div>{p(BODY[0])}<ul>{cards('/s')}</ul></div>"
    assert "8: A story of the river" in read(alone).text


def test_another_story_s_heading_goes_with_its_card() -> None:
    card = '<div><h3><a href="/s/mill">Who turned the mill</a></h3><p>An older story on the river.</p></div>'
    assert read(body(*map(p, BODY[:3]), card, p(BODY[3]))).text == "\n\n".join(BODY)


@pytest.mark.parametrize("name", ["e-post-card__body", "article_card", "StoryCard", "affiliate_info"])
def test_an_advertised_story_or_shop_goes_by_its_box_s_name(name: str) -> None:
    card = "<h3>Who turned the mill</h3><p>An older story of the river and its three turbines.</p>"
    box = f'<div class="{name}">{card}</div>'
    assert read(body(*map(p, BODY[:2]), box, *map(p, BODY[2:]))).text == "\n\n".join(BODY)


@pytest.mark.parametrize("name", ["pullquote", "b-pull-quote", "stylized pull-right", "kick__zitat"])
def test_a_sentence_set_large_a_second_time_goes(name: str) -> None:
    quote = f'<blockquote class="{name}"><p>“more was promised for the weekend. Nobody”</p></blockquote>'
    again = f'<div class="{name}">“{BODY[1][:70]}”</div>'
    assert read(body(p(BODY[0]), again, *map(p, BODY[1:]))).text == "\n\n".join(BODY)
    assert "Nobody”" in read(body(p(BODY[0]), quote, *map(p, BODY[1:]))).text


@pytest.mark.parametrize("tag", ["div", "span", "h3"])
def test_a_list_and_readers_words_go_with_their_heading_whatever_its_element(tag: str) -> None:
    listed = f"<div><{tag}>More Great Herald Stories</{tag}></div><ul><li>Mill closes, <a href='/m'>why</a></li></ul>"
    wrote = f"<div><{tag}>3 Comments</{tag}><p>omar (guest)</p><p>I stood there until night. No bread.</p></div>"
    assert read(body(*map(p, BODY), listed)).text == "\n\n".join(BODY)
    assert read(f"<div>{''.join(map(p, BODY))}{wrote}</div>").text == "\n\n".join(BODY)
    early = f"<div><{tag}>3 Comments</{tag}></div>"
    assert read(body(p(BODY[0]), early, *map(p, BODY[1:]))).text == "\n\n".join(BODY)


def test_a_tweet_or_a_plain_quotation_that_the_text_repeats_stays() -> None:
    tweet = f'<blockquote class="twitter-tweet"><p>{BODY[1][:70]}</p></blockquote>'
    assert read(body(p(BODY[0]), tweet, *map(p, BODY[1:]))).text.count(BODY[1][:70]) == 2


def test_words_for_screen_readers_in_a_link_go_and_the_full_stop_stays() -> None:
    hidden = '<svg></svg><span style="border:0;clip:rect(0 0 0 0);height:1px">, opens new tab</span>'
    text = read(body(p(BODY[0]), p(f'So says <a href="/r">the report{hidden}</a>.'), p(BODY[2]), p(BODY[3]))).text
    assert "So says the report." in text


def test_a_span_named_br_breaks_the_line() -> None:
    two = '<span class="id br"></span><span class="id br"></span>'
    text = read(body(f"<div>{BODY[0]}{two}{BODY[1]}{two}{BODY[2]}</div>")).text
    assert text.split("\n\n") == BODY[:3]


def test_the_line_in_a_picture_s_box_is_its_caption() -> None:
    box = '<div class="sc-a"><picture><img src="/o.jpg"></picture><div class="sc-b">Loaves cool on the wall</div></div>'
    article = read(body(p(BODY[0]), box, *map(p, BODY[1:])))
    assert (article.captions, article.text) == (("Loaves cool on the wall",), "\n\n".join(BODY))


def test_a_text_that_begins_with_a_picture_is_no_caption() -> None:
    text = "".join(f"<div>{part}</div>" for part in BODY)
    assert read(f'<div class="story-body"><img src="/o.jpg">{text}</div>').text == "\n\n".join(BODY)


def test_marks_that_nobody_sees_go() -> None:
    text = read(body(p(BODY[0].replace("northern", "north&shy;ern")), p("\ufeff" + BODY[1]), p(BODY[2]))).text
    assert text == "\n\n".join(BODY[:3])


def test_a_word_with_its_reading_beside_it_stays_in_the_sentence() -> None:
    name = "<ruby><rb>尹錫悦</rb><rp>（</rp><rt>ユンソンニョル</rt><rp>）</rp></ruby>"
    text = read(body(p(f"{BODY[0]} It was {name} who spoke."), *map(p, BODY[1:]))).text
    assert "It was 尹錫悦（ユンソンニョル） who spoke." in text


# -- outlets whose layouts a fixture does not show


def test_thehill_names_a_person_once() -> None:
    person = (
        'Rep. <span class="rollover-people"><a href="/people/x">Dina Hale</a><span class="rollover-people-block">'
        '<a href="/people/x">Dina Hale</a><a href="/1">Other news MORE</a></span></span> spoke.'
    )
    dated = '<meta property="article:published_time" content="2019-11-19T10:00:00Z">'
    content = f'{dated}<div class="field-name-body">{p(BODY[0])}{p(person)}{p(BODY[2])}</div>'
    assert read(content, "thehill.com").text.split("\n\n")[1] == "Rep. Dina Hale spoke."


def test_telegraph_s_live_posts_keep_their_titles() -> None:
    posts = "".join(
        f'<h3 class="live-post__title">Post {number}</h3><div data-test="article-body-text">{p(text)}</div>'
        for number, text in enumerate(BODY)
    )
    assert read(posts, "telegraph.co.uk").text.split("\n\n")[:4] == ["Post 0", BODY[0], "Post 1", BODY[1]]


@pytest.mark.parametrize(
    ("host", "container", "beside"),
    [
        ("lemonde.fr", 'section class="article__content"', '<section class="catcher">{}</section>'),
        ("newyorker.com", 'div class="body__inner-container"', '<div class="RecircMostPopularX">{}</div>'),
        ("haaretz.com", 'div data-test="articleBody"', '<ul data-test="relatedArticles"><li>{}</li></ul>'),
        ("spiegel.de", 'div data-area="body"', '<div data-app-hidden="true">{}</div>'),
        ("theguardian.com", 'div class="article-body-viewer-selector"', "<gu-island>{}</gu-island>"),
    ],
)
def test_what_stands_in_an_outlet_s_container_is_the_article(host: str, container: str, beside: str) -> None:
    other = p("An older story of the river and its three turbines, which nobody has told since the last spring.")
    inner = "".join(map(p, BODY)) + beside.format(other)
    content = f"<div><{container}>{inner}</{container.partition(' ')[0]}>{other * 4}</div>"
    assert read(content, host).text == "\n\n".join(BODY)


# -- the picture above the text


CAPTION = "Loaves cool on the wall of the old mill in spring"
LEAD = f'<div class="page-lead"><figure><img src="/o.jpg"><figcaption>{CAPTION}</figcaption></figure></div>'


def test_the_picture_between_headline_and_text_has_its_caption_and_is_no_standfirst() -> None:
    article = read(LEAD + body(*map(p, BODY)))
    assert article.captions == (CAPTION,)
    assert (article.standfirst, article.text) == (None, "\n\n".join(BODY))


def test_a_standfirst_beside_a_picture_is_read_without_its_caption() -> None:
    lead = "After nine cold days the first loaves are sold in the square."
    article = read(f'<div class="article-lead"><p>{lead}</p>{LEAD}</div>' + body(*map(p, BODY)))
    assert article.standfirst == lead


def test_another_story_s_picture_above_the_text_gives_no_caption() -> None:
    assert read(f'<div class="related">{LEAD}</div>' + body(*map(p, BODY))).captions == ()


def test_a_story_in_a_box_that_is_named_like_a_caption_is_the_text() -> None:
    told = "".join(f'<div class="article-image-text">{part}</div>' for part in BODY)
    article = extract(Page("herald", "https://herald.example/a", _page(f"<h1>Ovens lit</h1>{told}"), FETCHED))
    assert (article.text, article.captions) == ("\n\n".join(BODY), ())


# -- one character that would end the page


def broken(damage: str, instead: str) -> str:
    menu = "".join(f'<li><a href="/m/{number}">Mill {number}</a></li><!-- {number} -->' for number in range(200))
    head = (
        '<html lang="en" class="no-js">\n<head>\n<link href="/s.css" rel="stylesheet"/><title>Ovens lit</title></head>'
    )
    story = f'<article class="story-body"><h1>Ovens lit</h1>{"".join(map(p, BODY * 12))}</article>'
    whole = f"{head}<body><ul>{menu}</ul>{story}<!-- the end --></body></html>"
    assert damage in whole
    return whole.replace(damage, instead, 1)


@pytest.mark.parametrize(
    ("damage", "instead"),
    [
        ('class="no-js"', 'class="no-js'),
        ('class="no-js">', 'class="no-js"/>'),
        ("<!-- 100 -->", "<!-- 100 "),
        ("<!-- the end -->", "<!-- the end "),
        ("<article", "<!--<article"),
        ('"/m/3"', "<!--"),
        ('"no-js">', '"no-js"><!-- 0 '),
    ],
)
def test_a_comment_or_tag_that_lost_its_end_costs_no_article(damage: str, instead: str) -> None:
    markup = broken(damage, instead)
    assert extract(Page("herald", "https://herald.example/a", markup.encode(), FETCHED)).text == "\n\n".join(BODY * 12)


def test_a_pruned_box_that_lost_its_end_takes_no_article_along() -> None:
    advert = p("Bread of the northern mills, now in every shop of the town and of its neighbours.")
    for end in ("</div>", ""):
        inner = f'{p(BODY[0])}<div class="catcher">{advert}{end}{"".join(map(p, BODY[1:] * 3))}'
        text = read(f'<section class="article__content">{inner}</section>', "lemonde.fr").text
        assert text.startswith(BODY[0])
        assert text.endswith("\n\n".join(BODY[1:] * 3))
        assert ("Bread of the northern mills" in text) is (not end)


def test_what_a_page_comments_out_stays_out() -> None:
    hidden = p("A story of the river and of the three turbines in its mill, in ten pages and no more.")
    for out in (f"<!-- {hidden} -->", f"<!-- {hidden * 200} -->"):
        assert read(body(p(BODY[0]), out, *map(p, BODY[1:]))).text == "\n\n".join(BODY)
    assert read(body(*map(p, BODY), f"<!-- never closed {hidden * 20}")).text == "\n\n".join(BODY)


@pytest.mark.parametrize("name", ["author-bio", "author-box", "author-card_north", "tag-list", "tag-cloud x"])
def test_a_box_for_the_author_or_the_tags_goes_by_its_name(name: str) -> None:
    box = f'<div class="{name}"><p>Rana Khalil covers the north for the Herald and was born beside its mill.</p></div>'
    assert read(f"<article><h1>Ovens lit in the north</h1>{''.join(map(p, BODY))}{box}</article>").text == "\n\n".join(
        BODY
    )


def test_an_article_s_terms_among_its_classes_name_no_box() -> None:
    terms = "post type-post status-publish category-related tag-comments tag-list-of-towns author-sidebar"
    assert read(
        f'<div class="{terms}"><h1>Ovens lit in the north</h1>{"".join(map(p, BODY))}</div>'
    ).text == "\n\n".join(BODY)


NOTE = "Correction: An earlier version of this article misstated the number of turbines. It was three."


@pytest.mark.parametrize(
    "box",
    [
        f'<div class="article-correction"><p>{NOTE}</p></div>',
        f'<section class="editors-note"><p><em>{NOTE}</em></p></section>',
        f'<div class="storyCorrection">{NOTE}</div>',
        f"<div class='c-clarification'><h4>Correction</h4><p>{NOTE.partition(': ')[2]}</p></div>",
    ],
)
@pytest.mark.parametrize("form", ["{box}{text}", "{text}{box}", "{text}<footer>{box}</footer>"])
def test_a_note_beside_the_text_is_found_once(box: str, form: str) -> None:
    for end in ("", p(NOTE)):
        text = f'<div class="article-body">{"".join(map(p, BODY))}{end}</div>'
        article = read(form.format(box=box, text=text))
        assert (article.text, article.notes) == ("\n\n".join(BODY), (NOTE,))


@pytest.mark.parametrize(
    "box",
    [
        '<div class="correction-form"><p>Have you seen a mistake? Write to the corrections desk.</p></div>',
        '<div class="corrections"><a href="/c">Corrections</a> <a href="/s">Standards</a></div>',
        f'<div class="corrections-list"><p>{NOTE}</p><p>Mill closes: its name was given wrongly on Monday.</p></div>',
    ],
)
def test_what_is_named_like_a_note_and_is_none_is_none(box: str) -> None:
    assert read(f'<div class="article-body">{"".join(map(p, BODY))}</div>{box}').notes == ()
