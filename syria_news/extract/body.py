"""Tree to paragraphs: by the outlet's rules, or by what any page gives away.

The one place that speaks to trafilatura.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lxml import etree, html

from syria_news import urls
from syria_news.extract import blocks, embedded, furniture, lines
from syria_news.extract.blocks import HEADINGS, Block, Role
from syria_news.extract.container import Ground
from syria_news.extract.quotes import without_pull_quotes
from syria_news.extract.selectors import selector
from syria_news.model import Rules

_LOOSE = 40
"""Characters below which text that stands in no paragraph element is a label."""
_MOSTLY_LINK = 0.6
_CARD_LINK = 0.9
"""Share of a heading in links past which it leads to another story."""
_PARAGRAPHS = frozenset(("p", "blockquote", "pre", "tr", "li", "dd", "dt", "table", "td")) | HEADINGS
_TOO_MUCH = 0.3
"""Share of a declared container's text past which an element's name is not believed to be furniture."""
_TORN = 0.7
"""Share past which what a rule prunes has lost its end, and holds the article that follows it."""
_CARD = 4
"""Blocks in a box up to which a linked heading makes it a card."""
_MOST_CARDS = 0.4
"""Share of the text past which linked headings are the article's own."""
_STORY = 400
"""Characters that are an article, where other stories' cards follow."""
_NEARLY_ALL = 0.8
_FEWEST_CARDS = 3
_NEAR = 4
_TOO_SHORT = 250
_FAR_TOO_SHORT = 80
_SHORT = 1_500
"""Characters past which nobody asks whether the page shows all of its article."""
_TELLING = 6
_WORD = re.compile(r"\w{3,}")
_DEEPEST = 200
_MOST_EVENTS = 60_000
_FAR_LESS = 0.4


@dataclass(frozen=True)
class Witnesses:
    """What the page says of its article elsewhere."""

    headline: html.HtmlElement | None = None
    """The h1 that shows the title."""
    body: str | None = None
    """JSON-LD's articleBody."""
    description: str | None = None
    markup: str = ""
    """The whole page, in whose scripts the text may stand as data."""


@dataclass(frozen=True)
class Body:
    """An article's text as it stands in the tree."""

    paragraphs: tuple[str, ...]
    captions: tuple[str, ...] = ()
    ruled: bool = False
    """Whether an outlet's rule found it."""
    first: html.HtmlElement | None = None
    """The element of the first paragraph."""
    cards: float = 0
    """Share of the text that stands in cards of other pages, whether left out or not."""


def read(root: html.HtmlElement, rules: Rules, witnesses: Witnesses) -> Body:
    """The article's paragraphs and captions.

    Where we find far less than the page's witnesses tell of, a second extractor is asked, and at last the witness.
    """
    if rules.body and (containers := selected(root, rules.body)):
        found = _ruled(containers, rules)
        if found.paragraphs:
            return _whole(found, witnesses)
    return _whole(_enough(_guessed(root, rules, witnesses.headline), root, witnesses), witnesses)


def selected(root: html.HtmlElement, selectors: Sequence[str]) -> list[html.HtmlElement]:
    """What the first selector that matches anything matches, without elements inside one another."""
    for css in selectors:
        if found := blocks.matches(selector(css), root):
            inside = set(found)
            return [element for element in found if not any(above in inside for above in element.iterancestors())]
    return []


def _ruled(containers: list[html.HtmlElement], rules: Rules) -> Body:
    size = sum(len(container.text_content()) for container in containers)
    marked = _marked(containers, rules, size)

    def role(element: html.HtmlElement) -> Role:
        if (ruled := marked.get(element)) is not None:
            return ruled
        named = furniture.role(element)
        if named >= Role.FURNITURE and len(element.text_content()) > _TOO_MUCH * size:
            return Role.TEXT
        return named

    return _body([block for container in containers for block in blocks.read(container, role)], rules, ruled=True)


def _marked(containers: list[html.HtmlElement], rules: Rules, size: int) -> dict[html.HtmlElement, Role]:
    """What the rules say of elements in the containers, which hold so many characters."""
    pruned = (element for element in _all(containers, rules.prune) if len(element.text_content()) <= _TORN * size)
    return dict.fromkeys(_all(containers, rules.captions), Role.CAPTION) | dict.fromkeys(pruned, Role.FURNITURE)


def _all(containers: list[html.HtmlElement], selectors: Sequence[str]) -> set[html.HtmlElement]:
    return {
        element for container in containers for css in selectors for element in blocks.matches(selector(css), container)
    }


def _guessed(root: html.HtmlElement, rules: Rules, headline: html.HtmlElement | None) -> Body:
    ground = Ground(root, furniture.role, headline)
    containers = ground.containers(root)
    size = sum(len(container.text_content()) for container in containers) if rules.prune or rules.captions else 0
    marked = _marked(containers, rules, size) if size else {}

    def role(element: html.HtmlElement) -> Role:
        ruled = marked.get(element)
        return ground.role(element) if ruled is None else ruled

    return _body([block for container in containers for block in blocks.read(container, role)], rules, ruled=False)


def _body(given: list[Block], rules: Rules, *, ruled: bool) -> Body:
    captions = tuple(block.text for block in given if block.caption)
    alone = _outside_cards(given)
    text = [block for block in _believed(given, alone) if not block.caption and is_text(block)]
    text = without_pull_quotes(text)
    while text and text[-1].tag in HEADINGS:
        text.pop()
    paragraphs: list[str] = []
    for block in text:
        if rules.stop and block.text.startswith(rules.stop):
            break
        paragraphs.append(block.text)
    cards = 1 - _size(alone) / _size(given) if given else 0
    return Body(tuple(paragraphs), captions, ruled, text[0].element if paragraphs else None, cards)


def without_cards(given: list[Block]) -> list[Block]:
    """The blocks without other stories' cards, unless these are the article's own list."""
    return _believed(given, _outside_cards(given))


def _outside_cards(given: list[Block]) -> list[Block]:
    """The blocks without those that stand in one small box with a heading that is a link: another story's card."""
    counts: dict[html.HtmlElement, int] = {}
    for block in given:
        for above in _near(block.element):
            counts[above] = counts.get(above, 0) + 1
    cards: set[html.HtmlElement] = set()
    for block in given:
        if block.tag in HEADINGS and block.linked >= _CARD_LINK * len(block.text):
            cards.update(above for above in _near(block.element) if counts[above] <= _CARD)
    if not cards:
        return given
    return [block for block in given if not any(above in cards for above in _near(block.element))]


def _believed(given: list[Block], kept: list[Block]) -> list[Block]:
    left_out = _size(given) - _size(kept)
    return kept if left_out <= _MOST_CARDS * _size(given) or _is_list_behind(given, kept) else given


def _is_list_behind(given: list[Block], kept: list[Block]) -> bool:
    """Whether nearly all that is left comes first, as long as an article, and the rest leads to the site's pages."""
    first = next(index for index, pair in enumerate(zip(given, [*kept, None], strict=False)) if pair[0] is not pair[1])
    if _size(kept[:first]) < max(_STORY, _NEARLY_ALL * _size(kept)):
        return False
    links = [link.get("href") or "" for block in given[first:] for link in _links(block) if block.tag in HEADINGS]
    hosts = {urls.host(link) or None for link in links}
    return len(links) >= _FEWEST_CARDS and hosts <= {None, _own_host(given[0].element)}


def _own_host(element: html.HtmlElement) -> str | None:
    """The host of the page's canonical address."""
    links = element.getroottree().getroot().iter("link")
    return next((urls.host(link.get("href") or "") for link in links if link.get("rel") == "canonical"), None)


def _links(block: Block) -> list[html.HtmlElement]:
    above = block.element.getparent()
    return [*block.element.iter("a"), *([above] if above is not None and above.tag == "a" else [])]


def _size(given: list[Block]) -> int:
    return sum(len(block.text) for block in given)


def _near(element: html.HtmlElement) -> list[html.HtmlElement]:
    """The element and the few next above it."""
    chain = [element]
    for above in element.iterancestors():
        chain.append(above)
        if len(chain) == _NEAR:
            break
    return chain


def is_text(block: Block) -> bool:
    """Whether the block can be a paragraph of the article, by its element, its length and its links."""
    if block.tag == "h1":
        return False
    if block.linked > (_CARD_LINK if block.tag in HEADINGS else _MOSTLY_LINK) * len(block.text) and not (
        block.tag == "p" and lines.SENTENCE_END.search(block.text)
    ):
        return False
    return block.tag in _PARAGRAPHS or len(block.text) >= _LOOSE or lines.opens_furniture(block.text)


def _enough(found: Body, root: html.HtmlElement, witnesses: Witnesses) -> Body:
    """What was found, or what a second extractor or the page's own copy gives where that was far too little."""
    size = sum(map(len, found.paragraphs))
    witness = embedded.paragraphs_of(witnesses.body or "")
    told = sum(map(len, witness))
    if size >= max(_TOO_SHORT, _FAR_LESS * told) or (size >= _FAR_TOO_SHORT and _told(found.paragraphs, witnesses)):
        return found
    second = _by_trafilatura(root)
    if sum(map(len, second)) > size * (2 if size >= _FAR_TOO_SHORT else 1):
        said = blocks.letters(" ".join(second))  # what a misleading name made captions of is the text
        found = Body(second, tuple(text for text in found.captions if blocks.fold(text) not in said))
        size = sum(map(len, second))
    if size < _FAR_LESS * told:
        return Body(witness, found.captions)
    return found


def _whole(found: Body, witnesses: Witnesses) -> Body:
    """What was found, or all of it where the page shows its beginning and holds the rest as data for its scripts."""
    if sum(map(len, found.paragraphs)) >= _SHORT:
        return found
    more = embedded.paragraphs(witnesses.markup, found.paragraphs, lambda texts: _told(texts, witnesses))
    return replace(found, paragraphs=more) if more else found


def _told(paragraphs: Sequence[str], witnesses: Witnesses) -> bool:
    """Whether the page's description speaks of what was found."""
    told = set(_WORD.findall((witnesses.description or "").lower()))
    words = set(_WORD.findall(" ".join(paragraphs).lower()))
    return len(told) >= _TELLING and len(told & words) >= 0.5 * len(told)


def _by_trafilatura(root: html.HtmlElement) -> tuple[str, ...]:
    if _is_beyond_it(root):
        return ()
    import trafilatura  # noqa: PLC0415 - half a second that only readers need

    try:
        text = trafilatura.extract(root, fast=True, with_metadata=False, include_comments=False, include_tables=True)
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError):  # what odd trees do to it
        return ()
    return tuple(text.split("\n")) if text else ()


def _is_beyond_it(root: html.HtmlElement) -> bool:
    """Whether the tree is deeper or larger than trafilatura can read in its time: it recurses, and is quadratic."""
    depth = 0
    for count, (event, _) in enumerate(etree.iterwalk(root, events=("start", "end"))):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST or count > _MOST_EVENTS:
            return True
    return False
