"""The soak's outlet: `python -m benchmarks.soaking.server HOME PAGES SEED TIMEOUT`, until its standard input ends.

Prints its port and the trap's. Writes `answers.jsonl` into HOME, a line for each answer when it is over; the bodies of
those that were not sent whole go into `cut.bin`, so that what came of them can be compared. Where there is a file
`calm` in HOME, nothing goes wrong any more.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import random
import socket
import struct
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from benchmarks.soaking import faults, pages
from benchmarks.soaking.faults import Said

HOSTS = tuple(f"127.0.0.{number}" for number in range(1, 9))
WINDOW = 125
"""Pages that a host's feed shows: from the first that nobody asked for on."""
LEAST = 10
"""Pages that it always shows; an empty feed is a broken one."""
PIECES = 10
"""A slow body comes in so many."""


class Server:
    """Answers, and writes down what it answered."""

    def __init__(self, home: Path, count: int, seed: str, timeout: float) -> None:
        self._home, self._count, self._seed, self._timeout = home, count, seed, timeout
        self._log = (home / "answers.jsonl").open("a", buffering=1)
        self._cut = (home / "cut.bin").open("ab", buffering=0)
        self._serial = 0
        self._asked: set[int] = set()
        self._first = {host: number for number, host in enumerate(HOSTS)}
        self._editions: Counter[int] = Counter()
        self.port = self.trap = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A connection."""
        writer.transport.set_write_buffer_limits(0)  # `drain` then waits until the kernel has it all
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                host: str = writer.get_extra_info("sockname")[0]
                if not await self._answer(host, head.split(b" ", 2)[1].decode("latin-1"), reader, writer):
                    break
        writer.close()

    def sprung(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Somebody followed a redirect to where nobody may go."""
        self._log.write(json.dumps({"trap": True}) + "\n")
        writer.close()

    async def _answer(self, host: str, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Whether the connection goes on."""
        self._serial += 1
        serial, began = self._serial, time.time()
        dice = random.Random(f"{self._seed} {serial}")
        kind = "ok" if (self._home / "calm").exists() else faults.roll(dice)
        number, good = self._good(host, path, kind, serial, dice)
        elsewhere = [
            f"http://{host}:{self.port}{path}",
            f"http://127.0.0.1:{self.trap}/",
            f"/moved{path.removeprefix('/moved')}",
        ]
        said = good
        if good.status == 200:
            said = faults.spoil(kind, good, dice, serial, self._timeout, elsewhere)
        about: dict[str, object] = {"serial": serial, "host": host, "path": path, "kind": kind, "page": number}
        if number is not None:
            about["marker"] = pages.marker(number, self._editions[number])
        arrived = False
        with contextlib.suppress(ConnectionError):
            arrived = await self._send(said, serial, reader, writer)
        self._write(said, about, began, arrived)
        return arrived and said.end == "keep"

    def _good(self, host: str, path: str, kind: str, serial: int, dice: random.Random) -> tuple[int | None, Said]:
        """The page that is asked for, and the answer if nothing goes wrong."""
        path = path.removeprefix("/moved")
        if path == "/feed.xml":
            while self._first[host] in self._asked:
                self._first[host] += len(HOSTS)
            own = range(HOSTS.index(host), self._count, len(HOSTS))
            first = min(self._first[host] // len(HOSTS), max(0, len(own) - LEAST))
            shown = own[first : first + WINDOW]
            body = pages.feed(((n, f"http://{host}:{self.port}/news/{n}") for n in shown), serial)
            return None, Said(body, headers=(("Content-Type", "application/rss+xml"),))
        if path == "/robots.txt":
            return None, Said(pages.robots(serial), headers=(("Content-Type", "text/plain"),))
        name = path.removeprefix("/news/")
        if not name.isdigit() or int(name) >= self._count:
            return None, Said(pages.note("Not found", serial), 404)
        number = int(name)
        self._editions[number] += kind == "changed" and number in self._asked
        self._asked.add(number)
        said = Said(pages.article(number, self._editions[number], serial), is_good=True)
        if dice.random() < 0.3 and kind in {"ok", "changed", "drip"}:
            said = replace(said, body=pages.packed(said.body), headers=(*said.headers, ("Content-Encoding", "gzip")))
        return number, said

    async def _send(self, said: Said, serial: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Whether all went out that was to."""
        length = len(said.body) if said.announced is None else said.announced
        framing = ("Transfer-Encoding", "chunked") if said.chunked else ("Content-Length", str(length))
        fields = (*said.headers, framing, ("X-Serial", str(serial)))
        head = f"HTTP/1.1 {said.status} Said\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields) + "\r\n"
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(said.body), said.body) if said.chunked else said.body
        if said.end == "reset":
            wire = head.encode() + body
            await _write(writer, wire[: int(len(wire) * said.sent)])
            # Zero seconds to linger: the kernel sends RST.
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        elif said.end == "hang":
            if said.sent:
                await _write(writer, head.encode() + body[: int(len(body) * said.sent)])
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(reader.read(), self._timeout * 3)
        else:
            await _write(writer, head.encode())
            body = body[: int(len(body) * said.sent)]
            step = len(body) if not said.seconds else -(-len(body) // PIECES)
            for at in range(0, len(body), step or 1):
                await asyncio.sleep(said.seconds / PIECES)
                await _write(writer, body[at : at + step])
        return not writer.transport.is_closing()

    def _write(self, said: Said, about: dict[str, object], began: float, arrived: bool) -> None:
        whole = arrived and said.is_whole
        digest = hashlib.sha256(said.payload).hexdigest()
        about |= {"status": said.status, "sha256": digest, "whole": whole, "good": whole and said.is_good}
        if not whole:
            about |= {"at": self._cut.tell(), "size": len(said.payload)}
            self._cut.write(said.payload)
        self._log.write(json.dumps({**about, "began": began, "ended": time.time()}) + "\n")


async def _write(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    await writer.drain()


async def main(home: Path, count: int, seed: str, timeout: float) -> None:
    """Serve until standard input ends."""
    server = Server(home, count, seed, timeout)
    pages.bomb(0)
    trap = await asyncio.start_server(server.sprung, "127.0.0.1", 0)
    first = await asyncio.start_server(server.talk, HOSTS[0], 0)
    server.port, server.trap = (each.sockets[0].getsockname()[1] for each in (first, trap))
    for host in HOSTS[1:]:
        await asyncio.start_server(server.talk, host, server.port)
    print(server.port, server.trap, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], float(sys.argv[4])))
