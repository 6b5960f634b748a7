"""Articles, revisions, appearances."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from syria_news.enrich.fingerprint import fingerprint, words
from syria_news.model import Article, Mention, Outcome, Raw
from syria_news.store import articles, captures, runs
from syria_news.store.captures import Capture
from syria_news.store.tables import metadata

NOON = datetime(2024, 12, 6, 12, tzinfo=UTC)
BUSES = "Buses left the square in the morning."
TEN = "Ten buses left the square in the morning."
STANDING = (
    "SELECT a.url, a.first_seen, a.last_seen, p.url AS at, p.first_seen, p.last_seen, c.record_id FROM article AS a"
    " JOIN appearance AS p ON p.article_id = a.id LEFT JOIN capture AS c ON c.id = p.capture_id ORDER BY a.url, p.url",
    "SELECT a.url, r.fetched, r.title, r.text, c.record_id, m.start, m.ref, s.body FROM article AS a"
    " JOIN revision AS r ON r.article_id = a.id JOIN capture AS c ON c.id = r.capture_id"
    " JOIN search_text AS s ON s.article_id = a.id LEFT JOIN mention AS m ON m.revision_id = r.id"
    " ORDER BY a.url, r.fetched, m.start",
)
"""What stands in the database, without the numbers it was given."""


def article(url: str = "https://a.example/buses", text: str = BUSES, hour: int = 0, **more: object) -> Article:
    moment = NOON + timedelta(hours=hour)
    raw = Raw("a.warc.gz", abs(hash((url, hour))), 10, f"urn:uuid:{url}{hour}", "0" * 64)
    made = Article(
        outlet="a", url=url, fetched=moment, title="Buses", text=text, fingerprint=fingerprint(words(text)), raw=raw
    )
    return replace(made, **more)  # type: ignore[arg-type]


def capture(second: int, place: int, text: str) -> Article:
    """What was read at a second; where the second has several captures, their places tell which came later."""
    raw = Raw("a.warc.gz", place, 10, f"urn:uuid:{place}", "0" * 64)
    return article(text=text, fetched=NOON + timedelta(seconds=second), raw=raw)


def save(engine: sa.Engine, *given: Article, asked: str = "") -> list[Outcome]:
    with engine.begin() as conn:
        run = runs.begin(conn, "k", "crawl", NOON)
        captures.add(
            conn, run, [Capture(a.raw, "a", "article", a.url, "", a.fetched, 200, True) for a in given if a.raw]
        )
        return [each.outcome for each in articles.save(conn, [(each, asked) for each in given])]


def rows(engine: sa.Engine, query: str) -> Sequence[sa.Row[tuple[object, ...]]]:
    with engine.connect() as conn:
        return conn.execute(sa.text(query)).all()


def everything(engine: sa.Engine) -> dict[str, object]:
    with engine.connect() as conn:
        return {
            name: conn.execute(sa.select(table).order_by(*table.primary_key)).all()
            for name, table in metadata.tables.items()
        }


def test_the_walk_of_one_article(engine: sa.Engine) -> None:
    first, edited = article(), article(text=TEN, hour=2)
    assert save(engine, first) == [Outcome.NEW]
    assert save(engine, article(hour=1)) == [Outcome.UNCHANGED]
    assert save(engine, edited) == [Outcome.REVISED]
    [latest] = rows(engine, "SELECT text, revisions, raw_file FROM latest")
    assert latest == (TEN, 2, "a.warc.gz")
    assert [r.text for r in rows(engine, "SELECT text FROM revisions ORDER BY number")] == [BUSES, TEN]


def test_saving_again_changes_nothing_in_whatever_order(engine: sa.Engine) -> None:
    given = [article(), article(text=TEN, hour=1), article(hour=2), article("https://a.example/copy", hour=3)]
    save(engine, *given)
    before = everything(engine)
    assert set(save(engine, *reversed(given))) == {Outcome.UNCHANGED}
    assert set(save(engine, *given)) == {Outcome.UNCHANGED}
    assert everything(engine) == before
    here = "SELECT text FROM revisions WHERE url = 'https://a.example/buses' ORDER BY number"
    assert [r.text for r in rows(engine, here)] == [BUSES, TEN, BUSES]


def test_an_equal_text_at_another_address_is_one_row_and_two_appearances(engine: sa.Engine) -> None:
    twin = article("https://b.example/x", text=BUSES.upper().replace(".", " !"), hour=1, outlet="b")
    assert save(engine, article(), twin) == [Outcome.NEW, Outcome.COPY]
    assert save(engine, replace(twin, fetched=NOON + timedelta(hours=5), raw=None)) == [Outcome.UNCHANGED]
    assert len(rows(engine, "SELECT id FROM latest")) == 1
    found = rows(engine, "SELECT url, outlet, is_own FROM appearances ORDER BY id")
    assert [(r.url, r.outlet, bool(r.is_own)) for r in found] == [
        ("https://a.example/buses", "a", True),
        ("https://b.example/x", "b", False),
    ]


def test_a_copy_that_goes_its_own_way_becomes_an_article(engine: sa.Engine) -> None:
    save(engine, article(), article("https://b.example/x", hour=1, outlet="b"))
    assert save(engine, article("https://b.example/x", text=TEN, hour=2, outlet="b")) == [Outcome.REVISED]
    assert len(rows(engine, "SELECT id FROM latest")) == 2
    assert save(engine, article(hour=3)) == [Outcome.UNCHANGED]
    before = everything(engine)
    assert save(engine, article("https://b.example/x", hour=1, outlet="b")) == [Outcome.UNCHANGED]
    assert everything(engine) == before


def test_a_redirected_address_appears_too(engine: sa.Engine) -> None:
    assert save(engine, article(), asked="https://a.example/old") == [Outcome.NEW]
    assert {r.url for r in rows(engine, "SELECT url FROM appearances")} == {
        "https://a.example/buses",
        "https://a.example/old",
    }


def test_better_rules_reread_a_revision_and_undo_a_false_one(engine: sa.Engine) -> None:
    save(engine, article(text=BUSES + "\n\nAdvertisement"), article(text=BUSES + "\n\nLatest", hour=1))
    assert save(engine, article()) == [Outcome.REREAD]
    assert save(engine, article(hour=1)) == [Outcome.REREAD]
    assert [r.text for r in rows(engine, "SELECT text FROM revisions")] == [BUSES]


def test_an_older_capture_moves_the_beginning_of_a_revision(engine: sa.Engine) -> None:
    save(engine, article(hour=5))
    assert save(engine, article(hour=1)) == [Outcome.UNCHANGED]
    [row] = rows(engine, "SELECT first_seen, last_seen, revisions FROM latest")
    assert row.revisions == 1
    assert save(engine, article(text=TEN, hour=0)) == [Outcome.REVISED]
    assert rows(engine, "SELECT text FROM latest")[0].text == BUSES


def test_a_headline_or_a_note_makes_a_revision_and_a_date_does_not(engine: sa.Engine) -> None:
    save(engine, article())
    assert save(engine, article(hour=1, modified=NOON)) == [Outcome.UNCHANGED]
    assert save(engine, article(hour=2, title="Ten buses")) == [Outcome.REVISED]
    assert save(engine, article(hour=3, title="Ten buses", notes=("Corrected: ten, not nine.",))) == [Outcome.REVISED]


def test_mentions_follow_the_latest_text(engine: sa.Engine) -> None:
    here = Mention("place:homs", "Homs", "Homs", 0, 4)
    save(engine, article(mentions=(here,)))
    assert save(engine, article(mentions=())) == [Outcome.REREAD]
    assert not rows(engine, "SELECT * FROM mentions")
    save(engine, article(text=TEN, hour=1, mentions=(here,)))
    assert [r.ref for r in rows(engine, "SELECT ref FROM mentions")] == ["place:homs"]


@pytest.mark.parametrize(
    "better", [{"name": "Homs City"}, {"spelling": "Hims"}, {"ref": "place:homs-city"}, {"stop": 5}]
)
def test_whatever_is_read_otherwise_of_a_mention_is_mended(better: dict[str, Any], engine: sa.Engine) -> None:
    here = Mention("place:homs", "Homs", "Homs", 0, 4)
    there = replace(here, **better)
    save(engine, article(mentions=(here,)))
    assert save(engine, article(mentions=(there,))) == [Outcome.REREAD]
    assert [tuple(r) for r in rows(engine, "SELECT ref, name, spelling, start, stop FROM mentions")] == [
        (there.ref, there.name, there.spelling, there.start, there.stop)
    ]
    assert save(engine, article(mentions=(there,))) == [Outcome.UNCHANGED]


def test_two_captures_of_one_second_are_one_revision(engine: sa.Engine) -> None:
    first, twin, other = capture(0, 6, BUSES), capture(0, 7, BUSES), capture(0, 7, TEN)
    assert save(engine, first, twin) == [Outcome.NEW, Outcome.UNCHANGED]
    assert save(engine, first, other) == [Outcome.UNCHANGED, Outcome.REREAD]
    assert save(engine, first, other) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert [r.text for r in rows(engine, "SELECT text FROM revisions")] == [TEN]


def test_empty_texts_are_not_each_others_copies(engine: sa.Engine) -> None:
    outcomes = save(engine, article(text="", title="a"), article("https://a.example/2", text="", title="b"))
    assert outcomes == [Outcome.NEW, Outcome.NEW]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    given_captures=st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from([BUSES, TEN, "Nothing."])), min_size=1, max_size=6
    ),
    dice=st.randoms(use_true_random=False),
    together=st.booleans(),
)
@example(given_captures=[(0, BUSES), (1, TEN), (1, BUSES), (2, BUSES)], dice=random.Random(1), together=False)
@example(given_captures=[(0, BUSES), (1, TEN), (2, BUSES), (3, BUSES)], dice=random.Random(25), together=True)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_revisions_do_not_hang_on_the_order_of_arrival(
    engine: sa.Engine, given_captures: list[tuple[int, str]], dice: random.Random, together: bool
) -> None:
    with engine.begin() as conn:
        for table in reversed(metadata.sorted_tables):
            conn.execute(sa.delete(table))
    captured = [capture(second, place, text) for place, (second, text) in enumerate(sorted(given_captures))]
    last = {each.fetched: each.text for each in captured}
    want = [text for at, text in enumerate(last.values()) if at == 0 or list(last.values())[at - 1] != text]
    for _ in range(2):
        order = dice.sample(captured, len(captured))
        for some in [order] if together else [[each] for each in order]:
            save(engine, *some)
        assert [r.text for r in rows(engine, "SELECT text FROM revisions ORDER BY number")] == want


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pages=st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["", BUSES, TEN])), min_size=1, max_size=8),
    asked=st.sampled_from(["", "https://a.example/short"]),
    cuts=st.sets(st.integers(1, 7)),
)
def test_articles_saved_in_any_batches_are_those_saved_one_by_one(
    engine: sa.Engine, pages: list[tuple[int, str]], asked: str, cuts: set[int]
) -> None:
    mentions = (Mention("place:homs", "Homs", "Homs", 0, 4), Mention("place:hama", "Hama", "Hama", 5, 9))
    captured = [
        article(f"https://a.example/{number}", text, hour, mentions=mentions[: number % 3])
        for hour, (number, text) in enumerate(pages)
    ]
    stand = []
    for ends in ([*range(1, len(captured))], sorted(cut for cut in cuts if cut < len(captured))):
        with engine.begin() as conn:
            for table in reversed(metadata.sorted_tables):
                conn.execute(sa.delete(table))
        for start, end in pairwise([0, *ends, len(captured)]):
            save(engine, *captured[start:end], asked=asked)
        stand.append([rows(engine, query) for query in STANDING])
    assert stand[0] == stand[1]
