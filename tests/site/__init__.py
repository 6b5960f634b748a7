"""A news site on loopback, and a project whose one spider crawls it."""
