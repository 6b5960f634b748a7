"""What a worker does: say where a file's records lie, and read a range of them."""

from __future__ import annotations

import multiprocessing
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from syria_news import batch, pool, warc
from syria_news.batch import Done, Line, Taken, arrived, taken
from syria_news.cluster import identity
from syria_news.cluster.identity import Identity
from syria_news.files import File
from syria_news.model import Raw
from syria_news.owners import Owners
from syria_news.pool import Pool
from syria_news.warc import Damaged, Errand, Packed, Record, Role


class Differs(Exception):
    """A worker refuses to read what it would read otherwise than who asks."""

    def __init__(self, worker: str, has: Identity) -> None:
        super().__init__(worker, has)
        self.worker = worker
        self.has = has


@dataclass(frozen=True)
class Place:
    """A record that is to be read, and for whom."""

    offset: int
    record_id: str
    errand: Errand


@dataclass
class Found(ABC):
    """What came of a file, or a part of it."""

    damage: list[str] = field(default_factory=list)
    broken: str = ""
    """Why the file can't be read on from there."""
    worker: str = ""
    """The address of who read; empty where the process that keeps did."""

    @property
    @abstractmethod
    def got(self) -> int:
        """How many records it got to see."""


@dataclass
class Scanned(Found):
    """What a file has for us."""

    places: list[Place] = field(default_factory=list)
    foreign: int = 0
    not_articles: int = 0

    @property
    def got(self) -> int:
        """As of everything found."""
        return len(self.places) + self.foreign


@dataclass
class Range(Found):
    """What was read of a range."""

    done: list[Done] = field(default_factory=list)
    packed: list[Packed] = field(default_factory=list)
    """The copies for our archive, where they are somebody else's records."""

    @property
    def got(self) -> int:
        """As of everything found."""
        return len(self.done)


F = TypeVar("F", bound=Found)


def asked(wanted: Identity, task: Callable[..., F], *call: Any) -> F:
    """What a task gives, where this worker has what is wanted. Raises `Differs`."""
    if identity.own() != wanted:
        raise Differs(_address(), identity.own())
    found = task(*call)
    found.worker = _address()
    return found


def scan(path: File, owners: Owners | None) -> Scanned:
    """Where the records are that are ours by what they say, or by their host; without `owners`, by what they say."""
    found = Scanned()

    def choose(kind: str, headers: Mapping[str, str]) -> bool:
        if kind not in warc.KINDS:
            return False
        whose = warc.errand(headers)
        if whose is None and owners is not None:
            whose = owners.errand(warc.bare(headers.get("warc-target-uri", "")))
            found.foreign += whose is None
        return whose is not None

    try:
        for each in warc.members(path, 0, choose):
            if isinstance(each, Damaged):
                found.damage.append(str(each))
                continue
            theirs = warc.errand(each.headers)
            errand = theirs or (owners and owners.errand(warc.bare(each.headers.get("warc-target-uri", ""))))
            assert errand
            found.not_articles += theirs is None and errand.role != Role.ARTICLE
            found.places.append(Place(each.offset, each.record_id, errand))
    except (OSError, EOFError) as error:
        found.broken = str(error)
    return found


def read(path: File, places: Sequence[Place], line: Line, info_id: str | None) -> Range:
    """Read these records; with an `info_id`, also pack copies for the file whose warcinfo record has it."""
    found = Range()

    def items() -> Iterator[Taken]:
        wanted = {(place.offset, place.record_id): place.errand for place in places}
        try:
            for each in warc.pick(path, list(wanted)):
                if isinstance(each, Damaged):
                    found.damage.append(str(each))
                else:
                    yield item(warc.record(path.name, each), wanted[each.offset, each.record_id])
        except (OSError, EOFError) as error:
            found.broken = str(error)

    def item(record: Record, errand: Errand) -> Taken:
        if info_id is None:
            return taken(record, errand.outlet, errand.role, errand.asked)
        copy = record.copied(errand)
        packed = warc.pack(copy, info_id)
        found.packed.append(packed)
        return arrived(copy, Raw("", 0, packed.length, packed.record_id, packed.sha256))

    found.done.extend(batch.read(line, _workers(), items()))
    return found


_pool: Pool | None = None
_making = threading.Lock()


def _workers() -> Pool:
    """This process's own, for all ranges it reads: a page that is hostile costs itself, and not the Dask worker."""
    global _pool  # noqa: PLW0603 - made where it is used, once a process
    with _making:
        if _pool is None:
            # A nanny starts its worker as a daemon, which multiprocessing forbids to have children of its own. They
            # end with it all the same: their pipes close.
            config: dict[str, Any] = vars(multiprocessing.current_process())["_config"]
            config["daemon"] = False
            _pool = Pool(_threads())
        return _pool


def _address() -> str:
    from distributed import get_worker  # noqa: PLC0415 - an extra

    return str(get_worker().address)


def _threads() -> int:
    """As many as the Dask worker was told to keep busy."""
    from distributed import get_worker  # noqa: PLC0415 - an extra

    try:
        return int(get_worker().state.nthreads)
    except ValueError:  # read by the process that keeps
        return pool.ALL
