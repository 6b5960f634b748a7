"""No crawl reaches what is not public, walks for ever, or opens a door of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from syria_news import settings
from syria_news.crawl.policy import UnsafeProxy, check_proxy, is_trap
from syria_news.crawl.resolver import is_public
from tests.commands import ROOT
from tests.crawling import Trap, here
from tests.site.server import serve


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::", True),
        ("64:ff9b::5db8:d822", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("::ffff:10.0.0.1", False),
        ("::127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("fd00::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("no address", False),
    ],
)
def test_only_public_addresses_are_connected_to(address: str, public: bool) -> None:
    assert is_public(address) is public


CONNECT = """
import sys
from twisted.internet import reactor
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.protocol import Factory, Protocol
from syria_news.crawl.resolver import PublicResolver, refused_address

name, port, allowed = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
PublicResolver(reactor, 10, allowed).install_on_reactor()
connecting = HostnameEndpoint(reactor, name, port).connect(Factory.forProtocol(Protocol))
connecting.addCallbacks(lambda _: print("connected"), lambda failure: print(failure.value, refused_address(name)))
connecting.addBoth(lambda _: reactor.stop())
reactor.run()
"""


def connect(name: str, port: str, *allowed: str) -> str:
    command = [sys.executable, "-c", CONNECT, name, port, *allowed]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout


def test_a_name_that_leads_inside_is_not_connected_to(trap: Trap) -> None:
    port = trap.address.rpartition(":")[2]
    before = trap.hits
    assert re.search(r"127\.0\.0\.1|::1", connect("localhost", port))
    assert "connected" not in connect("127.0.0.1", port)
    assert trap.hits == before
    assert connect("localhost", port, f"localhost:{port}") == "connected\n", "unless somebody says so"


@pytest.mark.parametrize(
    "path", ["/a/a/a", "/x/news/en/news/en/news/en/y", "/" + "d/e" * 25, "/" + "/".join(map(str, range(30)))]
)
def test_a_path_without_end_is_a_trap(path: str) -> None:
    assert is_trap(f"https://example.org{path}")


@pytest.mark.parametrize(
    "path", ["/", "/news/2024/12/06/homs", "/a/a/b", "/news/syria/syria/homs-homs-homs", "/1/2/1/2"]
)
def test_an_ordinary_path_is_none(path: str) -> None:
    assert not is_trap(f"https://example.org{path}")


def test_a_proxy_has_to_be_declared_safe(tmp_path: Path) -> None:
    check_proxy(True, {"http": "http://proxy.example:3128"})
    check_proxy(False, {"no": "localhost"})
    with pytest.raises(UnsafeProxy):
        check_proxy(False, {"https": "http://proxy.example:3128"})
    with serve() as site:
        done = replace(here(tmp_path, site), more={"http_proxy": "http://127.0.0.1:9"}).scrapy("crawl", "loopback")
        assert site.asked.total() == 0
    assert done.returncode == 2
    assert "SYRIA_NEWS_PROXY_IS_SAFE" in done.stderr.splitlines()[-1]


def test_the_consoles_that_run_code_are_off() -> None:
    assert not settings.TELNETCONSOLE_ENABLED
    assert not settings.REMOTE_CONTROL_ENABLED
    assert {name for name, handler in settings.DOWNLOAD_HANDLERS.items() if handler} == {"http", "https"}
