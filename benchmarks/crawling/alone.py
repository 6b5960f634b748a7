"""Extraction without a network, on all cores: `python -m benchmarks.crawling.alone ours|trafilatura FOLDER N WHICH`.

Prints pages a second and CPU seconds a page (of processes that end; start-up is left out).
"""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

from benchmarks.crawling.site import pages
from syria_news.extract.layouts import layouts
from syria_news.intake import intake
from syria_news.model import Outlet, Page, Rejected

CORES = os.cpu_count() or 1
FETCHED = datetime(2026, 11, 24, tzinfo=UTC)
Saved = tuple[str, bytes]


def ours(saved: Saved) -> float:
    """Read a page as a crawl's worker does; the CPU seconds it took."""
    began = time.process_time()
    name, packed = saved
    outlet = Outlet(name=name, title="", home="", language="", sources=(), rules=layouts(name))
    page = Page(name, "http://127.0.0.1/news/1", gzip.decompress(packed), FETCHED, content_type="text/html")
    with contextlib.suppress(Rejected):
        intake(page, outlet, True)
    return time.process_time() - began


def trafilatura(saved: Saved) -> float:
    """Read a page as trafilatura does by default, with metadata; the CPU seconds it took."""
    import trafilatura as library  # noqa: PLC0415 - not where ours is measured

    began = time.process_time()
    text = gzip.decompress(saved[1]).decode("utf-8", "replace")
    library.extract(text, url="http://127.0.0.1/news/1", output_format="json", with_metadata=True)
    return time.process_time() - began


def main(read: Callable[[Saved], float], folder: Path, count: int, which: str) -> None:
    """Read the pages once with every process warm."""
    given = list(islice(cycle(pages(folder, which)), count))
    with ProcessPoolExecutor(CORES) as workers:
        list(workers.map(read, given[:20] * CORES))
        began = time.perf_counter()
        cpu = sum(workers.map(read, given))
        seconds = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    told = {"pages": count, "seconds": seconds, "cpu": {"workers": cpu}, "memory": {str(count): memory * CORES}}
    print(json.dumps(told))


if __name__ == "__main__":
    main({"ours": ours, "trafilatura": trafilatura}[sys.argv[1]], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
