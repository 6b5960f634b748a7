"""Pairs of an article's readings that people labelled: what changed, from what to what, and whether the outlet said so.

The prose is invented. How many were right at first sight stands in docs/changes.md.
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
    assert len(LABELLED) >= 400 and set(kinds) == set(Kind)
    assert sum(pair["before"][0] > "\u0600" for pair in LABELLED) >= 100


AROUND = LABELLED[0]["before"]
SHIFTING = [
    ("Updated 3 hours ago", "Updated 5 hours ago"),
    ("Last updated 6 Dec 2024 10:30", "Last updated 6 Dec 2024 11:45"),
    ("This story was updated at 10:30 GMT.", "This story was updated at 11:45 GMT."),
    ("Mis à jour le 6 décembre 2024 à 10h30", "Mis à jour le 6 décembre 2024 à 12h30"),
    ("Aktualisiert am 6. Dezember 2024, 10:30 Uhr", "Aktualisiert am 6. Dezember 2024, 12:30 Uhr"),
    ("Güncelleme: 06.12.2024 10:30", "Güncelleme: 06.12.2024 12:30"),
    ("آخر تحديث: 10:30 - 6 ديسمبر 2024", "آخر تحديث: 11:30 - 6 ديسمبر 2024"),
    ("Shared 12 times", "Shared 19 times"),
    ("12 people like this", "14 people like this"),
    ("245 people are reading this", "249 people are reading this"),
    ("Viewed 1,245 times", "Viewed 1,249 times"),
    ("Reading time: 2 minutes", "Reading time: 3 minutes"),
    ("Photo 1 of 4", "Photo 1 of 6"),
    ("Görüntülenme: 120", "Görüntülenme: 150"),
    ("120 vues", "150 vues"),
    ("عدد المشاهدات: 12", "عدد المشاهدات: 40"),
    ("تمت المشاهدة 120 مرة", "تمت المشاهدة 180 مرة"),
    ("Advertisement", "Sponsored"),
    ("Related: Ovens lit in the north", "Related: Mill closes"),
    ("اقرأ أيضا: الأفران تعود", "اقرأ أيضا: المطحنة تغلق"),
]


@pytest.mark.parametrize(("before", "after"), SHIFTING)
def test_what_shifts_around_a_text_makes_no_revision(before: str, after: str) -> None:
    start, end = AROUND.split("\n\n")
    for layout in ("{0}\n\n{1}\n\n{2}", "{1}\n\n{0}\n\n{2}", "{1}\n\n{2}\n\n{0}"):
        one, other = (reading(layout.format(line, start, end), "T") for line in (before, after))
        assert one == other and (one.text, one.notes) == (AROUND, ())
