"""The parts of `benchmarks/soak.py`: a server that misbehaves, crawls that are killed, and a checker of its own."""
