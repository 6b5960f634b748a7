"""A selector finds what lxml's own finds, in the same order."""

import pytest
from cssselect import SelectorError
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html
from lxml.cssselect import CSSSelector

from syria_news.extract.selectors import selector, worth_trying
from syria_news.model import Rules

NAMES = ("a", "b", "a-b", "ab", "next")
ATTRIBUTES = st.dictionaries(
    st.sampled_from(("class", "id", "data-x")),
    st.lists(st.sampled_from((*NAMES, "", "@class", "x or y")), max_size=3).map(" ".join),
)
PARTS = (
    "*", "p", ".a", ".a-b", "#ab", "[data-x]", "[data-x=a]", "[class*=b]", "[id^=a]", "[id$=b]", "[class~=next]",
    "[data-x|=a]", "[class*='@class']", "[data-x*='@class']", "[data-x='x or y']", ".a.b", ".a#ab", "p.a", ":not(.a)",
    ".a:not(.b)", ":first-child", ".b:nth-child(2)", "[class*='[a]']", "> .a", "+ .b", "~ #ab", "> [class*=a]",
)  # fmt: skip


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> html.HtmlElement:
    element: html.HtmlElement = html.Element(draw(st.sampled_from(("div", "p"))), draw(ATTRIBUTES))
    for child in draw(st.lists(trees(depth - 1), max_size=3)) if depth else ():
        element.append(child)
    return element


SELECTORS = st.lists(st.lists(st.sampled_from(PARTS), max_size=2).map(" ".join), min_size=1, max_size=2).map(
    lambda several: ", ".join(f"* {each}" if each[:1] in (*">+~", "") else each for each in several)
)


@settings(deadline=None, max_examples=300)
@given(trees(), SELECTORS)
def test_a_selector_finds_what_it_says(root: html.HtmlElement, css: str) -> None:
    assert selector(css)(root) == CSSSelector(css, translator="html")(root)


@settings(deadline=None, max_examples=300)
@given(trees(), SELECTORS)
def test_what_would_find_anything_is_tried(root: html.HtmlElement, css: str) -> None:
    given, markup = Rules(body=(css,), title=(css,), prune=(css,)), etree.tostring(root)
    tried = worth_trying(given, markup)
    assert tried == given or not selector(css)(root)
    assert tried.prune == given.prune  # looked for in the text alone, where names are not worth looking for


def test_what_has_no_name_in_the_page_is_not_tried() -> None:
    given = Rules(body=(".story", "[data-qa=text] p", "main p", "#a, .b"), authors=(".by:first-child",))
    assert worth_trying(given, b'<p id="a">') == Rules(body=("main p", "#a, .b"), authors=(".by:first-child",))


def test_what_is_no_selector_is_refused() -> None:
    with pytest.raises(SelectorError):
        selector("div..a")
