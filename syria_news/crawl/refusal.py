"""Why a request brought no response, whoever gave up: we, Scrapy or the network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from OpenSSL import SSL
from scrapy import exceptions
from scrapy.exceptions import IgnoreRequest
from service_identity import CertificateError, VerificationError
from twisted.internet import error as network
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed
from twisted.web.http import _DataLoss

from syria_news.model import Reason

NETWORK = (
    exceptions.CannotResolveHostError,
    exceptions.DownloadConnectionRefusedError,
    exceptions.DownloadCancelledError,
    network.ConnectError,
    network.ConnectionAborted,
    network.ConnectionDone,
    network.ConnectionLost,
    _DataLoss,
    ConnectionError,
)
TRUST = (SSL.Error, VerificationError, CertificateError)


class Refused(IgnoreRequest):
    """The address policy says no."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class PutOff(IgnoreRequest):
    """The host is left alone for the rest of this run; until when, where it said so."""

    def __init__(self, detail: str, until: datetime | None = None) -> None:
        super().__init__(detail)
        self.until = until


class NotRecorded(IgnoreRequest):
    """The recording that is played has no answer."""


def reason_for(error: BaseException | None) -> Reason:
    """The reason in the ledger's words; CRASHED where a part of the crawl failed, ours or Scrapy's."""
    match error:
        case Refused():
            return error.reason
        case NotRecorded():
            return Reason.NOT_RECORDED
        case PutOff():
            return Reason.PUT_OFF
        case IgnoreRequest():  # Scrapy has no types for these two
            return Reason.ROBOTS if "robots.txt" in str(error) else Reason.REDIRECT
        case exceptions.DownloadTimeoutError():
            return Reason.TIMEOUT
        case exceptions.DownloadFailedError() if is_about_trust(error):
            return Reason.TLS
        case exceptions.DownloadFailedError():
            return Reason.NETWORK if is_about_network(error) else Reason.BAD_RESPONSE
        case _:
            return Reason.NETWORK if isinstance(error, NETWORK) else Reason.CRASHED


def words(error: BaseException | None) -> str:
    """An exception on one line, by its causes where it only wraps them."""
    causes = [each for each in _causes(error) if not isinstance(each, _DataLoss)] if error else []
    found = "; ".join(dict.fromkeys(f"{type(each).__name__}: {each}" for each in causes))
    return found if causes and causes != [error] else repr(error)


def is_about_trust(error: BaseException) -> bool:
    """Whether TLS failed."""
    return any(isinstance(each, TRUST) for each in _causes(error))


def is_about_network(error: BaseException | None) -> bool:
    """Whether nothing but the connection failed: what came of the answer was sound."""
    return error is not None and all(isinstance(each, NETWORK) for each in _causes(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """What lies under Twisted's and Scrapy's wrappings."""
    inner = error.__cause__ if isinstance(error, exceptions.DownloadFailedError) else error
    if isinstance(inner, ResponseFailed):
        for reason in inner.reasons:
            each = reason.value if isinstance(reason, Failure) else reason
            yield from _causes(each) if isinstance(each, BaseException) else ()
    else:
        yield inner or error
