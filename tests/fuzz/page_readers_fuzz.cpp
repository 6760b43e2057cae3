// Every reader of pages, chosen by the first byte, with rules that walk what it built.
#include "scraper/engine/extract/extractor.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace scraper;

constexpr std::string_view kSpider = R"json({
  "name": "fuzz", "version": "1", "time_zone": "Europe/Amsterdam", "allowed_hosts": ["example.org"],
  "start": [{"url": "https://example.org/", "kind": "html"}],
  "defaults": {"name": "unnamed"},
  "pages": {
    "html": {
      "format": "html", "records": {"css": "li, tr:has(td) > td:nth-child(2n+1), div:not(.a):first-of-type"},
      "fields": {"name": {"xpath": ".//b | ../h1"}, "cost": {"css": "i"}, "cpd": {"css": "p:contains('a')"}},
      "dates": {"text": {"css": "em"}, "formats": ["%d %b %Y %H:%M", "%d %b", "iso", "quarter"]},
      "page_follow": [{"link": {"css": "a"}, "kind": "html"}], "forms": [{"kind": "html"}],
      "next": {"link": {"xpath": "//a[@rel='next']/@href"}}
    },
    "json": {
      "format": "json", "records": {"pointer": "/*/*"},
      "fields": {"name": {"pointer": "/a", "html": "p"}, "duration_days": {"pointer": "/d"}},
      "dates": {"each": {"pointer": "/e/*"}, "start": {"pointer": "/s"}, "end": {"pointer": "/t"}, "formats": ["iso"]}
    },
    "xml": {"format": "xml", "records": {"xpath": "//*[a]"}, "fields": {"name": {"xpath": "string(a)"}}},
    "feed": {"format": "feed", "follow": [{"link": {"property": "link"}, "kind": "html", "carry": true}]},
    "icalendar": {"format": "icalendar"},
    "sitemap": {"format": "sitemap", "items": false, "follow": [{"link": {"property": "loc"}, "kind": "html"}]},
    "structured": {"format": "structured"}
  }
})json";

constexpr std::array<const char*, 7> kKinds = {
    "html", "json", "xml", "feed", "icalendar", "sitemap", "structured"
};
constexpr std::array<const char*, 4> kTypes = {
    "", "text/html; charset=windows-1252", "text/html; charset=gb18030", "x"
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Extractor kExtractor(parse_spider(kSpider).value());
    if (size < 1) return 0;
    Page page;
    page.url = "https://example.org/a/b?c";
    page.kind = kKinds.at(data[0] % kKinds.size());
    page.content_type = kTypes.at(data[0] / 16 % kTypes.size());
    page.body.assign(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto found = kExtractor.read(page, {});
    for (const auto& item : found.items) {
        // What goes along with a link must come back the same.
        const CarriedValues carried{{{"a", "b"}}, item};
        const auto back = parse_carried(to_json(carried));
        if (!back || to_json(*back) != to_json(carried)) __builtin_trap();
    }
    return 0;
}
