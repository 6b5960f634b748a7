"""What people see of stories and revisions: the reasons in sentences, the changed words in colour or as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from syria_news.enrich import story
from syria_news.enrich.edits import Edit, edits
from syria_news.enrich.overlap import SHORT
from syria_news.store.changes import Read
from syria_news.stories import Explanation
from syria_news.text import clean_line

RED, GREEN, PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[0m"
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
AROUND = 12
"""Words that stay shown on either side of a change."""
HEAD = "<meta charset=utf-8><meta http-equiv=Content-Security-Policy content=\"default-src 'none'; "
HEAD += "style-src 'unsafe-inline'\">"
STYLE = "body{font:1em/1.5 serif;max-width:42em;margin:2em auto;padding:0 1em;white-space:pre-wrap}"
STYLE += "h1,h2,p{margin:1em 0}ins{background:#cfc;text-decoration:none}del{background:#fcc}"


def reasons(found: Explanation) -> Iterator[str]:
    """The numbers, what follows from them, and the passages that two articles share."""
    for name, text in (("A", found.one), ("B", found.other)):
        when = f"published {text.told:%Y-%m-%d}" if text.dated else f"undated, first seen {text.told:%Y-%m-%d}"
        yield clean_line(f"{name}: article {text.id}, {text.outlet}, {when}, {text.url}")
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
            f"Jaccard {numbers.jaccard:.3f}; {numbers.shared} shingles of three words"
        )
        yield _verdict(found, numbers.containment)
        if found.together and not found.same_story:
            yield "but of the pairs across their two stories fewer than two thirds are linked"
        if found.same_story and not found.together:
            yield "but what each of them overlaps with holds them together"
    for passage in found.passages:
        house = " (boilerplate)" if passage.common * 2 > passage.shingles else ""
        yield clean_line(f"{len(passage.words)} words{house}: {' '.join(passage.words)}")


def _verdict(found: Explanation, containment: float) -> str:
    days = "" if found.days_apart is None else f", {found.days_apart:.0f} days apart"
    if found.together:
        return f"enough for one story by themselves{days} (from {story.SAME_STORY}; {story.LONG_CONTAINMENT} where far)"
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
        kept = [_plain([token]) for token in edit.after]
        return " ".join(kept if len(kept) <= 2 * AROUND else (*kept[:AROUND], "…", *kept[-AROUND:]))
    gone, new = _plain(edit.before), _plain(edit.after)
    gone, new = gone and f"[-{gone}-]", new and f"{{+{new}+}}"
    if colour:
        gone, new = gone and f"{RED}{gone}{PLAIN}", new and f"{GREEN}{new}{PLAIN}"
    return " ".join(filter(None, (gone, new)))


def _plain(tokens: Sequence[str]) -> str:
    """Their text on one line, with nothing that would turn the terminal's direction or colour."""
    text = "".join(tokens)
    return _TURNS.sub("", clean_line(text, limit=len(text)))


def html(outlet: str, url: str, revisions: Sequence[Read]) -> str:
    """A page that stands alone: no script, nothing loaded; the texts escaped."""
    parts = [f"<!doctype html><html><head>{HEAD}<title>{escape(url)}</title><style>{STYLE}</style></head><body>"]
    parts.append(f"<h1>{escape(outlet)}</h1><p>{escape(url)}</p>")
    for before, after in pairwise(revisions):
        parts.append(f"<h2>{after.fetched:%Y-%m-%d %H:%M} after {before.fetched:%Y-%m-%d %H:%M} UTC</h2>")
        for _, one, other in _parts(before, after):
            parts.append(f"<p dir=auto>{''.join(map(_element, edits(one, other)))}</p>")
    return "\n".join((*parts, "</body></html>\n"))


def _parts(before: Read, after: Read) -> Iterator[tuple[str, str, str]]:
    yield "title", before.title or "", after.title or ""
    yield "text", before.text, after.text
    yield "notes", "\n".join(before.notes), "\n".join(after.notes)


def _element(edit: Edit) -> str:
    if edit.equal:
        return escape("".join(edit.after))
    gone, new = escape("".join(edit.before)), escape("".join(edit.after))
    return (f"<del>{gone}</del>" if gone else "") + (f"<ins>{new}</ins>" if new else "")
