#!/usr/bin/python3
"""Reads the same fields of the same recorded pages as extract_bench, with parsel as a Scrapy spider would.

Usage: extract_parsel.py PAGES RECORDINGS ROUNDS
Dates are left as the text on the page: parsing them is on the other side's account alone.
"""
import json
import re
import sys
import time

from parsel import Selector


def text(selector):
    return " ".join(selector.xpath("string(.)").get(default="").split())


def tu_list(page):
    return [a.attrib["href"] for a in page.css("a.searchresult")]


def tu_event(page):
    return [{"name": text(page.css("h1.page-header__title")), "dates": text(page.css(".pageheader__date"))}]


def dans(page):
    return [
        {
            "name": text(item.css("h3.dmach-post-title")),
            "url": item.css("#agenda_titel a::attr(href)").get(),
            "dates": text(item.css(".event_date")),
        }
        for item in page.css(".dmach-grid-item")
    ]


def wordpress_list(page):
    return page.css("a.card__anchor::attr(href)").getall()


def wordpress_event(page):
    dates = page.css(".entry__meta li:not(.entry__meta-category)")
    return [{"name": text(page.css("h1.entry__title")), "dates": text(dates)}]


def rdnl_event(page):
    price = page.xpath("//p[contains(., 'prijs')]")
    found = re.search(r"bedraagt €\s*([0-9.,]+)", text(price)) if price else None
    dates = page.css(".entry__meta li:not([class])")
    return [{"name": text(page.css("h1.entry__title")), "cost": found and found.group(1), "dates": text(dates)}]


def leiden_list(page):
    return [item.css("a::attr(href)").get() for item in page.xpath("//li[a//*[contains(@class, 'event-date')]]")]


def leiden_event(page):
    day = text(page.xpath("//dl[@class='facts']/dt[contains(., 'Date')]/following-sibling::dd[1]"))
    clock = text(page.xpath("//dl[@class='facts']/dt[contains(., 'Time')]/following-sibling::dd[1]"))
    found = re.search(r"[0-9:]+ - [0-9:]+", clock)
    name = page.css("#content h1, main h1, h1")
    return [{"name": next((text(n) for n in name if text(n)), ""), "dates": day + (found.group(0) if found else "")}]


def odissei(page):
    return [
        {
            "name": text(item.css(".event-title a")),
            "url": item.css(".event-title a::attr(href)").get(),
            "dates": [
                text(item.css(".event-day-number")),
                text(item.css(".event-day strong")),
                text(item.css(".event-time")),
            ],
        }
        for item in page.css(".event-meta")
    ]


def wur_event(page):
    return [
        {
            "name": text(page.css("h1#content")),
            "provider": text(page.xpath("//tr[contains(th, 'Organised by')]/td")),
            "dates": text(page.xpath("//tr[th='Date']/td")),
        }
    ]


def materials(page):
    return [
        {
            "name": text(item.css("h3.project-name")),
            "url": item.xpath("./a/@href").get(),
            "provider": text(item.css(".project-organisation")),
        }
        for item in page.css(".project-details")
    ]


READERS = {
    ("4tu", "list"): tu_list,
    ("4tu", "event"): tu_event,
    ("dans", "list"): dans,
    ("lcrdm", "list"): wordpress_list,
    ("lcrdm", "event"): wordpress_event,
    ("tdcc", "list"): wordpress_list,
    ("tdcc", "event"): wordpress_event,
    ("rdnl", "list"): wordpress_list,
    ("rdnl", "event"): rdnl_event,
    ("leiden", "list"): leiden_list,
    ("leiden", "event"): leiden_event,
    ("odissei", "list"): odissei,
    ("wur", "event"): wur_event,
    ("citizenscience", "materials"): materials,
}


def main():
    pages, recordings, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    work = []
    for line in open(pages, encoding="utf-8"):
        document, kind, file = line.split()
        with open(f"{recordings}/{file}", "rb") as body:
            work.append((READERS[document, kind], body.read()))
    values = 0
    begin = time.process_time()
    for _ in range(rounds):
        for reader, body in work:
            values += len(reader(Selector(text=body.decode("utf-8", "replace"))))
    seconds = time.process_time() - begin
    size = sum(len(body) for _, body in work)
    print(json.dumps({
        "reader": "parsel",
        "pages": len(work),
        "values": values // rounds,
        "cpu_us_per_page": round(seconds / len(work) / rounds * 1e6, 1),
        "mb_per_s": round(size * rounds / seconds / 1e6, 1),
    }))


main()
