"""Telling people of an alarm: by a command or a webhook of their choosing."""

from __future__ import annotations

import json
import logging
import shlex
import subprocess
from collections.abc import Sequence
from urllib.error import URLError
from urllib.request import Request, urlopen

log = logging.getLogger(__name__)

PATIENCE = 30
"""Seconds that a command or a webhook may take."""


def tell(target: str, outlet: str, alarms: Sequence[str]) -> bool:
    """Whether `target` took it: a command, with JSON on its standard input, or an address, to which JSON is posted.

    The JSON has `outlet`, `alarms`, and both as `text`, as chat services want it.
    """
    text = f"{outlet}: " + "; ".join(alarms)
    told = json.dumps({"outlet": outlet, "alarms": list(alarms), "text": text}).encode()
    try:
        if target.startswith(("http://", "https://")):
            request = Request(target, told, {"Content-Type": "application/json"})
            with urlopen(request, timeout=PATIENCE):
                return True
        subprocess.run(shlex.split(target), input=told, timeout=PATIENCE, check=True)
    except (URLError, OSError, ValueError, subprocess.SubprocessError) as error:
        log.error("nobody could be told of the alarm (SYRIA_NEWS_ALARM): %s", type(error).__name__)
        return False
    return True
