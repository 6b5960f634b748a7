"""`syria-news redact`: a record is taken out of the archive, and a tombstone says that something was there.

The tombstone is a WARC metadata record that takes exactly the bytes of what it stands for, so that nothing else in
the file moves. What was there is known by its hashes only, in the next manifest, with reason, authority, who, when.
The steps are ordered so that a crash between any two leaves either nothing done or something that `complete`, which
every recovery calls, brings to its end: new file, manifest, file renamed over the old one, database.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from syria_news import warc
from syria_news.evidence import manifest
from syria_news.evidence.manifest import Manifest
from syria_news.model import Raw
from syria_news.store import redactions, runs
from syria_news.store.database import transact
from syria_news.store.redactions import Row
from syria_news.warc import Damaged, Member

DRAFT = ".redacted"
"""Suffix of a file without the record, until it takes the old one's place."""
LOCK = ".redacting"
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")


class Refused(Exception):
    """It can't be done, or must not; the message says why."""


def redact(engine: sa.Engine, raw: Path, given: str, reason: str, who: str, authority: str) -> int:
    """Take out the record with this id, or all records of this address; how many they were.

    `reason` is a short code such as `court-order`. Raises `Refused`.
    """
    if not CODE.fullmatch(reason):
        raise Refused(f"the reason is a short code of small letters, digits and hyphens, not {reason!r}")
    with manifest.lock(raw, LOCK):
        _complete(engine, raw)
        rows = _targets(engine, given)
        if protected := transact(engine, partial(redactions.held, record_ids=[row.record_id for row in rows])):
            record_id, by = next(iter(protected.items()))
            raise Refused(f"{record_id} is under legal hold ({by}); lift it first")
        about = {"reason": reason, "who": who, "authority": authority, "when": manifest.now()}
        key = _begin(engine, "redact")
        entries, rewritten = [], []
        try:
            for file, group in groupby(rows, key=lambda row: row.file):
                added, change = _draft(raw, file, list(group), about)
                entries += added
                rewritten.append(change)
        except Refused:
            _abandon(engine, raw, [key])
            raise
        transact(engine, partial(_end, key=key, reason=reason, count=len(entries)))
        made = manifest.make(engine, raw, key, more={"redactions": entries, "rewritten": rewritten})
        _carry_out(engine, raw, made)
    return len(rows)


def hold(
    engine: sa.Engine, raw: Path, given: str, reason: str, who: str, authority: str, *, placed: bool = True
) -> int:
    """Put the record, or all records of the address, under legal hold, or lift it; how many. Raises `Refused`."""
    with manifest.lock(raw, LOCK):
        _complete(engine, raw)
        rows = _targets(engine, given)
        about = {"reason": reason, "who": who, "authority": authority, "when": manifest.now(), "placed": placed}
        entries = [{"record_id": row.record_id, **about} for row in rows]
        key = _begin(engine, "hold")
        transact(engine, partial(_end, key=key, reason=reason, count=len(entries)))
        _carry_out(engine, raw, manifest.make(engine, raw, key, more={"holds": entries}))
    return len(rows)


def complete(engine: sa.Engine, raw: Path) -> None:
    """Bring redactions and holds that were cut off to their end; those that got as far as no manifest never were."""
    if transact(engine, redactions.interrupted):
        with manifest.lock(raw, LOCK):
            _complete(engine, raw)


def repeat(engine: sa.Engine, raw: Path, made: Manifest) -> None:
    """Do what a manifest says was redacted or held, for a database that does not know of it."""
    if made.content["redactions"] or made.content["holds"]:
        with manifest.lock(raw, LOCK):
            _carry_out(engine, raw, made)


def tombstone(raw: Path, place: Raw) -> str | None:
    """When and for what reason the record was redacted that lay there, as its tombstone says; None where none is."""
    path = raw / place.file
    found = next(iter(warc.members(path, place.offset)), None) if path.exists() else None
    if not isinstance(found, Member) or (found.offset, found.kind) != (place.offset, "metadata"):
        return None
    if warc.bare(found.headers.get("warc-refers-to", "")) != place.record_id:
        return None
    try:
        return f"{found.headers['warc-date'][:10]} for {json.loads(found.block)['reason']}"
    except (KeyError, TypeError, ValueError):
        return None


def _complete(engine: sa.Engine, raw: Path) -> None:
    """Under the lock: those with a manifest need their drafts, so they come first."""
    found = {key: manifest.of_run(raw, key) for key in transact(engine, redactions.interrupted)}
    for made in found.values():
        if made is not None:
            _carry_out(engine, raw, made)
    _abandon(engine, raw, [key for key, made in found.items() if made is None])


def _abandon(engine: sa.Engine, raw: Path, keys: Sequence[str]) -> None:
    """End runs without a manifest. Of others no draft lies here: under the lock, each begins with `_complete`."""
    for key in keys:
        for left in raw.glob(f"*{DRAFT}"):
            left.unlink()
        transact(engine, partial(_end, key=key, reason="abandoned", count=0))
        manifest.write(engine, raw, key)


def _targets(engine: sa.Engine, given: str) -> Sequence[Row]:
    rows = transact(engine, partial(redactions.targets, given=given))
    if not rows:
        raise Refused(f"nothing in the archive for {given}, or nothing any more")
    return rows


def _begin(engine: sa.Engine, command: str) -> str:
    key = uuid.uuid4().hex
    transact(engine, partial(runs.begin, key=key, command=command, started=datetime.now(UTC)))
    return key


def _end(conn: sa.Connection, key: str, reason: str, count: int) -> None:
    row = runs.get(conn, key)
    assert row is not None
    runs.finish(conn, row.id, datetime.now(UTC), reason, {"records": count})


def _draft(
    raw: Path, file: str, rows: Sequence[Row], about: Mapping[str, str]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Write the file without the records; what the manifest says of each, and of the file."""
    path = raw / file
    if not path.exists():
        raise Refused(f"{file} is not closed; try again when its run has ended and was recovered")
    entries, records = [], 0
    spans = {row.offset: row for row in rows}
    draft = path.with_name(file + DRAFT)
    with path.open("rb") as old, draft.open("wb") as new:
        for run in _runs(path):
            row = spans.pop(run[0].offset, None)
            old.seek(run[0].offset)
            data = old.read(sum(each.length for each in run))
            if row is not None:
                entries.append(_entry(row, run[0], data, about))
                data = _tombstone(entries[-1])
            records += len(run) if row is None else 1
            new.write(data)
        new.flush()
        os.fsync(new.fileno())
    if spans:
        raise Refused(f"{file}: no record at byte {min(spans)}; see what `syria-news verify` says")
    change = {"file": file, "before": manifest.file_hash(path), "after": manifest.file_hash(draft), "records": records}
    return entries, change


def _runs(path: Path) -> Iterator[list[Member]]:
    """The file's records, each response with its request behind it."""
    waiting: list[Member] = []
    for each in warc.members(path):
        if isinstance(each, Damaged):
            raise Refused(f"{each}; a damaged file is not rewritten")
        if waiting and not (each.kind == "request" and waiting[0].kind == "response"):
            yield waiting
            waiting = []
        waiting.append(each)
    if waiting:
        yield waiting


def _entry(row: Row, record: Member, data: bytes, about: Mapping[str, str]) -> dict[str, Any]:
    """What the manifest says of a record that is taken out; `data` is it with its request behind it."""
    if record.record_id != row.record_id:
        raise Refused(f"{row.file}, byte {row.offset}: not the record of the row; see what `syria-news verify` says")
    return {
        "record_id": row.record_id,
        "file": row.file,
        "offset": row.offset,
        "length": len(data),
        "record_sha256": hashlib.sha256(data[: record.length]).hexdigest(),
        "payload_sha256": row.sha256,
        "leaf": manifest.leaf(row),
        "revisions": row.revisions,
        **about,
    }


def _tombstone(entry: Mapping[str, Any]) -> bytes:
    """A metadata record of exactly the length of what it stands for; what is left over is a comment of spaces."""
    facts = {"reason": entry["reason"], "sha256": entry["record_sha256"]}
    for block in (facts, {"reason": entry["reason"]}):
        packed = warc.record_bytes(
            "metadata",
            warc.new_id(),
            datetime.fromisoformat(entry["when"]),
            {"WARC-Refers-To": f"<{entry['record_id']}>", "Content-Type": "application/json"},
            json.dumps(block).encode(),
            length=entry["length"],
        )
        if len(packed) == entry["length"]:
            return packed
    raise Refused(f"{entry['record_id']} is too small to be replaced by a tombstone")


def _carry_out(engine: sa.Engine, raw: Path, made: Manifest) -> None:
    """What follows when the manifest is there; each step may have been done before."""
    for each in made.content["rewritten"]:
        path = raw / each["file"]
        draft = path.with_name(each["file"] + DRAFT)
        if draft.exists() and manifest.file_hash(draft) == each["after"]:
            draft.rename(path)
            warc.sync_folder(raw)
        elif manifest.file_hash(path) != each["after"]:
            raise Refused(f"{each['file']}: the file without the records is lost; see `syria-news verify`")
    reasons = {each["record_id"]: each["reason"] for each in made.content["redactions"]}
    moment = datetime.fromisoformat(made.content["finished"])
    transact(engine, partial(redactions.hold, entries=made.content["holds"]))
    if reasons:
        transact(engine, partial(redactions.apply, reasons=reasons, moment=moment))
        redactions.scrub(engine)
    transact(engine, partial(runs.seal, key=made.run, manifest=made.sha256))
