"""One server that plays every host of every outlet, over TLS, with a certificate of its own."""

from __future__ import annotations

import contextlib
import hashlib
import ssl
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.press import Answer


@contextlib.contextmanager
def serve(answers: Mapping[str, Answer], home: Path) -> Iterator[tuple[int, Path, Counter[int]]]:
    """The port it listens on, the certificate that proves every host's name, and its answers so far by status.

    What is asked for by the version it has (an ETag) is answered by 304.
    """
    key, certificate = home / "key.pem", home / "certificate.pem"
    _certify({urlsplit(url).hostname or "" for url in answers}, key, certificate)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    given: Counter[int] = Counter()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            self.request = tls.wrap_socket(self.request, server_side=True)  # here, where it holds up nobody else
            super().setup()

        def do_GET(self) -> None:
            found = answers.get(f"https://{self.headers['Host']}{self.path}", Answer(b"<h1>Not found</h1>", 404))
            version = f'"{hashlib.sha256(found.body).hexdigest()[:16]}"'
            unmodified = found.status == 200 and self.headers.get("If-None-Match") == version
            status, body = (304, b"") if unmodified else (found.status, found.body)
            given[status] += 1
            with contextlib.suppress(ConnectionError, ssl.SSLError):
                self.send_response(status)
                self.send_header("ETag", version)
                self.send_header("Content-Type", found.kind)
                if not unmodified:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 100

        def handle_error(self, *_: object) -> None:
            """A client that hangs up is no news."""

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port, certificate, given
    finally:
        server.shutdown()
        server.server_close()


def _certify(hosts: set[str], key: Path, certificate: Path) -> None:
    names = ",".join(f"DNS:{host}" for host in sorted(hosts))
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=newsstand"
    subprocess.run(
        [*command.split(), "-addext", f"subjectAltName={names}", "-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
