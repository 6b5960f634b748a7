"""Learning which lines an outlet repeats, from what is stored (`furniture.py` says what a verdict is)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from syria_news.extract import phrases
from syria_news.furniture import NAME, PARAGRAPHS, By, Line, Verdict, load, normal, save
from syria_news.store import furniture as stored
from syria_news.store.database import transact
from syria_news.text import clean_line

ARTICLES, DATES, SPAN = 5, 3, timedelta(days=10)
"""In how many articles, on how many dates, and over more than what time a line stands before it counts as repeated.

Dates, since one event's background sentence runs through dozens of articles of its day; over ten days, since it goes
on through the week after; five articles, since a quote or a statement is taken up again in a follow-up or two.
"""
MOST = 2_000
"""Lines learned of one outlet, those in most articles first: what is passed to a worker with each page stays small."""
LONGEST = 1_000
"""Characters of a line that is looked at."""
_LABEL, _LABEL_WORDS = 80, 10
"""Characters and words up to which a line that is no sentence may be a label, a heading of links, a name."""
_INVITATION = 200
_AT_END = 0.9
"""Share of its occurrences in which a label stands at the end, with nothing but furniture behind it, if it is some:
sub-headings, the other short lines that recur, never do."""

_SENTENCE = re.compile(r"[.!?…؟۔][\"'”’»)\]]*$")
_INVITES = re.compile(phrases.any_of("repeated"), re.I)
_CONTACT = re.compile(r"https?://|\bwww\.|(?<!\w)@\w{3}|\w@\w+\.\w|\bt\.me/", re.I)


@dataclass
class _Seen:
    line: str
    days: Counter[date] = field(default_factory=Counter)
    at_end: int = 0


Told = tuple[date, str]
"""An article's day and its text."""


def learned(outlet: str, told: Callable[[], Iterable[Told]]) -> list[Line]:
    """The lines that an outlet's articles repeat, with the verdict each would get. `told` is gone through twice."""
    often = _often(told())
    seen: dict[str, _Seen] = {}
    for day, text in told() if often else ():
        found = _lines(text)
        end = _end(found, often)
        for form, line in found.items():
            if hash(form) in often:
                each = seen.setdefault(form, _Seen(line))
                each.days[day] += 1
                each.at_end += form in end
    lines = [_line(outlet, each) for each in seen.values() if _repeated(each)]
    return sorted(lines, key=lambda line: (-line.articles, line.line))[:MOST]


def _lines(text: str) -> dict[str, str]:
    """The text's lines by their normal form, in order, each once."""
    found: dict[str, str] = {}
    for paragraph in text.split(PARAGRAPHS):
        line = clean_line(paragraph, LONGEST + 1)
        if len(line) <= LONGEST and (form := normal(line)):
            found.setdefault(form, line)
    return found


def _often(told: Iterable[Told]) -> frozenset[int]:
    """Hashes of the forms in enough articles: the texts themselves would not fit into memory."""
    counts: Counter[int] = Counter()
    for _, text in told:
        counts.update({hash(form) for form in _lines(text)})
    return frozenset(form for form, count in counts.items() if count >= ARTICLES)


def _end(found: Mapping[str, str], often: frozenset[int]) -> set[str]:
    """The forms at the end of a text, up to the last line that says something."""
    end: set[str] = set()
    for form, line in reversed(list(found.items())):
        if hash(form) not in often or not (_is_label(line) or _invites(line)):
            break
        end.add(form)
    return end


def _repeated(seen: _Seen) -> bool:
    days = seen.days
    return days.total() >= ARTICLES and len(days) >= DATES and max(days) - min(days) > SPAN


def _line(outlet: str, seen: _Seen) -> Line:
    days = seen.days
    label = _is_label(seen.line) and seen.at_end >= _AT_END * days.total()
    verdict = Verdict.CUT if label or _invites(seen.line) else Verdict.BACKGROUND
    return Line(outlet, seen.line, verdict, By.LEARNED, days.total(), len(days), min(days), max(days))


def _is_label(line: str) -> bool:
    """Whether the line is short, no sentence, and has no figure in it."""
    short = len(line) <= _LABEL and len(line.split()) <= _LABEL_WORDS
    return short and not _SENTENCE.search(line) and not any(char.isdigit() for char in line)


def _invites(line: str) -> bool:
    """Whether the line asks its reader to do something, or is somebody's address and no sentence."""
    if len(line) > _INVITATION:
        return False
    return _INVITES.match(line.lstrip("-–—•*>»▶ ")) is not None or (
        _CONTACT.search(line) is not None and (not _SENTENCE.search(line) or _INVITES.search(line) is not None)
    )


def merged(before: Iterable[Line], found: Iterable[Line]) -> tuple[Line, ...]:
    """What stood there and what was found anew. No verdict that stands is changed; the counts only grow.

    What is cut is not in the texts any more, so a line that isn't found again stays.
    """
    lines = {each.key: each for each in before}
    for new in found:
        old = lines.get(new.key)
        if old is None:
            lines[new.key] = new
        elif old.by == By.LEARNED:
            lines[new.key] = replace(
                old,
                articles=max(old.articles, new.articles),
                days=max(old.days, new.days),
                first=min(filter(None, (old.first, new.first)), default=None),
                last=max(filter(None, (old.last, new.last)), default=None),
            )
    return tuple(lines.values())


def learn(engine: sa.Engine, folder: Path, only: str | None = None) -> tuple[Sequence[Line], Sequence[Line]]:
    """Learn from what is stored and write the archive's file; its lines before and after. Raises `BadFurniture`."""
    path = folder / NAME
    before = load(path)
    after = before
    for outlet in [only] if only else transact(engine, stored.outlets):
        with engine.connect() as conn:
            after = merged(after, learned(outlet, partial(stored.texts, conn, outlet)))
    if set(after) != set(before):
        save(path, after)
    return before, after
