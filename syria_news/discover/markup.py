"""Tags and text of XML that need not be well formed.

An XML parser stops at the first fault, drops what it can't explain or refuses depth; listings are full of faults, and
each of them would cost entries in silence (RELIABILITY, finding 5). This reads any text, in one pass, and never
expands an entity that the document itself defines.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

_OPENS = re.compile(r"<[A-Za-z_/!?]")  # any other is part of the text: `a < b` in somebody's title
_NAME = re.compile(r"[A-Za-z_][\w.:-]{0,100}")
_SUBSET = re.compile(r"(?:[^\]\"'<]|\"[^\"]*\"|'[^']*'|<(?!!--))*+(?:(?P<comment><!--)|\]\s*+>)")
"""A document type's internal subset up to a comment or its end: a `]>` within a quoted value is none."""
_QUOTED_TAG = re.compile(r"<[^<>\"'=]*+(?:=\s*+(?:\"[^\"]{0,9000}\"|'[^']{0,9000}')[^<>\"'=]*+)*+>")
_ATTRIBUTE = re.compile(r"(?<![\w.:-])([A-Za-z_][\w.:-]{0,100}+)\s*=\s*(?:\"([^\"]{0,9000})\"|'([^']{0,9000})')")
_REFERENCE = re.compile(r"&(#\d{1,20}|#[xX][0-9A-Fa-f]{1,20}|[A-Za-z][A-Za-z0-9]{1,31});")
MOST_TEXT = 20_000
"""Characters of one stretch of text that are kept, and after which a field is given no more of them."""


class Start(NamedTuple):
    """A start tag; an empty one (`<link/>`) is followed by its `End`."""

    name: str
    attributes: str

    def attribute(self, name: str) -> str | None:
        """An attribute's value, references resolved."""
        for found in _ATTRIBUTE.finditer(self.attributes[:20_000]):
            if found[1] == name:
                return unescaped(found[2] or found[3] or "")
        return None


class End(NamedTuple):
    """An end tag."""

    name: str


class Text(NamedTuple):
    """A stretch of text between tags, references resolved."""

    text: str


def tokens(text: str) -> Iterator[Start | End | Text]:
    """The document's tags and text in their order; comments, instructions and the document type are left out.

    The mark of a comment or section that never ends is left out, too, and a `<` that makes no tag is text: one stray
    `<!--` must not swallow all that follows.
    """
    at, size = 0, len(text)
    endless: set[str] = set()  # marks that nothing closes any more; asking again would take the square of the time
    while at < size:
        found = _OPENS.search(text, at)
        opening = found.start() if found else size
        if opening != at:
            yield Text(unescaped(text[at : min(opening, at + MOST_TEXT)]))
        if opening == size:
            return
        mark = _mark(text, opening)
        end = ENDLESS if mark in endless else _end(text, opening, mark)
        if end in {ENDLESS, NO_TAG}:
            if end == ENDLESS:
                endless.add(mark)
            if mark == "<":
                yield Text(mark)
            at = opening + len(mark)
            continue
        if mark == "<![CDATA[":
            yield Text(text[opening + len(mark) : min(end - 3, opening + MOST_TEXT)])
        elif mark == "<":
            yield from _tag(text[opening + 1 : end - 1])
        at = end


_CLOSING = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>", "<!": ">", "<": ">"}
ENDLESS, NO_TAG = -1, -2


def _mark(text: str, opening: int) -> str:
    """What begins at a `<`."""
    if text[opening + 1] not in "!?":
        return "<"
    return next(mark for mark in _CLOSING if text.startswith(mark, opening))


def _end(text: str, opening: int, mark: str) -> int:
    """Where it ends; `ENDLESS` for never, `NO_TAG` where the next of its kind begins before that."""
    end = text.find(_CLOSING[mark], opening + len(mark))
    if end < 0:
        return ENDLESS
    if mark == "<![CDATA[" and text.find(mark, opening + 1, end) >= 0:
        return NO_TAG  # its end was forgotten: this one is the next section's
    if mark == "<!" and (bracket := text.find("[", opening, end)) >= 0:
        return _behind_subset(text, bracket + 1)
    if mark == "<":
        is_stray = text.find("<", opening + 1, end) >= 0
        if is_stray or text.count('"', opening, end) % 2:  # or either stands within an attribute's value
            quoted = _QUOTED_TAG.match(text, opening)
            if quoted or is_stray:
                return quoted.end() if quoted else NO_TAG
    return end + len(_CLOSING[mark])


def _behind_subset(text: str, start: int) -> int:
    """Where a document type's internal subset has ended; a comment in it that never ends is none."""
    stop = 0
    while found := _SUBSET.match(text, start):
        if found["comment"] is None:
            return found.end()
        stop = text.find("-->", found.end()) if stop >= 0 else stop
        start = max(found.end(), stop + 3)
    return ENDLESS


def _tag(inside: str) -> Iterator[Start | End]:
    if inside.startswith("/"):
        yield End(inside[1:].strip()[:100])
        return
    if name := _NAME.match(inside):
        yield Start(name[0], inside[name.end() :])
        if inside.endswith("/"):
            yield End(name[0])


def unescaped(text: str) -> str:
    """Character references and HTML's named ones resolved; unknown ones stay as they are."""
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


@lru_cache(1_000)
def local(name: str) -> str:
    """A name without its prefix, in lower case."""
    return name.rpartition(":")[2].lower()


@dataclass
class Field:
    """An element within a record."""

    start: Start
    parent: str
    """The local name of the element it stands in."""
    text: str = ""


LEAVES = frozenset("title link guid pubdate published updated date loc lastmod changefreq priority".split())
"""Elements that hold text alone: what stands in one stands there because its end tag was forgotten."""


@dataclass
class Record:
    """One line of a listing: an `<item>`, a `<url>`."""

    start: Start
    fields: list[Field] = field(default_factory=list)
    text: str = ""
    """What stands in it outside any field."""
    whole: bool = True
    """Whether it was closed, if only by the next one's beginning; false for the last one of a cut document."""

    def all(self, name: str, parent: str | None = None) -> list[Field]:
        """The fields of that local name within `parent`, by default directly in the record."""
        parents = {parent} if parent else {local(self.start.name), *LEAVES}
        return [each for each in self.fields if local(each.start.name) == name and each.parent in parents]


DEEPEST = 64
"""Open elements that an end tag is matched with; a document deeper than that is read without its nesting."""
MOST_FIELDS = 2_000
"""Fields of one record that are kept."""


def records(text: str, names: Collection[str], bare: Collection[str] = ()) -> Iterator[Record]:
    """The elements of these local names, in order, whatever else is broken around them; `bare` names count only
    outside of them. An element that begins before the last one was closed closes it; one that ends and never began is
    an empty record, so that its loss is seen.
    """
    record: Record | None = None
    owed = 0  # end tags that may still come: an empty record's that another replaced, one around a bare record
    inside: list[Field] = []
    for token in tokens(text):
        match token:
            case Start(name, _) if local(name) in names or (record is None and local(name) in bare):
                if record is not None and (record.fields or inside or record.text.strip()):
                    yield _closed(record, inside)
                elif record is not None:
                    owed += 1
                record, inside = Record(token), []
            case Start() if record is not None:
                parent = inside[-1].start.name if inside else record.start.name
                inside.append(Field(token, local(parent)))
            case Text(content) if record is not None:
                target = inside[-1] if inside else record
                if len(target.text) < MOST_TEXT:
                    target.text += content
            case End(name) if record is not None:
                if _close(record, inside, local(name)) or local(name) != local(record.start.name):
                    continue
                yield _closed(record, inside)
                record, inside = None, []
                owed += local(name) not in names
            case End(name) if local(name) in names:
                if owed == 0:
                    yield Record(Start(name, ""))
                owed = max(owed - 1, 0)
    if record is not None:
        record.whole = False
        yield _closed(record, inside)


def _close(record: Record, inside: list[Field], name: str) -> bool:
    """Closes the innermost open field of that name and those within it; says whether there was one."""
    for back in range(1, min(len(inside), DEEPEST) + 1):
        if local(inside[-back].start.name) == name:
            _keep(record, inside[-back:])
            del inside[-back:]
            return True
    return False


def _closed(record: Record, inside: list[Field]) -> Record:
    _keep(record, inside)
    return record


def _keep(record: Record, fields: list[Field]) -> None:
    record.fields += fields[: MOST_FIELDS - len(record.fields)]


def is_closed(text: str, root: str) -> bool:
    """Whether the document's root element ends, with or without a prefix."""
    name = rf"(?:[\w.-]{{1,20}}:)?{root}"
    return re.search(rf"</{name}\s*>|<{name}(?:\s[^<>]*)?/>", text, re.IGNORECASE) is not None


PREAMBLE = 20_000
"""Characters before the root, or before the document type, that are no XML: PHP's warnings."""
_DOCTYPE = re.compile("<!doctype", re.IGNORECASE)
_COMMENTS = re.compile(r"(?:[\ufeff\s]++|<!--[\s\S]*?-->|<\?[\s\S]*?\?>)*+")


def document(text: str) -> str:
    """The text from its root on: without what may stand before it (XML 1.0, section 2.8), and without the document
    type, which would only define entities.
    """
    text = _without_comments(text)
    found = _DOCTYPE.search(text, 0, PREAMBLE)
    if found is None:
        return text
    end = _end(text, found.start(), "<!")
    return text[: found.start()] + (_without_comments(text[end:]) if end >= 0 else "")


def _without_comments(text: str) -> str:
    found = _COMMENTS.match(text)
    return text[found.end() :] if found else text


def root(text: str, names: Collection[str]) -> re.Match[str] | None:
    """Where the first tag of one of these local names stands; its group 1 is the name as written."""
    return re.compile(rf"<(?:[\w.-]{{1,20}}:)?({'|'.join(names)})[\s>/]", re.IGNORECASE).search(text, 0, PREAMBLE)
