"""Copies: what their pages say besides the text, which address told it first, and what becomes of those that change."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from syria_news import revisions, stories
from syria_news.enrich.fingerprint import fingerprint, words
from syria_news.evidence import deep
from syria_news.model import Access, Article, Kind, Mention, Outcome, Raw, Relevance, State, Topic, Update
from syria_news.store import articles, audit, captures, contradictions, ledger, readings, redactions, runs
from syria_news.store.captures import Capture
from syria_news.store.ledger import Settled
from syria_news.store.tables import appearance, capture, metadata

NOON = datetime(2024, 12, 6, 12, tzinfo=UTC)
NINE = "At least 9 people were killed when shells struck the market in Idlib, rescuers told reporters there."
TWELVE = NINE.replace("9", "12")
HERE, THERE = "https://wire.example/market", "https://repost.example/market"
ELSEWHERE = "https://again.example/market"
SHORT = "https://go.example/m"
STANDING = (
    "SELECT a.url, a.first_seen, a.last_seen, p.url AS at, p.first_seen, p.last_seen, c.record_id, p.title,"
    " p.published FROM article AS a JOIN appearance AS p ON p.article_id = a.id"
    " LEFT JOIN capture AS c ON c.id = p.capture_id ORDER BY a.url, p.url",
    "SELECT a.url, r.fetched, r.title, r.text, c.record_id, s.body FROM article AS a"
    " JOIN revision AS r ON r.article_id = a.id JOIN capture AS c ON c.id = r.capture_id"
    " JOIN search_text AS s ON s.article_id = a.id ORDER BY a.url, r.fetched",
    "SELECT a.url, c.kind, c.from_figure, c.to_figure FROM changes AS c JOIN article AS a ON a.id = c.article_id"
    " ORDER BY a.url, c.fetched, c.kind",
    "SELECT m.url, m.label, m.told, h.url AS head FROM story_members AS m JOIN article AS h ON h.id = m.story_id"
    " ORDER BY m.url",
    "SELECT l.url, a.url AS article FROM listed_url AS l JOIN article AS a ON a.id = l.article_id ORDER BY l.url",
)
"""What stands in the database, without the numbers it was given."""


def read(url: str, text: str = NINE, hour: int = 0, **more: object) -> Article:
    outlet = {HERE: "wire", THERE: "repost", ELSEWHERE: "again"}[url]
    raw = Raw("a.warc.gz", abs(hash((url, hour))), 10, f"urn:uuid:{url}{hour}", "0" * 64)
    made = Article(
        outlet=outlet,
        url=url,
        fetched=NOON + timedelta(hours=hour),
        title="Market",
        text=text,
        fingerprint=fingerprint(words(text)),
        raw=raw,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def save(engine: sa.Engine, *given: Article, asked: str = "") -> list[Outcome]:
    """As `keep.keep` does: captures, articles, stories, changes and the ledger."""
    with engine.begin() as conn:
        run = runs.begin(conn, "k", "crawl", NOON)
        rows = [Capture(a.raw, a.outlet, "article", a.url, asked, a.fetched, 200, True) for a in given if a.raw]
        captures.add(conn, run, rows)
        saved = articles.save(conn, [(each, asked) for each in given])
        ids = {id_ for each in saved for id_ in (each.article_id, *each.others)}
        stories.place(conn, ids)
        revisions.note(conn, ids)
        for new, each in zip(given, saved, strict=True):
            lines = [Settled(url, State.STORED, new.fetched, None, None, each.article_id) for url in (asked, new.url)]
            ledger.settle(conn, new.outlet, [line for line in lines if line.url])
        return [each.outcome for each in saved]


def rows(engine: sa.Engine, query: str) -> Sequence[sa.Row[tuple[object, ...]]]:
    with engine.connect() as conn:
        return conn.execute(sa.text(query)).all()


def empty(engine: sa.Engine) -> None:
    with engine.begin() as conn:
        for table in reversed(metadata.sorted_tables):
            conn.execute(sa.delete(table))


def test_the_first_change_of_a_copy_is_told_with_its_figures(engine: sa.Engine) -> None:
    assert save(engine, read(HERE), read(THERE, hour=1)) == [Outcome.NEW, Outcome.COPY]
    assert save(engine, read(THERE, TWELVE, hour=2)) == [Outcome.REVISED]
    found = rows(engine, "SELECT outlet, url, kind, from_figure, to_figure FROM changes WHERE kind = 'figures'")
    assert [tuple(row) for row in found] == [("repost", THERE, "figures", 9, 12)]
    assert [r.revisions for r in rows(engine, "SELECT revisions FROM latest ORDER BY url")] == [2, 1]


@pytest.mark.parametrize("change", [{"title": "Market struck"}, {"notes": ("Corrected: the market is in Idlib.",)}])
def test_a_copy_that_changes_no_more_than_its_headline_or_notes_has_revisions(
    engine: sa.Engine, change: dict[str, object]
) -> None:
    save(engine, read(HERE), read(THERE, hour=1))
    assert save(engine, read(THERE, hour=2, **change)) == [Outcome.REVISED]
    assert [r.url for r in rows(engine, "SELECT url FROM latest WHERE revisions = 2")] == [THERE]


def test_copies_that_change_alike_have_each_a_history(engine: sa.Engine) -> None:
    save(engine, read(HERE), read(THERE, hour=1), read(HERE, TWELVE, hour=2))
    assert save(engine, read(THERE, TWELVE, hour=3)) == [Outcome.REVISED]
    found = rows(engine, "SELECT outlet FROM changes WHERE kind = 'figures' ORDER BY fetched")
    assert [row.outlet for row in found] == ["wire", "repost"]


def test_an_address_that_has_only_led_elsewhere_may_come_to_carry_a_text_that_is_known(engine: sa.Engine) -> None:
    save(engine, read(HERE))
    save(engine, read(THERE, TWELVE), asked=ELSEWHERE)
    assert save(engine, read(ELSEWHERE, hour=1)) == [Outcome.COPY]
    with engine.connect() as conn:
        query = sa.select(appearance.c.reading).where(appearance.c.url == ELSEWHERE, appearance.c.reading.is_not(None))
        (reading,) = conn.scalars(query)
    assert "text" not in reading  # the article has it, to the letter


def test_such_an_address_keeps_its_own_letters_where_the_text_has_others(engine: sa.Engine) -> None:
    first = read(HERE)
    save(engine, first)
    save(engine, read(THERE, TWELVE), asked=ELSEWHERE)
    again = read(ELSEWHERE, first.text.upper(), hour=1)
    assert save(engine, again) == [Outcome.COPY]
    with engine.connect() as conn:
        query = sa.select(appearance.c.reading).where(appearance.c.url == ELSEWHERE, appearance.c.reading.is_not(None))
        (reading,) = conn.scalars(query)
    assert reading["text"] == again.text


def test_what_led_to_a_copy_leads_to_the_article_that_it_becomes(engine: sa.Engine) -> None:
    save(engine, read(HERE), asked=SHORT)
    save(engine, read(THERE, hour=1), asked="https://go.example/t")
    save(engine, read(THERE, hour=2), asked=SHORT)
    save(engine, read(THERE, TWELVE, hour=3))
    found = rows(
        engine, "SELECT p.url AS at, a.url FROM appearances AS p JOIN article AS a ON a.id = p.article_id ORDER BY 1, 2"
    )
    assert [tuple(row) for row in found] == [
        (SHORT, THERE),
        (SHORT, HERE),
        ("https://go.example/t", THERE),
        (THERE, THERE),
        (HERE, HERE),
    ]
    assert not contradicted(engine)


def contradicted(engine: sa.Engine) -> list[object]:
    """What `verify` would say of these rows."""
    queries = (
        contradictions.ARTICLES_WITHOUT_ADDRESS,
        contradictions.ARTICLES_SEEN_OTHERWISE,
        contradictions.APPEARANCES_SEEN_FIRST_OTHERWISE,
        contradictions.APPEARANCES_SEEN_LAST_OTHERWISE,
        contradictions.APPEARANCES_OF_ANOTHER_CAPTURE,
        contradictions.LINES_TO_ANOTHER_ARTICLE,
        contradictions.ARTICLES_NOT_FINDABLE,
        contradictions.ARTICLES_NOT_TOLD,
    )
    with engine.connect() as conn:
        found: list[object] = [row for query in queries for row in contradictions.rows(conn, query)]
        return [*found, *audit.unheard(conn), *audit.unheard_copies(conn)]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pages=st.lists(
        st.tuples(
            st.integers(1, 4),
            st.sampled_from([NINE, NINE, NINE.upper(), TWELVE, "Nothing."]),
            st.sampled_from(["Market", "Struck"]),
            st.sampled_from(["", SHORT]),
        ),
        min_size=1,
        max_size=5,
        unique_by=lambda page: page[0],
    ),
    dice=st.randoms(use_true_random=False),
)
@example(pages=[(1, NINE, "Market", SHORT), (2, TWELVE, "Market", ""), (3, NINE, "Market", "")], dice=random.Random(1))
def test_an_address_that_was_a_copy_stands_as_if_its_captures_had_come_in_another_order(
    engine: sa.Engine, pages: list[tuple[int, str, str, str]], dice: random.Random
) -> None:
    captured = [(read(THERE, text, hour, title=title), asked) for hour, text, title, asked in pages]
    stand = []
    for order in (sorted(captured, key=lambda each: each[0].fetched), dice.sample(captured, len(captured))):
        empty(engine)
        save(engine, read(HERE))
        for new, asked in order:
            save(engine, new, asked=asked)
        assert not contradicted(engine)
        stand.append([rows(engine, query) for query in STANDING])
        for new, asked in order:
            assert save(engine, new, asked=asked) == [Outcome.UNCHANGED]
        assert [rows(engine, query) for query in STANDING] == stand[-1]
    assert stand[0] == stand[1]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pages=st.lists(
        st.tuples(st.sampled_from([HERE, THERE, ELSEWHERE]), st.integers(0, 4), st.sampled_from([NINE, NINE, TWELVE])),
        min_size=2,
        max_size=7,
        unique_by=lambda page: page[:2],
    ),
    dice=st.randoms(use_true_random=False),
    together=st.booleans(),
)
@example(
    pages=[(HERE, 0, NINE), (THERE, 1, NINE), (ELSEWHERE, 2, NINE), (HERE, 3, TWELVE), (THERE, 4, NINE)],
    dice=random.Random(1),
    together=False,
)
def test_what_each_address_says_does_not_hang_on_whose_copy_it_was(
    engine: sa.Engine, pages: list[tuple[str, int, str]], dice: random.Random, together: bool
) -> None:
    captured = [read(url, text, hour) for url, hour, text in pages]
    said: dict[str, list[str]] = {}
    for url, _, text in sorted(pages, key=lambda page: page[1]):
        if said.setdefault(url, [])[-1:] != [text]:
            said[url].append(text)
    for order in (sorted(captured, key=lambda each: each.fetched), dice.sample(captured, len(captured))):
        empty(engine)
        for some in [order] if together else [[each] for each in order]:
            save(engine, *some)
        assert _said(engine) == said
        assert not contradicted(engine)
        stand = [rows(engine, query) for query in STANDING]
        assert set(save(engine, *order)) == {Outcome.UNCHANGED}
        assert [rows(engine, query) for query in STANDING] == stand


def _said(engine: sa.Engine) -> dict[str, list[str]]:
    """What each address has said, one text after the other."""
    query = (
        "SELECT p.url, r.text FROM appearances AS p JOIN revisions AS r ON r.article_id = p.article_id"
        " ORDER BY p.url, r.fetched"
    )
    found: dict[str, list[str]] = {}
    for row in rows(engine, query):
        found.setdefault(str(row.url), []).append(str(row.text))
    return found


def test_an_article_that_changes_leaves_its_copies_what_they_say(engine: sa.Engine) -> None:
    save(engine, read(HERE), read(THERE, hour=1, title="Struck"), read(ELSEWHERE, hour=2, text=NINE.upper()))
    save(engine, read(HERE, TWELVE, hour=3))
    found = rows(engine, "SELECT url, text, title FROM latest ORDER BY url")
    assert [tuple(row) for row in found] == [(THERE, NINE, "Struck"), (HERE, TWELVE, "Market")]
    assert [r.url for r in rows(engine, "SELECT url FROM appearances ORDER BY url")] == [ELSEWHERE, THERE, HERE]
    assert save(engine, read(ELSEWHERE, hour=2, text=NINE.upper())) == [Outcome.UNCHANGED]
    assert save(engine, read(THERE, hour=4, title="Struck")) == [Outcome.UNCHANGED]
    assert save(engine, read(ELSEWHERE, TWELVE, hour=5)) == [Outcome.REVISED]
    [first] = rows(engine, f"SELECT text FROM revisions WHERE url = '{ELSEWHERE}' AND number = 1")
    assert first.text == NINE.upper()


def test_a_copy_keeps_its_text_though_its_articles_is_read_otherwise(engine: sa.Engine) -> None:
    save(engine, read(HERE), read(THERE, hour=1))
    assert save(engine, read(HERE, "Read by better rules.")) == [Outcome.REREAD]
    assert save(engine, read(THERE, TWELVE, hour=2)) == [Outcome.REVISED]
    found = rows(engine, f"SELECT text FROM revisions WHERE url = '{THERE}' ORDER BY number")
    assert [row.text for row in found] == [NINE, TWELVE]


def test_a_copys_capture_that_says_something_else_and_made_no_article_is_found(engine: sa.Engine) -> None:
    save(engine, read(HERE), read(THERE, hour=1), read(THERE, hour=2))
    assert not contradicted(engine)
    with engine.begin() as conn:
        of_the_last = capture.c.record_id == f"urn:uuid:{THERE}2"
        conn.execute(sa.update(capture).where(of_the_last).values(content="0" * 64))
        [found] = audit.unheard_copies(conn)
    assert found.record_id == f"urn:uuid:{THERE}2"


def test_what_is_kept_of_a_copy_is_compared_with_what_is_read_again(engine: sa.Engine) -> None:
    page = read(THERE, hour=1, credit="The Wire")
    save(engine, read(HERE), page)
    with engine.connect() as conn:
        [copies] = audit.copied_from(conn, list(conn.scalars(sa.select(capture.c.id)))).values()
    assert [deep.wrong_copy(each, page) for each in copies] == [""]
    otherwise = replace(page, title="Struck", credit=None)
    assert [deep.wrong_copy(each, otherwise) for each in copies] == ["title, content, credit"]


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
MOMENTS = st.none() | st.datetimes(timezones=st.just(UTC))


@settings(deadline=None)
@given(
    new=st.builds(
        Article,
        outlet=st.just("repost"),
        url=st.just(THERE),
        fetched=st.just(NOON),
        title=st.none() | WORDS,
        text=WORDS,
        standfirst=st.none() | WORDS,
        authors=st.tuples(WORDS),
        published=MOMENTS,
        published_from=st.none() | WORDS,
        modified=MOMENTS,
        captions=st.tuples(WORDS, WORDS),
        credit=st.none() | WORDS,
        notes=st.tuples() | st.tuples(WORDS),
        tags=st.tuples(WORDS),
        access=st.sampled_from(Access),
        kind=st.sampled_from(Kind),
        updates=st.tuples() | st.tuples(st.builds(Update, MOMENTS, st.none() | WORDS, WORDS, st.none() | WORDS)),
        relevance=st.none() | st.builds(Relevance, st.sampled_from(Topic), WORDS, st.floats(0, 1)),
        mentions=st.tuples() | st.tuples(st.builds(Mention, WORDS, WORDS, WORDS, st.integers(0, 9), st.integers(9))),
        fingerprint=WORDS,
    ),
    stands=st.booleans(),
)
def test_what_is_kept_of_a_copy_is_all_that_was_read(engine_of_copies: sa.Engine, new: Article, stands: bool) -> None:
    with engine_of_copies.begin() as conn:
        conn.execute(sa.update(appearance).where(appearance.c.url == THERE).values(readings.copied(new, stands=stands)))
        row = conn.execute(sa.select(appearance).where(appearance.c.url == THERE)).one()
    again = readings.restored(row, ["Another text", new.text] if stands else [], NOON)
    assert again == new


@pytest.fixture(scope="module")
def engine_of_copies(tmp_path_factory: pytest.TempPathFactory) -> sa.Engine:
    engine = sa.create_engine(f"sqlite:///{tmp_path_factory.mktemp('copies')}/a.db")
    metadata.create_all(engine)
    moment = {"first_seen": NOON, "last_seen": NOON}
    with engine.begin() as conn:
        values = {"id": 1, "article_id": 1, "outlet": "repost", "url": THERE, "key": "k", **moment}
        conn.execute(sa.insert(appearance).values(values))
    return engine


def members(engine: sa.Engine) -> dict[str, str]:
    return {row.outlet: row.label for row in rows(engine, "SELECT outlet, label FROM story_members")}


def test_of_copies_the_first_by_their_own_dates_is_the_original_however_they_came(engine: sa.Engine) -> None:
    morning, evening = NOON - timedelta(hours=4), NOON - timedelta(hours=1)
    save(engine, read(THERE, published=evening))
    save(engine, read(HERE, hour=1, published=morning))
    assert members(engine) == {"wire": "original", "repost": "same_text"}
    found = rows(engine, "SELECT url, published FROM appearances ORDER BY published")
    assert [row.url for row in found] == [HERE, THERE]
    [first] = rows(engine, "SELECT outlet FROM story_members AS m JOIN stories AS s ON m.told = s.first_told")
    assert first.outlet == "wire"
    stories.restory(engine)
    assert members(engine) == {"wire": "original", "repost": "same_text"}


def test_a_copy_that_is_credited_told_it_first_though_it_has_no_date(engine: sa.Engine) -> None:
    save(engine, read(THERE, credit="The Wire", published=NOON - timedelta(hours=1)))
    save(engine, read(HERE, hour=1))
    assert members(engine) == {"wire": "original", "repost": "same_text"}


def test_a_date_from_the_future_makes_nobody_the_first(engine: sa.Engine) -> None:
    save(engine, read(THERE))
    save(engine, read(HERE, hour=1, published=NOON + timedelta(days=400)))
    assert members(engine) == {"repost": "original", "wire": "same_text"}
    told = rows(engine, "SELECT told FROM story_members WHERE outlet = 'wire'")
    assert str(told[0].told).startswith("2024-12-06 13:00")


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(("early", "late"), [(HERE, THERE), (THERE, HERE)])
def test_a_date_is_believed_by_when_its_own_address_was_seen(
    engine: sa.Engine, early: str, late: str, order: int
) -> None:
    dated = read(late, hour=10 * 24, published=NOON + timedelta(days=9))
    for each in (read(early), dated)[::order]:
        save(engine, each)
    told = rows(engine, "SELECT url, label, told FROM story_members ORDER BY told")
    assert [(row.url, row.label, str(row.told)[:13]) for row in told] == [
        (early, "original", "2024-12-06 12"),
        (late, "same_text", "2024-12-15 12"),
    ]


def test_a_copy_that_is_redacted_leaves_no_words_behind(engine: sa.Engine) -> None:
    save(engine, read(HERE), read(THERE, hour=1, title="A name", credit="A name"))
    with engine.begin() as conn:
        redactions.apply(conn, {f"urn:uuid:{THERE}1": "court-order"}, NOON)
        row = conn.execute(sa.select(appearance).where(appearance.c.url == THERE)).one()
    assert (row.title, row.published, row.reading) == (None, None, None)


def test_a_copy_from_before_its_page_was_kept_is_made_whole_by_reading_again(engine: sa.Engine) -> None:
    save(engine, read(HERE), read(THERE, hour=1, title="Struck"))
    with engine.begin() as conn:
        conn.execute(sa.update(appearance).values(readings.NO_COPY))
    assert save(engine, read(THERE, hour=1, title="Struck")) == [Outcome.REREAD]
    assert save(engine, read(THERE, hour=1, title="Struck")) == [Outcome.UNCHANGED]
    assert [r.title for r in rows(engine, "SELECT title FROM appearances ORDER BY url")] == ["Struck", "Market"]
    with engine.begin() as conn:
        conn.execute(sa.update(appearance).values(readings.NO_COPY))
    assert save(engine, read(THERE, TWELVE, hour=2)) == [Outcome.REVISED]
    assert save(engine, read(THERE, hour=1, title="Struck")) == [Outcome.REVISED]
    assert not contradicted(engine)
    assert [r.text for r in rows(engine, f"SELECT text FROM revisions WHERE url = '{THERE}' ORDER BY number")] == [
        NINE,
        TWELVE,
    ]
