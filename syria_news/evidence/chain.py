"""Whether the chain of manifests is whole, and what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.x509 import Certificate

from syria_news.evidence import manifest, signature, timestamp
from syria_news.evidence.finding import Book, Finding, Grade, Listed, Redaction, Sealed, damage, incomplete
from syria_news.evidence.manifest import NAME, NEW, Manifest, Unreadable

LOST = frozenset({"listings/crashed", "listings/timeout", "listings/too_complex"})
"""Counts of runs whose ledger may lack lines of listings that they have."""
BESIDE = (signature.SUFFIX, timestamp.SUFFIX)
"""Suffixes of what may lie beside a manifest."""


def check(
    raw: Path, book: Book, began: datetime, key: Ed25519PublicKey | None, roots: Sequence[Certificate]
) -> Iterator[Finding]:
    """Read every manifest in order and enter into `book` what it says; of runs that ended since `began`, only that.

    `key` is the one that signatures must be by, `roots` certificates that time stamps must lead to.
    """
    paths = manifest.paths(raw)
    yield from _strangers(raw, {path.name for path in paths})
    book.head = manifest.file_hash(paths[-1]) if paths else ""
    number, before, known = 0, None, True
    for path in paths:
        number += 1
        here = int(path.name[:8])
        if here != number:
            yield damage(
                f"manifest {number} is missing before this one" if here > number else "a second one", path.name
            )
            number, known = here, False
        try:
            found = manifest.load(path)
        except Unreadable:
            yield damage("not as it was written", path.name)
            before, known = manifest.file_hash(path), True
            continue
        if known and found.content.get("previous") != before:
            yield damage("does not follow the manifest before it: one of them was changed", path.name)
        before, known = found.sha256, True
        try:
            yield from _enter(found, path, book, began)
        except (KeyError, TypeError, AttributeError, ValueError):
            yield damage("lacks what a manifest has to say", path.name)
        yield from _attested(path, book, key, roots)


def _strangers(raw: Path, names: set[str]) -> Iterator[Finding]:
    home = manifest.folder(raw)
    for path in sorted(home.iterdir()) if home.is_dir() else ():
        beside = next((path.name.removesuffix(suffix) for suffix in BESIDE if path.name.endswith(suffix)), None)
        if path.name in names or path.name.startswith("."):
            continue
        if path.name.endswith(NEW):
            yield incomplete(
                "a manifest that is being written, or whose writer died; the next one clears it away", path.name
            )
        elif beside is None or not NAME.fullmatch(beside):
            yield damage("an extra file among the manifests", path.name)
        elif beside not in names:
            yield damage("its manifest is missing", path.name)


def _enter(found: Manifest, path: Path, book: Book, began: datetime) -> Iterator[Finding]:
    said = found.content
    if datetime.fromisoformat(said["finished"]) >= began:
        book.late.update(each["name"] for each in (*said["warcs"], *said["torn"]))
        book.late.update(each["file"] for each in said["rewritten"])
        return
    if found.run in book.runs:
        yield damage("a second manifest of this run", path.name)
    for each in said["warcs"]:
        if each["name"] in book.files:
            yield damage(f"{each['name']} is another manifest's", path.name)
        book.files[each["name"]] = Listed(each["sha256"], each["size"], found.run, records=int(each["records"]))
    for each in said["torn"]:
        book.files[each["name"]] = Listed(each["sha256"], each["size"], found.run, torn=True)
    book.copies.update(said["copies"])
    captures = said["captures"]
    files = tuple(each["name"] for each in said["warcs"])
    book.runs[found.run] = Sealed(
        sha256=found.sha256,
        number=found.number,
        finished=said["finished"],
        captures=captures["count"],
        root=captures["root"],
        files=files,
        software=said["software"],
        read_all=said["reason"] == "finished" and said["command"] != "probe" and not LOST.intersection(said["counts"]),
    )
    for each in said["rewritten"]:
        yield from _rewritten(each, path, book)
    for each in said["redactions"]:
        book.redactions[each["record_id"]] = Redaction(
            record_id=str(each["record_id"]),
            file=str(each["file"]),
            offset=int(each["offset"]),
            leaf=str(each["leaf"]),
            reason=str(each["reason"]),
            when=str(each["when"]),
            revisions=int(each["revisions"]),
            run=found.run,
        )


def _rewritten(each: Mapping[str, Any], path: Path, book: Book) -> Iterator[Finding]:
    before = book.files.get(each["file"])
    if before is None or before.sha256 != each["before"]:
        yield damage(f"says that it rewrote {each['file']}, which was another file then", path.name)
    if before is not None:
        book.files[each["file"]] = replace(before, sha256=each["after"], records=int(each["records"]))


def _attested(path: Path, book: Book, key: Ed25519PublicKey | None, roots: Sequence[Certificate]) -> Iterator[Finding]:
    if path.with_name(path.name + signature.SUFFIX).exists():
        try:
            signature.check(path, key)
            book.signed += 1
        except signature.Invalid as error:
            yield damage(str(error), path.name)
    elif key is not None:
        yield damage("not signed, and a key was given that it should be signed by", path.name)
    if path.with_name(path.name + timestamp.SUFFIX).exists():
        try:
            timestamp.check(path, roots)
            book.stamped += 1
        except timestamp.Unavailable as error:
            yield Finding(Grade.NOTE, f"its time stamp was not checked: {error}", path.name)
        except timestamp.Invalid as error:
            yield damage(str(error), path.name)
