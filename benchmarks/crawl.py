"""Crawlers side by side, in one run, on the same pages from one server on loopback (in a process of its own).

    uv run python -m benchmarks.crawl [--pages FOLDER] [--count 3000] [--only bare,ours-sqlite] [--postgres URL]

bare: Scrapy, download only. obvious: Scrapy, trafilatura in the pipeline, one INSERT an item. ours: everything on
(WARC, ledger, intake, stories, search index, pages off topic kept), on SQLite, and on Postgres where a URL of an empty
database is given. ours-alone, trafilatura-alone: extraction without a network, on all cores. fundus is not compared
here yet; `benchmarks/extraction.py` has its parsers.

Lag is how late the reactor was for a timer of 5 ms. Pages come from outlets that nobody declared, so ours reads them
by its rules for any outlet. The limit is the lesser of bare and of our extraction alone; a machine on which the
downloads, the server and the extraction share the cores can't reach it, and `budget` says what it could reach: all
cores, divided by the CPU seconds that a page costs bare, our extraction and the server together.
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
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGES = ROOT.parent / "shared" / "pages"
CRAWLS = ("bare", "obvious", "ours-sqlite", "ours-postgres")
ALONE = ("ours-alone", "trafilatura-alone")
CORES = os.cpu_count() or 1
_HERTZ = os.sysconf("SC_CLK_TCK")

Told = dict[str, Any]


@contextmanager
def site(folder: Path, count: int) -> Iterator[tuple[str, int]]:
    """The server's address and process."""
    command = [sys.executable, "-m", "benchmarks.crawling.site", str(folder), str(count)]
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


def alone(name: str, folder: Path, count: int) -> Told:
    """Extraction alone."""
    command = [sys.executable, "-m", "benchmarks.crawling.alone", name.partition("-")[0], str(folder), str(count)]
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
            yield f"{name} / obvious: {speed[name] / speed['obvious']:.1f} (bar: 4)"
        yield f"{name}, lag p99: {1000 * found[name]['late_p99']:.0f} ms (bar: 50)"
        early = max((size for at, size in found[name]["memory"].items() if int(at) <= 1_000), default=0)
        yield f"{name}, memory at the end / up to 1,000 pages: {_last(found[name]) / early:.2f} (bar: 1.3 at 10,000)"


def _last(told: Told) -> int:
    """The largest of what was seen in the last tenth: at the very end the workers are gone."""
    return max(size for at, size in told["memory"].items() if int(at) >= 0.9 * told["pages"])


def main() -> None:
    """Run what is asked for, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, default=PAGES)
    parser.add_argument("--count", type=int, default=3_000)
    parser.add_argument("--only", default=",".join((*CRAWLS, *ALONE)))
    parser.add_argument("--postgres", help="URL of an empty database")
    arguments = parser.parse_args()
    names = [name for name in arguments.only.split(",") if name != "ours-postgres" or arguments.postgres]
    found: dict[str, Told] = {}
    with tempfile.TemporaryDirectory() as folder, site(arguments.pages.absolute(), arguments.count) as (home, server):
        for name in names:
            if name in ALONE:
                found[name] = alone(name, arguments.pages.absolute(), arguments.count)
            else:
                found[name] = crawl(name, home, server, Path(folder), arguments.postgres)
            print(line(name, found[name]), flush=True)
    print("\n".join(ratios(found)))


if __name__ == "__main__":
    main()
