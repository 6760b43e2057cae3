"""The spider of spider.json.in for Scrapy: `scrapy runspider scrapy_spider.py -a port=PORT -a timing=FILE -O items.jl`.

Dates are left as the text on the page: making times of them is on the other side's account alone.
"""

import time

import scrapy


class Bench(scrapy.Spider):
    name = "bench"
    custom_settings = {
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "DOWNLOAD_DELAY": 0,
        "ROBOTSTXT_OBEY": True,
        "LOG_LEVEL": "WARNING",
        "TELNETCONSOLE_ENABLED": False,
    }

    def start_requests(self):
        self.began = time.monotonic()
        yield scrapy.Request(f"http://127.0.0.1:{self.port}/list/0", self.parse_list)

    def closed(self, reason):
        with open(self.timing, "w", encoding="ascii") as file:
            file.write(str(time.monotonic() - self.began))

    def parse_list(self, response):
        for link in response.css("a.next::attr(href)").getall():
            yield response.follow(link, self.parse_list, priority=1)
        for link in response.css("a.course::attr(href)").getall():
            yield response.follow(link, self.parse_course)

    def parse_course(self, response):
        yield {
            "url": response.url,
            "name": response.css("h1.entry__title::text").get().strip(),
            "provider": "Bench",
            "dates": " ".join(response.css(".entry__meta li:not([class])::text").get("").split()),
        }
