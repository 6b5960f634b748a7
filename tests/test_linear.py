"""What somebody repeats by the hundred thousand is gone over once, not once for each.

Nothing is timed: every one of these took minutes to hours, and none would end.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from syria_news import warc
from syria_news.discover.sitemap import Sitemap
from syria_news.extract import linked, softfail
from syria_news.model import Entry, Page, Reason
from syria_news.scout import scout

NOON = datetime(2024, 12, 6, 12, tzinfo=UTC)
MANY = 250_000
TITLE = 5_000
"""Characters of a title that are read."""


def test_a_line_without_a_colon_in_a_record_s_header(tmp_path: Path) -> None:
    file = tmp_path / "a.warc"
    file.write_bytes(b"WARC/1.1\r\n" + MANY * b"a" + b"\r\nWARC-Type: metadata\r\nContent-Length: 1\r\n\r\nx\r\n\r\n")
    [found] = warc.members(file)
    assert isinstance(found, warc.Member)
    assert (found.kind, found.block) == ("metadata", b"x")


def test_empty_lines_in_a_robots_txt() -> None:
    page = Page("", "https://a.example/", b"<html><body><p>News</p></body></html>", NOON)
    found = scout(page, MANY * "\n" + "Sitemap: https://a.example/map.xml\n sitemap :\n")
    assert found.archives == ("https://a.example/map.xml",)


def test_commas_in_linked_data() -> None:
    assert linked.nodes([f'{{"@type": "NewsArticle", "keywords": [1{MANY * ", "}], }}']) == [
        {"@type": "NewsArticle", "keywords": [1]}
    ]
    assert linked.nodes([MANY * ", "]) == []


def test_marks_in_a_title() -> None:
    assert softfail.reason(TITLE * "-", "Nothing.", "Nothing.", dated=False) is None
    assert softfail.reason(f"{TITLE * '-'} Sorry! Page not found", "", "", dated=False) is Reason.ERROR_PAGE


def test_comments_without_an_end_in_a_document_type() -> None:
    sitemap = f"<!DOCTYPE a [{MANY * '<!--'}]><urlset><url><loc>https://a.example/a</loc></url></urlset>"
    found = Sitemap("https://a.example/s").read(Page("", "https://a.example/s", sitemap.encode(), NOON))
    assert [line.url for line in found if isinstance(line, Entry)] == ["https://a.example/a"]
