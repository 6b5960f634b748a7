"""fundus on the same site: `python -m benchmarks.crawling.fundus HOME GAUGE FOLDER COUNT WHICH`.

Its own fetching, and its own parsers in a thread for each publisher, as its `Crawler` does; only where the addresses
come from is ours, since its own lead to the live net. It fetches what pages it has a parser for, and stores nothing.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from fundus.scraping.html import WebSource
from fundus.scraping.scraper import BaseScraper

from benchmarks.crawling.site import pages
from benchmarks.peers import publishers


def crawl(publisher: Any, urls: list[str]) -> int:
    """Articles that came of a publisher's addresses."""
    source = WebSource(urls, publisher, ignore_robots=True)
    scraper = BaseScraper(source, parser_mapping={publisher.name: publisher.parser})
    return sum(1 for _ in scraper.scrape("suppress"))


def main(home: str, gauge: str, folder: str, count: int, which: str) -> None:
    """Crawl, and write what the others' gauge writes, as far as it is there."""
    known, outlets = publishers(), [name for name, _ in pages(Path(folder), which)]
    urls: defaultdict[str, list[str]] = defaultdict(list)
    for at in range(count):
        if (name := outlets[at % len(outlets)]) in known:
            urls[name].append(f"{home}news/{at}")
    began, cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(len(urls)) as threads:
        articles = sum(threads.map(lambda name: crawl(known[name], urls[name]), urls))
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    asked = sum(map(len, urls.values()))
    told = {"pages": asked, "articles": articles, "seconds": seconds, "cpu": {"all": cpu}, "memory": {asked: memory}}
    Path(gauge).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5])
