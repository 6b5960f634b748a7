"""A selector finds what lxml's own finds, in the same order."""

import pytest
from cssselect import SelectorError
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from lxml.cssselect import CSSSelector

from syria_news.extract.selectors import selector

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


@settings(deadline=None, max_examples=300)
@given(
    trees(),
    st.lists(st.lists(st.sampled_from(PARTS), max_size=2).map(" ".join), min_size=1, max_size=2),
)
def test_a_selector_finds_what_it_says(root: html.HtmlElement, alternatives: list[str]) -> None:
    css = ", ".join(f"* {each}" if each[:1] in (*">+~", "") else each for each in alternatives)
    assert selector(css)(root) == CSSSelector(css, translator="html")(root)


def test_what_is_no_selector_is_refused() -> None:
    with pytest.raises(SelectorError):
        selector("div..a")
