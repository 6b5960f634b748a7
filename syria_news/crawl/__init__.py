"""Scrapy, and only here."""
