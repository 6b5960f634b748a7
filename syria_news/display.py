"""What people see of stories and revisions: the reasons in sentences, the changed words in colour or as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby, pairwise

from syria_news.enrich import story
from syria_news.enrich.edits import Edit, edits
from syria_news.enrich.overlap import SHORT
from syria_news.extract.steps import Said, Steps
from syria_news.model import Article, Rejected
from syria_news.store.changes import Read
from syria_news.stories import Explanation
from syria_news.text import for_terminal

RED, GREEN, PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[0m"
NOBODY: frozenset[str] = frozenset()
WIDE = 160
"""Characters of a piece that a terminal is shown."""
AROUND = 12
"""Words that stay shown on either side of a change."""
HEAD = "<meta charset=utf-8><meta http-equiv=Content-Security-Policy content=\"default-src 'none'; "
HEAD += "style-src 'unsafe-inline'\"><meta name=robots content=noindex><meta name=referrer content=no-referrer>"
STYLE = "body{font:1em/1.5 serif;max-width:42em;margin:2em auto;padding:0 1em;white-space:pre-wrap}"
STYLE += "table{border-collapse:collapse;white-space:normal}td{vertical-align:top;padding:.3em .6em;width:50%}"
STYLE += "tr{border-top:1px solid #ddd}.cut{color:#777}.by{color:#a00;font:.8em sans-serif}body.wide{max-width:80em}"
STYLE += "h1,h2,p{margin:1em 0}ins{background:#cfc;text-decoration:none}del{background:#fcc}"


def difference(url: str, before: Read | None, after: Article | Rejected) -> Iterator[str]:
    """What reading a page again would change: its words, or that it makes an article."""
    if before is None or isinstance(after, Rejected):
        yield for_terminal(f"{url}: {after.reason if isinstance(after, Rejected) else 'makes an article now'}")
        return
    yield for_terminal(url)
    now = Read(before.revision_id, before.article_id, before.fetched, after.title, after.text, after.notes, NOBODY, "")
    for name, one, other in _parts(before, now):
        if one != other:
            yield f"{name}: {' '.join(filter(None, (_marked(edit, False) for edit in edits(one, other))))}"


def reasons(found: Explanation) -> Iterator[str]:
    """The numbers, what follows from them, and the passages that two articles share."""
    for name, text in (("A", found.one), ("B", found.other)):
        first = text.first
        when = f"published {first.told:%Y-%m-%d}" if first.dated else f"undated, first seen {first.told:%Y-%m-%d}"
        yield for_terminal(f"{name}: article {text.id}, {first.outlet}, {when}, {first.url}")
    if found.one.id == found.other.id:
        yield "one article: a text that stands at several addresses stands once"
    yield "one story" if found.same_story else "two stories"
    yield (
        f"they have {found.traces_shared} traces in common, {found.traces_common} of them boilerplate; "
        "texts are compared by the others"
    )
    if found.found is None:
        yield f"too little to compare (a text of under {SHORT + 2} words must share most of itself)"
    else:
        numbers = found.found
        yield (
            f"containment {numbers.containment:.3f} of the shorter text, boilerplate left out; "
            f"{numbers.copied:.3f} in passages of ten words or more (from {story.COPIED} for one story); "
            f"Jaccard {numbers.jaccard:.3f}; {numbers.shared} shingles of three words"
        )
        yield _verdict(found, numbers.containment)
        if found.together and not found.same_story:
            yield "but of the pairs across their two stories fewer than two thirds are linked"
        if found.same_story and not found.together:
            yield "but what each of them overlaps with holds them together"
    for passage in found.passages:
        house = " (boilerplate)" if passage.common * 2 > passage.shingles else ""
        yield for_terminal(f"{len(passage.words)} words{house}: {' '.join(passage.words)}")


def _verdict(found: Explanation, containment: float) -> str:
    days = "" if found.days_apart is None else f", {found.days_apart:.0f} days apart"
    if found.together:
        return (
            f"enough for one story by themselves{days} (from {story.SAME_STORY}; {story.OWN_STORY} of one outlet; "
            f"{story.LONG_CONTAINMENT} where far)"
        )
    if containment >= story.LINKED:
        return f"enough for a link{days} (from {story.LINKED}), not for one story"
    return f"not enough for a link (from {story.LINKED}){days}"


def terminal(revisions: Sequence[Read], colour: bool) -> Iterator[str]:
    """The changed words of each revision, `[-gone-]` and `{+new+}`, with a few around them; in colour on request."""
    for before, after in pairwise(revisions):
        yield f"{after.fetched:%Y-%m-%d %H:%M} after {before.fetched:%Y-%m-%d %H:%M} UTC"
        for name, one, other in _parts(before, after):
            if one != other:
                yield f"{name}: {' '.join(filter(None, (_marked(edit, colour) for edit in edits(one, other))))}"


def _marked(edit: Edit, colour: bool) -> str:
    if edit.equal:
        if len(edit.after) <= 2 * AROUND:
            return _plain(edit.after)
        return f"{_plain(edit.after[:AROUND])} … {_plain(edit.after[-AROUND:])}"
    gone, new = _plain(edit.before), _plain(edit.after)
    gone, new = gone and f"[-{gone}-]", new and f"{{+{new}+}}"
    if colour:
        gone, new = gone and f"{RED}{gone}{PLAIN}", new and f"{GREEN}{new}{PLAIN}"
    return " ".join(filter(None, (gone, new)))


def _plain(tokens: Sequence[str]) -> str:
    text = "".join(tokens)
    return for_terminal(text, limit=len(text))


def html(outlet: str, url: str, revisions: Sequence[Read]) -> str:
    """A page that stands alone: no script, nothing loaded; the texts escaped."""
    parts = [f"<!doctype html><html><head>{HEAD}<title>{escape(url)}</title><style>{STYLE}</style></head><body>"]
    parts.append(f"<h1>{_apart(outlet)}</h1><p>{_apart(url)}</p>")
    for before, after in pairwise(revisions):
        parts.append(f"<h2>{after.fetched:%Y-%m-%d %H:%M} after {before.fetched:%Y-%m-%d %H:%M} UTC</h2>")
        for _, one, other in _parts(before, after):
            parts.append(f"<p dir=auto>{''.join(map(_element, edits(one, other)))}</p>")
    return "\n".join((*parts, "</body></html>\n"))


def inspected(url: str, made: Article | Rejected, found: Steps) -> Iterator[str]:
    """A page's pieces and fields, one a line: `+` what was kept and believed, `-` what was not, and by what."""
    yield _line(url)
    yield _line(f"rejected: {made.reason} {made.detail}" if isinstance(made, Rejected) else f"article: {made.title}")
    yield _line(f"container, {found.layout}")
    for cut, pieces in groupby(found.pieces, key=lambda piece: piece.cut):
        texts = [piece.text for piece in pieces]
        shown = [f"- [{cut}] {' | '.join(texts)}"] if cut else [f"+ {text}" for text in texts]
        yield from map(_line, shown)
    for each in found.fields:
        yield _line(f"{'+' if each.believed else '-'} {_field(each)}: {each.value}")


def _line(text: str) -> str:
    return _plain([text if len(text) <= WIDE else f"{text[:WIDE]}…"])


def _field(said: Said) -> str:
    return f"{said.field} ({said.source})"


def inspected_html(url: str, made: Article | Rejected, found: Steps) -> str:
    """The same as a page that stands alone, kept and cut side by side; no script, nothing loaded, all escaped."""
    parts = [f"<!doctype html><html><head>{HEAD}<title>{escape(url)}</title><style>{STYLE}</style></head>"]
    title = f"rejected: {made.reason} {made.detail}" if isinstance(made, Rejected) else made.title or ""
    parts.append(
        f"<body class=wide><h1 dir=auto>{escape(title)}</h1><p>{_apart(url)}\ncontainer, {_apart(found.layout)}</p>"
    )
    parts.append("<table><tr><th>kept<th>cut</tr>")
    for piece in found.pieces:
        text = f"<div dir=auto>{escape(piece.text)}</div>"
        told = f"<div class=by dir=ltr>{escape(piece.cut or '')} {escape(piece.where)}</div>"
        kept, gone = ("", text + told) if piece.cut else (text, "")
        parts.append(f"<tr><td>{kept}<td class=cut>{gone}</tr>")
    parts.append("</table><h2>What the page says</h2><table>")
    for each in found.fields:
        shown = "" if each.believed else " class=cut"
        parts.append(f"<tr><td>{escape(_field(each))}<td dir=auto{shown}>{escape(each.value)}</tr>")
    return "\n".join((*parts, "</table></body></html>\n"))


def _parts(before: Read, after: Read) -> Iterator[tuple[str, str, str]]:
    yield "title", before.title or "", after.title or ""
    yield "text", before.text, after.text
    yield "notes", "\n".join(before.notes), "\n".join(after.notes)


def _element(edit: Edit) -> str:
    if edit.equal:
        return escape("".join(edit.after))
    gone, new = escape("".join(edit.before)), escape("".join(edit.after))
    return (f"<del><bdi>{gone}</bdi></del>" if gone else "") + (f"<ins><bdi>{new}</bdi></ins>" if new else "")


def _apart(text: str) -> str:
    """Escaped, and in a direction of its own: what it holds turns nothing that stands beside it."""
    return f"<bdi>{escape(text)}</bdi>"
