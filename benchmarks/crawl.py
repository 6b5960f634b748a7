"""Crawlers side by side, in one run, on the same pages from one server on loopback (in a process of its own).

    uv run --group benchmarks python -m benchmarks.crawl [--pages FOLDER] [--count 3000] [--known]
        [--only bare,ours-sqlite] [--postgres URL]

bare: Scrapy, download only. obvious: Scrapy, trafilatura in the pipeline, one INSERT an item. ours: everything on
(WARC, ledger, intake, stories, search index, pages off topic kept), on SQLite, and on Postgres where a URL of an empty
database is given. ours-alone, trafilatura-alone: extraction without a network, on all cores. fundus: its fetching and
its parsers, of the pages that it has a parser for, nothing stored.

Pages are those of all outlets, most of which have no rules; with `--known`, of those that we have rules for. Lag is how
late the reactor was for a timer of 5 ms. The limit is the lesser of bare and of our extraction alone; a machine on
which the downloads, the server and the extraction share the cores can't reach it, and `budget` says what it could
reach: all cores, divided by the CPU seconds that a page costs bare, our extraction and the server together.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.arguments import at_least, refuse_unusable
from benchmarks.crawling import known
from benchmarks.crawling.site import INVENTED
from benchmarks.crawling.site import pages as saved

ROOT = Path(__file__).parents[1]
PAGES = ROOT.parent / "shared" / "pages"
CRAWLS = ("bare", "obvious", "ours-sqlite", "ours-postgres")
ALONE = ("ours-alone", "trafilatura-alone")
PEER = "fundus"
CORES = os.cpu_count() or 1
_HERTZ = os.sysconf("SC_CLK_TCK")

Told = dict[str, Any]


@contextmanager
def site(*pages: str) -> Iterator[tuple[str, int]]:
    """The server's address and process."""
    command = [sys.executable, "-m", "benchmarks.crawling.site", *pages]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield f"http://127.0.0.1:{server.stdout.readline().strip()}/", server.pid
        finally:
            server.kill()


def crawl(name: str, home: str, server: int, folder: Path, postgres: str | None) -> Told:
    """One crawl; what its gauge says, and the bytes it left behind."""
    kind, _, database = name.partition("-")
    archive = folder / name
    archive.mkdir()
    url = postgres if database == "postgres" else f"sqlite:///{archive / 'syria_news.db'}"
    environment = {
        **os.environ,
        "SYRIA_NEWS_ARCHIVE": str(archive),
        "SYRIA_NEWS_DATABASE": url or "",
        "SYRIA_NEWS_KEEP_OFF_TOPIC": "1",
    }
    before = _seconds(server)
    command = [sys.executable, "-m", "benchmarks.crawling.run", kind, home, str(folder / f"{name}.json")]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    told: Told = json.loads((folder / f"{name}.json").read_text())
    told["cpu"]["server"] = _seconds(server) - before
    told["left"] = sum(path.stat().st_size for path in archive.rglob("*") if path.is_file())
    return told


def peer(home: str, folder: Path, *pages: str) -> Told:
    """fundus' crawl."""
    command = [sys.executable, "-m", "benchmarks.crawling.fundus", home, str(folder / "fundus.json"), *pages]
    subprocess.run(command, cwd=ROOT, check=True)
    told: Told = json.loads((folder / "fundus.json").read_text())
    return told


def alone(name: str, *pages: str) -> Told:
    """Extraction alone."""
    command = [sys.executable, "-m", "benchmarks.crawling.alone", name.partition("-")[0], *pages]
    told: Told = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    return told


def _seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _HERTZ


def line(name: str, told: Told) -> str:
    """One row of the table."""
    pages = told["pages"]
    parts = [f"{name:18} {pages / told['seconds']:7.1f} pages/s "]
    parts += [f" {stage} {1000 * cpu / pages:.1f}" for stage, cpu in sorted(told["cpu"].items())]
    parts.append(f" ms CPU a page; peak {max(told['memory'].values()) / 1e6:.0f} MB")
    if "late_p50" in told:
        parts.append(f"; lag p50 {1000 * told['late_p50']:.0f} p99 {1000 * told['late_p99']:.0f} ms")
        parts.append(
            f"; written {told['written'] / pages / 1000:.0f} KB a page, left {told['left'] / pages / 1000:.0f}"
        )
    return "".join(parts)


def ratios(found: dict[str, Told]) -> Iterator[str]:
    """How far ours is from the bars."""
    speed = {name: told["pages"] / told["seconds"] for name, told in found.items()}
    for name in ("ours-sqlite", "ours-postgres"):
        if name not in found:
            continue
        if {"bare", "ours-alone"} <= speed.keys():
            yield f"{name} / limit: {speed[name] / min(speed['bare'], speed['ours-alone']):.2f} (bar: 0.9)"
            costs = [sum(found[each]["cpu"].values()) / found[each]["pages"] for each in ("bare", "ours-alone")]
            yield f"{name} / budget: {speed[name] / (CORES / sum(costs)):.2f} (budget {CORES / sum(costs):.1f} pages/s)"
        if "obvious" in speed:
            yield f"{name} / obvious: {speed[name] / speed['obvious']:.2f} (bar: 4)"
        if PEER in speed:
            yield f"{name} / fundus: {speed[name] / speed[PEER]:.2f} (bar: 1)"
        yield f"{name}, lag p99: {1000 * found[name]['late_p99']:.0f} ms (bar: 50)"
        early = max((size for at, size in found[name]["memory"].items() if int(at) <= 1_000), default=0)
        yield f"{name}, memory at the end / up to 1,000 pages: {_last(found[name]) / early:.2f} (bar: 1.3 at 10,000)"


def _last(told: Told) -> int:
    """The largest of what was seen in the last tenth: at the very end the workers are gone."""
    return max(int(size) for at, size in told["memory"].items() if int(at) >= 0.9 * told["pages"])


def _names(given: str) -> list[str]:
    names = given.split(",")
    for name in names:
        if name not in (*CRAWLS, *ALONE, PEER):
            raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join((*CRAWLS, *ALONE, PEER))}")
    return names


def _runnable(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> list[str]:
    """What is to run; without `--only`, all that can."""
    missing = {}
    if not arguments.postgres:
        missing["ours-postgres"] = "needs --postgres URL"
    elif arguments.only is None or "ours-postgres" in arguments.only:
        refuse_unusable(parser, arguments.postgres)
    if find_spec(PEER) is None:
        missing[PEER] = "not installed"
    for name in arguments.only or ():
        if name in missing:
            parser.error(f"{name}: {missing[name]}")
    return arguments.only or [name for name in (*CRAWLS, *ALONE, PEER) if name not in missing]


def _measured(folder: Path, which: str) -> str:
    """Which pages there are, in a line; nothing where there are none."""
    count = len(saved(folder, which))
    if not folder.is_dir():
        return f"{count} invented pages of {INVENTED.relative_to(ROOT)}, rules or none: there is no folder {folder}"
    return f"{count} pages of {folder}{', of outlets with rules' * (which == 'known')}" if count else ""


def main() -> None:
    """Run what is asked for, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, default=PAGES)
    parser.add_argument("--count", type=at_least(1), default=3_000)
    parser.add_argument("--only", type=_names, help=f"of {', '.join((*CRAWLS, *ALONE, PEER))}, those")
    parser.add_argument("--known", action="store_true", help="pages of outlets that we have rules for")
    parser.add_argument("--postgres", help="URL of an empty database")
    arguments = parser.parse_args()
    names = _runnable(parser, arguments)
    pages = (str(arguments.pages.absolute()), str(arguments.count), "known" if arguments.known else "any")
    if not (measured := _measured(Path(pages[0]), pages[2])):
        parser.error(f"no such pages in {pages[0]}")
    print(measured, flush=True)
    os.environ[known.PAGES] = f"{pages[0]}\n{pages[2]}"
    found: dict[str, Told] = {}
    with tempfile.TemporaryDirectory() as folder, site(*pages) as (home, server):
        for name in names:
            if name in ALONE:
                found[name] = alone(name, *pages)
            elif name == PEER:
                found[name] = peer(home, Path(folder), *pages)
            else:
                found[name] = crawl(name, home, server, Path(folder), arguments.postgres)
            print(line(name, found[name]), flush=True)
    print("\n".join(ratios(found)))


if __name__ == "__main__":
    main()
