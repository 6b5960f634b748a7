"""The commands of the archive's keeper: `verify`, `redact`."""

from __future__ import annotations

import argparse
from collections import Counter
from functools import partial
from pathlib import Path

from syria_news import exits, settings
from syria_news.console import Add, Lent, fail
from syria_news.evidence import signature, timestamp
from syria_news.evidence.finding import Grade
from syria_news.evidence.redact import Refused, hold, redact
from syria_news.evidence.verify import Verification
from syria_news.store import database
from syria_news.text import for_terminal

VERIFIED = "exit codes: 0 clean, 1 damage, 2 incomplete, 4 database"


def add(command: Add, lent: Lent) -> None:
    """Add the commands to the command line."""
    sub = command("verify", partial(_verify, lent), "check that the archive is what was written; reads only")
    sub.epilog = VERIFIED
    sub.add_argument("--deep", action="store_true", help="read every article again and compare all of it")
    sub.add_argument("--key", type=Path, metavar="PEM", help="the public key that the manifests must be signed by")
    sub.add_argument("--roots", type=Path, metavar="PEM", help="certificates that time stamps must lead to")
    text = "take a record out of the archive, and leave a tombstone; or see that nobody does"
    sub = command("redact", partial(_redact, lent), text)
    sub.add_argument("target", metavar="RECORD_ID_OR_URL")
    sub.add_argument("--reason", required=True, help="a short code: `court-order`, `protection` ...")
    sub.add_argument("--who", required=True, help="who does it; stands in the manifest for good")
    sub.add_argument("--authority", required=True, help="on whose word")
    sub.add_argument("--hold", action="store_true", help="put it under legal hold instead: it can't be redacted")
    sub.add_argument("--release", action="store_true", help="lift the hold instead")


def _verify(lent: Lent, arguments: argparse.Namespace) -> int:
    """Exit codes of its own: 0 clean, 1 damage, 2 incomplete."""
    try:
        key = signature.public_key(arguments.key) if arguments.key else None
        roots = timestamp.certificates(arguments.roots) if arguments.roots else ()
    except ValueError as error:
        return fail(str(error), exits.CONFIG)
    checked = Verification(
        database.connect(settings.SYRIA_NEWS_DATABASE),
        lent.raw,
        key=key,
        roots=roots,
        deep=lent.declared() if arguments.deep else None,
        keep_off_topic=settings.SYRIA_NEWS_KEEP_OFF_TOPIC,
    )
    grades: Counter[Grade] = Counter()
    for each in checked:
        grades[each.grade] += 1
        print(for_terminal(str(each)))
    for line in checked.not_checked():
        print(f"not checked: {line}")
    print(for_terminal(checked.summary()))
    if grades[Grade.DAMAGE]:
        return exits.FAILED
    return exits.CONFIG if grades[Grade.INCOMPLETE] else exits.DONE


def _redact(lent: Lent, arguments: argparse.Namespace) -> int:
    about = (arguments.target, arguments.reason, arguments.who, arguments.authority)
    try:
        if arguments.hold or arguments.release:
            count = hold(lent.engine(), lent.raw, *about, placed=arguments.hold)
            print(f"{count} records {'under' if arguments.hold else 'free of'} legal hold")
        else:
            print(f"{redact(lent.engine(), lent.raw, *about)} records redacted")
    except Refused as error:
        return fail(str(error), exits.CONFIG)
    return exits.DONE
