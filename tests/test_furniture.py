"""Lines that outlets repeat: learned, overruled, cut, and the same at every replay."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from syria_news import display, furniture, learning
from syria_news.evidence.verify import Verification
from syria_news.furniture import By, Line, Verdict
from syria_news.ingest import ingest
from syria_news.intake import intake
from syria_news.model import Outlet, Page, Reason, Rejected
from syria_news.replay import preview, replay
from syria_news.store import database
from tests.commands import Place
from tests.rows import plain, rows
from tests.site.server import article, serve, text

FIRST = date(2024, 12, 1)
INVITATION = "Support our desk, it lives on its readers."
BOX = "Desk of the Loopback Times"
HOUSE = "The war in Syria began in 2011 and has driven half of its people from their homes."
HEADING = "What happened next"
HOME = Outlet(name="loopback", title="Loopback Times", home="https://a.example/", language="en", sources=())


def told(count: int = 6, every: int = 3, last: str = BOX) -> list[tuple[date, str]]:
    """Articles that share a house paragraph, a sub-heading, an invitation and what stands at their end."""
    return [
        (
            FIRST + timedelta(days=number * every),
            "\n\n".join(
                (text(number, 2).replace("\n", "\n\n"), INVITATION, HEADING, text(number + 50, 1), HOUSE, last)
            ),
        )
        for number in range(count)
    ]


def verdicts(articles: list[tuple[date, str]]) -> dict[str, Verdict]:
    return {each.line: each.verdict for each in learning.learned("loopback", lambda: articles)}


def test_invitations_and_what_stands_at_every_end_are_cut_and_all_else_is_background() -> None:
    assert verdicts(told()) == {
        INVITATION: Verdict.CUT,
        BOX: Verdict.CUT,
        HOUSE: Verdict.BACKGROUND,
        HEADING: Verdict.BACKGROUND,
    }


def test_the_rows_say_how_often_and_when() -> None:
    [box] = [each for each in learning.learned("loopback", told) if each.line == BOX]
    assert (box.articles, box.days, box.first, box.last) == (6, 6, FIRST, FIRST + timedelta(days=15))
    assert box.by == By.LEARNED


@pytest.mark.parametrize(
    "articles",
    [
        pytest.param(told(count=4, every=30), id="in too few articles"),
        pytest.param(told(count=40, every=0), id="on one day only"),
        pytest.param(told(count=11, every=1), id="within ten days"),
        pytest.param([(FIRST + timedelta(days=n // 20 * 30), t) for n, (_, t) in enumerate(told(40))], id="two dates"),
    ],
)
def test_what_one_event_repeats_is_not_learned(articles: list[tuple[date, str]]) -> None:
    assert verdicts(articles) == {}


def test_a_label_that_does_not_always_stand_at_the_end_stays() -> None:
    moved = [(day, t if number else f"{BOX}\n\n{t.removesuffix(BOX)}") for number, (day, t) in enumerate(told())]
    assert verdicts(moved)[BOX] == Verdict.BACKGROUND


@pytest.mark.parametrize(
    "line",
    [
        "A freelance reporter who went missing near Damascus in 2012 has not been seen since.",
        "The army asked residents to follow its orders.",
        "Aleppo | 12 killed | 30 wounded",
        "قال ناشطون إن القصف استهدف الأحياء السكنية في المدينة وأدى إلى دمار واسع في الممتلكات دون وقوع إصابات",
        "تابع الرئيس زيارته إلى المدينة.",
    ],
)
def test_what_carries_news_is_never_cut(line: str) -> None:
    assert verdicts(told(last=line))[line] == Verdict.BACKGROUND


@pytest.mark.parametrize(
    "line",
    [
        "اشتركوا في قناتنا على تلغرام لمتابعة الأخبار.",
        "Read also: all our reports from the north",
        "Write to us at desk@a.example",
        "Bizi takip edin: t.me/gazete",
        "The reporter can be reached @loopbackdesk",
        "Our desk is in Beirut. Follow us @loopbackdesk for more.",
    ],
)
def test_invitations_in_several_languages_are_cut(line: str) -> None:
    assert verdicts(told(last=line))[line] == Verdict.CUT


def test_learning_again_changes_nothing_and_a_verdict_that_stands_is_kept() -> None:
    found = learning.learned("loopback", told)
    before = learning.merged((), found)
    assert set(learning.merged(before, found)) == set(before)
    mine = Line("loopback", BOX.upper(), Verdict.KEEP)
    assert [each for each in learning.merged([mine], found) if each.key == mine.key] == [mine]
    changed = [Line("loopback", INVITATION, Verdict.KEEP, By.LEARNED)]  # somebody forgot the last column
    [kept] = [each for each in learning.merged(changed, found) if each.line == INVITATION]
    assert (kept.verdict, kept.articles) == (Verdict.KEEP, 6)
    assert learning.merged(before, []) == before, "what is cut is not in the texts any more"


shown = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=40).filter(str.strip)
dates = st.none() | st.dates()
lines = st.builds(
    Line,
    shown,
    shown | shown.map("={}".format) | shown.map("-{}".format),
    st.sampled_from(Verdict),
    st.sampled_from(By),
    st.integers(0, 10**9),
    st.integers(0, 10**6),
    dates,
    dates,
)


@given(st.lists(lines, max_size=5))
def test_the_file_holds_every_line(given_lines: list[Line]) -> None:
    path = Path(os.environ.get("TMPDIR", "/tmp")) / f"furniture-{os.getpid()}.csv"
    try:
        furniture.save(path, given_lines)
        loaded = furniture.load(path)
        assert {(each.line, each.verdict, each.by, each.first) for each in loaded} == {
            (each.line, each.verdict, each.by, each.first) for each in given_lines
        }
        furniture.save(path, loaded)
        assert set(furniture.load(path)) == set(loaded)
    finally:
        path.unlink(missing_ok=True)


def test_people_write_rows_with_three_columns_and_spreadsheets_may_spoil_the_rest(tmp_path: Path) -> None:
    path = tmp_path / furniture.NAME
    path.write_text("outlet,line,verdict,first,articles\na,Ask us,Cut,06.12.2024,many\n", encoding="utf-8")
    assert furniture.load(path) == (Line("a", "Ask us", Verdict.CUT),)
    assert furniture.cuts(tmp_path) == {"a": frozenset(("ask us",))}


@pytest.mark.parametrize("content", ["a;b\n", "outlet,line,verdict\na,b,perhaps\n", ""])
def test_a_file_that_is_none_is_refused_aloud(tmp_path: Path, content: str) -> None:
    (tmp_path / furniture.NAME).write_text(content, encoding="utf-8")
    with pytest.raises(furniture.BadFurniture, match=furniture.NAME):
        furniture.cuts(tmp_path)


def test_no_crawl_goes_by_such_a_file(tmp_path: Path) -> None:
    (tmp_path / furniture.NAME).write_text("line;verdict\n", encoding="utf-8")
    place = Place(tmp_path, f"sqlite:///{tmp_path / 'a.db'}")
    assert place.scrapy("crawl", "upi").returncode == 2
    assert place.syria_news("furniture").returncode == 2


def page(body: str) -> Page:
    return Page("loopback", "https://a.example/1", article("Buses reach Homs", body).encode(), datetime.now(UTC))


def test_intake_cuts_whole_paragraphs_of_this_outlet_only() -> None:
    body = f"{text(1)}\n{HOUSE}\n{BOX}: the Syria pages of today"
    plain_text = intake(page(body), HOME, True).text
    assert plain_text.endswith("of today")
    forms = frozenset((furniture.normal(f"{BOX}, the Syria pages of TODAY."), furniture.normal("The war in Syria")))
    assert intake(page(body), HOME, True, forms).text == plain_text.rpartition("\n\n")[0]


def test_a_page_of_nothing_but_furniture_is_no_article() -> None:
    forms = frozenset(furniture.normal(line) for line in text(1).splitlines())
    with pytest.raises(Rejected) as refused:
        intake(page(text(1)), HOME, True, forms)
    assert refused.value.reason == Reason.NO_TEXT


# -- through the archive

QUERY = "SELECT outlet, url, title, text, authors, published FROM latest ORDER BY url"


@pytest.fixture
def pages(tmp_path: Path) -> list[Path]:
    """Seven articles of an outlet that has no rules, over seven weeks."""
    paths = []
    for number in range(7):
        day = FIRST + timedelta(days=7 * number)
        head = (
            f'<head><link rel="canonical" href="https://a.example/news/{number}">'
            f'<meta property="article:published_time" content="{day}T08:00:00Z">'
        )
        body = f"{text(number)}\n{HOUSE}\n{INVITATION}"
        path = tmp_path / f"page{number}.html"
        path.write_text(article(f"Buses reach Homs, part {number}", body).replace("<head>", head), encoding="utf-8")
        paths.append(path)
    return paths


def test_learned_reread_and_replayed_the_articles_are_the_same(
    engine: sa.Engine, database_url: str, pages: list[Path], tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    raw = archive / "raw"
    assert ingest(engine, raw, {}, pages, outlet="gazette")["new"] == 7
    before = plain(rows(database_url, QUERY))
    assert all(INVITATION in row["text"] for row in before)

    _, learned = learning.learn(engine, archive)
    assert sorted((each.outlet, each.line, each.verdict, each.articles) for each in learned) == [
        ("gazette", INVITATION, Verdict.CUT, 7),
        ("gazette", HOUSE, Verdict.BACKGROUND, 7),
    ]
    file = (archive / furniture.NAME).read_bytes()

    found = list(preview(engine, raw, {}))
    assert len(found) == 7
    assert f"[-{INVITATION}-]" in "\n".join(line for each in found for line in display.difference(*each))
    assert plain(rows(database_url, QUERY)) == before, "looking writes nothing"

    assert replay(engine, raw, {})["reread"] == 7
    after = plain(rows(database_url, QUERY))
    assert [row["text"] for row in after] == [row["text"].removesuffix(f"\n\n{INVITATION}") for row in before]
    assert all(HOUSE in row["text"] for row in after)
    assert list(preview(engine, raw, {})) == []

    learning.learn(engine, archive)
    assert (archive / furniture.NAME).read_bytes() == file, "learning again changes nothing"

    fresh = f"sqlite:///{tmp_path / 'again.db'}"
    other = database.connect(fresh)
    database.prepare(other)
    replay(other, raw, {})
    other.dispose()
    assert plain(rows(fresh, QUERY)) == after, "the file is part of the rules"
    assert list(Verification(engine, raw, deep={})) == []

    path = archive / furniture.NAME
    kept = path.read_text(encoding="utf-8-sig").replace(",cut,learned", ",keep,person")
    path.write_text(kept, encoding="utf-8")
    assert replay(engine, raw, {})["reread"] == 7
    assert plain(rows(database_url, QUERY)) == before, "a person's word brings the line back"
    learning.learn(engine, archive)
    assert furniture.cuts(archive) == {}
    house = frozenset((furniture.normal(HOUSE),))
    assert furniture.lines_of(furniture.load(path), Verdict.BACKGROUND) == {"gazette": house}


def test_the_commands_say_what_was_learned_and_what_would_change(pages: list[Path], tmp_path: Path) -> None:
    place = Place(tmp_path / "archive", f"sqlite:///{tmp_path / 'archive' / 'syria_news.db'}")
    assert "7 new" in place.syria_news("ingest", "--outlet", "gazette", *map(str, pages)).stdout
    done = place.syria_news("furniture")
    assert done.returncode == 0, done.stderr
    assert f"cut\tlearned\t7\t7\t2024-12-01\t2025-01-12\tgazette\t{INVITATION}" in done.stdout
    assert "2 new, 0 seen more often, 2 in all" in done.stdout
    assert "7 pages would read otherwise" in place.syria_news("reread", "--dry-run").stdout
    assert "7 articles read otherwise" in place.syria_news("reread").stdout


def test_a_crawl_cuts_what_the_file_says(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    furniture.save(archive / furniture.NAME, [Line("loopback", BOX, Verdict.CUT), Line("upi", HOUSE, Verdict.CUT)])
    with serve() as site:
        site.page("a1", f"{text(1)}\n{HOUSE}\n{BOX}: once more, in full\n{BOX}")
        site.feed("a1")
        place = Place(archive, f"sqlite:///{archive / 'syria_news.db'}", site.address)
        done = place.scrapy("crawl", "loopback")
    assert done.returncode == 0, done.stderr
    [row] = rows(place.database, "SELECT text FROM latest")
    assert row.text.endswith(f"{HOUSE}\n\n{BOX}: once more, in full")
