"""What an article is about: topic, places and people, fingerprint."""
