"""A news crawler and archive for the conflict in Syria: raw bytes first, clean articles, every revision."""
