"""Requests that never leave, and why; each ends at its spider's errback."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest

from syria_news.model import Reason


class Refused(IgnoreRequest):
    """The address policy says no."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class NotRecorded(IgnoreRequest):
    """The recording that is played has no answer."""


def reason_for(error: BaseException | None) -> Reason:
    """Why a request brought no response, whoever of us, Scrapy or the network gave up."""
    match error:
        case Refused():
            return error.reason
        case NotRecorded():
            return Reason.NOT_RECORDED
        case IgnoreRequest():  # Scrapy has no types for these two
            return Reason.ROBOTS if "robots.txt" in str(error) else Reason.REDIRECT
        case _ if "Cancelled" in type(error).__name__:  # over DOWNLOAD_MAXSIZE
            return Reason.TOO_LARGE
        case _:
            return Reason.NETWORK
