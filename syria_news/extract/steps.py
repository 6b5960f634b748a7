"""A page read once more, step by step, for people who mend rules: what each step took away, and what else was said.

`reading.extract` keeps no such account, or every page would pay for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml import html

from syria_news import notes
from syria_news.extract import body, byline, dates, fields, furniture, head, lines, linked, metadata, tree
from syria_news.extract.blocks import HEADINGS, Block, Role, fold, read, squeezed
from syria_news.extract.container import Ground
from syria_news.extract.decode import decode
from syria_news.extract.head import Head
from syria_news.extract.linked import Node
from syria_news.extract.metadata import Candidate
from syria_news.extract.names import names
from syria_news.extract.quotes import without_pull_quotes
from syria_news.extract.reading import rules_on
from syria_news.model import Article, Page, Rejected, Rules

MOST = 5_000
"""Blocks shown of a page."""


@dataclass(frozen=True)
class Piece:
    """A stretch of the page's text that stands by itself."""

    text: str
    where: str
    """Its element, as a selector would name it."""
    cut: str | None
    """What took it away; None where it is in the article."""


@dataclass(frozen=True)
class Said:
    """What the page says of one field in one place."""

    field: str
    source: str
    value: str
    believed: bool
    """Whether it is what we made of it."""


@dataclass(frozen=True)
class Steps:
    """A page's pieces in its order, and all that it says of each field."""

    layout: str
    pieces: tuple[Piece, ...]
    fields: tuple[Said, ...]


def steps(page: Page, rules: Sequence[Rules], made: Article | Rejected, repeated: Callable[[str], bool]) -> Steps:
    """Account for an HTML page that was read as `made`; `repeated` tells the outlet's learned furniture.

    The verdicts are `made`'s; the reasons are found by asking each step again, and where no step will have it,
    they say so.
    """
    parsed = tree.parse(decode(page.body, page.content_type).text)
    if parsed is None:
        return Steps("no tree", (), ())
    said = head.read(parsed.root)
    given = linked.nodes(parsed.linked_data)
    meta = metadata.read(parsed.root, said, given, page.url, page.fetched)
    layout = rules_on(rules, meta.published.date() if meta.published else None)
    fields = tuple(_fields(page, parsed.root, said, given, layout, made))
    title = made.title if isinstance(made, Article) else meta.title
    cutter = _Cutter(parsed.root, layout, said.headline(title), title, repeated)
    return Steps(cutter.name, tuple(_pieces(cutter, made)), fields)


def _pieces(cutter: _Cutter, made: Article | Rejected) -> Iterator[Piece]:
    """The page's blocks, each with what took it; then the paragraphs that stand in none of them."""
    kept = made.text.split("\n\n") if isinstance(made, Article) and made.text else []
    captions = made.captions if isinstance(made, Article) else ()
    open_ = {fold(text) for text in kept}
    apart = {fold(text) for text in captions}
    found = [(block, cutter.reason(block)) for block in cutter.blocks[:MOST]]
    claimed = {fold(block.text) for block, reason in found if reason is None} & open_
    for block, reason in found:
        form, where = fold(block.text), _name(block.element)
        if form in open_ and (reason is None or form not in claimed):
            claimed.add(form)
            yield Piece(block.text, where, None)
            continue
        inner = [text for text in cutter.inside(block.element) if not reason and fold(text) in open_ - claimed]
        claimed.update(map(fold, inner))
        yield from (Piece(text, where, None) for text in inner)
        if inner:
            yield Piece(block.text, where, "in part: the line holds furniture")
        elif form in apart:
            yield Piece(block.text, where, "set apart as caption")
        else:
            yield Piece(block.text, where, reason or _unknown(block, made))
    for text in kept:
        if fold(text) not in claimed:
            yield Piece(text, "(no single element: second extractor, JSON-LD body, or lines taken apart)", None)


def _unknown(block: Block, made: Article | Rejected) -> str:
    if isinstance(made, Rejected):
        return f"the page is no article: {made.reason}"
    return "a heading with nothing behind it" if block.tag in HEADINGS else "by a later step: mend, merging"


class _Cutter:
    """Asks the steps of one page, in their order, which of them takes a block away."""

    def __init__(
        self,
        root: html.HtmlElement,
        rules: Rules,
        headline: html.HtmlElement | None,
        title: str | None,
        repeated: Callable[[str], bool],
    ) -> None:
        self._rules, self._title, self._repeated = rules, fold(title or ""), repeated
        self._alive = list(root.iter())  # lxml forgets who an element was as soon as nobody holds it
        self._prunes = {e: s for s in reversed(rules.prune) for e in body.selected(root, (s,))}
        self._captions = set(body.selected(root, rules.captions)) if rules.captions else set()
        ruled = body.selected(root, rules.body)
        ground = Ground(root, furniture.role, headline)
        self._containers = set(ruled or ground.containers(root))
        self._role = furniture.role if ruled else ground.role
        rule = next((s for s in rules.body if ruled and body.selected(root, (s,))), None)
        self.name = f"rule {rule}" if rule else "guessed: " + ", ".join(map(_name, self._containers))
        self.blocks = read(root, lambda element: Role.TEXT)
        inside = [block for container in self._containers for block in read(container, self._seen)]
        left = {id(block) for block in body.without_cards(inside)}
        self._cards = {fold(block.text) for block in inside if id(block) not in left}
        told = {id(block) for block in without_pull_quotes(inside)}
        self._quotes = {block.text for block in inside if id(block) not in told}
        self._inside: dict[html.HtmlElement, list[str]] = {}
        for block in inside:
            self._inside.setdefault(block.element, []).append(block.text)
        self._stopped: str | None = None

    def inside(self, element: html.HtmlElement) -> list[str]:
        """What is read of an element where what is furniture in it is left out."""
        return self._inside.get(element, [])

    def _seen(self, element: html.HtmlElement) -> Role:
        if element in self._prunes:
            return Role.FURNITURE
        return Role.CAPTION if element in self._captions else self._role(element)

    def reason(self, block: Block) -> str | None:
        """The first step that takes the block away, None if none does. To be asked in page order."""
        chain = [block.element, *block.element.iterancestors()]
        at = next((index for index, element in enumerate(chain) if element in self._containers), None)
        if at is None:
            return "outside the container"
        return self._by_element(chain[: at + 1]) or self._by_block(block) or self._by_words(block.text)

    def _by_element(self, chain: list[html.HtmlElement]) -> str | None:
        for element in reversed(chain):
            if element in self._prunes:
                return f"prune {self._prunes[element]}"
            if element in self._containers:
                continue
            role = self._seen(element)
            if role >= Role.FURNITURE:
                return f"named like furniture: {_name(element)}"
            if role is Role.CAPTION:
                return "caption"
        return None

    def _by_block(self, block: Block) -> str | None:
        if fold(block.text) in self._cards:
            return "another story's card"
        if block.text in self._quotes:
            return "pull quote: said again in the text"
        if block.tag == "h1":
            return "headline"
        if not body.is_text(block):
            return "mostly links" if block.linked > len(block.text) / 2 else "a label outside of any paragraph"
        start = next((start for start in self._rules.stop if block.text.startswith(start)), None)
        self._stopped = self._stopped or start
        return f"stop {self._stopped}" if self._stopped else None

    def _by_words(self, text: str) -> str | None:
        if self._title and fold(text) == self._title:
            return "trim: the headline again"
        for name, test in _WORDS:
            if test(text):
                return f"trim: {name}"
        return "learned furniture" if self._repeated(text) else None


_WORDS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("note, set apart", notes.is_note),
    ("caption, set apart", lines.is_caption),
    ("furniture by its words", lines.is_furniture),
    ("credit, set apart", lines.is_credit),
    ("byline or date", lines.is_byline),
    ("the desk's tag", lines.is_tag),
)


def _name(element: html.HtmlElement) -> str:
    """`div#story.article-body`"""
    ident = element.get("id")
    classes = (element.get("class") or "").split()[:4]
    return f"{element.tag}{f'#{ident}' if ident else ''}{''.join(f'.{name}' for name in classes)}"[:120]


# -- what the page says of each field

_PLAIN = ("standfirst", "captions", "credit", "notes", "tags", "section", "language", "claimed_url", "access", "kind")


def _fields(
    page: Page, root: html.HtmlElement, said: Head, given: list[Node], layout: Rules, made: Article | Rejected
) -> Iterator[Said]:
    node = linked.article(given, page.url, metadata.claimed(said, page.url))
    chosen = made if isinstance(made, Article) else Article(page.outlet, page.url, page.fetched, None, "")
    titles = [*_selected(root, layout.title), *(("h1", squeezed(h.text_content()[:500])) for h in said.headlines)]
    titles += [*_metas(said, "og:title", "twitter:title"), ("JSON-LD headline", node.get("headline"))]
    yield from _candidates("title", [*titles, ("title element", said.title)], chosen.title)
    stated = (*metadata.publication_dates(said, given, node), *metadata.other_dates(said, given))
    yield from _dates("published", stated, page, chosen.published_from)
    beside = byline.moment(said.headline(chosen.title), root, page.fetched)
    for source, moment in (("byline", beside), ("address", byline.day_in(page.url, page.fetched))):
        if moment is not None:
            yield Said("published", source, f"{moment:%Y-%m-%d %H:%M} UTC", chosen.published_from == source)
    yield from _dates("modified", metadata.modification_dates(said, node), page, chosen.modified_from)
    yield from _authors(root, said, node, layout, chosen)
    leads = [*_selected(root, layout.standfirst), *_metas(said, "og:description", "description")]
    yield from _candidates("standfirst", leads, chosen.standfirst)
    for name in _PLAIN if isinstance(made, Article) else ():
        value = getattr(chosen, name)
        for each in value if isinstance(value, tuple) else (value,):
            if each:
                yield Said(name, "read", str(each), believed=True)


def _selected(root: html.HtmlElement, selectors: Iterable[str]) -> Iterator[Candidate]:
    for selector in selectors:
        for element in body.selected(root, (selector,)):
            yield f"rule {selector}", squeezed(element.text_content()[:2_000])


def _metas(said: Head, *wanted: str) -> Iterator[Candidate]:
    return ((f"meta {name}", value) for name in wanted for value in said.metas.get(name, ()))


def _candidates(field: str, given: Iterable[Candidate], chosen: str | None) -> Iterator[Said]:
    for source, value in given:
        if text := fields.unmarked(linked.text(value)):
            yield Said(field, source, text, bool(chosen) and fold(text) == fold(chosen or ""))


def _dates(field: str, given: Iterable[Candidate], page: Page, chosen: str | None) -> Iterator[Said]:
    taken = False
    for source, value in given:
        if text := linked.text(value):
            moment = dates.moment(text, page.fetched)
            shown = f"{moment:%Y-%m-%d %H:%M} UTC, from {text}" if moment else f"no date we believe: {text}"
            first = bool(moment) and source == chosen and not taken
            taken = taken or first
            yield Said(field, source, shown, first)


def _authors(root: html.HtmlElement, said: Head, node: Node, layout: Rules, chosen: Article) -> Iterator[Said]:
    site = metadata.site_name(said, node)
    given = [*_selected(root, layout.authors), *(("JSON-LD author", each) for each in linked.names(node.get("author")))]
    given += metadata.bylines(said)
    for source, value in given:
        if isinstance(value, str) and value.strip():
            read_as = names([value], site)
            shown = f"{', '.join(read_as) or 'nobody'}, from {value}"
            yield Said("authors", source, shown, set(read_as) == set(chosen.authors))
    headline = said.headline(chosen.title)
    beside = () if headline is None else byline.authors(headline, site)
    if beside := beside or byline.marked_authors(root, site):
        yield Said("authors", "byline", ", ".join(beside), beside == chosen.authors)
