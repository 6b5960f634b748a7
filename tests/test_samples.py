"""The sample is what its script writes, a sound WARC, and answers all that the spiders ask."""

from __future__ import annotations

import gzip
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from syria_news import warc
from syria_news.extract import extract
from syria_news.model import Listing, Next, Outlet, Window
from syria_news.warc import Record, Role
from tests.test_outlets import FIXTURES, declared

RECORDED = ("aljazeera_en", "levant24", "nbcnews", "nordictimes", "syrianobserver", "upi")
"""The outlets of the sample."""
recorded = pytest.mark.parametrize("outlet", [declared(name) for name in RECORDED], ids=RECORDED)
ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "samples" / "homs-2024-12-06.warc.gz"
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
import make_sample
from pathlib import Path
Path(sys.argv[2]).write_bytes(make_sample.sample())
"""


@pytest.fixture(scope="module")
def records() -> dict[str, Record]:
    """The newest response for each address."""
    return {record.url: record for record in warc.walk(SAMPLE)}


def test_the_sample_is_what_its_script_writes(tmp_path: Path) -> None:
    written = tmp_path / SAMPLE.name
    subprocess.run([sys.executable, "-c", PROGRAM, str(SAMPLE.parent), str(written)], check=True)
    # What is inside: no two releases of zlib compress alike.
    assert gzip.decompress(written.read_bytes()) == gzip.decompress(SAMPLE.read_bytes())


def test_warcio_finds_nothing_wrong_with_the_sample() -> None:
    check = [sys.executable, "-m", "warcio.cli", "check", "-v", str(SAMPLE)]
    result = subprocess.run(check, check=True, capture_output=True, text=True)
    assert "digest pass" in result.stdout
    assert "digest failed" not in result.stdout
    assert "digest not present" not in result.stdout


@pytest.mark.parametrize("window", [Window(), Window(date(2024, 12, 6), date(2024, 12, 6))], ids=["new", "that_day"])
@recorded
def test_every_listing_that_a_spider_asks_for_is_in_the_sample(
    outlet: Outlet, window: Window, records: dict[str, Record]
) -> None:
    for source in outlet.sources:
        waiting = list(source.listings(window))
        while waiting:
            listing = waiting.pop()
            assert records[listing.url].status == 200
            found = list(source.read(records[listing.url].page(outlet.name)))
            assert found, f"nothing stands in {listing.url}"
            # The page behind the last post, which only says that it is none, was left out.
            waiting += [each for each in found if isinstance(each, Listing) and not isinstance(each, Next)]


@recorded
def test_robots_txt_of_every_host_asked_is_in_the_sample(outlet: Outlet, records: dict[str, Record]) -> None:
    hosts = {listing.url.split("/")[2] for source in outlet.sources for listing in source.listings(Window())}
    assert {f"https://{host}/robots.txt" for host in hosts} <= set(records)


def test_a_page_that_was_corrected_is_there_twice_in_the_order_of_the_visits() -> None:
    times = [record.fetched for record in warc.walk(SAMPLE) if record.url.endswith("/homs-highway-empties/")]
    assert len(times) == 2
    assert times[0] < times[1]


def test_the_sample_has_what_real_life_has(records: dict[str, Record]) -> None:
    articles = [record for record in records.values() if record.errand and record.errand.role == Role.ARTICLE]
    assert {record.status for record in articles} == {200, 404}
    assert [record.url for record in records.values() if record.status == 301]
    assert [record.url for record in articles if record.header(b"content-encoding") == "gzip"]
    assert [record.url for record in articles if "windows-1256" in record.header(b"content-type")]
    assert [record.url for record in records.values() if record.header(b"content-type") == "application/gzip"]


COPIES = {
    "https://www.upi.com/Defense-News/2024/12/06/syria-homs-exodus-bridge/5121733486400/": (
        "https://www.upi.com/Top_News/World-News/2024/12/06/syria-homs-exodus-bridge/5121733486400/"
    ),
    "https://levant24.com/news/international/2024/12/coast-road-fills-as-homs-waits/": (
        "https://www.aljazeera.com/news/2024/12/6/coast-road-fills-as-homs-waits-for-the-fighters-at-its-gates"
    ),
}


@pytest.mark.parametrize(("copy", "original"), COPIES.items())
def test_a_copy_in_the_sample_reads_like_its_original(copy: str, original: str, records: dict[str, Record]) -> None:
    assert text_of(records[copy]) == text_of(records[original])


def text_of(record: Record) -> str:
    assert record.errand
    outlet = declared(record.errand.outlet)
    return extract(record.page(outlet.name), outlet.rules).text


def test_fixtures_that_are_pages_of_the_sample_are_the_same_pages(records: dict[str, Record]) -> None:
    bodies = {record.body for record in records.values()}
    pages = [path for path in FIXTURES if path.parent.name in RECORDED]
    assert pages
    assert [str(path) for path in pages if path.read_bytes() not in bodies] == []
