"""Full text: the same answer on both databases, places in whatever spelling."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from syria_news import stories
from syria_news.enrich import enrich
from syria_news.enrich.gazetteer import Form, gazetteer
from syria_news.enrich.places import sought
from syria_news.model import Article
from syria_news.store import articles, search

DAY = datetime(2024, 12, 6, tzinfo=UTC)
TEXTS = {
    "gloves": "Nurses in Talbiseh asked for gloves and for water.",
    "pump": "A pump sent water to Tallbisah, a Syrian engineer said.",
    "arabic": "عادت المياه إلى تلبيسة في ريف حمص",
    "hama": "In Hama the rebels sold water by the barrel.",
    "hamada": "Mr Hamada of Zurich sells water.",
    "deir": "The water of Deir Ezzour is brown, a Syrian farmer said.",
    "zor": "The water of Zor and of another Deir, in Lebanon.",
    "rural": "سقط المطر في ريف إدلب السوري",
    "leader": "Ahmed al-Sharaa flew to Riyadh.",
    "blog": "A Syrian blogger wrote that Golani wore a suit.",
    "castle": "ظهر الجولاني في قلعة قديمة بسوريا",
    "hts": "HTS closed a road near Idlib.",
    "tahrir": "Clerics of Hay'at Tahrir al-Sham taught in a Syrian school.",
    "curfew": "أعلنت هيئة تحرير الشام حظر التجول",
    "army": "The Syrian army left the bridge.",
    "brigade": "The Golani Brigade trained in the rain.",
    "wheat": "Wheat was cut near Ariha, a Syrian farmer said.",
    "qamh": "حصاد القمح في مدينة أريحا السورية",
    "hol": "A bullet flew over al-Hol camp, a Syrian guard said.",
}


@pytest.fixture
def stored(engine: sa.Engine) -> sa.Engine:
    with engine.begin() as conn:
        for number, (name, text) in enumerate(TEXTS.items()):
            moment = DAY + timedelta(hours=number)
            one = Article("a", f"https://a.example/{name}", moment, name, text, published=moment)
            saved = articles.save(conn, [(enrich(one), "")])
            stories.place(conn, {each.article_id for each in saved})
    return engine


def found(engine: sa.Engine, query: str) -> list[str]:
    with engine.connect() as conn:
        hits = search.find(conn, query, names=sought(query))
    return [hit.url.rsplit("/", 1)[1] for hit in hits]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("talbiseh", "arabic pump gloves"),
        ("تلبيسه", "arabic pump gloves"),
        ("WATER Telbisah", "pump gloves"),
        ("water deir ez-zor", "deir"),
        ("Deir Zor", "zor deir"),
        ("hama", "hama"),
        ("Hama*", "hamada hama"),
        ("المياه", "arabic"),
        ("idlib", "hts rural"),
        ("jolani", "castle blog leader"),
        ("al-Sharaa", "castle blog leader"),
        ("الجولاني", "castle blog leader"),
        ("golani", "brigade castle blog leader"),
        ("hts", "curfew tahrir hts"),
        ("HTS road", "hts"),
        ("هيئه تحرير الشام", "curfew tahrir hts"),
        ("hayat tahrir al sham", "curfew tahrir hts"),
        ("syrian army", "army"),
        ("الجيش السوري", "army"),
        ("straße idlib", ""),
        ("water", "zor deir hamada hama pump gloves"),
        ("بتلبيسة", "arabic pump gloves"),
        ("وتلبيسة", "arabic pump gloves"),
        ("Talbiseh's gloves", "gloves"),
        ("ariha", "qamh wheat"),
        ("أريحا", "qamh wheat"),
        ("Ariha farmer", "wheat"),
        ("hole", "hol"),
        ("bullet hole", ""),
        ("nobody", ""),
        ("*", ""),
    ],
)
def test_words_and_places(stored: sa.Engine, query: str, names: str) -> None:
    assert found(stored, query) == names.split()


@pytest.mark.parametrize("query", ["hama " * 2_000, "حماة " * 2_000, "hama " + "deir ez-zor, " * 1_500])
def test_a_name_that_is_asked_for_again_and_again_is_asked_for_once(stored: sa.Engine, query: str) -> None:
    assert found(stored, query) == (["hama"] if "deir" not in query else [])


def test_of_very_many_names_the_last_are_words(stored: sa.Engine) -> None:
    every = (form.spelling for node in _forms(gazetteer().words) for form in node)
    assert found(stored, "hama " + " ".join(islice(every, 2_000))) == []


def _forms(node: dict[str, Any]) -> Iterator[list[Form]]:
    for word, below in node.items():
        if word:
            yield from _forms(below)
        else:
            yield below


@given(
    st.lists(st.sampled_from(["hts", "ß", " ", "Homs", "ŉ", "İdlib", "-", "*", "الجولاني", "syrian army"])).map("".join)
)
def test_what_is_sought_stands_in_the_query(query: str) -> None:
    assert all(query[one.start : one.stop] == one.spelling for one in sought(query))


def test_a_date_that_cannot_be_is_not_the_newest(stored: sa.Engine) -> None:
    with stored.begin() as conn:
        text = "Water again."
        late = Article("a", "https://a.example/2199", DAY, None, text, published=DAY.replace(year=2199))
        saved = articles.save(conn, [(enrich(late), "")])
        stories.place(conn, {saved[0].article_id})
    assert found(stored, "water")[-1] == "2199"


def test_a_text_of_more_words_than_postgres_takes_is_found_by_its_first_ones_on_both(engine: sa.Engine) -> None:
    text = " ".join(f"word{number:07}" for number in range(150_000)) + " " + "x" * 3_000
    with engine.begin() as conn:
        articles.save(conn, [(Article("a", "https://a.example/long", DAY, "x" * 2_000, text), "")])
    assert found(engine, "word0000000") == found(engine, "word0050000") == ["long"]
    assert found(engine, "word0149999") == found(engine, "x" * 3_000) == []
