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
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from syria_news import furniture, pool, urls, warc
from syria_news.batch import Belt, Taken
from syria_news.evidence import manifest
from syria_news.extract.address import claimed_address
from syria_news.model import Outlet, Page, Raw, Rejected
from syria_news.pool import Pool
from syria_news.store import captures, leases, runs
from syria_news.store.captures import Capture
from syria_news.store.database import transact
from syria_news.warc import Errand, Exchange, Record, Resource, Role

log = logging.getLogger(__name__)

SUFFIXES = (".warc", ".warc.gz", ".html", ".htm", ".html.gz", ".txt", ".jsonl", ".jsonl.gz")
FIRST = datetime(1990, 1, 1, tzinfo=UTC)
"""Nothing on the web is older."""
LOOK_AHEAD = 200
"""Records whose identity is looked up together."""

Item = Exchange | Resource


class NotIngestible(ValueError):
    """A path that is none of the kinds we take in."""


def ingest(
    engine: sa.Engine,
    folder: Path,
    outlets: Mapping[str, Outlet],
    paths: Iterable[Path],
    *,
    outlet: str | None = None,
    software: str = "syria_news",
    keep_off_topic: bool = False,
) -> Counter[str]:
    """Take in files; what was counted. `outlet` names where texts and pages come from that don't say it themselves.

    Of a WARC file, what belongs to a known outlet is taken, hosts matched before anything is parsed; all of it under
    the name `outlet` where one is given. A file that can't be read is counted, and the next one taken. Raises
    `NotIngestible` for a path of another kind or none, `OSError` where the archive's disk takes no more.
    """
    files = list(paths)
    for path in files:
        if not path.name.lower().endswith(SUFFIXES):
            raise NotIngestible(f"{path}: none of {', '.join(SUFFIXES)}")
        if not path.is_file():
            raise NotIngestible(f"{path}: no such file")
    repeated = furniture.cuts(folder.parent)
    run = _Run(folder, software)
    counts: Counter[str] = Counter()
    run_id = transact(engine, run.begin)
    workers = Pool()
    try:
        belt = Belt(engine, workers, outlets, keep_off_topic=keep_off_topic, repeated=repeated)
        owners = _Owners(outlets)
        items = (item for path in files for item in _readable(path, workers, owners, outlet, counts))
        counts += belt.run(run_id, run.written(engine, items, counts))
    finally:
        workers.close()
        run.close()
    transact(engine, partial(runs.finish, run_id=run_id, finished=datetime.now(UTC), reason="finished", counts=counts))
    manifest.seal(engine, folder, run.key, {"outlet": outlet, "keep_off_topic": keep_off_topic})
    return counts


class _Owners:
    """Whose a host is: one look into a dictionary, however many outlets there are."""

    def __init__(self, outlets: Mapping[str, Outlet]) -> None:
        self._outlets = outlets
        self._by_host: dict[str, list[Outlet]] = {}
        for outlet in outlets.values():
            for host in outlet.all_hosts():
                self._by_host.setdefault(host, []).append(outlet)

    def first(self, url: str) -> str | None:
        """The name of the outlet (of several editions the first) whose host the address is on."""
        return next((outlet.name for outlet in self._by_host.get(urls.host(url), ())), None)

    def errand(self, url: str, only: str | None) -> Errand | None:
        """Whose article an address is; None where it is nobody's. `only` takes what is that outlet's, no other's."""
        if only and only not in self._outlets:
            return Errand(only, Role.ARTICLE)
        owners = [each for each in self._by_host.get(urls.host(url), ()) if only in {None, each.name}]
        wanting = next((each for each in owners if each.wants(url)), None)
        if wanting:
            return Errand(wanting.name, Role.ARTICLE)
        return Errand(owners[0].name, Role.OTHER) if owners else None


class _Run:
    """The run's WARC file, opened when there is something to write."""

    def __init__(self, folder: Path, software: str) -> None:
        self._folder = folder
        self._software = software
        self._started = datetime.now(UTC)
        self.key = uuid.uuid4().hex
        self._writer: warc.Writer | None = None
        self.file = f"{self._started:%Y%m%dT%H%M%S%f}Z-ingest-{self.key[:8]}.warc.gz"

    def begin(self, conn: sa.Connection) -> int:
        process = {"process": str(leases.this_process())}
        return runs.begin(conn, self.key, "ingest", self._started, arguments=process, raw_file=self.file)

    def written(self, engine: sa.Engine, items: Iterable[Item], counts: Counter[str]) -> Iterator[Taken]:
        """Write what the archive doesn't have yet, and hand it on."""
        waiting = iter(items)
        while chunk := list(islice(waiting, LOOK_AHEAD)):
            ids = [item.record_id or "" for item in chunk]
            known = transact(engine, partial(captures.places, record_ids=ids))
            for item in chunk:
                if item.record_id in known:
                    counts["known"] += 1
                else:
                    known[item.record_id or ""] = raw = self._write(item)
                    yield _taken(item, raw)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()

    def _write(self, item: Item) -> Raw:
        if self._writer is None:
            info = {
                "software": self._software,
                "format": "WARC File Format 1.1",
                "syria-news-run": self.key,
                "syria-news-command": "ingest",
                "syria-news-started": self._started.isoformat(),
            }
            self._writer = warc.Writer(self._folder, self.file, info)
        return self._writer.exchange(item) if isinstance(item, Exchange) else self._writer.resource(item)


def _taken(item: Item, raw: Raw) -> Taken:
    errand, status = item.errand, item.status if isinstance(item, Exchange) else 200
    record = Record(
        raw=raw,
        type="response" if isinstance(item, Exchange) else "resource",
        url=item.url,
        fetched=item.fetched,
        status=status,
        headers=item.headers if isinstance(item, Exchange) else [(b"Content-Type", item.content_type.encode())],
        body=item.body,
        truncated=None,
        errand=errand,
    )
    waits = errand.role == Role.ARTICLE and status == 200
    capture = Capture(raw, errand.outlet, errand.role, item.url, errand.asked, item.fetched, status, waits)
    return Taken(capture, record.page(errand.outlet))


def _readable(path: Path, workers: Pool, owners: _Owners, outlet: str | None, counts: Counter[str]) -> Iterator[Item]:
    """What is in a file, as far as it can be read."""
    try:
        yield from _items(path, workers, owners, outlet, counts)
    except (OSError, EOFError, zlib.error) as error:
        counts["broken_files"] += 1
        log.error("%s can't be read: %s", path, error)


def _items(path: Path, workers: Pool, owners: _Owners, outlet: str | None, counts: Counter[str]) -> Iterator[Item]:
    name = path.name.lower()
    if name.endswith((".warc", ".warc.gz")):
        yield from _of_warc(path, owners, outlet, counts)
    elif name.endswith((".jsonl", ".jsonl.gz")):
        yield from _of_lines(path, owners, outlet, counts)
    elif name.endswith(".txt"):
        yield _resource(path, path.read_bytes(), "text/plain", "", outlet or "unknown")
    else:
        yield _of_page(path, workers, owners, outlet)


def _of_warc(path: Path, owners: _Owners, outlet: str | None, counts: Counter[str]) -> Iterator[Item]:
    def tell(damage: warc.Damaged) -> None:
        counts["damaged"] += 1
        log.error("%s", damage)

    def wanted(url: str) -> bool:
        if owners.errand(url, outlet) is not None:
            return True
        counts["foreign"] += 1
        return False

    for record in warc.walk(path, damage=tell, wanted=wanted):
        errand = record.errand or owners.errand(record.url, outlet)
        assert errand is not None
        yield _copy(record, errand)


def _copy(record: Record, errand: Errand) -> Item:
    if record.type == "resource":
        kind = record.header(b"content-type")
        return Resource(record.url, record.fetched, kind, record.body, errand, record.raw.record_id)
    return Exchange(
        url=record.url,
        fetched=record.fetched,
        status=record.status,
        headers=record.headers,
        body=record.body,
        errand=errand,
        truncated=record.truncated,
        record_id=record.raw.record_id,
    )


def _of_page(path: Path, workers: Pool, owners: _Owners, outlet: str | None) -> Item:
    body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    page = Page(outlet="", url="", body=body, fetched=_moment(path))
    claimed = pool.attempt(workers.submit(claimed_address, page), str(path))
    url = "" if isinstance(claimed, Rejected) else claimed
    owner = outlet or owners.first(url)
    return _resource(path, body, "text/html", url, owner or urls.host(url) or "unknown")


def _of_lines(path: Path, owners: _Owners, outlet: str | None, counts: Counter[str]) -> Iterator[Item]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    for number, line in enumerate(data.splitlines(), 1):
        if not line.strip():
            continue
        given = _article(line)
        if given is None:
            counts["broken_lines"] += 1
            log.warning("%s, line %d: not an article in UTF-8 with a text, and no address but http(s)", path, number)
            continue
        url = given.get("url") or ""
        owner = outlet or given.get("outlet") or owners.first(url)
        owner = warc.field(str(owner or urls.host(url) or "unknown"))
        yield _resource(path, line, "application/json", url, owner, _said(given.get("fetched")))


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


def _resource(path: Path, body: bytes, kind: str, url: str, outlet: str, fetched: datetime | None = None) -> Resource:
    """Bytes without a protocol; without an address of their own they are known by their content."""
    digest = hashlib.sha256(body).hexdigest()
    url = warc.target(url) if url else f"urn:sha256:{digest}"
    return Resource(
        url, fetched or _moment(path), kind, body, Errand(outlet, Role.ARTICLE), warc.lasting_id(url, digest)
    )


def _moment(path: Path) -> datetime:
    """When the file was written: the best that is known of when it was fetched."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(microsecond=0)
