"""What a revision changed, and how it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from syria_news import display, keep, revisions
from syria_news.enrich.changes import Change, Kind, Version, changes
from syria_news.enrich.edits import edits, tokens
from syria_news.enrich.figures import figures
from syria_news.enrich.fingerprint import fingerprint, words
from syria_news.enrich.places import mentions
from syria_news.keep import Reading
from syria_news.model import Article, Page, State
from syria_news.store import changes as stored
from syria_news.store import ledger
from syria_news.store.ledger import Settled

NOON = datetime(2024, 12, 6, 12, tzinfo=UTC)
URL = "https://a.example/market"
LEAD = "At least 12 people were killed when a shell hit the market in Homs on Friday."
REST = " The market had opened an hour before. Nobody said who had fired."


def kinds(before: str, after: str) -> dict[Kind, Change]:
    return {change.kind: change for change in changes(Version("T", before), Version("T", after))}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("At least 112 people were killed and 30 wounded", [(112, "killed"), (30, "wounded")]),
        ("The death toll rose to two hundred and ten, with forty-two injured.", [(210, "killed"), (42, "wounded")]),
        ("3.5 million people fled; 1,200 families stayed", [(3.5e6, "displaced"), (1200, "families")]),
        ("Dozens were killed on 6 December 2024 at 10:30, officials said in 2025.", [(None, "killed")]),
        ("قتل ١٢ شخصا وأصيب ثلاثون آخرون في 2013", [(12, "killed"), (30, "wounded")]),
        ("مقتل مئة وعشرين مدنيا", [(120, "killed")]),
        ("نزوح 5 آلاف عائلة", [(5000, "displaced")]),
        ("a 12-year-old boy", []),
    ],
)
def test_figures_are_read_with_what_they_count(text: str, found: list[tuple[float, str]]) -> None:
    assert [(figure.value, figure.unit) for figure in figures(tokens(text))] == found


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        (LEAD + REST, LEAD.replace("12", "15") + REST, (12, 15, "killed")),
        ("Ten people died, a doctor said.", "Fourteen people died, two doctors said.", (10, 14, "killed")),
        ("قتل ١٢ شخصا في حمص.", "قتل ١٥ شخصا في حمص.", (12, 15, "killed")),
        ("No one was killed in Homs.", "Two people were killed in Homs.", (0, 2, "killed")),
        ("احترق منزل دون وقوع إصابات.", "احترق منزل وأصيب ثلاثة أشخاص.", (0, 3, "wounded")),
        ("Nine were hurt. A tent burned.", "A tent burned and 11 were hurt, all of them lightly.", (9, 11, "wounded")),
    ],
)
def test_a_toll_that_moved_is_found_from_what_to_what(before: str, after: str, moved: tuple[float, float, str]) -> None:
    change = kinds(before, after)[Kind.FIGURES]
    assert (change.before, change.after, change.unit) == moved and not change.said


def test_a_note_that_is_worded_otherwise_was_not_cut() -> None:
    one = "Correction: An earlier version of this article misstated the day of the attack."
    other = one.replace("day of", "day and the place of")
    found = changes(Version("T", LEAD, (one,)), Version("T", LEAD, (other,)))
    assert [change.kind for change in found] == [Kind.CORRECTION]
    gone = changes(Version("T", LEAD, (one,)), Version("T", LEAD))
    assert [change.kind for change in gone] == [Kind.TEXT_CUT]


def test_a_toll_spelled_otherwise_has_not_moved() -> None:
    assert Kind.FIGURES not in kinds("Ten people died.", "10 people died.")


def test_each_kind_has_its_name() -> None:
    assert set(kinds(LEAD, LEAD.replace("Homs", "Hama"))) == {Kind.NAMES}
    assert set(kinds(LEAD, LEAD + REST)) == {Kind.TEXT_ADDED}
    assert set(kinds(LEAD + REST, LEAD)) == {Kind.TEXT_CUT}
    assert set(kinds("The regime said so.", "The government said so.")) == {Kind.REWRITE}
    assert set(kinds('He said "no".', "He said “no” ...")) == {Kind.COSMETIC}
    headline = changes(Version("Shell hits market", LEAD), Version("Shells hit market", LEAD))
    assert [change.kind for change in headline] == [Kind.HEADLINE]


def test_an_outlet_that_says_so_said_so() -> None:
    note = "Correction: 15 people were killed, not 12."
    found = changes(Version("T", LEAD), Version("T", LEAD.replace("12", "15"), (note,)))
    assert [(change.kind, change.said) for change in found] == [(Kind.CORRECTION, True), (Kind.FIGURES, True)]
    inside = kinds(LEAD, LEAD.replace("12", "15") + " An earlier version of this article gave another toll.")
    assert inside[Kind.FIGURES].said and Kind.CORRECTION in inside


def test_places_that_took_the_place_of_others_are_named() -> None:
    before = Version("T", "قصف على حمص", named=frozenset({"Homs"}))
    after = Version("T", "قصف على حماة", named=frozenset({"Hama"}))
    assert ("Homs → Hama") in {change.detail for change in changes(before, after) if change.kind == Kind.NAMES}


texts = st.text(st.sampled_from("ab12 .\n,Xم١“"), max_size=60)


@given(texts, texts)
def test_edits_give_both_texts_again(before: str, after: str) -> None:
    found = edits(before, after)
    assert "".join("".join(edit.before) for edit in found).split() == before.split()
    assert "".join("".join(edit.after) for edit in found).split() == after.split()


@given(texts, texts)
def test_texts_that_differ_have_a_change_and_equal_ones_need_none(before: str, after: str) -> None:
    if before != after:
        assert changes(Version("T", before), Version("T", after))


def test_a_long_text_costs_what_its_changes_cost() -> None:
    body = " ".join(f"Word number{at} stands here." for at in range(40_000))
    assert set(kinds(body, body + " And the end.")) == {Kind.REWRITE}
    assert kinds(body, body.replace(".", "").upper())


def read(text: str, hour: int, title: str = "Market", notes: tuple[str, ...] = ()) -> Reading:
    moment = NOON + timedelta(hours=hour)
    article = Article("a", URL, moment, title, text, notes=notes, fingerprint=fingerprint(words(text)), published=NOON)
    return Reading(Page("a", URL, b"", moment), URL, article)


def rows(engine: sa.Engine) -> Sequence[sa.Row[tuple[object, ...]]]:
    with engine.connect() as conn:
        query = "SELECT kind, said, from_figure, to_figure, unit FROM changes ORDER BY fetched, kind"
        return conn.execute(sa.text(query)).all()


def test_changes_are_written_as_revisions_are_saved_in_any_order(engine: sa.Engine) -> None:
    versions = [
        read(LEAD, 0),
        read(LEAD.replace("12", "15"), 1),
        read(LEAD.replace("12", "19"), 2, notes=("Corrected.",)),
    ]
    for reading in (versions[2], versions[0], versions[1]):
        with engine.begin() as conn:
            keep.keep(conn, [reading])
    assert [(r.kind, bool(r.said), r.from_figure, r.to_figure, r.unit) for r in rows(engine)] == [
        ("figures", False, 12, 15, "killed"),
        ("correction", True, None, None, None),
        ("figures", True, 15, 19, "killed"),
    ]
    before = rows(engine)
    with engine.begin() as conn:
        keep.keep(conn, versions)
        revisions.note(conn, [1])
    assert rows(engine) == before


def test_what_older_rules_compared_is_compared_again(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with engine.begin() as conn:
        with monkeypatch.context() as patch:
            patch.setattr(revisions, "RULES", revisions.RULES - 1)
            patch.setattr(revisions, "changes", lambda before, after: [Change(Kind.REWRITE, "", False)])
            keep.keep(conn, [read(LEAD, 0), read(LEAD.replace("12", "15"), 1)])
        assert [row.kind for row in conn.execute(sa.text("SELECT kind FROM changes"))] == ["rewrite"]
        revisions.note(conn, [1])
        assert [row.kind for row in conn.execute(sa.text("SELECT kind FROM changes"))] == ["figures"]


def test_what_is_gone_was_withdrawn(engine: sa.Engine) -> None:
    with engine.begin() as conn:
        keep.keep(conn, [read(LEAD, 0)])
        ledger.settle(conn, "a", [Settled(URL, State.GONE, NOON + timedelta(days=2), "answered 410")])
    assert [(row.kind, bool(row.said)) for row in rows(engine)] == [("withdrawn", False)]


def test_a_diff_is_read_in_a_terminal_and_as_a_page_and_neither_can_be_attacked(engine: sa.Engine) -> None:
    evil = "<script>alert(1)</script> \u202e hidden"
    with engine.begin() as conn:
        keep.keep(conn, [read(LEAD, 0), read(LEAD.replace("12", "15") + "\n\n" + evil, 1)])
        [found] = stored.revised(conn, [1])
    plain = "\n".join(display.terminal(found, colour=False))
    assert "At least [-12-] {+15+} people were killed when a shell hit the market in Homs on Friday." in plain
    assert "\x1b" not in plain and "\u202e" not in plain
    assert "\x1b[31m[-12-]\x1b[0m" in "\n".join(display.terminal(found, colour=True))
    page = display.html('a"<', URL, found)
    assert "<meta name=robots content=noindex><meta name=referrer content=no-referrer>" in page
    assert "<h1><bdi>a&quot;&lt;</bdi></h1>" in page and f"<bdi>{URL}</bdi>" in page
    assert (
        "<del><bdi>12 </bdi></del><ins><bdi>15 </bdi></ins>" in page
        and "<script" not in page
        and "&lt;script&gt;" in page
    )


def _named(before: str, after: str) -> set[Kind]:
    one, other = (Version("T", text, (), frozenset(each.name for each in mentions(text))) for text in (before, after))
    return {each.kind for each in changes(one, other)}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Fighters took Rastan in Syria on Friday.", "Fighters took ar-Rastan in Syria on Friday."),
        ("Fighters took al Rastan in Syria on Friday.", "Fighters took Rastan in Syria on Friday."),
        ("Buses left Talbisa near Homs in Syria.", "Buses left Talbiseh near Homs in Syria."),
        ("Abu Mohammed al-Jolani spoke in Damascus in Syria.", "Abu Mohammad al-Golani spoke in Damascus in Syria."),
        ("Ahmed al-Sharaa spoke in Damascus in Syria.", "Ahmad al-Shara spoke in Damascus in Syria."),
    ],
)
def test_another_spelling_of_one_name_is_cosmetic(before: str, after: str) -> None:
    assert _named(before, after) == {Kind.COSMETIC}
    assert _named(before + REST, after + REST.replace("hour", "evening")) == {Kind.REWRITE}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Fighters took Rastan in Syria on Friday.", "Fighters took Talbiseh in Syria on Friday."),
        ("In Damascus in Syria, Abu Mohammed al-Jolani spoke.", "In Damascus in Syria, Ahmed al-Sharaa spoke."),
        ("In Homs in Syria, Hasan Rastan spoke.", "In Homs in Syria, Salim Rastan spoke."),
    ],
)
def test_another_name_is_no_other_spelling(before: str, after: str) -> None:
    assert _named(before, after) == {Kind.NAMES}
