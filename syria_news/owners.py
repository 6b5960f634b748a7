"""Whose an address is, among all declared outlets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from syria_news import urls
from syria_news.model import Outlet
from syria_news.warc import Errand, Role


@dataclass(frozen=True)
class Owners:
    """Says it by one look into a dictionary, however many outlets there are. It pickles."""

    outlets: Mapping[str, Outlet]
    only: str | None = None
    """Take what is this outlet's, and no other's; all there is, where it is none of those declared."""
    _by_host: dict[str, list[Outlet]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for outlet in self.outlets.values():
            for host in outlet.all_hosts():
                self._by_host.setdefault(host, []).append(outlet)

    def first(self, url: str) -> str | None:
        """The name of the outlet (of several editions the first) whose host the address is on."""
        return next((outlet.name for outlet in self._by_host.get(urls.host(url), ())), None)

    def errand(self, url: str) -> Errand | None:
        """Whose article an address is; None where it is nobody's."""
        if self.only and self.only not in self.outlets:
            return Errand(self.only, Role.ARTICLE)
        owners = self._by_host.get(urls.host(url))
        if owners is None:
            return None
        owners = [each for each in owners if self.only in {None, each.name}]
        wanting = next((each for each in owners if each.wants(url)), None)
        if wanting:
            return Errand(wanting.name, Role.ARTICLE)
        return Errand(owners[0].name, Role.OTHER) if owners else None
