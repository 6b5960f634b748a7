"""The settings of a crawl of the site on loopback that dies at the point that DIE_AT names."""

import os

from tests import killing
from tests.site.settings import *  # noqa: F403

when, step, number = os.environ["DIE_AT"].split()
killing.arm(killing.Point(step, when, int(number)))
