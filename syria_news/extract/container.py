"""Where in a tree the article stands, for pages no rule describes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree, html

from syria_news.extract.blocks import Role
from syria_news.extract.furniture import is_article_body, is_surely_article_body, names_of

_LONG_TEXTS = etree.XPath("descendant::text()[string-length() > 60]")
_OPEN_COUNTRY = frozenset(("html", "body"))
_HOLDERS = frozenset(("div", "section", "article", "main", "td"))
_NEVER_TEXT = frozenset(("a", "title", "option", "button", "label", "iframe"))
_MOST = 0.85
"""Share of the text a child must hold to be the container in its parent's stead."""
_STORY_SHARE = 0.15
_NAMED_SHARE = 0.6
_SURELY_NAMED_SHARE = 0.3
_NEARLY = 0.93
_WITH_HEADLINE = 0.2
_STORY = 250
"""Characters of long runs of text that are an article's."""
_SURE_MARGIN = 4
"""How many times the text of all the rest a comment section must hold before we think it is none."""
_DOUBTS = 12
_DEEPEST = 400
_LONG = 40


_Chain = tuple[list[html.HtmlElement], int]
"""An element that holds a long run of text, with all that hold it, and the run's length."""


class Ground:
    """How the long runs of text lie in a tree, and what each element is in their light."""

    def __init__(
        self,
        root: html.HtmlElement,
        role: Callable[[html.HtmlElement], Role],
        headline: html.HtmlElement | None = None,
    ) -> None:
        self._role = role
        self._headline = headline
        self._above_headline = set(headline.iterancestors()) if headline is not None else set()
        self._roles: dict[html.HtmlElement, Role] = {}
        self._doubted: set[tuple[str, str]] = set()
        chains: list[_Chain] = []
        for element, size in _long_texts(root):
            chain = _chain(element)
            if _NEVER_TEXT.isdisjoint(above.tag for above in chain):
                chains.append((chain, size))
        self._doubt(chains)
        self.total = 0
        self.weights: dict[html.HtmlElement, int] = {}
        self._rows: dict[html.HtmlElement, int] = {}
        for chain, size in chains:
            if self._furniture(chain) is not None:
                continue
            self.total += size
            row = chain[min(1, len(chain) - 1)]
            self._rows[row] = self._rows.get(row, 0) + size
            for element in chain:
                self.weights[element] = self.weights.get(element, 0) + size

    def _doubt(self, chains: list[_Chain]) -> None:
        """Stop believing names that hold too much of the text to be true, the outermost first.

        All elements of one name are weighed together: some sites mark every paragraph.
        """
        for _ in range(_DOUBTS):
            clean = 0
            outermost: dict[tuple[str, str], int] = {}
            roles: dict[tuple[str, str], Role] = {}
            for chain, size in chains:
                named = self._furniture(chain)
                if named is None:
                    clean += size
                    continue
                key = _key(named)
                outermost[key] = outermost.get(key, 0) + size
                roles[key] = self.role(named)
            if not outermost:
                return
            heaviest = max(outermost, key=lambda key: outermost[key])
            margin = _SURE_MARGIN if roles[heaviest] is Role.SURELY_FURNITURE else 1
            if outermost[heaviest] <= margin * clean:
                return
            self._doubted.add(heaviest)
            self._roles.clear()

    def _furniture(self, chain: list[html.HtmlElement]) -> html.HtmlElement | None:
        """The outermost of the elements that is furniture."""
        return next((element for element in reversed(chain) if self.role(element) >= Role.FURNITURE), None)

    def role(self, element: html.HtmlElement) -> Role:
        """The element's role by its name, unless the name is not believed."""
        known = self._roles.get(element)
        if known is None:
            above = element.tag in _OPEN_COUNTRY or element in self._above_headline
            known = Role.TEXT if above else self._role(element)
            if known >= Role.FURNITURE and self._doubted and _key(element) in self._doubted:
                known = Role.TEXT
            self._roles[element] = known
        return known

    def containers(self, root: html.HtmlElement) -> list[html.HtmlElement]:
        """The elements that hold the article: those that say so of themselves, or the deepest that hold nearly all."""
        story = self._story(root)
        named = self._named(story)
        return named or [self._with_headline(self._deepest(story))]

    def _story(self, root: html.HtmlElement) -> html.HtmlElement:
        """The `article` with the headline, where it holds enough; pages go on loading and hold several stories."""
        enough = max(1.0, _STORY_SHARE * self.total)
        heavy = [element for element in root.iter("article") if self.weights.get(element, 0) >= enough]
        for element in heavy:
            if element in self._above_headline:
                return element
        outer = [element for element in heavy if not any(up in heavy for up in element.iterancestors("article"))]
        with_headlines = [element for element in outer if element.find(".//h1") is not None]
        if len(with_headlines) > 1:
            return with_headlines[0]
        if len(outer) == 1 and self.weights[outer[0]] >= 0.5 * self.total:
            return outer[0]
        return root

    def _named(self, story: html.HtmlElement) -> list[html.HtmlElement]:
        """The elements whose names say that they are the article's text, all of one name, if they hold enough."""
        total = self.weights.get(story, self.total)
        groups: dict[tuple[str, str], list[html.HtmlElement]] = {}
        inside = set(story.iterancestors())
        for element in self.weights:
            if element.tag in _HOLDERS and element not in inside and is_article_body(element):
                groups.setdefault(_key(element), []).append(element)
        weighed: list[tuple[int, list[html.HtmlElement]]] = []
        for group in groups.values():
            members = set(group)
            outer = [e for e in group if e is story or story in set(e.iterancestors())]
            outer = [e for e in outer if not any(up in members for up in e.iterancestors())]
            if outer:
                weighed.append((sum(self.weights[e] for e in outer), outer))
        most = max((weight for weight, _ in weighed), default=0)
        sure = any(is_surely_article_body(group[0]) for weight, group in weighed if weight == most)
        if most == 0 or most < (_SURELY_NAMED_SHARE if sure else _NAMED_SHARE) * total:
            return []
        enough = [group for weight, group in weighed if weight >= _NEARLY * most]
        return [_common(max(enough, key=lambda group: len(_chain(group[0]))))]

    def _deepest(self, story: html.HtmlElement) -> html.HtmlElement:
        here = story
        total = self.weights.get(story, self.total)
        while True:
            heavy = max(here, key=lambda child: self.weights.get(child, 0), default=None)
            if heavy is None or self.weights.get(heavy, 0) < _MOST * total or heavy.tag == "p":
                return here
            here = heavy

    def _with_headline(self, here: html.HtmlElement) -> html.HtmlElement:
        """The least that holds the headline and an article, where `here` holds what may be other stories as well.

        Not where paragraphs that weigh more stand in one row outside of it: then it is the headline's own box.
        """
        if self._headline is None or here not in self._above_headline:
            return here
        enough = max(_STORY, _WITH_HEADLINE * self.weights.get(here, 0))
        least = next((up for up in self._headline.iterancestors() if self.weights.get(up, 0) >= enough), here)
        weight = self.weights.get(least, 0)
        elsewhere = any(size > weight and least not in _chain(row) for row, size in self._rows.items())
        return here if elsewhere else least


def _long_texts(root: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, int]]:
    """The elements in which long runs of text stand, and the runs' lengths."""
    found = _LONG_TEXTS(root)
    for text in found if isinstance(found, list) else ():
        if isinstance(text, str) and (size := len(text.strip())) > _LONG:
            parent = text.getparent()  # type: ignore[attr-defined]  # lxml's strings know where they stand
            if isinstance(parent, html.HtmlElement):
                yield parent, size


def _common(elements: list[html.HtmlElement]) -> html.HtmlElement:
    """The deepest element that holds them all."""
    shared = _chain(elements[0])
    for element in elements[1:]:
        above = set(_chain(element))
        shared = [up for up in shared if up in above]
    return shared[0]


def _key(element: html.HtmlElement) -> tuple[str, str]:
    return str(element.tag), names_of(element)


def _chain(element: html.HtmlElement) -> list[html.HtmlElement]:
    """The element and what holds it, up to the root."""
    chain: list[html.HtmlElement] = []
    node: html.HtmlElement | None = element
    while node is not None and len(chain) < _DEEPEST:
        chain.append(node)
        node = node.getparent()
    return chain
