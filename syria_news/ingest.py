"""Taking in what others fetched: WARC files, saved pages, texts, articles somebody extracted. No network.

Everything is first written into a WARC file of our own, with the identity it came with, and then goes down the line;
so a replay builds it again, and taking the same thing in twice changes nothing.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
import uuid
import zlib
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing, nullcontext
from datetime import UTC, datetime
from functools import partial
from itertools import compress, groupby, islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from syria_news import batch, cluster, coding, files, furniture, pool, urls, warc
from syria_news.batch import Belt, Done, Line, Taken, arrived
from syria_news.evidence import manifest
from syria_news.extract.address import claimed_address
from syria_news.files import File
from syria_news.model import Outlet, Page, Rejected
from syria_news.owners import Owners
from syria_news.pool import Pool
from syria_news.store import captures, leases, runs
from syria_news.store.database import transact
from syria_news.warc import Errand, Exchange, Resource, Role

log = logging.getLogger(__name__)

SUFFIXES = (".warc", ".warc.gz", ".html", ".htm", ".html.gz", ".txt", ".jsonl", ".jsonl.gz")
FIRST = datetime(1990, 1, 1, tzinfo=UTC)
"""Nothing on the web is older."""
TOGETHER = 50
"""Records whose identity is looked up, and which are written, together."""
RECENT = 100_000
"""Records of this run that may not have their rows yet: more than are ever under way."""

Item = Exchange | Resource


class _Unfit(OSError):
    """What a file holds would not be read back from our archive."""


class NotIngestible(ValueError):
    """A path that is none of the kinds we take in."""


def ingest(
    engine: sa.Engine,
    folder: Path,
    outlets: Mapping[str, Outlet],
    paths: Iterable[File],
    *,
    outlet: str | None = None,
    software: str = "syria_news",
    keep_off_topic: bool = False,
    scheduler: str | None = None,
) -> Counter[str]:
    """Take in files; what was counted. `outlet` names whose they are, whatever texts and pages say themselves.

    Of a WARC file, what belongs to a known outlet is taken, hosts matched before anything is parsed: only what is
    `outlet`'s, where that is given; where nobody has declared it, all there is. A file that can't be read is counted,
    and the next one taken. The workers of the Dask `scheduler` (`tcp://host:port`) read WARC files, where one is
    given; they see them under the same path.
    Raises `NotIngestible` for a path of another kind or none, `OSError` where the archive's disk takes no more.
    """
    files = list(paths)
    for path in files:
        if fault := _fault(path):
            raise NotIngestible(f"{path}: {fault}")
    if outlet and outlet not in outlets:
        log.warning("no outlet %s is declared: whatever is in the files is taken as its own", outlet)
    line = Line(outlets, keep_off_topic, furniture.cuts(folder.parent))
    owners = Owners(outlets, outlet)
    counts: Counter[str] = Counter()
    run = _Run(engine, folder, software, counts)
    run_id = transact(engine, run.begin)
    try:
        with closing(_read(line, run, files, owners, scheduler)) as done:
            counts += Belt(engine, line).run(run_id, done)
    finally:
        run.close()
    transact(engine, partial(runs.finish, run_id=run_id, finished=datetime.now(UTC), reason="finished", counts=counts))
    manifest.seal(engine, folder, run.key, {"outlet": outlet, "keep_off_topic": keep_off_topic})
    return counts


def _fault(path: File) -> str:
    """Why it can't be taken in; nothing where it can."""
    is_named_so = path.name.lower().endswith(SUFFIXES)
    if is_named_so and path.is_file():
        return ""
    if path.is_dir():
        return f"a folder; give its files, as '{str(path).rstrip('/')}/*.warc.gz'"
    return "no such file" if is_named_so else f"none of {', '.join(SUFFIXES)}"


def _read(line: Line, run: _Run, files: Iterable[File], owners: Owners, scheduler: str | None) -> Generator[Done]:
    """What is in the files, written and read, in order: here, or (WARC files) by the workers of a scheduler."""
    for elsewhere, some in groupby(files, lambda path: bool(scheduler) and _is_warc(path)):
        if scheduler and elsewhere:
            yield from cluster.ingested(scheduler, line, owners, some, run)
        else:
            yield from _read_here(line, run, some, owners)


def _read_here(line: Line, run: _Run, files: Iterable[File], owners: Owners) -> Iterator[Done]:
    workers = Pool(pool.ALL)
    try:
        items = (item for path in files for item in _readable(path, workers, owners, run.counts))
        yield from batch.read(line, workers, run.written(items))
    finally:
        workers.close(wait=False)


class _Run:
    """The run's WARC file, opened when there is something to write; what the archive has is not written again."""

    def __init__(self, engine: sa.Engine, folder: Path, software: str, counts: Counter[str]) -> None:
        self._engine = engine
        self._folder = folder
        self._software = software
        self._started = datetime.now(UTC)
        self.counts = counts
        self.key = uuid.uuid4().hex
        self._writer: warc.Writer | None = None
        self._recent: dict[str, None] = {}
        self.file = f"{self._started:%Y%m%dT%H%M%S%f}Z-ingest-{self.key[:8]}.warc.gz"

    def begin(self, conn: sa.Connection) -> int:
        process = {"process": str(leases.this_process())}
        return runs.begin(conn, self.key, "ingest", self._started, arguments=process, raw_file=self.file)

    @property
    def writer(self) -> warc.Writer:
        if self._writer is None:
            info = {
                "software": self._software,
                "format": "WARC File Format 1.1",
                "syria-news-run": self.key,
                "syria-news-command": "ingest",
                "syria-news-started": self._started.isoformat(),
            }
            self._writer = warc.Writer(self._folder, self.file, info)
        return self._writer

    def unknown(self, ids: list[str]) -> list[bool]:
        """Which of the records the archive doesn't have yet; of several with one id the first."""
        known = transact(self._engine, partial(captures.places, record_ids=ids))
        new = []
        for each in ids:
            new.append(each not in known and each not in self._recent)
            self._recent[each] = None
        for each in list(islice(self._recent, max(0, len(self._recent) - RECENT))):
            del self._recent[each]
        if old := len(ids) - sum(new):
            self.counts["known"] += old
        return new

    def written(self, items: Iterable[Item]) -> Iterator[Taken]:
        """Write what the archive doesn't have yet, by the batch, and hand it on."""
        waiting = iter(items)
        while chunk := list(islice(waiting, TOGETHER)):
            new = list(compress(chunk, self.unknown([item.record_id or "" for item in chunk])))
            if new:
                places = self.writer.put([warc.pack(item, self.writer.info_id) for item in new])
                yield from map(arrived, new, places)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


def _readable(path: File, workers: Pool, owners: Owners, counts: Counter[str]) -> Iterator[Item]:
    """What is in a file, as far as it can be read."""
    try:
        yield from _items(path, workers, owners, counts)
    except (OSError, EOFError, zlib.error) as error:
        counts["broken_files"] += 1
        log.error("%s can't be read: %s", path, error)


def _is_warc(path: File) -> bool:
    return path.name.lower().endswith((".warc", ".warc.gz"))


def _items(path: File, workers: Pool, owners: Owners, counts: Counter[str]) -> Iterator[Item]:
    name = path.name.lower()
    if _is_warc(path):
        yield from _of_warc(path, owners, counts)
    elif name.endswith((".jsonl", ".jsonl.gz")):
        yield from _of_lines(path, owners, counts)
    elif name.endswith(".txt"):
        yield _resource(path, _whole(path), "text/plain", "", owners.only or "unknown")
    else:
        yield _of_page(path, workers, owners)


def _of_warc(path: File, owners: Owners, counts: Counter[str]) -> Iterator[Item]:
    def tell(damage: warc.Damaged) -> None:
        counts["damaged"] += 1
        log.error("%s", damage)

    def wanted(url: str) -> bool:
        if owners.errand(url) is not None:
            return True
        counts["foreign"] += 1
        return False

    for record in warc.walk(path, damage=tell, wanted=wanted):
        errand = record.errand or owners.errand(record.url)
        assert errand is not None
        if record.errand is None and errand.role != Role.ARTICLE:  # kept, and not read: a declaration may be at fault
            counts["not_articles"] += 1
        yield record.copied(errand)


def _of_page(path: File, workers: Pool, owners: Owners) -> Item:
    body = _whole(path)
    page = Page(outlet="", url="", body=body, fetched=files.modified(path))
    claimed = pool.attempt(workers.submit(claimed_address, page), str(path))
    url = "" if isinstance(claimed, Rejected) else claimed
    owner = owners.only or owners.first(url)
    return _resource(path, body, "text/html", url, owner or urls.host(url) or "unknown")


def _whole(path: File) -> bytes:
    """A page or a text, unpacked. Raises `OSError`, also where it is larger than any that we would read."""
    with files.opened(path) as file:
        body, fault = file.read(coding.MOST + 1), None
    if path.suffix == ".gz":
        body, fault = coding.undone(body, "gzip")
    if fault or len(body) > coding.MOST:
        raise _Unfit(f"its gzip is {fault}" if fault else f"more than {coding.MOST} bytes")
    return body


def _lines(path: File) -> Iterator[bytes | None]:
    """A file's lines, one at a time; None for one that is longer than any page."""
    with files.opened(path) as raw, gzip.open(raw) if path.suffix == ".gz" else nullcontext(raw) as file:
        while line := file.readline(coding.MOST):
            is_whole = len(line) < coding.MOST or line.endswith(b"\n")
            while not is_whole and (rest := file.readline(coding.MOST)):
                is_whole, line = rest.endswith(b"\n"), b""
            yield line.rstrip(b"\r\n") if line else None


def _of_lines(path: File, owners: Owners, counts: Counter[str]) -> Iterator[Item]:
    for number, line in enumerate(_lines(path), 1):
        if line is not None and not line.strip():
            continue
        given = _article(line) if line else None
        if line is None or given is None:
            counts["broken_lines"] += 1
            log.warning("%s, line %d: not an article in UTF-8 with a text, and no address but http(s)", path, number)
            continue
        url = given.get("url") or ""
        owner = owners.only or given.get("outlet") or owners.first(url)
        yield _resource(path, line, "application/json", url, str(owner or urls.host(url)), _said(given.get("fetched")))


def _article(line: bytes) -> dict[str, Any] | None:
    """What somebody extracted; None where it has no text, or an address that nothing can be fetched from."""
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        return None
    url = given.get("url") or ""
    is_address = isinstance(url, str) and (not url or url.lower().startswith(("http://", "https://")))
    return given if is_address else None


def _said(moment: Any) -> datetime | None:
    """A moment in ISO 8601 with its offset, of the web's time and not to come; None for anything else."""
    try:
        found = datetime.fromisoformat(moment).astimezone(UTC) if datetime.fromisoformat(moment).tzinfo else None
    except (TypeError, ValueError, OverflowError):
        return None
    return found.replace(microsecond=0) if found and FIRST <= found <= datetime.now(UTC) else None


def _resource(path: File, body: bytes, kind: str, url: str, outlet: str, fetched: datetime | None = None) -> Resource:
    """Bytes without a protocol; without an address of their own they are known by their content."""
    digest = hashlib.sha256(body).hexdigest()
    url = warc.target(url) if url else f"urn:sha256:{digest}"
    errand = Errand(warc.outlet_name(outlet) or "unknown", Role.ARTICLE)
    return Resource(url, fetched or files.modified(path), kind, body, errand, warc.lasting_id(url, digest))
