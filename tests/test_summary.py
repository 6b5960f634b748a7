"""What a crawl says at its end, and what it says instead of beginning."""

from __future__ import annotations

import asyncio
import threading
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader
from scrapy.statscollectors import MemoryStatsCollector

from syria_news import exits
from syria_news.commands import crawl
from syria_news.crawl.runs import Runs
from syria_news.crawl.summary import summary
from syria_news.store import database
from syria_news.store.leases import LeaseLost
from tests.commands import Place
from tests.rows import rows
from tests.site.server import Answer, Site, serve, text


@dataclass
class Run:
    folder: Path = Path("archive")
    outlet: str = "upi"
    file: str = "20241206T120000Z-upi.warc.gz"
    has_written: bool = True
    problem: Exception | None = None
    troubles: list[str] = field(default_factory=list)
    became: list[str] = field(default_factory=list)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


@pytest.fixture
def place(site: Site, database_url: str, tmp_path: Path) -> Place:
    return Place(tmp_path / "archive", database_url, site.address)


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ({"listed": 9, "listings_read": 1}, "nothing new: all that is listed is known"),
        ({"listed": 9, "listings_read": 1, "fetched": 2, "unchanged": 2}, "nothing new: all that is listed is known"),
        ({"listed": 9, "listings_read": 1, "other_days": 9}, "nothing new: all that is listed is of other days"),
        ({"listed": 9, "listings_read": 1, "other_days": 4}, "all that is listed of the days asked for is known"),
        ({"resting": 3}, "nothing new: 3 listings are not due"),
        ({"listings_read": 1}, "nothing is listed"),
    ],
)
def test_why_nothing_is_new_is_said(counts: dict[str, int], says: str) -> None:
    assert says in summary(Run(), counts, "finished", [])


@pytest.mark.parametrize(
    "counts",
    [
        {"listed": 9, "fetched": 1, "new": 1},
        {"listed": 9, "fetched": 1, "failed": 1, "failed/http_status": 1},
        {"listed": 9, "fetched": 1, "rejected/off_topic": 1},
        {"listed": 9, "put_off": 1},
        {"listed": 9, "not_recorded": 1},
    ],
)
def test_nobody_says_that_all_is_known_where_something_was_not(counts: dict[str, int]) -> None:
    assert "known" not in summary(Run(), counts, "finished", [])


def test_a_run_that_lost_its_lease_says_so_and_not_that_all_is_known() -> None:
    lost = LeaseLost("the lease on upi went to another process")
    said = summary(Run(problem=lost), {"listed": 9, "listings_read": 1}, "lease_lost", [])
    assert "stopped: the lease on upi went to another process" in said
    assert "known" not in said


def test_a_site_that_is_down_is_said_to_be_down(site: Site, place: Place) -> None:
    site.answers["/feed.xml"] = Answer(b"busy", 503)
    done = place.scrapy("crawl", "loopback")
    assert done.returncode == 1
    assert "DOWN: not one of its listings could be read: 1 http_status" in done.stderr
    assert f"http://{site.address}/feed.xml: http_status (answered 503)" in done.stderr


@pytest.mark.parametrize(
    ("host", "says"), [("127.0.0.1:1", "refused"), ("no-such-host.example.com:80", "CannotResolveHost")]
)
def test_a_host_that_does_not_answer_is_named_and_no_file_that_was_never_written(
    host: str, says: str, tmp_path: Path
) -> None:
    nobody = Place(tmp_path / "archive", f"sqlite:///{tmp_path / 'archive' / 'a.db'}", host)
    done = nobody.scrapy("crawl", "loopback")
    assert done.returncode == 1
    assert "DOWN: not one of its listings could be read: 1 put_off" in done.stderr
    assert says in done.stderr.partition("DOWN")[2].splitlines()[1], "why, in the next line"
    assert "no response came: this run wrote no file" in done.stderr
    assert ".warc.gz" not in done.stderr
    assert "Traceback" not in done.stderr


def test_days_that_leave_all_out_are_said_to(site: Site, place: Place) -> None:
    site.page("a1", text(1))
    item = f"<link>http://{site.address}/news/a1</link><pubDate>{format_datetime(datetime.now(UTC))}</pubDate>"
    site.answers["/feed.xml"] = Answer(f"<rss version='2.0'><channel><item>{item}</item></channel></rss>".encode())
    done = place.scrapy("crawl", "loopback", "-a", "until=2024-12-08")
    assert done.returncode == 0
    assert "all that is listed is of other days than those asked for" in done.stderr
    assert site.asked["/news/a1"] == 0


def test_of_addresses_asked_for_by_name_the_summary_and_the_ledger_say_what_became(site: Site, place: Place) -> None:
    site.page("a1", text(1))
    site.page("cup", "\n".join(["The home side won the cup final on penalties before a full house."] * 6), "Cup final")
    links = "".join(f'<li><a href="/news/{at}">Buses reach Homs, report {at}</a></li>' for at in range(30))
    site.answers["/news/"] = Answer(f"<html><title>News</title><main><ul>{links}</ul></main></html>".encode())
    site.answers["/news/photo"] = Answer(b"\x89PNG\r\n\x1a\n" + bytes(900), headers={"Content-Type": "image/png"})
    asked = [
        f"http://{site.address}/{path}" for path in ("news/a1", "news/cup", "news/", "news/photo", "news/none", "")
    ]
    done = place.scrapy("crawl", "loopback", "-a", f"url={','.join(asked)}")
    found = {row.url: row for row in rows(place.database, "SELECT url, state, reason FROM ledger")}
    assert set(found) == set(asked)
    assert [found[url].state for url in asked] == ["stored", "off_topic", "failed", "failed", "gone", "gone"]
    assert found[asked[2]].reason == "no_text"
    assert "not_html" in found[asked[3]].reason
    for url in asked:
        why = f" ({found[url].reason})" if found[url].reason else ""
        assert f"  {url}: {found[url].state}{why}\n" in done.stderr
    assert "known" not in done.stderr


def test_a_feed_that_repeats_itself_lists_and_leaves_each_address_once(site: Site, place: Place) -> None:
    for seed in range(1, 5):
        site.page(f"a{seed}", text(seed))
    site.feed(*["a1", "a2", "a3", "a4"] * 50)
    done = place.scrapy("crawl", "loopback", "-s", "SYRIA_NEWS_MOST_PAGES=2")
    assert "  4 listed, 2 fetched, 2 new" in done.stderr
    assert "2 over_budget" in done.stderr
    done = place.scrapy("crawl", "loopback", "-s", "SYRIA_NEWS_MOST_PAGES=1")
    assert "  4 listed, 1 fetched, 1 new" in done.stderr
    assert "1 over_budget" in done.stderr, "the one that waits in the ledger is listed once more"
    assert len(rows(place.database, "SELECT url FROM ledger")) == 4


@pytest.mark.parametrize(
    ("words", "given", "says"),
    [
        (["upi"], ["nonsense"], "Invalid -a value, use -a NAME=VALUE"),
        (["upi"], ["sinse=2024-12-01"], "-a sinse: no such argument"),
        (["upi"], ["since=2024-12-08", "until=2024-12-01"], "-a since=2024-12-08 is after until=2024-12-01"),
        (["upi"], ["since=yesterday"], "-a since=yesterday: not a date"),
        (["upi"], ["url=https://www.bbc.com/news"], "not an address of upi"),
        (["upi"], ["replay=nowhere.warc.gz"], "no such file"),
        (["upi"], ["due=1", "refresh=1"], "goes with no other argument"),
        (["upy"], [], "no spider upy; `scrapy list` shows them"),
        ([], [], "name one spider"),
    ],
)
def test_a_refusal_is_one_line(
    words: list[str], given: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings({"SPIDER_MODULES": ["spiders"], "SYRIA_NEWS_ARCHIVE": str(tmp_path), "LOG_LEVEL": "INFO"})
    command = crawl.Command()
    command.settings = settings
    command.crawler_process = SimpleNamespace(spider_loader=get_spider_loader(settings), settings=settings)  # type: ignore[assignment]
    options = Namespace(
        set=[], logfile=None, loglevel=None, nolog=False, pidfile=None, pdb=False, spargs=given, output=None,
        overwrite_output=None,
    )  # fmt: skip
    with pytest.raises(SystemExit) as ended:
        command.process_options(words, options)
        command.run(words, options)
    assert ended.value.code == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("scrapy crawl: ")
    assert says in line
    assert list(tmp_path.iterdir()) == []


@dataclass
class Crawl:
    """As much of Scrapy's crawler as a run needs."""

    settings: Settings
    spider: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(name="demo", outlet="demo"))
    engine: None = None

    def __post_init__(self) -> None:
        self.stats = MemoryStatsCollector(SimpleNamespace(settings=self.settings))  # type: ignore[arg-type]


def test_a_run_whose_end_can_not_be_written_says_so_and_lets_go_of_all(database_url: str, tmp_path: Path) -> None:
    places = {"SYRIA_NEWS_ARCHIVE": str(tmp_path / "archive"), "SYRIA_NEWS_DATABASE": database_url}
    crawler = Crawl(Settings(places))
    crawler.stats.open_spider()

    async def live() -> Runs:
        run = Runs(crawler)  # type: ignore[arg-type]
        await run.opened(crawler.spider)  # type: ignore[arg-type]
        with database.connect(database_url).begin() as conn:
            conn.execute(sa.text("ALTER TABLE run RENAME TO gone"))
        await run.closed(crawler.spider, "finished")  # type: ignore[arg-type]
        return run

    run = asyncio.run(live())
    assert run.exit_code == exits.DATABASE
    assert run.said.startswith("\ndemo: database_lost")
    assert "stopped: " in run.said
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("database")] == []
