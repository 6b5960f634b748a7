"""A network that answers every name with an address of its own, as providers that block and hotels do."""

from __future__ import annotations

from typing import Any

from twisted.internet._resolver import HostResolution
from twisted.internet.address import IPv4Address

from syria_news.crawl.resolver import PublicResolver


class Portal(PublicResolver):
    """Our resolver, in such a network."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.original_resolver = _Liar()


class _Liar:
    def resolveHostName(self, receiver: Any, name: str, port: int = 0, *_: Any) -> HostResolution:  # noqa: N802
        resolution = HostResolution(name)
        receiver.resolutionBegan(resolution)
        receiver.addressResolved(IPv4Address("TCP", "10.0.0.1", port))
        receiver.resolutionComplete()
        return resolution
