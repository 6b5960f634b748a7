"""The run's WARC file in a crawl: one thread packs and writes, what waits meanwhile goes in with one flush."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from syria_news.model import Raw
from syria_news.warc import Exchange, Packed, Writer, pack

Waiting = tuple[Exchange, asyncio.Future[Raw]]


class Shelf:
    """Takes responses from the reactor's side, in order.

    Packing a page costs 2 to 4 ms of CPU, and a flush milliseconds of waiting, in which the reactor would read nothing.
    """

    def __init__(self, begin: Callable[[], Writer]) -> None:
        self._begin = begin
        self._writer: Writer | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="warc")
        self._waiting: list[Waiting] = []
        self._busy: asyncio.Task[None] | None = None

    @property
    def has_written(self) -> bool:
        """Whether there is a file."""
        return self._writer is not None

    def put(self, exchange: Exchange) -> asyncio.Future[Raw]:
        """Where the response lies, once it is on the disk; `OSError` where the disk doesn't take it."""
        future: asyncio.Future[Raw] = asyncio.get_running_loop().create_future()
        self._waiting.append((exchange, future))
        if self._busy is None or self._busy.done():
            self._busy = asyncio.create_task(self._serve())
        return future

    async def close(self) -> None:
        """Finish what waits, take the `.open` off the file. Raises `OSError`."""
        while self._busy is not None and not self._busy.done():
            await self._busy
        self._thread.shutdown()
        if self._writer is not None:
            self._writer.close()

    async def _serve(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            work = asyncio.get_running_loop().run_in_executor(self._thread, self._write, [each for each, _ in batch])
            for (_, future), result in zip(batch, await work, strict=True):
                if future.done():  # nobody waits any more
                    continue
                if isinstance(result, Exception):
                    future.set_exception(result)
                else:
                    future.set_result(result)

    def _write(self, exchanges: list[Exchange]) -> list[Raw | Exception]:
        """In the thread: all are on the disk or none, but for those that can't be packed."""
        try:
            if self._writer is None:
                self._writer = self._begin()
            packed = [_packed(each, self._writer.info_id) for each in exchanges]
            places = iter(self._writer.put([each for each in packed if isinstance(each, Packed)]))
        except Exception as error:  # the askers' to handle
            return [error] * len(exchanges)
        return [next(places) if isinstance(each, Packed) else each for each in packed]


def _packed(exchange: Exchange, info_id: str) -> Packed | Exception:
    try:
        return pack(exchange, info_id)
    except Exception as error:  # costs this response only; its request's errback says so
        return error
