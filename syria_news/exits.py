"""Exit codes of both commands, as in RELIABILITY.md, section 2."""

DONE = 0
"""All done."""
FAILED = 1
"""Done, but some fetches or readings failed; each is in the ledger with its reason."""
CONFIG = 2
"""An argument or a setting makes no sense."""
DISK = 3
"""The disk took no more."""
DATABASE = 4
"""The database can't be used."""
RECOVERY = 5
"""A dead run's remains could not be recovered."""
ALARM = 6
"""All done, but the run is odd for its outlet."""
