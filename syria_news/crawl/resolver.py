"""Names to addresses, but never to one inside: what a name says at the moment of connecting is what counts."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Sequence
from typing import Any

from scrapy.crawler import Crawler
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import IAddress, IHostResolution, IResolutionReceiver
from zope.interface import provider  # type: ignore[import-untyped]

NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 spellings of IPv4 addresses (RFC 6052)."""

_refused: dict[str, str] = {}


def is_public(address: str) -> bool:
    """Whether an address stands in the public internet; what is wrapped in another (mapped, 6to4, NAT64) counts."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in NAT64:
            return is_public(str(ipaddress.IPv4Address(ip.packed[-4:])))
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if wrapped:
            return is_public(str(wrapped))
        if ip.is_site_local or ip.is_reserved:
            return False
    return ip.is_global and not ip.is_multicast


def refused_address(host: str) -> str | None:
    """The inner address that a name was found to have when it was looked up last, or None."""
    return _refused.get(host)


class PublicResolver(CachingHostnameResolver):
    """Scrapy's resolver of IPv4 and IPv6, without the answers that lead inside (SSRF, DNS rebinding).

    `allowed` are `host:port` that are exempt. Twisted asks here for IP literals too.
    """

    def __init__(self, reactor: ReactorBase, cache_size: int, allowed: Collection[str]) -> None:
        super().__init__(reactor, cache_size)
        self._allowed = frozenset(allowed)

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> PublicResolver:
        """As Scrapy makes it."""
        settings = crawler.settings
        size = settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0
        return cls(reactor, size, settings.getlist("SYRIA_NEWS_ALLOWED_HOSTS"))

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803 - Twisted's name
        hostName: str,  # noqa: N803 - Twisted's name
        portNumber: int = 0,  # noqa: N803 - Twisted's name
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803 - Twisted's name
        transportSemantics: str = "TCP",  # noqa: N803 - Twisted's name
    ) -> IHostResolution:
        """As Twisted asks."""
        exempt = f"{hostName}:{portNumber}" in self._allowed
        receiver: Any = resolutionReceiver if exempt else _OnlyPublic(resolutionReceiver, hostName)
        return super().resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)


@provider(IResolutionReceiver)
class _OnlyPublic:
    def __init__(self, receiver: Any, host: str) -> None:
        self._receiver, self._host = receiver, host

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802 - Twisted's name
        _refused.pop(self._host, None)
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802 - Twisted's name
        found = str(getattr(address, "host", ""))
        if is_public(found):
            self._receiver.addressResolved(address)
        else:
            _refused[self._host] = found

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's name
        self._receiver.resolutionComplete()
