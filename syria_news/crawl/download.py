"""At the wire: what came of a response is handed on, whole or not, with the head as it was sent.

Scrapy 2.19 drops the body of a response that is too large or too slow, takes one that was reset for whole where no
length was announced, and regroups the header fields. Its classes are private, so `pyproject.toml` pins its version,
and `tests/test_hostile_http.py` would see a change.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from OpenSSL.crypto import FILETYPE_ASN1, dump_certificate
from scrapy import Request
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
    _ResponseReader,
    _ResultT,
    _ScrapyAgent,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.misc import build_from_crawler
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionLost
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError
from twisted.web.client import HTTPConnectionPool, ResponseDone, _HTTP11ClientFactory
from twisted.web.http import PotentialDataLoss
from twisted.web.http_headers import InvalidHeaderName

from syria_news import urls
from syria_news.crawl import refusal
from syria_news.crawl.resolver import refused_address
from syria_news.crawl.waits import Waits
from syria_news.warc import UNVERIFIED

log = logging.getLogger(__name__)

HEAD = 1024 * 1024
"""Most bytes of a response's head; the longest we know of real outlets (cookies, policies) has some 20 KB."""
LINE = 64 * 1024
"""Most bytes of a line of it."""
CHAIN = 10
"""Most certificates of a server that are looked at; honest ones send two to four."""
TRUNCATED = "truncated="
"""Flag of a response whose body is not whole, with the word of WARC-Truncated behind it."""


def truncated(response: Response) -> str | None:
    """The word of WARC-Truncated, where the response's body is not whole."""
    return next((flag.removeprefix(TRUNCATED) for flag in response.flags if flag.startswith(TRUNCATED)), None)


@dataclass(frozen=True)
class Link:
    """The connection that a response came by."""

    port: int
    """The server's; the proxy's, where there is one."""
    version: str = ""
    """Of TLS; empty without it, as what follows."""
    cipher: str = ""
    certificates: Sequence[str] = ()
    """SHA-256 of each that the server sent, its own first."""

    def proof(self, *, verified: bool) -> str:
        """How the server proved who it is, as `Exchange.tls` has it; empty without TLS."""
        if not self.version:
            return ""
        own, *others = self.certificates or [""]
        parts = {"sha256": own, "chain": ",".join(others), "version": self.version, "cipher": self.cipher}
        said = [f"{name}={value}" for name, value in parts.items() if value]
        return "; ".join(["verified" if verified else "unverified", *said])


@dataclass(frozen=True)
class Delivery:
    """When a response came, and by which connection."""

    started: datetime
    """When its request was handed to the network."""
    ended: datetime
    seconds: float
    """Between the two, by the monotonic clock."""
    link: Link | None


class Handler(HTTP11DownloadHandler):
    """Scrapy's handler of http and https, with what is said above.

    A host whose certificate doesn't hold is asked again without the check, for this one response: an archive of a war
    can't wait for webmasters, and the response says so.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory
        unverified = build_from_crawler(_ScrapyClientContextFactory, crawler)
        unverified._verify_certificates = False
        self._unverified = (unverified, HTTPConnectionPool(_reactor(), persistent=False))  # type: ignore[no-untyped-call]
        self._unverified[1]._factory = _Factory

    async def download_request(self, request: Request) -> Response:
        """The response, or Scrapy's exceptions for what brought none. Raises `PutOff` and `Refused`."""
        if waits := self._crawler.get_downloader_middleware(Waits):
            waits.check(request.url)  # it may have been asked to wait since the request was queued
        for name in ("head", "status_line", "link", "delivery"):
            request.meta.pop(name, None)
        try:
            return await self._fetch(request, self._contextFactory, self._pool)
        except CannotResolveHostError:
            host = urls.host(request.url)
            if address := refused_address(host):  # of a block or a captive portal, mostly: another day it may be public
                raise CannotResolveHostError(f"{host} is at {address}, which is no public address") from None
            raise
        except DownloadFailedError as error:
            if not refusal.is_about_trust(error):
                raise
            log.warning("%s: %s; fetched unverified", request.url, refusal.words(error))
        response = await self._fetch(request, *self._unverified)
        response.flags.append(UNVERIFIED)
        return response

    async def _fetch(self, request: Request, trust: Any, pool: HTTPConnectionPool) -> Response:
        agent = _Agent(
            contextFactory=trust,
            bindAddress=self._bind_address,
            pool=pool,
            maxsize=self._default_maxsize,
            crawler=self._crawler,
        )
        started, clock = datetime.now(UTC), time.monotonic()
        with wrap_twisted_exceptions():
            response = await maybe_deferred_to_future(agent.download_request(request))
        link, seconds = request.meta.get("link"), time.monotonic() - clock
        request.meta["delivery"] = Delivery(started, datetime.now(UTC), seconds, link)
        return response


class _Agent(_ScrapyAgent):
    """One request; keeps the body that came when time runs out."""

    def _cb_bodyready(self, txresponse: Any, request: Request) -> _ResultT | Deferred[_ResultT]:
        request.meta["head"], request.meta["status_line"] = txresponse.pairs, txresponse.status_line
        request.meta["link"] = txresponse.link
        if txresponse.length == 0:
            return cast(_ResultT, super()._cb_bodyready(txresponse, request))
        finished: Deferred[_ResultT] = Deferred(lambda _: reader.expire())
        reader = _Reader(
            finished=finished,
            txresponse=txresponse,
            request=request,
            maxsize=request.meta.get("download_maxsize", self._maxsize),
            warnsize=0,
            fail_on_dataloss=False,
            crawler=self._crawler,
        )
        txresponse.deliverBody(reader)
        self._txresponse = txresponse
        return finished

    def _cb_timeout(self, result: Any, request: Request, url: str, timeout: float) -> Any:
        timer: Any = self._timeout_cl
        if isinstance(result, Response) and not timer.active():  # the reader met it, and has what came
            return result
        return super()._cb_timeout(result, request, url, timeout)

    def _cb_bodydone(self, result: _ResultT, url: str) -> Response:
        """Of no special class: what its headers say may be nonsense, and it is to be archived first."""
        tx: Any = result["txresponse"]
        return Response(
            url=url,
            status=int(tx.code),
            headers=self._headers_from_twisted_response(tx),
            body=result.get("body", b""),
            flags=result.get("flags"),
            certificate=result.get("certificate"),
            ip_address=result.get("ip_address"),
            protocol=f"{tx.version[0].decode('latin-1')}/{tx.version[1]}.{tx.version[2]}",
        )


class _Reader(_ResponseReader):
    """Gathers a body, up to a size and until time runs out."""

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        if self._finished.called:
            return
        room = self._maxsize - self._bytes_received if self._maxsize else len(data)
        self._bodybuf.write(data[:room])
        self._bytes_received += len(data)
        if len(data) > room:
            self._stop("length")

    def expire(self) -> None:
        """Time is up: what came is what there is."""
        self._stop("time")

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802 - Twisted's name
        if self._finished.called:
            return
        tx: Any = self._txresponse
        if isinstance(reason.value, ResponseDone):
            self._done("unspecified" if tx.surplus else None)
        elif isinstance(reason.value, PotentialDataLoss):  # no length was announced: the connection's end is its end
            self._done("disconnect" if isinstance(tx.lost, ConnectionLost) else None)
        elif self._bytes_received or refusal.is_about_network(reason.value):
            self._done("disconnect")
        else:  # nonsense from the first byte of the body on
            self._finished.errback(reason)

    def _stop(self, why: str) -> None:
        assert self.transport is not None
        self._done(why)
        self.transport._producer.abortConnection()

    def _done(self, why: str | None) -> None:
        self._finish_response(flags=[TRUNCATED + why] if why else None)


class _Parser(_LenientHTTPClientParser):
    """Keeps the header fields as they came, bounded, and notes how the response ended."""

    MAX_LENGTH = LINE
    _size = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        self._size += len(line) + 1
        if self._size > HEAD:
            raise ParseError("a head of more than a megabyte", line[:80])  # type: ignore[no-untyped-call]
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        raise ParseError("a header line of more than 64 KB", line[:80])  # type: ignore[no-untyped-call]

    def statusReceived(self, status: bytes) -> None:  # noqa: N802 - Twisted's name
        super().statusReceived(status)  # type: ignore[no-untyped-call]
        tx: Any = self.response
        if not 100 <= tx.code <= 999:  # three digits (RFC 9110, 15); no record could hold another
            raise ParseError("a status that is none", status[:80])  # type: ignore[no-untyped-call]
        tx.status_line, tx.pairs, tx.surplus, tx.lost = bytes(status), [], False, None

    def headerReceived(self, name: bytes, value: bytes) -> None:  # noqa: N802 - Twisted's name
        cast(Any, self.response).pairs.append((bytes(name), bytes(value)))
        with contextlib.suppress(InvalidHeaderName):  # archived, and passed over as browsers do
            # A NUL is a space (RFC 9110, 5.5), as in the record, or a replay would tell another story.
            super().headerReceived(name.strip(), value.replace(b"\0", b" ").strip())  # type: ignore[no-untyped-call]

    def _finished(self, rest: bytes) -> None:
        cast(Any, self.response).surplus = bool(rest)
        super()._finished(rest)  # type: ignore[no-untyped-call]

    def connectionLost(self, reason: Failure | None = None) -> None:  # noqa: N802 - Twisted's name
        if hasattr(self, "response"):
            cast(Any, self.response).lost = reason.value if isinstance(reason, Failure) else None
        super().connectionLost(reason)


class _Protocol(_LenientHTTP11ClientProtocol):
    _link: Link | None = None

    def request(self, request: Any) -> Deferred[Any]:
        answer = super().request(request)
        assert self._parser is not None
        self._parser.__class__ = _Parser
        return answer.addCallback(self._linked)

    def _linked(self, tx: Any) -> Any:
        """The response says by which connection it came, which is looked at once."""
        if self._link is None:
            self._link = link(self.transport)
        tx.link = self._link
        return tx


class _Factory(_HTTP11ClientFactory):
    noisy = False

    def buildProtocol(self, addr: Any) -> _Protocol:  # noqa: N802 - Twisted's name
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


def link(transport: Any) -> Link:
    """What there is to know of a connection. Costs a hash for each certificate."""
    port: int = transport.getPeer().port
    if not hasattr(transport, "getPeerCertificate"):
        return Link(port)
    connection = transport.getHandle()
    sent = (connection.get_peer_cert_chain() or [])[:CHAIN]
    digests = tuple(hashlib.sha256(dump_certificate(FILETYPE_ASN1, each)).hexdigest() for each in sent)
    return Link(port, connection.get_protocol_version_name(), connection.get_cipher_name() or "", digests)


def _reactor() -> Any:
    from twisted.internet import reactor  # noqa: PLC0415 - importing it installs it

    return reactor
