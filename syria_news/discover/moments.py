"""Dates as listings write them -> moments in UTC, or None."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=2)
"""How far after the fetch a date is believed (RELIABILITY, "Dates")."""

_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)"
    r"(?:[T ]+(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d\d?(?::?\d\d)?)?)?",
    re.IGNORECASE | re.ASCII,
)
"""W3C date and time (w3.org/TR/NOTE-datetime), as in Atom, sitemaps and JSON."""
_MAIL = re.compile(
    r"(?:[a-z]+\.?\s*,?\s*)?(?P<day>\d\d?)[\s-]+(?P<name>[a-z]{3,9})\.?,?[\s-]+(?P<year>\d{4}|\d\d)"
    r",?\s+(?P<hour>\d\d?):(?P<minute>\d\d?)(?::(?P<second>\d\d?))?\s*(?P<zone>[a-z]{1,5}|(?:[a-z]{3})?\s*[+-]\d\d?(?::?\d\d)?)?",
    re.IGNORECASE | re.ASCII,
)
"""RFC 822 as RSS has it, and as careless servers write it (`Thu,28 Jul 2022 4:35:5 GMT+9`)."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_HOURS = {
    **dict.fromkeys(("z", "ut", "utc", "gmt", "wet"), 0),
    **{"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7},  # RFC 822, section 5
    **{"bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3, "trt": 3, "kst": 9, "jst": 9},
}
"""Zones by name; names that mean several zones (IST, AST) are none."""
_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>\d\d?):?(?P<minutes>\d\d)?$")
_MOST = timedelta(hours=14)


def moment(text: object, fetched: datetime) -> datetime | None:
    """The moment a date names, in UTC; None if it can't be read, names no zone or can't be true.

    A day without a time is that day's beginning in UTC. Believed is 1990 to two days after `fetched`.
    """
    if not isinstance(text, str) or len(text) > 100:
        return None
    found = _ISO.fullmatch(text.strip()) or _MAIL.fullmatch(text.strip())
    if found is None:
        return None
    part = found.groupdict()
    month = part["month"] if "month" in part else _month(part["name"])
    zone = UTC if part["hour"] is None else _zone(part["zone"])
    if month is None or zone is None:
        return None
    try:
        local = datetime(
            _year(part["year"]),
            int(month),
            int(part["day"]),
            int(part["hour"] or 0),
            int(part["minute"] or 0),
            min(int(part["second"] or 0), 59),  # a leap second is no error
            tzinfo=zone,
        )
        named = local.astimezone(UTC)
    except (ValueError, OverflowError):  # 31 February; year 1 east of Greenwich
        return None
    return named if EARLIEST <= named <= fetched + AHEAD else None


def _month(name: str) -> str | None:
    short = name[:3].lower()
    return str(_MONTHS.index(short) + 1) if short in _MONTHS else None


def _year(text: str) -> int:
    """RFC 2822, section 4.3: two digits are 2000 to 2049 or 1950 to 1999."""
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 50 else 1900)


def _zone(text: str | None) -> timezone | None:
    name = (text or "").strip().lower()
    if name in _HOURS:
        return timezone(timedelta(hours=_HOURS[name]))
    offset = _OFFSET.search(name)
    if offset is None or name[: offset.start()].strip() not in {"", "gmt", "utc", "ut"}:
        return None
    if int(offset["minutes"] or 0) > 59:
        return None
    length = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
    return None if length > _MOST else timezone(length if offset["sign"] == "+" else -length)
