"""The site itself: pages are set by the test, every request is noted."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WORDS = (
    "council convoy crossing district residents hospital ceasefire delegation village checkpoint bridge river".split()
)


@dataclass(frozen=True)
class Answer:
    """What the site says to a path."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    wait: threading.Event | None = None
    """Answer only when it is set."""
    wire: bytes | None = None
    """All that is sent, from the status line on, in place of body, status and headers; then the connection ends."""
    end: str = "close"
    """How it ends: `close`, `reset`, or `hang` (it doesn't, until the site does)."""


class Site:
    """Answers by path; what has none is a 404."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | list[Answer] | Callable[[Message], Answer]] = {}
        """A list answers in turn; its last one for good. A function answers as the request's header asks."""
        self.asked: Counter[str] = Counter()
        self.moments: list[float] = []
        """When each request came, in seconds of a steady clock."""
        self.agents: set[str] = set()
        self.address = ""

    def page(self, name: str, text: str, title: str = "") -> None:
        """An article at /news/`name`."""
        self.answers[f"/news/{name}"] = Answer(article(title or f"Buses reach Homs, report {name}", text).encode())

    def raw(self, name: str, head: str, body: bytes = b"", end: str = "close") -> None:
        """What is sent for /news/`name`: head lines, the body, and how the connection ends."""
        lines = head.strip().replace("\n", "\r\n").encode("latin-1")
        self.answers[f"/news/{name}"] = Answer(wire=lines + b"\r\n\r\n" + body, end=end)

    def feed(self, *names: str) -> None:
        """The feed, listing these articles."""
        self.answers["/feed.xml"] = listing(f"http://{self.address}/news/{name}" for name in names)


def listing(links: Iterable[str]) -> Answer:
    """A feed of these addresses."""
    items = "".join(f"<item><title>Report {url.rpartition('/')[2]}</title><link>{url}</link></item>" for url in links)
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>All</title>{items}</channel></rss>'
    return Answer(body.encode(), headers={"Content-Type": "application/rss+xml"})


def text(seed: int, paragraphs: int = 5) -> str:
    """Invented paragraphs about Syria, different for each seed."""
    lines = []
    for number in range(paragraphs):
        words = " ".join(WORDS[(seed * 7 + number * 5 + at * (seed % 5 + 1)) % len(WORDS)] for at in range(18))
        lines.append(f"In Homs, Syria, report {seed} says in part {number} that shelling hit the {words}.")
    return "\n".join(lines)


def article(title: str, body: str) -> str:
    """A page with the least of furniture."""
    paragraphs = "".join(f"<p>{line}</p>" for line in body.splitlines())
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} - Loopback Times</title>'
        f'<meta property="article:published_time" content="2024-12-06T10:00:00Z"></head><body><nav>Home World</nav>'
        f"<main><article><h1>{title}</h1>{paragraphs}</article></main>"
        f"<footer>All rights reserved</footer></body></html>"
    )


@contextlib.contextmanager
def serve(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """The site, running on a port of its own."""
    site = Site()
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked[self.path] += 1
            site.moments.append(time.monotonic())
            site.agents.add(self.headers.get("User-Agent", ""))
            found = site.answers.get(self.path, Answer(b"gone", 404))
            if isinstance(found, list):
                found = found[min(site.asked[self.path], len(found)) - 1]
            if callable(found):
                found = found(self.headers)
            if found.wait is not None:
                found.wait.wait(60)
            if found.wire is not None:
                self._send(found.wire, found.end)
                return
            with contextlib.suppress(ConnectionError):
                self.send_response(found.status)
                for name, value in found.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(found.body)))
                self.end_headers()
                self.wfile.write(found.body)

        def _send(self, data: bytes, end: str) -> None:
            self.close_connection = True
            with contextlib.suppress(ConnectionError):  # nobody has to read it all
                self.wfile.write(data)
            if end == "hang":
                over.wait(60)
            elif end == "reset":  # zero seconds to linger: the kernel sends RST
                self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.request.close()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    site.address = f"127.0.0.1:{server.server_port}"
    site.feed()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        over.set()
        server.shutdown()
        server.server_close()
