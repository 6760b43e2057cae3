"""The spider of spider.json.in for Scrapy: `scrapy runspider scrapy_spider.py -a port=PORT -O items.jl`."""

from datetime import datetime, timedelta, timezone

import scrapy

ZONE = timezone(timedelta(hours=8))


def instant(text):
    return datetime.strptime(text.strip(), "%d %b %Y %H:%M").replace(tzinfo=ZONE).isoformat()


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
        yield scrapy.Request(f"http://127.0.0.1:{self.port}/list/0", self.parse_list)

    def parse_list(self, response):
        for link in response.css("a.next::attr(href)").getall():
            yield response.follow(link, self.parse_list, priority=1)
        for link in response.css("a.course::attr(href)").getall():
            yield response.follow(link, self.parse_course)

    def parse_course(self, response):
        yield {
            "url": response.url,
            "name": response.css("h1::text").get().strip(),
            "provider": response.css(".provider::text").get(),
            "cost": response.css(".price::text").re_first(r"[\d.]+"),
            "level": response.css(".level::text").get(),
            "dates": [
                {
                    "starts_at": instant(response.css(".start::text").get()),
                    "ends_at": instant(response.css(".end::text").get()),
                }
            ],
        }
