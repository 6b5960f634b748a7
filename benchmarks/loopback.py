"""Scrapy's settings for a crawl whose every host is a server on loopback: names lead there, nobody needs politeness."""

import os
from collections.abc import Sequence
from typing import Any

from scrapy.resolver import CachingHostnameResolver
from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IAddress, IHostResolution

from syria_news.settings import *  # noqa: F403


class EverythingIsHere(CachingHostnameResolver):
    """Every name is at the port that NEWSSTAND names; no packet leaves the machine."""

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> "EverythingIsHere":
        """As Scrapy makes it."""
        return cls(reactor, 0)

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803 - Twisted's name; its interface, to mypy, is no protocol
        hostName: str,  # noqa: N803 - Twisted's name
        portNumber: int = 0,  # noqa: N803 - Twisted's name
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803 - Twisted's name
        transportSemantics: str = "TCP",  # noqa: N803 - Twisted's name
    ) -> IHostResolution:
        """As Twisted asks."""
        resolution: Any = type("Resolution", (), {"name": hostName, "cancel": lambda _: None})()
        resolutionReceiver.resolutionBegan(resolution)
        resolutionReceiver.addressResolved(IPv4Address("TCP", "127.0.0.1", int(os.environ["NEWSSTAND"])))
        resolutionReceiver.resolutionComplete()
        return resolution  # type: ignore[no-any-return]


TWISTED_DNS_RESOLVER = "benchmarks.loopback.EverythingIsHere"
AUTOTHROTTLE_ENABLED = False
CONCURRENT_REQUESTS_PER_DOMAIN = 8
RETRY_TIMES = 1
