"""The account of everything that was listed: what became of it, what was missed, and how the outlets are."""
