"""The parts of `benchmarks/crawl.py`: a site, the crawlers that are compared, and what is measured in them."""
