"""`scrapy` commands of this project."""
