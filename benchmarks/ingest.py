"""How fast `syria-news ingest` goes through a crawl of everything, as CC-NEWS is: 95 % of it foreign.

    uv run --group benchmarks python -m benchmarks.ingest [PAGES [OURS]]

PAGES is a folder of saved pages (`index.csv`, `<path>.html.gz`, `<path>.json` with a url); where it isn't there, the
repo's invented ones are taken. Writes a WARC file in which OURS of the pages (600) stand once each, under their own
hosts, all of which count as outlets', among nineteen others under foreign hosts, a request beside each response. Prints

- reading alone: fastwarc, and ours with every host foreign, in CPU seconds, the best of five each, in turns;
- what each stage costs, one after the other in this process;
- the whole, on all cores, on SQLite and Postgres, and by a cluster of as many workers as there are cores.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastwarc import ArchiveIterator

from benchmarks.arguments import at_least
from syria_news import urls, warc
from syria_news.batch import Belt, Done, Line, arrived
from syria_news.cli import _declared as declared
from syria_news.ingest import ingest
from syria_news.intake import intake
from syria_news.model import Outlet, Rejected
from syria_news.owners import Owners
from syria_news.store import database, runs
from syria_news.warc import Record, Role
from tests.crew import crew
from tests.postgres import server

ROOT = Path(__file__).parents[1]
DEFAULT = ROOT.parent / "shared" / "pages"
FOREIGN = 19
"""Foreign pages to one of ours."""
NOON = datetime(2024, 12, 6, 12, tzinfo=UTC)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nServer: nginx\r\n\r\n"
ASKED = b"GET / HTTP/1.1\r\nUser-Agent: CCBot/2.0\r\nAccept-Encoding: gzip\r\n\r\n"


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("ours", nargs="?", type=at_least(1), default=600)
    arguments = parser.parse_args()
    pages: Path = arguments.pages
    if pages.is_dir() and not (pages / "index.csv").is_file():
        parser.error(f"no index.csv in {pages}")
    print(f"pages of {pages}" if pages.is_dir() else f"invented pages of tests/outlets: there is no folder {pages}")
    known = list(_shared(pages)) if pages.is_dir() else list(_invented())
    random.Random(1).shuffle(known)
    outlets = declared()
    ours = [(url, body) for url, body in known if urlsplit(url).path.strip("/")][: arguments.ours]
    for host in {urls.host(url) for url, _ in ours} - {host for each in outlets.values() for host in each.all_hosts()}:
        outlets[host] = Outlet(host, host, f"https://{host}/", "en", ())
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        count = write(home / "CC-NEWS.warc.gz", ours, [body for _, body in known])
        path = home / "CC-NEWS.warc.gz"
        size = path.stat().st_size
        print(f"{count:,} pages ({len(ours):,} ours), {2 * count:,} records, {size / 1e6:.0f} MB packed")
        _reading(path, 2 * count, size)
        cost = _stages(home, path, count, outlets)
        _whole(home, path, count, len(ours), outlets, cost / (os.cpu_count() or 1))


def write(path: Path, ours: list[tuple[str, bytes]], bodies: list[bytes]) -> int:
    """The file; how many pages are in it."""
    dice = random.Random(1)
    count = 0
    with path.open("wb") as file:
        for url, body in ours:
            place = dice.randrange(FOREIGN + 1)
            for number in range(FOREIGN + 1):
                foreign = f"https://www.news{dice.randrange(2000)}.example/2024/12/06/report-{count}.html"
                _add(file, count, *((url, body) if number == place else (foreign, dice.choice(bodies))))
                count += 1
    return count


def _add(file: Any, number: int, url: str, body: bytes) -> None:
    about = {"WARC-Target-URI": url, "WARC-IP-Address": "192.0.2.1"}
    request = {**about, "Content-Type": "application/http; msgtype=request"}
    response = {**about, "Content-Type": "application/http; msgtype=response"}
    file.write(warc.record_bytes("request", f"urn:uuid:q{number}", NOON, request, ASKED))
    file.write(warc.record_bytes("response", f"urn:uuid:r{number}", NOON, response, HEAD + body, len(HEAD)))


def _shared(pages: Path) -> Iterator[tuple[str, bytes]]:
    with (pages / "index.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            url = json.loads((pages / f"{row['path']}.json").read_bytes())["url"]
            yield (
                url or f"https://{row['outlet_domain']}/{row['id']}",
                gzip.decompress((pages / f"{row['path']}.html.gz").read_bytes()),
            )


def _invented() -> Iterator[tuple[str, bytes]]:
    for path in sorted((ROOT / "tests" / "outlets").glob("*/*.html")):
        yield json.loads(path.with_suffix(".json").read_bytes())["url"], path.read_bytes()


def _reading(path: Path, records: int, size: int) -> None:
    def theirs() -> None:
        with path.open("rb") as file:
            for _ in ArchiveIterator(file, parse_http=False):
                pass

    nobodys = Owners({"a": Outlet("a", "A", "https://a.example/", "en", ())})

    def mine() -> None:
        assert not list(warc.walk(path, wanted=lambda url: nobodys.errand(url) is not None))

    best = {"fastwarc": 1e9, "ours": 1e9}
    for _ in range(5):
        for name, read in (("fastwarc", theirs), ("ours", mine)):
            best[name] = min(best[name], _cpu(read))
    for name, took in best.items():
        print(f"reading, {name:9} {records / took:9,.0f} records/s {size / took / 1e6:7.0f} MB/s (packed), one core")
    print(f"foreign records are passed over at {best['fastwarc'] / best['ours']:.2f} of fastwarc's speed")


def _stages(home: Path, path: Path, count: int, outlets: dict[str, Outlet]) -> float:
    owners, found = Owners(outlets), list[Record]()
    targets = [each.headers.get("warc-target-uri", "") for each in warc.members(path) if isinstance(each, warc.Member)]
    cost = {"matching": _cpu(lambda: [owners.errand(url) for url in targets[1::2]])}
    walk = _cpu(lambda: found.extend(warc.walk(path, wanted=lambda url: owners.errand(url) is not None)))
    cost["reading"] = walk - cost["matching"]
    line = Line(outlets, keep_off_topic=True)
    copies = [each.copied(owners.errand(each.url) or warc.Errand("", Role.OTHER)) for each in found]
    writer = warc.Writer(home / "raw", "a.warc.gz", {})
    places: list[Any] = []
    cost["writing"] = _cpu(lambda: places.extend(writer.put([warc.pack(each, writer.info_id) for each in copies])))
    items = [arrived(each, raw) for each, raw in zip(copies, places, strict=True)]
    done: list[Done] = []

    def extract() -> None:
        for each in items:
            try:
                done.append(Done(each.capture, each.page, intake(each.page, line.outlet(each.page.outlet), True)))
            except Rejected as rejected:
                done.append(Done(each.capture, each.page, rejected))

    extract()  # the first time, lists are loaded
    done.clear()
    cost["extraction"] = _cpu(extract)
    engine = database.connect(f"sqlite:///{home / 'stages.db'}")
    database.migrate(engine)
    with engine.begin() as conn:
        run_id = runs.begin(conn, "0" * 32, "ingest", NOON)
    cost["storing"] = _cpu(lambda: Belt(engine, line).run(run_id, done))
    total = sum(cost.values())
    for stage, took in sorted(cost.items(), key=lambda each: -each[1]):
        share, each = took / total, took / (count if stage in {"reading", "matching"} else len(items))
        print(f"{stage:11} {took:6.2f} s CPU {share:5.0%} {each * 1e3:7.3f} ms a page {'of ours' * (each > 1e-3)}")
    return total


def _whole(home: Path, path: Path, count: int, ours: int, outlets: dict[str, Outlet], floor: float) -> None:
    def run(name: str, url: str, **more: Any) -> None:
        engine = database.connect(url)
        database.migrate(engine)
        began = time.perf_counter()
        counts = ingest(engine, home / name / "raw", outlets, [path], keep_off_topic=True, **more)
        took = time.perf_counter() - began
        print(f"{name:18} {2 * count / took:8,.0f} records/s {ours / took:6.0f} pages of ours/s, {took:.1f} s")
        print(f"{'':18} the stages' CPU is {floor / took:.0%} of all cores' time; {dict(counts)}")
        engine.dispose()

    run("SQLite", f"sqlite:///{home / 'whole.db'}")
    with server() as postgres:
        name = postgres.create()
        run("Postgres", postgres.url(name))
        postgres.drop(name)
    with crew(home / "crew") as workers:
        for number in range(2, os.cpu_count() or 2):
            workers.hire(f"more-{number}")
        run("SQLite, cluster", f"sqlite:///{home / 'cluster.db'}", scheduler=workers.address)


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
