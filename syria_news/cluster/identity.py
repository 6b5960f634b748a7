"""Who reads: the code and the libraries that rows depend on. Two that have the same read alike."""

from __future__ import annotations

import functools
import hashlib
import platform
import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("syria_news", "spiders")
"""Whose files are compared: copies differ before anybody gives them another version."""
_SUFFIXES = frozenset({".py", ".csv", ".txt"})
_MIGRATIONS = "_migrations"
"""Lies in an installed package, and beside a checkout; no reader needs it."""
_NAME = re.compile(r"[\w.-]+")

Identity = Mapping[str, str]
"""Names, with the versions or hashes that they have."""


@functools.cache
def own() -> Identity:
    """This process's, as its files were when it was first asked."""
    from lxml import etree  # noqa: PLC0415 - whoever asks for nothing else needn't wait for it

    libxml2 = ".".join(map(str, etree.LIBXML_VERSION))
    return {
        **{name: _code(name) for name in PACKAGES},
        "python": platform.python_version(),
        **_libraries(),
        "libxml2": libxml2,
    }


def differences(theirs: Identity) -> str:
    """What somebody else has otherwise, for people; empty where nothing is."""
    mine, none = own(), "none"
    names = [name for name in {**mine, **theirs} if mine.get(name) != theirs.get(name)]
    return ", ".join(f"{name} {theirs.get(name, none)} (here {mine.get(name, none)})" for name in names)


def _code(package: str) -> str:
    """The first half of a hash over its files and their names."""
    spec = find_spec(package)
    digest = hashlib.sha256()
    for root in map(Path, (spec and spec.submodule_search_locations) or ()):
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root)
            if path.suffix in _SUFFIXES and name.parts[0] != _MIGRATIONS:
                digest.update(f"{name.as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:32]


def _libraries() -> dict[str, str]:
    """Everything that this project needs, and what that needs; whatever is an extra's is left out."""
    found: dict[str, str] = {}
    wanted = ["syria-news"]
    while wanted:
        name = re.sub(r"[-_.]+", "-", wanted.pop()).lower()
        if name in found:
            continue
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # for another system, or another Python
            continue
        needed = (_NAME.match(line) for line in requires(name) or () if "extra ==" not in line)
        wanted.extend(match[0] for match in needed if match)
    return dict(sorted(found.items()))
