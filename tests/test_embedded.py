"""Articles that a page holds as data for its own scripts, and shows only the beginning of, or nothing."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syria_news.extract import embedded, extract
from syria_news.model import Article, Page, Reason, Rejected

FETCHED = datetime(2026, 11, 24, 12, tzinfo=UTC)
BODY = (
    "Bakers in the northern town lit their ovens again on Tuesday, a council member told our reporter by telephone.",
    "Flour for eleven days had come over the hill road in the night, he said, and more was promised for the weekend.",
    "Nobody in the queue before the largest bakery wanted to say how long they had waited for a bag of warm bread.",
    "The mill on the river has stood still since the spring, when the last of its three turbines was taken away.",
    "Two engineers from the capital are to look at what is left of it before the month is over, the council hopes.",
)
OTHER = tuple(
    f"Story {number} of another town tells of its harbour, its boats, its nets and of its fish." for number in range(30)
)
DESCRIPTION = "Bakers lit their ovens again in the northern town; flour for eleven days came over the hill road."


def nodes(texts: tuple[str, ...]) -> dict[str, object]:
    """As Next.js pages hold a story: paragraphs with links and bold words inside them."""
    return {
        "props": {
            "story": {
                "type": "document",
                "content": [
                    {
                        "type": "paragraph",
                        "content": [
                            {"type": "text", "value": text[:20]},
                            {"type": "link", "data": {"href": "/x"}, "content": [{"type": "text", "value": text[20:]}]},
                        ],
                    }
                    for text in texts
                ],
            }
        }
    }


def markup(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def next_data(texts: tuple[str, ...]) -> str:
    return f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(nodes(texts))}</script>'


def fusion(texts: tuple[str, ...]) -> str:
    said = {"content_elements": [{"type": "text", "content": f"<b>{text[:5]}</b>{text[5:]}"} for text in texts]}
    return f"<script>window.Fusion=window.Fusion||{{}};Fusion.globalContent={json.dumps(said)};Fusion.x={{}};</script>"


def state(texts: tuple[str, ...]) -> str:
    return f"<script>window.__STATE__ = {json.dumps({'article': {'bodyHtml': markup(texts)}})};</script>"


def pushed(texts: tuple[str, ...]) -> str:
    """As Next.js pushes it: the length of the text in one script, the text in the next."""
    said = markup(texts)
    first, second = f"1d:T{len(said.encode()):x},", f'{said}1e:["$","p",null,{{}}]\n'
    return "".join(f"<script>self.__next_f.push({json.dumps([1, part])})</script>" for part in (first, second))


FORMS = (next_data, fusion, state, pushed)


def read(shown: str, scripts: str) -> Article:
    head = f'<title>Ovens lit</title><meta name="description" content="{DESCRIPTION}">'
    page = f"<html><head>{head}</head><body><h1>Ovens lit</h1>{shown}{scripts}</body></html>"
    return extract(Page("herald", "https://herald.example/a", page.encode(), FETCHED))


@pytest.mark.parametrize("form", FORMS)
def test_where_a_page_shows_the_beginning_the_rest_is_in_its_data(form) -> None:
    assert read(f"<article>{markup(BODY[:2])}</article>", form(BODY)).text == "\n\n".join(BODY)


@pytest.mark.parametrize("form", FORMS)
def test_where_a_page_shows_nothing_its_data_is_the_article_if_the_page_speaks_of_it(form) -> None:
    assert read("", form(BODY)).text == "\n\n".join(BODY)
    with pytest.raises(Rejected) as refused:
        read("", form(OTHER))
    assert refused.value.reason is Reason.NO_TEXT


@pytest.mark.parametrize("form", FORMS)
def test_another_story_s_data_is_not_taken(form) -> None:
    assert read(f"<article>{markup(BODY[:3])}</article>", form(OTHER)).text == "\n\n".join(BODY[:3])


@pytest.mark.parametrize(
    "script",
    [
        "[" * 100_000,
        '{"a":' * 50_000,
        '{"type":"paragraph","content":' * 5_000 + '"x"' + "}" * 5_000,
        json.dumps({"x": "<p>" * 100_000}),
    ],
)
def test_data_of_any_depth_is_survived(script) -> None:
    page = f'<script type="application/json">{script}</script>'
    assert embedded.paragraphs(page, BODY[:2], lambda texts: True) == ()


@given(st.text(max_size=300))
def test_no_script_breaks_the_search(text) -> None:
    for script in (f'<script type="application/json">{text}</script>', f"<script>self.__next_f.push([1,{text}"):
        assert embedded.paragraphs(script, BODY[:2], lambda texts: True) == ()
