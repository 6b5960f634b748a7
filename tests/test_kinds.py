"""Pairs of an article's readings that people labelled: what changed, from what to what, and whether the outlet said so.

The prose is invented. `UNSEEN` was written after the rules were, and is what docs and reports quote.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from syria_news.enrich.changes import Change, Kind, Version, changes
from syria_news.enrich.places import mentions
from syria_news.extract.trim import trim

DATA = Path(__file__).parent / "data"
LABELLED = [json.loads(line) for line in (DATA / "changes.jsonl").open(encoding="utf-8")]


def reading(text: str, title: str) -> Version:
    """What of a page's paragraphs is stored."""
    trimmed = trim(text.split("\n\n"), title)
    body = "\n\n".join(trimmed.paragraphs)
    return Version(title, body, trimmed.notes, frozenset(each.name for each in mentions(body)))


def found(pair: dict[str, Any]) -> list[Change]:
    """No change where nothing that makes a revision differs."""
    titles = pair.get("titles", ["T", "T"])
    before, after = reading(pair["before"], titles[0]), reading(pair["after"], titles[1])
    same = (before.title, before.text, before.notes) == (after.title, after.text, after.notes)
    return [] if same else changes(before, after)


def figures(made: list[Change]) -> set[tuple[float | None, float | None, str | None]]:
    return {(each.before, each.after, each.unit) for each in made if each.kind == Kind.FIGURES}


@pytest.mark.parametrize("pair", LABELLED, ids=lambda pair: str(pair["after"])[:60])
def test_a_labelled_pair_is_read_as_people_read_it(pair: dict[str, Any]) -> None:
    made = found(pair)
    assert {str(each.kind) for each in made} == set(pair["kinds"])
    assert figures(made) == {tuple(each) for each in pair["figures"]}
    assert any(each.said for each in made) == pair["said"]


def test_the_labelled_set_has_every_kind_in_both_languages() -> None:
    kinds = Counter(kind for pair in LABELLED for kind in pair["kinds"])
    assert len(LABELLED) >= 120 and set(kinds) == set(Kind)
    assert sum(pair["before"][0] > "\u0600" for pair in LABELLED) >= 30
