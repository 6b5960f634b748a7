"""The site that all crawlers fetch, in a process of its own: `python -m benchmarks.crawling.site FOLDER COUNT WHICH`.

Pages are sent as they are saved, packed by gzip; WHICH is `any`, or `known`: of outlets that we have rules for. Prints
its port.
"""

from __future__ import annotations

import asyncio
import gzip
import sys
from itertools import cycle, islice
from pathlib import Path

from syria_news.extract.layouts import layouts

SITEMAP = "/sitemap.xml"
INVENTED = Path(__file__).parents[2] / "tests" / "outlets"


def pages(folder: Path, which: str = "any") -> list[tuple[str, bytes]]:
    """Outlet and packed bytes of the saved pages below a folder; of our tests' invented ones where there is none."""
    if not folder.is_dir():
        return [(path.parent.name, gzip.compress(path.read_bytes())) for path in sorted(INVENTED.rglob("*.html"))]
    found = [(path.parent.name, path) for path in sorted(folder.rglob("*.html.gz"))]
    return [(outlet, path.read_bytes()) for outlet, path in found if which == "any" or layouts(outlet)]


def number(url: str) -> int:
    """Which page stands at an address: that one of `pages`, over and over."""
    return int(url.rpartition("/")[2])


def answer(kind: str, body: bytes, more: str = "", status: str = "200 OK") -> bytes:
    """A response as it goes over the wire."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


def sitemap(home: str, count: int) -> bytes:
    """All addresses: `/news/0`, `/news/1` ..."""
    urls = "".join(f"<url><loc>{home}news/{at}</loc></url>" for at in range(count))
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()


async def main(folder: Path, count: int, which: str) -> None:
    """Serve until killed; pages repeat under further addresses where there are fewer than `count`."""
    packed = [answer("text/html", page, "Content-Encoding: gzip\r\n") for _, page in pages(folder, which)]
    answers = {f"/news/{at}": page for at, page in enumerate(islice(cycle(packed), count))}
    missing = answer("text/html", b"<h1>Not found</h1>", status="404 Not Found")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                writer.write(answers.get(head.split(b" ", 2)[1].decode("latin-1"), missing))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    answers[SITEMAP] = answer("application/xml", sitemap(f"http://127.0.0.1:{port}/", count))
    print(port, flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
