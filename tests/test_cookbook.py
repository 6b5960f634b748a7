"""Every question of the cookbook, asked of an archive that has an answer to it, on both databases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from syria_news import keep
from syria_news.enrich import enrich
from syria_news.keep import Reading
from syria_news.model import Article, Page, Raw, State
from syria_news.store import captures, ledger, runs
from syria_news.store.captures import Capture
from syria_news.store.ledger import Settled
from tests.test_stories import prose

COOKBOOK = (Path(__file__).parents[1] / "docs" / "cookbook.md").read_text(encoding="utf-8")
QUESTIONS = dict(re.findall(r"^## (\d+)\. .*?```sql\n(.*?)```", COOKBOOK, re.DOTALL | re.MULTILINE))
NOON = datetime(2024, 12, 6, 12, tzinfo=UTC)
LEAD = "At least 12 people were killed when shells hit Talbiseh near Homs in Syria on Friday, the White Helmets said."
OTHER = "Government forces left Deir Ezzor, in eastern Syria, before dawn on Friday, and fighters entered the city."
WIRE = f"{LEAD}\n\n{prose(1, 150)}"
SHARED = prose(2, 80)


def reading(outlet: str, text: str, hours: float, published: float | None = None) -> Reading:
    moment = NOON + timedelta(hours=hours)
    url = f"https://{outlet}.example/{'homs' if 'Homs' in text else 'deir'}"
    raw = Raw("a.warc.gz", abs(hash((url, hours))), 10, f"urn:uuid:{url}{hours}", "0" * 64)
    dated = NOON + timedelta(hours=hours if published is None else published)
    article = enrich(Article(outlet, url, moment, f"News of {outlet}", text, published=dated, raw=raw))
    return Reading(Page(outlet, url, b"", moment, raw=raw), url, article)


READINGS = [
    reading("first", f"{WIRE}\n\n{SHARED}", 0),
    reading("second", f"{WIRE}\n\n{prose(3, 90)}", 3),
    reading("third", f"{WIRE}\n\n{SHARED}", 5),
    reading("fourth", f"{OTHER}\n\n{prose(4, 110)}\n\n{SHARED}", 6),
    reading("second", f"{WIRE.replace('12', '17')}\n\n{prose(3, 90)}", 24 * 9, published=3),
]


def kept(conn: sa.Connection, readings: Sequence[Reading]) -> None:
    """A run that fetched these pages."""
    run = runs.begin(conn, f"k{len(readings)}", "crawl", NOON)
    for each in readings:
        assert each.page.raw and isinstance(each.read, Article)
        row = Capture(each.page.raw, each.page.outlet, "article", each.page.url, "", each.page.fetched, 200, True)
        captures.add(conn, run, [row])
    keep.keep(conn, readings)


@pytest.fixture
def archive(engine: sa.Engine) -> sa.Engine:
    with engine.begin() as conn:
        kept(conn, READINGS)
        gone = NOON + timedelta(days=20)
        ledger.settle(conn, "fourth", [Settled(READINGS[3].asked, State.GONE, gone, "answered 410")])
    return engine


def answer(engine: sa.Engine, number: int) -> list[dict[str, Any]]:
    with engine.connect() as conn:
        return [dict(row) for row in conn.execute(sa.text(QUESTIONS[str(number)])).mappings()]


def test_the_cookbook_has_fifteen_questions() -> None:
    assert list(QUESTIONS) == [str(number) for number in range(1, 16)]


WANTED: dict[int, list[dict[str, Any]]] = {
    1: [{"outlet": "first"}],
    2: [
        {"copied_from": "first", "copied_by": "second", "label": "syndicated", "articles": 1},
        {"copied_from": "first", "copied_by": "third", "label": "same_text", "articles": 1},
    ],
    3: [
        {"first_outlet": "first", "outlet": "second", "label": "syndicated"},
        {"first_outlet": "first", "outlet": "third", "label": "same_text"},
    ],
    4: [{"outlets": 3, "members": 3, "outlet": "first"}, {"outlets": 1, "members": 1, "outlet": "fourth"}],
    5: [{"outlet": "fourth", "spelling": "Deir Ezzor"}],
    6: [
        {"outlet": "first", "name": "Homs"},
        {"outlet": "first", "name": "Talbiseh"},
        {"outlet": "second", "name": "Homs"},
        {"outlet": "second", "name": "Talbiseh"},
        {"outlet": "third", "name": "Homs"},
        {"outlet": "third", "name": "Talbiseh"},
    ],
    8: [{"outlet": "fourth", "articles": 1}],
    9: [{"outlet": "second", "from_figure": 12, "to_figure": 17}],
    10: [{"outlet": "second", "kind": "figures", "days_after": 8}],
    11: [{"outlet": "fourth", "kind": "withdrawn", "said": 0}, {"outlet": "second", "kind": "figures", "changes": 1}],
    12: [{"outlet": "fourth", "detail": "answered 410"}],
    13: [{"outlet_a": "first", "outlet_b": "fourth"}],
    14: [
        {"outlet": "first", "articles": 1, "own": 1},
        {"outlet": "fourth", "articles": 1, "own": 1},
        {"outlet": "second", "articles": 1, "own": 0},
        {"outlet": "third", "articles": 1, "own": 0},
    ],
    15: [{"outlet": "first", "number": 1}, {"outlet": "second", "number": 1}, {"outlet": "second", "number": 2}],
}


@pytest.mark.parametrize("number", sorted(WANTED))
def test_the_question_is_answered(archive: sa.Engine, number: int) -> None:
    rows = answer(archive, number)
    wanted = WANTED[number]
    if number == 15:
        rows = [row for row in rows if row["outlet"] != "fourth"]
    assert [{name: row[name] for name in want} for row, want in zip(rows, wanted, strict=True)] == wanted


@pytest.mark.parametrize("days", [-8, -1, 0, 1, 7, 30])
def test_days_after_publication_are_whole_ones_counted_down(engine: sa.Engine, days: int) -> None:
    """To the second: neither a rounded quotient nor one cut towards zero may say another day."""
    published = {f"at{n}": n * 4801 / 3600 for n in range(40)}
    pages = [reading(name, WIRE, -9 * 24, published=hours) for name, hours in published.items()]
    edits = []
    for name, hours in published.items():
        for text, second in (("17", -1), ("21", 0)):
            edits.append(reading(name, WIRE.replace("12", text), hours + days * 24 + second / 3600, published=hours))
    with engine.begin() as conn:
        kept(conn, [*pages, *edits])
        rows = conn.execute(sa.text("SELECT to_figure, days_after FROM changes WHERE kind = 'figures'")).all()
    assert sorted(map(tuple, rows)) == [*([(17, days - 1)] * 40), *([(21, days)] * 40)]


def test_who_only_copied_a_text_published_it(archive: sa.Engine) -> None:
    """And what has no date stands where it was first seen, on either database."""
    copied = reading("fifth", f"{OTHER}\n\n{prose(4, 110)}\n\n{SHARED}", 8)
    assert isinstance(copied.read, Article)
    undated = replace(copied, read=replace(copied.read, published=None))
    later = reading("sixth", f"{OTHER}\n\n{prose(5, 110)}", 9)
    with archive.begin() as conn:
        kept(conn, [undated, later])
    assert [row["outlet"] for row in answer(archive, 5)] == ["fourth", "fifth", "sixth"]
    assert {("Deir ez-Zor", "fifth", "Deir Ezzor", 1)} <= {tuple(row.values()) for row in answer(archive, 7)}
    assert [row["outlet"] for row in answer(archive, 8)] == ["fifth", "fourth", "sixth"]
    assert {"outlet": "fifth", "articles": 1, "own": 0} in answer(archive, 14)


def test_who_copied_a_text_that_names_somebody_mentioned_them(archive: sa.Engine) -> None:
    with archive.begin() as conn:
        kept(conn, [reading("third", f"{OTHER}\n\n{prose(6, 110)}", 9)])
    assert [row["outlet"] for row in answer(archive, 8)] == ["fourth"]


def test_the_first_teller_is_named_though_a_copy_came_first(engine: sa.Engine) -> None:
    text, other = f"{WIRE}\n\n{SHARED}", f"{OTHER}\n\n{prose(4, 122)}\n\n{SHARED}"
    with engine.begin() as conn:
        kept(conn, [reading("late", text, 5), reading("early", text, 6, published=1), reading("else", other, 7)])
    assert next((row["outlet"], row["title"]) for row in answer(engine, 4)) == ("early", "News of early")
    assert [(row["outlet_a"], row["title_a"]) for row in answer(engine, 13)] == [("early", "News of early")]
    own = {row["outlet"]: row["own"] for row in answer(engine, 14)}
    assert own == {"early": 1, "late": 0, "else": 1}


def test_spellings_are_counted_by_outlet(archive: sa.Engine) -> None:
    assert {("Talbiseh", "first", "Talbiseh", 1), ("Deir ez-Zor", "fourth", "Deir Ezzor", 1)} <= {
        tuple(row.values()) for row in answer(archive, 7)
    }


def test_a_mention_names_a_place_or_an_actor(archive: sa.Engine) -> None:
    kinds = "SELECT place_id, actor_id, ref FROM mentions"
    place = "SELECT count(*) FROM mentions AS m JOIN places AS p ON p.ref = m.place_id WHERE p.name = 'Talbiseh'"
    with archive.connect() as conn:
        rows = conn.execute(sa.text(kinds)).all()
        assert conn.scalar(sa.text(place))
    assert {(place is None, actor is None) for place, actor, _ in rows} == {(False, True), (True, False)}
    assert all((place or actor) == ref for place, actor, ref in rows)


def test_a_place_that_the_gazetteer_moves_is_moved(archive: sa.Engine) -> None:
    from syria_news.store import gazetteer

    with archive.begin() as conn:
        conn.execute(sa.text("UPDATE place SET lat = 0 WHERE name = 'Homs'"))
        gazetteer.refresh(conn)
        assert conn.scalar(sa.text("SELECT lat FROM places WHERE name = 'Homs' AND type = 'city'")) == 34.72405
