"""Exit codes of both commands, as in RELIABILITY.md, section 2."""

import errno

DONE = 0
"""All done."""
FAILED = 1
"""Done, but some fetches or readings failed; each is in the ledger (or, of `read`, on its line) with its reason.
Or not done, since a Dask scheduler went away."""
CONFIG = 2
"""An argument or a setting makes no sense."""
DISK = 3
"""The disk took no more."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What a disk says that takes no more."""
DATABASE = 4
"""The database can't be used."""
RECOVERY = 5
"""A dead run's remains could not be recovered."""
ALARM = 6
"""All done, but the run is odd for its outlet."""
