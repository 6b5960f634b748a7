"""Does `verify` find every change, and raise no alarm without one? `python -m benchmarks.verify [CHANGES [CLEAN]]`

Random single-bit changes of files, records deleted, swapped, duplicated, inserted, stripped of their digests, files
and manifests likewise, rows edited, deleted, inserted and swapped, each in a fresh copy of a small archive; what was
read of records edited, for `--deep`; and clean archives, some with redacted records. Prints what was missed, by kind.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from syria_news.evidence.finding import Finding, Grade
from tests import archives
from tests.archives import Archive


def main(changes: int = 1000, clean: int = 100) -> None:
    """Exit code 1 where a change was missed or an alarm was false. `--deep` gets a tenth as many: it reads again."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        false = _clean(home, clean) + _clean_readings(home, clean // 10)
        missed = _tampered(home, changes) + _tampered_readings(home, changes // 10)
        _speed(home)
    sys.exit(1 if false or missed else 0)


def _clean(home: Path, count: int) -> int:
    false = 0
    for seed in range(count):
        archive = archives.build(Archive(home / "clean"), seed, runs_=1 + seed % 4, pages=2 + seed % 5)
        if seed % 3 == 0:
            archives.redacted(archive)
        found = _alarms(archive)
        for each in found:
            print(f"false alarm, archive {seed}: {each}")
        false += bool(found)
        shutil.rmtree(archive.home)
    print(f"{count} clean archives: {false} with a false alarm")
    return false


def _clean_readings(home: Path, count: int) -> int:
    false = 0
    for number in range(count):
        archive = archives.ingested(Archive(home / f"read{number}"), 1 + number)
        found = _alarms(archive, deep=True)
        for each in found:
            print(f"false alarm, archive {number} that was ingested: {each}")
        false += bool(found)
    print(f"{count} clean archives read again: {false} with a false alarm")
    return false


def _alarms(archive: Archive, *, deep: bool = False) -> list[Finding]:
    return [each for each in archive.findings(deep=deep) if each.grade != Grade.NOTE]


def _tampered(home: Path, count: int) -> int:
    kinds: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    bases = [
        archives.build(Archive(home / "plain"), 1),
        archives.redacted(archives.build(Archive(home / "redacted"), 2)),
    ]
    for seed in range(count):
        dice = random.Random(seed)
        archive = bases[seed % 2].copy(home / "tampered")
        kind, what = archives.tamper(archive, dice)
        kinds[kind] += 1
        if not _alarms(archive):
            missed[kind] += 1
            print(f"missed, change {seed}: {what}")
        shutil.rmtree(archive.home)
    for kind, times in sorted(kinds.items()):
        print(f"{kind:17} {times - missed[kind]:4} of {times:4} found")
    print(f"{count} changes: {missed.total()} missed")
    return missed.total()


def _tampered_readings(home: Path, count: int) -> int:
    base, missed = archives.ingested(Archive(home / "ingested")), 0
    for seed in range(count):
        dice, what = random.Random(seed), ""
        archive = base.copy(home / "tampered")
        while not what:
            what = archives.edit_reading(archive, dice)
        if not _alarms(archive, deep=True):
            missed += 1
            print(f"missed, reading {seed}: {what}")
        shutil.rmtree(archive.home)
    print(f"{count} changes of what was read: {missed} missed")
    return missed


def _speed(home: Path) -> None:
    """Megabytes and records a second, of an archive with larger pages."""
    archive = archives.build(Archive(home / "large"), 3, runs_=1, pages=3000)
    size = sum(path.stat().st_size for path in archive.raw.iterdir())
    began = time.perf_counter()
    assert not archive.damage()
    took = time.perf_counter() - began
    print(f"3,002 responses, {size / 1e6:.1f} MB packed: verified in {took:.1f} s, {6005 / took:,.0f} records/s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
