"""A run's manifest: what the run wrote, listed and hashed, chained to the manifest before it.

`manifests/NUMBER-RUN.json` beside `raw/`, in canonical JSON, written under a lock by rename after a flush. Its
SHA-256 stands in the next one as `previous` and in the run's row, so that no run can be changed or left out unseen;
only the newest ones could, together with the database, by somebody who has both. Against that helps one copy of one
hash in other hands.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from syria_news import warc
from syria_news.evidence import signature, software
from syria_news.settings import SYRIA_NEWS_SIGNING_KEY
from syria_news.store import audit, redactions, runs
from syria_news.store.database import transact
from syria_news.warc import Member

log = logging.getLogger(__name__)

FORMAT = 1
NEW = ".new"
"""Suffix of a manifest that is being written."""
LOCK = ".lock"
NAME = re.compile(r"(\d{8})-([0-9a-f]{32})\.json")

_PLACES = ("SYRIA_NEWS_ARCHIVE", "SYRIA_NEWS_DATABASE", "SYRIA_NEWS_SIGNING_KEY", "SYRIA_NEWS_CONTACT")


class Unfinished(Exception):
    """The run can't have its manifest yet: it has not ended, or a record of its has no row. Recovery mends both."""


class Unreadable(ValueError):
    """The file is no manifest of ours."""


@dataclass(frozen=True)
class Manifest:
    """One, read back."""

    number: int
    run: str
    sha256: str
    content: Mapping[str, Any]


def folder(raw: Path) -> Path:
    """Where the manifests of a raw archive lie."""
    return raw.with_name("manifests")


def paths(raw: Path) -> list[Path]:
    """Every manifest, in the order of the chain."""
    home = folder(raw)
    return sorted(path for path in home.iterdir() if NAME.fullmatch(path.name)) if home.is_dir() else []


def load(path: Path) -> Manifest:
    """Raises `Unreadable` where a single byte is not as it was written, as far as the file itself tells."""
    data = path.read_bytes()
    try:
        content = json.loads(data)
        name = f"{content['number']:08d}-{content['run']}.json"
        good = canonical(content) == data and content["format"] == FORMAT and name == path.name
    except (ValueError, KeyError, TypeError, RecursionError):
        good = False
    if not good:
        raise Unreadable(path.name)
    return Manifest(content["number"], content["run"], hashlib.sha256(data).hexdigest(), content)


def of_run(raw: Path, key: str) -> Manifest | None:
    """The manifest of a run. Raises `Unreadable`."""
    return next((load(path) for path in paths(raw) if path.name.endswith(f"-{key}.json")), None)


def canonical(content: Mapping[str, Any]) -> bytes:
    """One spelling for one content: keys sorted, no white space, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def leaf(row: Any) -> str:
    """The hash of what a capture's row says of its record: everything but what became of it later."""
    facts = [getattr(row, name) for name in ("record_id", "url", "file", "offset", "length", "sha256")]
    facts += [row.asked, row.outlet, row.role, row.status, row.fetched.isoformat()]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def root(leaves: Iterable[str]) -> str:
    """The hash of all of them, in the order of the hashes; a redacted row's is kept, so what it said need not be."""
    return hashlib.sha256("\n".join(sorted(leaves)).encode()).hexdigest()


def settings_hash(settings: Mapping[str, Any]) -> str:
    """The hash of a run's settings, without those that say where things lie on this machine and who runs it."""
    kept = {name: value for name, value in settings.items() if name not in _PLACES}
    text = json.dumps(kept, sort_keys=True, default=lambda value: getattr(value, "__qualname__", type(value).__name__))
    return hashlib.sha256(text.encode()).hexdigest()


def seal(engine: sa.Engine, raw: Path, key: str, settings: Mapping[str, Any] | None = None) -> Manifest | None:
    """`write`, for the end of a run: None, and a line in the log, where the next recovery has to mend something."""
    try:
        return write(engine, raw, key, settings)
    except (Unfinished, Unreadable) as error:
        log.error("no manifest yet: %s", error)
        return None


def write(
    engine: sa.Engine,
    raw: Path,
    key: str,
    settings: Mapping[str, Any] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Manifest:
    """The manifest of a run that has ended, noted in the run's row; as `make` makes it."""
    made = make(engine, raw, key, settings, more)
    transact(engine, partial(runs.seal, key=key, manifest=made.sha256))
    return made


def make(
    engine: sa.Engine,
    raw: Path,
    key: str,
    settings: Mapping[str, Any] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Manifest:
    """The manifest of a run that has ended: the one there is, or a new one.

    `settings` are the run's, `more` what else belongs into it. Blocks for as long as it takes to read the run's WARC
    file. Raises `Unfinished`, and `OSError` where the disk doesn't take it. A signature that can't be made is logged.
    """
    row = transact(engine, partial(runs.get, key=key))
    if row is None or row.finished is None:
        raise Unfinished(f"run {key} has not ended")
    made = of_run(raw, key)
    return made or _write(raw, _content(engine, raw, row, settings) | dict(more or {}))


def restore(engine: sa.Engine, raw: Path) -> list[Manifest]:
    """Have the database say of every run what its manifest says, where it doesn't; the manifests that were news to it.

    For a database that was built anew, or that lost its last commits with the power.
    """
    known, found = transact(engine, runs.sealed), []
    for path in paths(raw):
        if path.name[9:-5] in known:
            continue
        try:
            found.append(load(path))
        except Unreadable:
            continue  # `verify` says so
        transact(engine, partial(_restore, found=found[-1]))
    return found


def _restore(conn: sa.Connection, found: Manifest) -> None:
    said = found.content
    raw_file = said["warcs"][0]["name"] if said["warcs"] else None
    started = datetime.fromisoformat(said["started"])
    run_id = runs.begin(conn, found.run, said["command"], started, outlet=said["outlet"], raw_file=raw_file)
    finished = datetime.fromisoformat(said["finished"])
    runs.finish(conn, run_id, finished, said["reason"], said["counts"], said["alarms"])
    runs.seal(conn, found.run, found.sha256)
    redactions.hold(conn, said["holds"])


def _content(engine: sa.Engine, raw: Path, row: sa.Row[Any], settings: Mapping[str, Any] | None) -> dict[str, Any]:
    name = row.raw_file or ""
    files = [raw / name] if name and (raw / name).is_file() else []
    torn = [path for path in [raw / (name + warc.TORN)] if name and path.is_file()]
    rows = transact(engine, lambda conn: [(each.record_id, each.offset, leaf(each)) for each in _rows(conn, files)])
    listed = []
    copies: list[str] = []
    for path in files:
        records, responses, missing = _compared(path, {each[:2] for each in rows})
        known = transact(engine, partial(audit.known, record_ids=missing))
        if lost := [each for each in missing if each not in known]:
            raise Unfinished(f"{len(lost)} records of {path.name} have no row, {lost[0]} among them")
        copies += missing
        listed.append(_file(path) | {"records": records, "responses": responses})
    return {
        "format": FORMAT,
        "run": row.key,
        "command": row.command,
        "outlet": row.outlet,
        "started": row.started.isoformat(),
        "finished": row.finished.isoformat(),
        "reason": row.reason,
        "counts": row.counts,
        "alarms": row.alarms,
        "settings": settings_hash(settings) if settings is not None else None,
        "software": software.versions(),
        "warcs": listed,
        "torn": [_file(path) for path in torn],
        "copies": sorted(copies),
        "captures": {"count": len(rows), "root": root(each[2] for each in rows)},
        "redactions": [],
        "rewritten": [],
        "holds": [],
    }


def _rows(conn: sa.Connection, files: Sequence[Path]) -> Iterator[audit.Row]:
    for path in files:
        yield from audit.captures(conn, path.name)


def _compared(path: Path, rows: set[tuple[str, int]]) -> tuple[int, int, list[str]]:
    """How many records and responses a file has, and the ids of responses without a row here."""
    records, responses, missing = 0, 0, []
    for each in warc.members(path):
        if isinstance(each, Member):
            records += 1
            if each.kind in warc.KINDS:
                responses += 1
                if (each.record_id, each.offset) not in rows:
                    missing.append(each.record_id)
    return records, responses, missing


def _file(path: Path) -> dict[str, Any]:
    return {"name": path.name, "size": path.stat().st_size, "sha256": file_hash(path)}


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def lock(raw: Path, name: str = LOCK) -> Iterator[None]:
    """Only one process at a time puts something into the chain; under another name, does something else."""
    home = folder(raw)
    home.mkdir(parents=True, exist_ok=True)
    with (home / name).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write(raw: Path, content: dict[str, Any]) -> Manifest:
    with lock(raw):
        if made := of_run(raw, content["run"]):  # somebody recovered the run meanwhile
            return made
        home, before = folder(raw), paths(raw)
        for left in home.glob(f"*{NEW}"):  # by a process that died in the middle
            left.unlink()
        content["number"] = int(before[-1].name[:8]) + 1 if before else 1
        content["previous"] = file_hash(before[-1]) if before else None
        path = home / f"{content['number']:08d}-{content['run']}.json"
        put(path, canonical(content))
        if SYRIA_NEWS_SIGNING_KEY:
            signature.sign(path, Path(SYRIA_NEWS_SIGNING_KEY))
        return load(path)


def put(path: Path, data: bytes) -> None:
    """A file that is there whole or not at all."""
    new = path.with_name(path.name + NEW)
    with new.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.rename(path)
    warc.sync_folder(path.parent)


def now() -> str:
    """This moment, as manifests have it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
