"""The same line on many machines: the workers of a Dask scheduler read, one process keeps, in the order of the files.

A file is scanned by one worker, which says where the records are that we want; ranges of them are read by all. What
they read comes back in order and is kept by the process that started it, as if it had read it itself: the rows are the
same. Workers that have other code or libraries than it has are left out. A range whose worker dies, or can't see the
file, is read by another. A run that is broken off is started again: what has been taken in is not read a second time.
"""

from syria_news.cluster.crew import Lost, ingested, replayed

__all__ = ["Lost", "ingested", "replayed"]
