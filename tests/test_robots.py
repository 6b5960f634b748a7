"""What robots.txt says is obeyed, whatever it is."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syria_news.crawl.robots import MOST, decide
from tests.commands import Place
from tests.crawling import Trap, crawl, here
from tests.site.server import Answer, serve, text

AGENT = "syria_news/1"


@pytest.mark.parametrize(
    ("status", "body", "allowed"),
    [
        (200, b"User-agent: *\nDisallow: /", False),
        (200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /ok", False),
        (200, b"User-agent: *\rDisallow: /ok\r", False),
        (200, "User-agent: *\nDisallow: /ok".encode("utf-16"), False),
        (200, b"\xfe\xff" + "User-agent: *\nDisallow: /ok".encode("utf-16-be"), False),
        (200, b"<html><p>Not found</p></html>", True),
        (200, b"", True),
        (204, b"", True),
        (301, b"", True),
        (403, b"User-agent: *\nDisallow: /", True),
        (404, b"", True),
        (200, b"User-agent: *\nDisallow: /" + b"*a" * 2000 + b"$", True),
    ],
)
def test_robots_txt_says_what_may_be_fetched(status: int, body: bytes, allowed: bool) -> None:
    decision = decide(status, body, AGENT)
    assert not decision.put_off
    assert (decision.rules is None or decision.rules.can_fetch("http://a.example/ok/1", AGENT)) is allowed


@pytest.mark.parametrize("status", [429, 500, 503, 599])
def test_a_host_that_can_not_say_is_put_off(status: int) -> None:
    assert decide(status, b"User-agent: *\nAllow: /", AGENT).put_off
    assert decide(200, b"User-agent: *\nDis", AGENT, whole=False).put_off


@pytest.mark.parametrize(
    ("line", "delay"),
    [("5", 5.0), ("0.5", 0.5), ("86400", 60.0), ("NaN", None), ("-5", None), ("1e309", None), ("soon", None)],
)
def test_a_crawl_delay_holds_up_to_a_minute(line: str, delay: float | None) -> None:
    assert decide(200, f"User-agent: *\nCrawl-delay: {line}\n".encode(), AGENT).delay == delay


def test_rules_beyond_500_kib_are_not_read() -> None:
    rule = b"User-agent: *\nDisallow: /ok\n"
    padding = b"# so that it is long\n" * (MOST // 21 + 1)
    for body, allowed in ((rule + padding, False), (padding + rule, True)):
        found = decide(200, body, AGENT)
        assert found.rules is not None
        assert found.rules.can_fetch("http://a.example/ok/1", AGENT) is allowed


@given(st.binary(max_size=500))
def test_no_robots_txt_raises(body: bytes) -> None:
    found = decide(200, b"User-agent: *\nCrawl-delay: " + body, AGENT)
    assert found.rules is not None
    found.rules.can_fetch("http://a.example/ok/1", AGENT)


def test_a_site_whose_robots_txt_fails_is_left_alone_for_this_run(tmp_path: Path) -> None:
    with serve() as site:
        site.page("a1", text(1))
        site.feed("a1")
        site.answers["/robots.txt"] = Answer(b"User-agent: *\nAllow: /", 503)
        result = crawl(here(tmp_path, site))
        assert (result.code, set(site.asked)) == (1, {"/robots.txt"})
        assert "answered 503: put off" in result.log
        site.answers["/robots.txt"] = [Answer(b"", 404), Answer(b"", 404), Answer(b"", 404), Answer(b"", 500)]
        assert crawl(here(tmp_path, site)).state("a1") == ("stored", "")


def test_the_delay_that_robots_txt_asks_for_is_kept(tmp_path: Path) -> None:
    with serve() as site:
        for seed in (1, 2):
            site.page(f"a{seed}", text(seed))
        site.feed("a1", "a2")
        site.answers["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 1.5")
        crawl(here(tmp_path, site))
    assert len(site.moments) == 4
    assert all(later - earlier > 1.4 for earlier, later in pairwise(site.moments[1:]))


def test_a_robots_txt_that_leads_inside_is_not_followed_and_not_taken_for_none(tmp_path: Path, trap: Trap) -> None:
    before = trap.hits
    with serve() as site:
        site.page("a1", text(1))
        site.feed("a1")
        site.answers["/robots.txt"] = Answer(status=302, headers={"Location": f"http://{trap.address}/robots.txt"})
        result = crawl(here(tmp_path, site))
        assert (result.code, set(site.asked)) == (1, {"/robots.txt"})
    assert trap.hits == before


def test_a_robots_txt_that_lies_with_another_host_is_obeyed(tmp_path: Path) -> None:
    with serve() as site, serve() as elsewhere:
        site.page("a1", text(1))
        site.page("private", text(2))
        site.feed("a1", "private")
        there = elsewhere.address.replace("127.0.0.1", "localhost")
        site.answers["/robots.txt"] = Answer(status=301, headers={"Location": f"http://{there}/rules"})
        elsewhere.answers["/rules"] = Answer(status=302, headers={"Location": "/robots.txt"})
        elsewhere.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /news/private")
        allowed = f"SYRIA_NEWS_ALLOWED_HOSTS={site.address},{there}"
        result = crawl(here(tmp_path, site), "-s", allowed)
        assert [result.state(name)[0] for name in ("a1", "private")] == ["stored", "robots"]


def test_a_name_that_leads_inside_is_asked_for_another_day(tmp_path: Path) -> None:
    place = Place(tmp_path / "archive", f"sqlite:///{tmp_path / 'news.db'}", "news.example.com")
    blocked = ("-a", "url=http://news.example.com/news/a1", "-s", "TWISTED_DNS_RESOLVER=tests.site.portal.Portal")
    result = crawl(place, *blocked)
    assert (result.code, result.ledger) == (1, {}), "who can't be asked for robots.txt is put off"
    assert re.search(r"news\.example\.com is at 10\.0\.0\.1.*: put off", result.log)
    result = crawl(place, *blocked, "-s", "ROBOTSTXT_OBEY=0")
    assert result.state("a1") == ("failed", "network")
    assert result.ledger["a1"].next_try is not None
