"""The archive as evidence: what was written is listed, chained, checked, and leaves a trace where it must go."""
