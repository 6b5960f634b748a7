"""What the ledger says of a URL, in whatever order its answers come."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from itertools import permutations, product
from pathlib import Path

import pytest
import sqlalchemy as sa
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from syria_news import keep
from syria_news.crawl import pace
from syria_news.discover.feed import Feed
from syria_news.evidence import redact
from syria_news.ingest import ingest
from syria_news.model import Entry, Page, Reason, State, Window
from syria_news.store import account, database, ledger, listings
from syria_news.store.database import transact
from syria_news.store.ledger import Settled
from tests.site.server import article, text
from tests.test_ingest import OUTLETS

URL = "https://times.example/news/1"
NOW = datetime.now(UTC).replace(microsecond=0)
IN = [NOW + timedelta(hours=hours) for hours in range(4)]


def taken_in(engine: sa.Engine, tmp_path: Path) -> None:
    """The page, as somebody saved it an hour ago."""
    file = tmp_path / "saved.jsonl"
    file.write_text(json.dumps({"url": URL, "title": "Buses reach Homs", "text": text(1)}), encoding="utf-8")
    an_hour_ago = (NOW - timedelta(hours=1)).timestamp()
    os.utime(file, (an_hour_ago, an_hour_ago))
    ingest(engine, tmp_path / "raw", OUTLETS, [file])


def said(engine: sa.Engine) -> list[tuple[str, str | None, bool]]:
    """State, reason, and whether there is an article, of all URLs."""
    with engine.connect() as conn:
        found = conn.execute(sa.text("SELECT state, reason, article_id FROM listed_url")).all()
    return [(row.state, row.reason, row.article_id is not None) for row in found]


@pytest.mark.parametrize("state", [State.ROBOTS, State.LISTED])
def test_a_page_we_may_not_or_did_not_yet_fetch_is_stored_once_somebody_brings_it(
    engine: sa.Engine, tmp_path: Path, state: State
) -> None:
    transact(engine, partial(ledger.enter, outlet="times_en", source="feed", entries=[Entry(URL)], moment=NOW))
    if state == State.ROBOTS:
        transact(engine, partial(ledger.settle, outlet="times_en", outcomes=[Settled(URL, state, NOW, Reason.ROBOTS)]))
    taken_in(engine, tmp_path)
    assert said(engine) == [("stored", None, True)]


def answer_of(status: int, hour: int, url: str, article_id: int) -> Settled:
    """What an answer to a fetch of the URL says."""
    if status == 200:
        return Settled(url, State.STORED, NOW + timedelta(hours=hour), article_id=article_id)
    settled = keep.verdict(OUTLETS["times_en"], url, Page("times_en", url, b"", NOW + timedelta(hours=hour)), status)
    assert settled is not None
    return settled


def last_state(history: Sequence[int]) -> State:
    """What the newest of these answers says; "not modified" says nothing of what was never had."""
    says = {200: State.STORED, 404: State.GONE, 503: State.FAILED}
    return says.get(history[-1]) or (State.UNCHANGED if 200 in history else State.FAILED)


@pytest.mark.parametrize("together", [True, False])
def test_the_newest_answer_counts_in_whatever_order_they_come(
    engine: sa.Engine, tmp_path: Path, together: bool
) -> None:
    taken_in(engine, tmp_path)
    wanted, taken = {}, []
    with engine.begin() as conn:
        article_id = conn.execute(sa.text("SELECT id FROM article")).scalar_one()
        for history in product((200, 304, 404, 503), repeat=3):
            for order in permutations(range(3)):
                url = f"https://times.example/news/{'-'.join(map(str, (*history, *order)))}"
                wanted[url] = (last_state(history), 200 in history)
                taken.append([answer_of(history[step], step * 10 + 1, url, article_id) for step in order])
        said_before = []
        for _ in range(2):  # the second time changes nothing
            for answers in taken:
                for some in [[*answers, answers[0]]] if together else [[each] for each in answers]:
                    ledger.settle(conn, "times_en", some)
            rows = conn.execute(sa.text("SELECT url, state, article_id FROM listed_url")).all()
            said_before.append({row.url: (row.state, row.article_id is not None) for row in rows if row.url != URL})
    assert said_before == [wanted, wanted]


@pytest.mark.parametrize("order", list(permutations((0, 1, 2))))
def test_a_page_that_came_back_is_not_withdrawn_whatever_is_ingested_first(
    engine: sa.Engine, tmp_path: Path, order: tuple[int, ...]
) -> None:
    answers = [("06T01", "200 OK"), ("06T20", "404 Not Found"), ("07T06", "200 OK")]
    file = tmp_path / "theirs.warc.gz"
    with file.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for hour, status in (answers[each] for each in order):
            head = StatusAndHeaders(status, [("Content-Type", "text/html")], protocol="HTTP/1.1")
            body = BytesIO(article("Buses reach Homs", text(1)).encode() if status == "200 OK" else b"")
            date = {"WARC-Date": f"2024-12-{hour}:00:00Z"}
            writer.write_record(
                writer.create_warc_record(URL, "response", body, http_headers=head, warc_headers_dict=date)
            )
    for _ in range(2):
        ingest(engine, tmp_path / "raw", OUTLETS, [file])
        with engine.connect() as conn:
            assert not conn.execute(sa.text("SELECT * FROM changes WHERE kind = 'withdrawn'")).all()
        assert [each[0] for each in said(engine)] != ["gone"]


def test_what_is_gone_stays_gone_and_has_the_article_that_was_read_before(engine: sa.Engine, tmp_path: Path) -> None:
    gone = Settled(URL, State.GONE, NOW, "http_status: 404")
    transact(engine, partial(ledger.settle, outlet="times_en", outcomes=[gone]))
    taken_in(engine, tmp_path)
    assert said(engine) == [("gone", "http_status: 404", True)]


def tried(engine: sa.Engine) -> int:
    """How often fetching the URL has come to nothing."""
    with engine.connect() as conn:
        return int(conn.execute(sa.text("SELECT tries FROM listed_url")).scalar_one())


def answered(engine: sa.Engine, status: int, moment: datetime, leads_to: str = "") -> datetime | None:
    """What the answer to a fetch of the URL came to, in the ledger; when it is tried again."""
    tries = tried(engine)
    page = Page("times_en", leads_to or URL, b"", moment, "")
    settled = keep.verdict(OUTLETS["times_en"], URL, page, status, tries)
    assert settled is not None
    assert settled.state == State.GONE
    transact(engine, partial(ledger.settle, outlet="times_en", outcomes=[settled]))
    return settled.next_try


def due(engine: sa.Engine, moment: datetime) -> int:
    """How many URLs are due for a try or a look."""
    with engine.connect() as conn:
        found = ledger.due(conn, "times_en", moment, Window()) + ledger.to_look_at(conn, "times_en", moment, 10)
        assert ledger.is_anything_due(conn, "times_en", moment) == bool(found)
        return len(found)


@pytest.mark.parametrize(("status", "leads_to"), [(404, ""), (200, "https://times.example/")])
def test_what_was_never_had_is_believed_to_be_gone_the_fifth_time(
    engine: sa.Engine, status: int, leads_to: str
) -> None:
    transact(engine, partial(ledger.enter, outlet="times_en", source="feed", entries=[Entry(URL)], moment=NOW))
    asked: list[datetime] = []
    moment: datetime | None = NOW
    while moment is not None:
        asked.append(moment)
        moment = answered(engine, status, moment, leads_to)
        if moment is not None:
            assert due(engine, moment - timedelta(seconds=1)) == 0
            assert due(engine, moment) == 1
            assert transact(engine, partial(ledger.next_due, outlet="times_en", moment=asked[-1])) == moment
            assert transact(engine, account.waiting) == {"times_en": 1}
    assert len(asked) == 5
    assert due(engine, NOW + timedelta(days=400)) == 0
    assert transact(engine, account.waiting) == {}


def test_a_page_that_says_it_is_gone_for_good_is_believed(engine: sa.Engine) -> None:
    transact(engine, partial(ledger.enter, outlet="times_en", source="feed", entries=[Entry(URL)], moment=NOW))
    assert answered(engine, 410, NOW) is None
    assert due(engine, NOW + timedelta(days=400)) == 0


def test_what_we_have_and_is_gone_is_looked_for_now_and_then(engine: sa.Engine, tmp_path: Path) -> None:
    taken_in(engine, tmp_path)
    for hours in range(6):
        answered(engine, 404, NOW + timedelta(hours=hours))
    assert due(engine, NOW + timedelta(days=40)) == 1
    with engine.connect() as conn:
        assert conn.execute(sa.text("SELECT kind FROM changes")).all() == [("withdrawn",)]


def test_a_host_that_asks_us_to_wait_has_not_failed(engine: sa.Engine) -> None:
    failed = Settled(URL, State.FAILED, NOW, f"{Reason.TIMEOUT}: 60 s", NOW)
    waits = [
        Settled(URL, State.FAILED, NOW + timedelta(hours=hours), f"{Reason.PUT_OFF}: the host asked us to wait", IN[1])
        for hours in range(1, 6)
    ]
    for settled, tries in zip([*waits, replace(failed, at=NOW + timedelta(days=1))], [0] * 5 + [1], strict=True):
        transact(engine, partial(ledger.settle, outlet="times_en", outcomes=[settled]))
        assert tried(engine) == tries
    late = replace(waits[0], at=NOW + timedelta(days=2))
    transact(engine, partial(ledger.settle, outlet="times_en", outcomes=[late]))
    assert tried(engine) == 1, "nor is it forgotten what failed before"


def test_what_was_redacted_is_not_due_again_however_it_is_asked_for(engine: sa.Engine, tmp_path: Path) -> None:
    taken_in(engine, tmp_path)
    redact.redact(engine, tmp_path / "raw", URL, "protection", "A", "B")
    later, window = NOW + timedelta(days=400), Window()
    other = Entry("https://times.example/news/2")
    transact(engine, partial(ledger.enter, outlet="times_en", source="feed", entries=[Entry(URL), other], moment=NOW))
    with engine.connect() as conn:
        assert [each.url for each in ledger.due(conn, "times_en", later, window)] == [other.url]
        for again in (False, True):
            found = ledger.due_among(conn, "times_en", [Entry(URL), other], later, window, again=again)
            assert [each.url for each in found] == [other.url]
        assert not ledger.to_look_at(conn, "times_en", later, 10)


def test_an_outlet_rests_until_the_first_listing_try_or_look(engine: sa.Engine) -> None:
    feed = "https://times.example/feed.xml"
    outlet = replace(OUTLETS["times_en"], sources=(Feed(feed),))

    def until(state: State, next_try: datetime | None = None, next_look: datetime | None = None) -> datetime | None:
        settled = Settled(URL, state, datetime.now(UTC), next_try=next_try, next_look=next_look)
        transact(engine, partial(ledger.settle, outlet=outlet.name, outcomes=[settled]))
        return transact(engine, partial(pace.rest, outlet=outlet))

    read = partial(listings.note, outlet=outlet.name, url=feed, moment=NOW, listed=1, known=1)
    transact(engine, partial(read, until_next=timedelta(hours=3)))
    assert until(State.STORED) == IN[3]
    assert until(State.STORED, next_look=IN[2]) == IN[2]
    assert until(State.FAILED, next_try=IN[1]) == IN[1]


LOOKED_AT = (
    "SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables "
    "WHERE relname = 'listed_url'"
)
"""How many rows of the ledger Postgres has read in this transaction, and maybe in some before it."""


def test_a_listing_costs_postgres_the_same_however_full_the_ledger_is(postgres_empty: str) -> None:
    """It plans for good while the ledger is small, when all rows of the outlet seem as few as those of some keys."""
    engine = database.connect(postgres_empty)
    database.migrate(engine)

    def enter(conn: sa.Connection, first: int, count: int) -> int:
        entries = [Entry(f"https://times.example/news/{number}") for number in range(first, first + count)]
        before = int(conn.scalar(sa.text(LOOKED_AT)) or 0)
        ledger.enter(conn, "times_en", "sitemap", entries, NOW)
        assert len(ledger.due_among(conn, "times_en", entries, NOW, Window())) == count
        ledger.settle(conn, "times_en", [Settled(each.url, State.UNCHANGED, NOW) for each in entries])
        return int(conn.scalar(sa.text(LOOKED_AT)) or 0) - before

    for page in range(12):
        transact(engine, partial(enter, first=page * 10, count=10))
    read = [transact(engine, partial(enter, first=first, count=500)) for first in range(1000, 6000, 500)]
    engine.dispose()
    assert max(read) < 10 * 500
