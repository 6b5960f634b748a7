"""Page + Rules -> Article. No network, no SQL, no Scrapy."""
