"""What `verify` finds, and what it learns on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Grade(StrEnum):
    """How bad it is."""

    DAMAGE = "damage"
    """Something is not as it was written, or does not fit together."""
    INCOMPLETE = "incomplete"
    """Something could not be checked that will be able to be: a run that has not ended, a database that is away."""
    NOTE = "note"
    """Good to know, and no fault."""


@dataclass(frozen=True)
class Finding:
    """One thing that was found, and where."""

    grade: Grade
    what: str
    file: str = ""
    offset: int | None = None
    record_id: str = ""

    def __str__(self) -> str:
        place = self.file + (f", byte {self.offset}" if self.offset is not None else "")
        parts = [part for part in (place, self.record_id) if part]
        return f"{self.grade}: {', '.join(parts)}{': ' if parts else ''}{self.what}"


def damage(what: str, file: str = "", offset: int | None = None, record_id: str = "") -> Finding:
    """Short for a `Finding` of that grade."""
    return Finding(Grade.DAMAGE, what, file, offset, record_id)


def incomplete(what: str, file: str = "", offset: int | None = None, record_id: str = "") -> Finding:
    """Short for a `Finding` of that grade."""
    return Finding(Grade.INCOMPLETE, what, file, offset, record_id)


@dataclass(frozen=True)
class Listed:
    """A file as the manifests have it."""

    sha256: str
    size: int
    run: str
    torn: bool = False
    records: int = 0


@dataclass(frozen=True)
class Sealed:
    """A run as its manifest has it."""

    sha256: str
    number: int
    finished: str
    captures: int
    root: str
    files: tuple[str, ...]
    software: Mapping[str, str]
    """Versions of what fetched and read, by name."""
    read_all: bool
    """Whether it went to its end, and all listings that it could read are in the ledger."""


@dataclass(frozen=True)
class Redaction:
    """A record that was taken out, as a manifest has it."""

    record_id: str
    file: str
    offset: int
    leaf: str
    reason: str
    when: str
    revisions: int
    """How many had been read from it."""
    run: str
    """The key of the run that took it out."""


@dataclass
class Book:
    """What the chain of manifests says: which files there are, and what has been taken out of them."""

    runs: dict[str, Sealed] = field(default_factory=dict)
    files: dict[str, Listed] = field(default_factory=dict)
    redactions: dict[str, Redaction] = field(default_factory=dict)
    copies: set[str] = field(default_factory=set)
    """Records whose id has its row elsewhere."""
    unsealed: set[str] = field(default_factory=set)
    """Runs whose row does not name their manifest: a redaction among them may be half done."""
    late: set[str] = field(default_factory=set)
    """Files that were written or changed after the verification began."""
    head: str = ""
    """SHA-256 of the newest manifest: all before it hang on it."""
    signed: int = 0
    stamped: int = 0
