"""Addresses: where a crawl may go, and the one spelling of an article's address."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Collection
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

MOST = 2_000
"""Longest address, in characters; what is longer is a trap (RELIABILITY, "Links")."""
PORTS = {"http": 80, "https": 443}
TRACKING = re.compile(
    r"^(utm_\w+|at_\w+|mc_[ce]id|traffic_source|traffic_medium|fbclid|gclid|dclid|yclid|msclkid|igshid|ncid|smid|smtyp|"
    r"itid|cmpid|cmp|maca|ref|ref_src|ref_url|referrer|partner|partnerid|ocid|cid|icid|ito|ns_\w+|wt\.\w+|xtor|echobox)$",
    re.IGNORECASE,
)
"""Query parameters that say how a reader came, seen in outlets' own feeds and links."""
_BAD = re.compile(r"[\x00-\x20\x7f-\x9f\\<>\"{}|^`\u2028\u2029\ufeff]")
_NAME = re.compile(r"^(?!-)[a-z0-9_-]{1,63}(?<!-)$")
_NUMBER = re.compile(r"^(0x[0-9a-f]*|\d+)$")
_PRIVATE = (".local", ".localhost", ".internal", ".lan", ".home", ".arpa", ".onion", ".test", ".invalid")
_SAFE = "!$&'()*+,;=:@/-._~%"


class BadURL(ValueError):
    """No address we would fetch or keep; the message is the reason."""


def check(url: str, allowed: Collection[str] = ()) -> None:
    """Whether a crawl may ask for `url` at all: http(s), default port, a public host's name.

    `allowed` holds `host:port` that are exempt from the rules on hosts and ports. Raises `BadURL`.
    """
    parts = _split(url)
    if len(url) > MOST:
        raise BadURL(f"longer than {MOST} characters")
    if parts.username is not None or parts.password is not None:
        raise BadURL("carries user information")
    if f"{parts.hostname}:{parts.port or PORTS[parts.scheme]}" in allowed:
        return
    if parts.port not in {None, 80, 443}:
        raise BadURL(f"port {parts.port}")
    _check_host(parts.hostname or "")


def _check_host(host: str) -> None:
    bare = _idna(host).rstrip(".")
    labels = bare.split(".")
    if ":" in bare or _is_address(bare) or _NUMBER.match(labels[-1]):
        raise BadURL(f"{host} is a number, not a name")
    if len(labels) < 2 or bare.endswith(_PRIVATE) or not all(map(_NAME.match, labels)):
        raise BadURL(f"{host} is no public host")


def canonical(url: str, base: str | None = None) -> str:
    """The one spelling of an address (RFC 3986, section 6): host in lower case and IDNA, no default port, dot segments
    resolved, escapes normalised, no fragment, no tracking parameters. Idempotent. Raises `BadURL`.
    """
    text = url.strip()
    if base is not None:
        try:
            text = urljoin(base, text)
        except ValueError as error:
            raise BadURL(str(error)) from None
    parts = _split(text)
    host = _idna(parts.hostname or "")
    host = f"[{host}]" if ":" in host else host
    port = "" if parts.port in {None, PORTS[parts.scheme]} else f":{parts.port}"
    user = parts.netloc.rpartition("@")[0]
    netloc = (f"{user}@" if user else "") + host + port
    path = _escaped(_without_dots(parts.path)) or "/"
    return urlunsplit((parts.scheme, netloc, path, _query(parts.query), ""))


def key(url: str) -> str:
    """SHA-256 (hex) of the canonical address without scheme, `www.` and last slash: equal for spellings of one address.

    What is no http(s) address (`urn:`) is its own spelling.
    """
    try:
        spelled = canonical(url).partition("://")[2].removeprefix("www.").rstrip("/")
    except BadURL:
        spelled = url
    return hashlib.sha256(spelled.encode("utf-8", "surrogatepass")).hexdigest()


def host(url: str) -> str:
    """The host in lower case, or an empty string."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _split(url: str) -> SplitResult:
    if _BAD.search(url):
        url = "".join(quote(c, safe="") if ord(c) > 0x7F else c for c in url)
        if _BAD.search(url):
            raise BadURL("has white space or characters that no address has")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise BadURL(str(error)) from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise BadURL("not an http address")
    return parts


def _idna(name: str) -> str:
    try:
        return name.encode("idna").decode("ascii").lower() if not name.isascii() else name.lower()
    except UnicodeError:
        raise BadURL(f"{name!r} is no host name") from None


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _without_dots(path: str) -> str:
    if "/." not in path:
        return path
    kept: list[str] = []
    for segment in (segments := path.split("/")):
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept)


_UNRESERVED = re.compile(r"%([0-9A-Fa-f]{2})")


def _escaped(text: str) -> str:
    """Escapes in upper case, none around letters, digits and `-._~`; a lone `%` is escaped itself."""

    def spell(found: re.Match[str]) -> str:
        char = chr(int(found[1], 16))
        return char if char.isascii() and (char.isalnum() or char in "-._~") else found[0].upper()

    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    return _UNRESERVED.sub(spell, quote(text, safe=_SAFE))


def _query(query: str) -> str:
    pieces = [piece for piece in query.split("&") if piece and not TRACKING.match(piece.partition("=")[0])]
    return "&".join(quote(_escaped(piece), safe=_SAFE + "?") for piece in pieces)
