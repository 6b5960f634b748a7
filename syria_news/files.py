"""A file to read, wherever it lies: on a disk, or at an address that fsspec knows (`s3://bucket/name`)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

AHEAD = 1 << 22
"""Bytes fetched from elsewhere at a time, where a file is read from end to end."""
BUFFER = 1 << 18
"""Bytes read from a disk at a time."""


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
        """Whether it is there."""
        with _errors(self.url):
            system, path = _system(self.url)
            return bool(system.isfile(path))

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
    """The file that is meant; of an address with a `*`, all that match, by name. Raises `Unreachable`."""
    if "://" not in given:
        return [Path(given)]
    if "*" not in given:
        return [Remote(given)]
    with _errors(given):
        system, pattern = _system(given)
        return [Remote(system.unstrip_protocol(path)) for path in sorted(system.glob(pattern))]


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
        raise Unreachable(f"{url}: needs the extra `syria-news[s3]`, or fsspec's driver for it ({error})") from error
    except FileNotFoundError:
        raise
    except Exception as error:
        raise Unreachable(f"{url}: {error}") from error
