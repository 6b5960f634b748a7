"""A file to read, wherever it lies: on a disk, or at an address that fsspec knows (`s3://bucket/name`)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from glob import glob
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

AHEAD = 1 << 22
"""Bytes fetched from elsewhere at a time, where a file is read from end to end."""
BUFFER = 1 << 18
"""Bytes read from a disk at a time."""
_ABSENT = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


class Unreachable(OSError):
    """A file elsewhere can't be read; the message says where and why."""


@dataclass(frozen=True)
class Remote:
    """A file at an address, read as a `Path` is. What goes wrong there is an `OSError`, as on a disk."""

    url: str

    def __str__(self) -> str:
        return self.url

    @property
    def name(self) -> str:
        """Its last part."""
        return PurePosixPath(self.url).name

    @property
    def suffix(self) -> str:
        """As of a `Path`."""
        return PurePosixPath(self.url).suffix

    @property
    def suffixes(self) -> list[str]:
        """As of a `Path`."""
        return PurePosixPath(self.url).suffixes

    def is_file(self) -> bool:
        """Whether it is there. Raises `Unreachable` where nobody can tell."""
        return self._kind() == "file"

    def is_dir(self) -> bool:
        """Whether it is a folder of files. Raises as `is_file`."""
        return self._kind() == "directory"

    def _kind(self) -> str:
        with suppress(FileNotFoundError), _errors(self.url):
            system, path = _system(self.url)
            return str(system.info(path)["type"])  # `isfile` would say no to whatever goes wrong
        return ""

    def read_bytes(self) -> bytes:
        """All of it."""
        with opened(self) as file:
            return file.read()

    def modified(self) -> datetime:
        """When it was written; now, where its keeper doesn't say."""
        with _errors(self.url):
            system, path = _system(self.url)
            try:
                moment: datetime = system.modified(path)
            except NotImplementedError:
                return datetime.now(UTC)
            return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


File = Path | Remote


def find(given: str) -> list[File]:
    """The file that is meant; of a path or address with a `*`, all that match, by name.

    Raises `FileNotFoundError` where none does, `Unreachable` where nobody can tell.
    """
    found: list[File]
    if "*" in given and "://" in given:
        found = [Remote(url) for url in _matching(given)]
    elif "*" in given and not Path(given).exists():
        found = [Path(path) for path in sorted(glob(given, recursive=True))]
    else:
        found = [Remote(given) if "://" in given else Path(given)] if given else []
    if not found:
        raise FileNotFoundError(f"{given!r}: no such file")
    return found


def _matching(pattern: str) -> list[str]:
    with suppress(FileNotFoundError), _errors(pattern):
        system, path = _system(pattern)
        if not (found := sorted(system.glob(path))):
            system.ls(path.partition("*")[0].rpartition("/")[0])  # says what was wrong, which `glob` doesn't
        return [system.unstrip_protocol(each) for each in found]
    return []


def opened(file: File, ahead: int = AHEAD) -> BinaryIO:
    """The file, to be read and moved about in; of one elsewhere, `ahead` bytes are fetched at a time."""
    if isinstance(file, Path):
        return file.open("rb", buffering=BUFFER)
    with _errors(file.url):
        system, path = _system(file.url)
        raw = _Guarded(system.open(path, "rb", block_size=ahead, cache_type="readahead"), file.url)
    return cast(BinaryIO, io.BufferedReader(raw, min(ahead, BUFFER)))


def modified(file: File) -> datetime:
    """When it was written, in whole seconds."""
    moment = datetime.fromtimestamp(file.stat().st_mtime, UTC) if isinstance(file, Path) else file.modified()
    return moment.replace(microsecond=0)


class _Guarded(io.RawIOBase):
    """A file elsewhere, whose errors are the ones that readers know."""

    def __init__(self, file: Any, url: str) -> None:
        self._file = file
        self._url = url

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with _errors(self._url):
            got = self._file.read(len(buffer))
        buffer[: len(got)] = got
        return len(got)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        with _errors(self._url):
            return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def _system(url: str) -> tuple[Any, str]:
    """The file system that an address belongs to, and the path there."""
    from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra

    system, path = url_to_fs(url)
    return system, path


@contextmanager
def _errors(url: str) -> Iterator[None]:
    """Each driver has exceptions of its own for a net that is down, a key that is wrong and a name that is unknown."""
    try:
        yield
    except ImportError as error:
        needed = "the extra `syria-news[s3]`" if url.startswith("s3:") else "fsspec's driver for it"
        raise Unreachable(f"{url}: needs {needed} ({error})") from error
    except FileNotFoundError as error:  # with what was really wrong behind it, often
        if error.__cause__ is None or getattr(error.__cause__, "status", None) in _ABSENT:
            raise
        raise Unreachable(f"{url}: {error.__cause__}") from error
    except Exception as error:
        raise Unreachable(f"{url}: {error}") from error
