"""Addresses: where a crawl may go, and the one spelling of an article's address."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Collection
from datetime import date
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote_plus, urljoin, urlsplit, urlunsplit

HOSTS = 1_000
"""Hosts that are remembered: all lines of a listing lead to a few."""
KEYS = 8_000
"""Addresses whose keys are remembered: one is asked for thrice as it is listed, and ten times as its page is kept."""
MOST = 2_000
"""Longest address, in characters; what is longer is a trap (RELIABILITY, "Links")."""
PORTS = {"http": 80, "https": 443}
TRACKING = re.compile(
    r"(utm_.*|at_.*|mc_[ce]id|traffic_(source|medium)|fbclid|gclid|gclsrc|dclid|yclid|msclkid|igshid|igsh|twclid|"
    r"_ga|_gl|_hs(enc|mi)|hss_channel|mkt_tok|s_cid|ncid|smid|smtyp|itid|cmpid|maca|ref_src|ref_url|feedname|feedtype|"
    r"ocid|icid|ito|ns_(campaign|mchannel|source|linkname|fee)|wt\.[a-z_]+|xtor|echobox|__twitter_impression|"
    r"amp_js_v|guccounter|guce_.*|sh_kit|taid|wprss|wpsrc|spref|soc_src|soc_trk|cvid|srnd|leadsource)",
    re.IGNORECASE,
)
"""Query parameters that say how a reader came, seen in outlets' own feeds and links."""
PERHAPS = re.compile(r"(ref|referrer|referer|src|source|from|via|cid|cmp|partner|camp|campaign)", re.IGNORECASE)
"""The same where the value names a channel (`ref=rss`); with another value they may name the article (`cid=4711`)."""
CHANNEL = re.compile(
    r".*(rss|feed|twitter|facebook|whatsapp|telegram|instagram|linkedin|youtube|reddit|google|apple|yahoo|msn|flipboard|"
    r"social|share|sharing|newsletter|e-?mail|home|front|sidebar|footer|header|menu|related|widget|syndication|amp).*|"
    r"tw|fb|ig|wa|hp|nl|app|web|mobile",
    re.IGNORECASE,
)

_BROKEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffc-\uffff\\<>]")
_SPACE = re.compile(r"\s")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"0x[0-9a-f]*|\d+")
_PRIVATE = (".local", ".localhost", ".localdomain", ".internal", ".intranet", ".corp", ".lan", ".home", ".arpa")
_NOWHERE = (".onion", ".test", ".invalid")
_PATH = "!$&'()*+,;=:@/~"
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_DAY = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=[/_-]|$)")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


class BadURL(ValueError):
    """No address we would fetch or keep; the message is the reason."""


def check(url: str, allowed: Collection[str] = ()) -> None:
    """Whether a crawl may ask for `url` at all: http(s), default port, a public host's name, nothing hidden in it.

    `allowed` holds `host:port` that are exempt from the rules on hosts and ports. Raises `BadURL`.
    """
    if len(url) > MOST:
        raise BadURL(f"longer than {MOST} characters")
    if _SPACE.search(url):
        raise BadURL("has white space")
    parts = _split(url)
    if "@" in parts.netloc:
        raise BadURL("carries user information")
    name, port = _authority(parts.netloc)
    port = PORTS[parts.scheme] if port is None else port
    if f"{name}:{port}" in allowed:
        return
    if port not in PORTS.values():
        raise BadURL(f"port {port}")
    _check_host(name)


@lru_cache(HOSTS)
def _check_host(name: str) -> None:
    bare = _idna(name).removesuffix(".")
    labels = bare.split(".")
    if _is_address(bare) or _NUMBER.fullmatch(labels[-1]):
        raise BadURL(f"{name} is a number, not a name")
    if len(labels) < 2 or len(bare) > 253 or bare.endswith(_PRIVATE) or bare.endswith(_NOWHERE):
        raise BadURL(f"{name} is no public host")
    if not all(map(_LABEL.fullmatch, labels)):
        raise BadURL(f"{name} is no host name")


def canonical(url: str, base: str | None = None) -> str:
    """The one spelling of an address: resolved against `base`, host in lower case and IDNA, no default port, dot
    segments and needless escapes gone (RFC 3986, section 6), no fragment, no tracking parameters.

    Doing it twice changes nothing. Raises `BadURL` for what is no http(s) address; whether a crawl may go there is
    `check`'s question.
    """
    if len(url) > 4 * MOST:
        raise BadURL(f"longer than {MOST} characters")
    text = re.sub(r"[\t\r\n]", "", url.strip())  # as browsers do, URL Standard "URL parsing"
    if _BROKEN.search(text):  # before it is resolved: `urljoin` strips some of them
        raise BadURL("has characters that no address has")
    if base is not None:
        try:
            text = urljoin(base, text)
        except ValueError as error:
            raise BadURL(str(error)) from None
    parts = _split(text)
    path = _without_dots(_escaped(parts.path, _PATH)) or "/"
    return urlunsplit((parts.scheme, _netloc(parts.scheme, parts.netloc), path, _query(parts.query), ""))


def key(url: str) -> str:
    """SHA-256 (hex) of the canonical address without scheme, `www.` and last slash: equal for spellings of one address.

    What is no http(s) address (`urn:`) is its own spelling.
    """
    return _key(url) if len(url) <= MOST else _key.__wrapped__(url)


@lru_cache(KEYS)
def _key(url: str) -> str:
    try:
        parts = urlsplit(canonical(url))
        spelled = parts.netloc.removeprefix("www.") + parts.path.rstrip("/") + (parts.query and f"?{parts.query}")
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
    if _BROKEN.search(url):
        raise BadURL("has characters that no address has")
    try:
        parts = urlsplit(url)
        name, _ = _authority(parts.netloc)
    except ValueError as error:
        raise BadURL(str(error)) from None
    if parts.scheme not in PORTS or not name:
        raise BadURL("not an http address")
    return parts


@lru_cache(HOSTS)
def _authority(netloc: str) -> tuple[str, int | None]:
    """Host and port. Raises `ValueError`."""
    parts = SplitResult("", netloc, "", "", "")
    return parts.hostname or "", parts.port


@lru_cache(HOSTS)
def _netloc(scheme: str, netloc: str) -> str:
    given, number = _authority(netloc)
    name = _idna(given)
    name = f"[{name}]" if ":" in name else name.removesuffix(".")
    if not name or _SPACE.search(name) or not name.isprintable():
        raise BadURL(f"{given!r} is no host name")
    user, at, _ = netloc.rpartition("@")
    port = "" if number in {None, PORTS[scheme]} else f":{number}"
    return f"{_escaped(user, _PATH)}{at}{name}{port}"


def _idna(name: str) -> str:
    try:
        return name.lower() if name.isascii() else name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise BadURL(f"{name!r} is no host name") from None


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _without_dots(path: str) -> str:
    """RFC 3986, section 5.2.4."""
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept)


def _escaped(text: str, safe: str) -> str:
    """Escapes in upper case, none around letters, digits and `-._~`; a lone `%` is escaped itself."""

    def spell(found: re.Match[str]) -> str:
        char = chr(int(found[1], 16))
        return char if char.isascii() and (char.isalnum() or char in "-._~") else found[0].upper()

    # Once more: taking an escape away can make another (`%%34%31` holds `%41`), and twice must change nothing.
    before, text = "", quote(_LONE_PERCENT.sub("%25", text), safe=safe + "%")
    while before != text:
        before, text = text, _ESCAPE.sub(spell, text)
    return text


def _query(query: str) -> str:
    pieces = (piece for piece in query.split("&") if piece and not _is_tracking(piece))
    return "&".join(_escaped(piece, _PATH + "?") for piece in pieces)


def _is_tracking(piece: str) -> bool:
    name, _, value = piece.partition("=")
    name = unquote_plus(name)
    if PERHAPS.fullmatch(name):
        return CHANNEL.fullmatch(unquote_plus(value)) is not None
    return TRACKING.fullmatch(name) is not None


def day(url: str) -> date | None:
    """The day in an address like `/2019/05/18/`, in the outlet's own zone."""
    found = _DAY.search(urlsplit(url).path) if "://" in url else None
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
