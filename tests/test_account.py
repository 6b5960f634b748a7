"""The account: it adds up, whatever happens."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import astuple
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from syria_news import urls, warc
from syria_news.account import estimate
from syria_news.account.status import status
from syria_news.batch import read_listing
from syria_news.cli import _declared
from syria_news.model import Article, Entry, Outlet, Rejected, State, Window
from syria_news.store import account, articles, database, ledger, runs
from syria_news.store.account import FATES, Day
from syria_news.store.ledger import Settled
from tests.commands import Place
from tests.test_sample_crawl import OUTLETS, SAMPLE

NOON = datetime(2024, 12, 6, 12, tzinfo=UTC)
ALWAYS = Window()


def days(engine: sa.Engine, window: Window = ALWAYS, outlet: str | None = None) -> list[Day]:
    with engine.connect() as conn:
        return account.days(conn, window, outlet)


def fates(engine: sa.Engine, outlet: str = "a") -> dict[str, int]:
    total = dict.fromkeys(FATES, 0)
    for day in days(engine, outlet=outlet):
        for fate in FATES:
            total[fate] += getattr(day, fate)
    return {fate: count for fate, count in total.items() if count}


def enter(engine: sa.Engine, outlet: str, *names: str, hours: int = 0, source: str = "feed") -> None:
    moment = NOON + timedelta(hours=hours)
    entries = [Entry(f"https://{outlet}.example/{name}", moment) for name in names]
    with engine.begin() as conn:
        ledger.enter(conn, outlet, f"https://{outlet}.example/{source}.xml", entries, moment)


def settle(engine: sa.Engine, outlet: str, name: str, state: State, hours: int = 1, **more: object) -> None:
    settled = Settled(f"https://{outlet}.example/{name}", state, NOON + timedelta(hours=hours), **more)  # type: ignore[arg-type]
    with engine.begin() as conn:
        ledger.settle(conn, outlet, [settled])


def store(engine: sa.Engine, outlet: str, name: str, text: str, hours: int = 1, asked: str = "") -> None:
    """As the line does it."""
    url, moment = f"https://{outlet}.example/{name}", NOON + timedelta(hours=hours)
    article = Article(outlet, url, moment, "Buses", text, fingerprint=text, published=NOON)
    with engine.begin() as conn:
        [saved] = articles.save(conn, [(article, f"https://{outlet}.example/{asked}" if asked else "")])
    state = State.COPY if saved.outcome == "copy" else State.STORED
    settle(engine, outlet, asked or name, state, hours, article_id=saved.article_id)


def test_every_fate_has_its_column_and_they_add_up(engine: sa.Engine) -> None:
    enter(engine, "a", "new", "copy", "led", "cup", "private", "missing", "busy", "later", "unseen")
    store(engine, "a", "new", "Ten buses left.")
    store(engine, "a", "copy", "Ten buses left.")
    store(engine, "a", "target", "A bridge fell.", asked="led")
    settle(engine, "a", "cup", State.OFF_TOPIC)
    settle(engine, "a", "private", State.ROBOTS)
    settle(engine, "a", "missing", State.GONE)
    settle(engine, "a", "busy", State.FAILED, reason="http_status: 503")
    settle(engine, "a", "later", State.FAILED, reason="put_off: an hour")
    expected = {"stored": 2, "copies": 1, "off_topic": 1, "refused": 1, "gone": 1, "failed": 1, "waiting": 2}
    assert fates(engine) == expected
    [day] = days(engine)
    assert (day.day, day.listed) == ("2024-12-06", 9)


def test_what_we_have_stays_stored_when_it_is_gone_or_fails_later(engine: sa.Engine) -> None:
    enter(engine, "a", "one", "two")
    store(engine, "a", "one", "Ten buses left.")
    store(engine, "a", "two", "Ten buses left.")
    settle(engine, "a", "one", State.GONE, hours=5)
    settle(engine, "a", "two", State.FAILED, hours=5, reason="network: reset")
    assert fates(engine) == {"stored": 1, "copies": 1}
    with engine.connect() as conn:
        assert list(account.missed(conn, ALWAYS)) == []


def test_a_days_window_cuts_by_utc_days_and_an_undated_url_counts_when_it_was_seen(engine: sa.Engine) -> None:
    for hours in (-13, -12, 11, 12):
        enter(engine, "a", f"at{hours}", hours=hours)
    with engine.begin() as conn:
        ledger.enter(conn, "a", "feed", [Entry("https://a.example/undated")], NOON)
    found = [(day.day, day.listed) for day in days(engine)]
    assert found == [("2024-12-05", 1), ("2024-12-06", 3), ("2024-12-07", 1)]
    of_the_day = Window(date(2024, 12, 6), date(2024, 12, 6))
    assert [(day.day, day.listed) for day in days(engine, of_the_day)] == [("2024-12-06", 3)]


def test_addresses_that_were_only_asked_for_are_not_counted_as_listed(engine: sa.Engine) -> None:
    settle(engine, "a", "by-hand", State.GONE)
    assert days(engine) == []


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_the_columns_add_up_to_what_was_listed(engine: sa.Engine, seed: int) -> None:
    chance = random.Random(seed)
    names = [f"n{number}" for number in range(30)]
    listed: dict[str, set[str]] = {"a": set(), "b": set()}
    for step in range(60):
        outlet, name = chance.choice("ab"), chance.choice(names)
        match chance.randrange(4):
            case 0:
                some = chance.sample(names, 5)
                enter(engine, outlet, *some, hours=chance.randrange(-40, 40), source=chance.choice("xyz"))
                listed[outlet].update(some)
            case 1:
                store(engine, outlet, name, f"Text {chance.randrange(10)}", step, chance.choice(["", *names]))
            case _:
                reason = chance.choice([None, "http_status: 503", "put_off: later", "video"])
                settle(engine, outlet, name, chance.choice([*State]), step, reason=reason)
    for outlet, expected in listed.items():
        found = days(engine, outlet=outlet)
        assert sum(day.listed for day in found) == len(expected)
        assert all(day.listed == sum(astuple(day)[3:]) for day in found)


def _announced(outlet: Outlet, archive: Path) -> set[str]:
    """The keys of the articles' addresses in all archived listings, read once more."""
    keys = set()
    for path in (archive / "raw").glob(f"*-{outlet.name}-*.warc.gz"):
        for record in warc.walk(path):
            if record.errand and record.errand.role == warc.Role.LISTING and record.status == 200:
                try:
                    found = read_listing(outlet.sources, record.page(outlet.name))
                except Rejected:
                    continue
                keys |= {urls.key(entry.url) for entry in found if outlet.wants(entry.url)}
    return keys


def test_on_every_crawl_of_the_sample_the_account_adds_up(database_url: str, tmp_path: Path) -> None:
    place = Place(tmp_path / "archive", database_url)
    engine = database.connect(database_url)
    for outlet in OUTLETS:
        done = place.scrapy("crawl", outlet, "-a", f"replay={SAMPLE}")
        assert done.returncode == 0, done.stderr
        found = days(engine, outlet=outlet)
        assert all(day.listed == sum(astuple(day)[3:]) for day in found)
        assert sum(day.listed for day in found) == len(_announced(_declared()[outlet], place.archive)) > 0
    engine.dispose()
    printed = place.syria_news("coverage")
    assert printed.returncode == 0, printed.stderr
    head, *lines = [line.split("\t") for line in printed.stdout.splitlines()]
    assert head == ["outlet", "day", "listed", *FATES]
    assert {line[0] for line in lines} == {*OUTLETS, "all"}
    assert all(int(line[2]) == sum(map(int, line[3:])) for line in lines)
    assert "assuming" in printed.stderr


def test_missed_urls_come_with_reason_and_next_try_and_can_be_made_due(engine: sa.Engine, tmp_path: Path) -> None:
    enter(engine, "a", "busy", "unseen", "had")
    later = NOON + timedelta(days=9000)
    settle(engine, "a", "busy", State.FAILED, reason="http_status: 503", next_try=later)
    store(engine, "a", "had", "Ten buses left.")
    enter(engine, "b", "busy")
    settle(engine, "b", "busy", State.FAILED, reason="video: a player")
    place = Place(tmp_path / "archive", engine.url.render_as_string(hide_password=False))
    enter(engine, "a", "closed")
    settle(engine, "a", "closed", State.ROBOTS)
    printed = place.syria_news("missed", "a").stdout.splitlines()
    busy, closed, unseen = sorted(line.split("\t") for line in printed[1:])
    assert closed[1:4] == ["https://a.example/closed", "refused", "robots"]
    assert busy[1:4] == ["https://a.example/busy", "failed", "http_status: 503"]
    assert busy[5].startswith(f"{later:%Y-%m-%d}")
    assert unseen[1:4] == ["https://a.example/unseen", "waiting", ""]
    assert "URLs due now: 1" in place.syria_news("retry", "a").stdout
    with engine.connect() as conn:
        assert len(ledger.due(conn, "a", datetime.now(UTC), ALWAYS)) == 2
        assert ledger.due(conn, "b", datetime.now(UTC), ALWAYS) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("coverage", "nowhere"), "no outlet nowhere"),
        (("retry", "nowhere"), "no outlet nowhere"),
        (("missed", "--since", "2024-12-08", "--until", "2024-12-01"), "is after"),
        (("coverage", "--since", "yesterday"), "--since: yesterday is not a date; write it as 2024-12-06"),
        (("missed", "--until", "2024-13-01"), "--until: 2024-13-01 is not a date; write it as 2024-12-06"),
        (("runs", "--limit", "some"), "--limit: some is no number of rows"),
        (("status", "nowhere"), "unrecognized arguments: nowhere"),
        (("statis",), "no command statis"),
        ((), "COMMAND"),
    ],
)
def test_an_argument_that_makes_no_sense_gets_one_clear_line(
    database_url: str, tmp_path: Path, arguments: Sequence[str], words: str
) -> None:
    done = Place(tmp_path / "archive", database_url).syria_news(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.startswith("syria-news: ")
    assert done.stderr.count("\n") == 1


def test_an_outlet_is_down_from_its_first_crawl_on(engine: sa.Engine) -> None:
    with engine.begin() as conn:
        run = runs.begin(conn, "k", "crawl", NOON, outlet="a")
        runs.finish(conn, run, NOON, "finished", {"listings/not_a_listing": 2}, [])
        run = runs.begin(conn, "l", "crawl", NOON, outlet="b")
        runs.finish(conn, run, NOON, "finished", {"listings/http_status": 2, "listings_read": 1}, [])
        found = {each.outlet: each.alarms for each in status(conn, [], NOON)}
    assert found == {"a": ("no listing could be read: 2 not_a_listing",), "b": ()}


def test_status_has_one_line_for_each_outlet(engine: sa.Engine) -> None:
    enter(engine, "a", "one", "two")
    store(engine, "a", "one", "Ten buses left.")
    with engine.begin() as conn:
        for key, started in (("k", NOON), ("l", NOON + timedelta(hours=1))):
            run = runs.begin(conn, key, "crawl", started, outlet="a")
        runs.finish(conn, run, started, "finished", {"new": 1, "failed/network": 2}, ["URLs listed: 2, usually 9"])
        runs.begin(conn, "m", "crawl", NOON, outlet="b")
    with engine.connect() as conn:
        found = {each.outlet: each for each in status(conn, ["a", "b", "c"], NOON + timedelta(hours=2))}
        late = status(conn, ["a"], NOON + timedelta(days=4))[0]
    assert list(found) == ["a", "b", "c"]
    assert (found["a"].ended, found["a"].new, found["a"].failed, found["a"].waiting) == ("finished", 1, 2, 1)
    assert found["a"].newest == NOON
    assert found["a"].alarms == ("URLs listed: 2, usually 9",)
    assert (found["b"].ended, found["c"].ended) == ("died", "never")
    assert late.alarms[-1] == "not crawled for 3 days"


# -- capture and recapture

COUNTS = st.integers(0, 400)


@given(COUNTS, COUNTS, COUNTS)
def test_an_estimate_is_never_negative_and_does_not_care_which_listing_is_first(a: int, b: int, both: int) -> None:
    one = estimate.chapman("a", "b", a + both, b + both, both)
    other = estimate.chapman("b", "a", b + both, a + both, both)
    assert 0 <= one.low <= one.missed <= one.high
    assert (one.low, one.missed, one.high) == (other.low, other.missed, other.high)
    assert one.missed == 0 or (a and b), "a listing that has all that the other has leaves nothing to guess"


def test_two_independent_listings_give_away_about_how_much_neither_had() -> None:
    chance = random.Random(1)
    inside = 0
    for _ in range(100):
        first = {n for n in range(500) if chance.random() < 0.6}
        second = {n for n in range(500) if chance.random() < 0.5}
        found = estimate.chapman("a", "b", len(first), len(second), len(first & second))
        inside += found.low <= 500 - len(first | second) <= found.high
    assert inside >= 90


def test_pages_of_one_list_are_one_listing_and_the_pair_that_shares_most_is_compared() -> None:
    sightings = [(n, "https://a.example/feed.xml") for n in range(10)]
    sightings += [(n, f"https://a.example/sitemap-{n % 3}.xml") for n in range(2, 20)]
    sightings += [(n, "https://a.example/front") for n in range(3)]
    found = estimate.compare(sightings)
    assert found is not None
    assert (found.first, found.second) == ("https://a.example/feed.xml", "https://a.example/sitemap-#.xml")
    assert (found.in_first, found.in_second, found.in_both) == (10, 18, 8)
    assert "independently" in str(found)
    assert estimate.compare(sightings[:12]) is None
