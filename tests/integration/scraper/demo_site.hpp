#pragma once

#include "scraper/engine/document/spider.hpp"
#include "site.hpp"

#include <fmt/format.h>

#include <string>

namespace tests {

/// A site with a list of courses and a page for each; the list grows and pages break as a test wants.
class DemoSite : public Site {
public:
    DemoSite(asio::io_context& io, int courses) : Site(io) {
        on("/robots.txt", 200, "", "User-agent: *\nDisallow: /private\n");
        set_list(courses);
        for (int i = 0; i < courses; ++i) set_course(i);
    }

    void set_list(int courses) {
        std::string links = "<a class=c href=/private/x>p</a><a class=c href=/gone>g</a>";
        for (int i = 0; i < courses; ++i)
            links += fmt::format("<a class=c href=/course/{0}>c</a><a class=c href=/course/{0}#x>c</a>", i);
        on("/list", 200, "Content-Type: text/html\r\n", links);
    }

    void set_course(int i) {
        on(fmt::format("/course/{}", i),
           200,
           "Content-Type: text/html\r\n",
           fmt::format("<h1>Course {}</h1><p class=d>0{} Dec 2026 09:00</p><b>$ 1{}.50</b>", i, i % 9 + 1, i)
        );
    }

    [[nodiscard]] std::string document(
        std::string_view politeness = R"("delay_ms": 0, "concurrency_per_host": 4)"
    ) const {
        return fmt::format(
            R"({{
                "name": "demo", "version": "1", "title": "Demo", "home": "http://127.0.0.1/", "time_zone": "Asia/Singapore",
                "allowed_hosts": ["127.0.0.1"],
                "start": [{{"url": "{}", "kind": "list"}}],
                "pages": {{
                    "list": {{"format": "html", "items": false, "page_follow": [{{"link": {{"css": "a.c"}}, "kind": "course"}}]}},
                    "course": {{
                        "format": "html",
                        "fields": {{"name": {{"css": "h1", "required": true}}, "provider": "Demo"}},
                        "dates": {{"start": {{"css": ".d"}}, "formats": ["%d %b %Y %H:%M"]}}
                    }}
                }},
                "politeness": {{{}, "adaptive": false, "retries": 2}}
            }})",
            url("/list"),
            politeness
        );
    }

    [[nodiscard]] scraper::Spider spider() const { return scraper::parse_spider(document()).value(); }

    /// How often a path was asked for.
    [[nodiscard]] int asked(std::string_view path) const {
        int count = 0;
        for (const auto& request : requests) count += target_of(request) == path ? 1 : 0;
        return count;
    }
};

}  // namespace tests
