#include "malformed_documents.hpp"

#include <stdexcept>
#include <string_view>

namespace tests {

const std::string kSpiderDocument = R"({
  "name": "s", "version": "1", "allowed_hosts": ["example.org", "*.example.com"],
  "start": [{"url": "https://example.org/", "kind": "list"}],
  "pages": {"list": {"format": "html", "fields": {"name": {"css": "h1"}}}}
})";

namespace {

constexpr bool kSeen = true;
constexpr bool kUnseen = false;

std::string with(std::string_view part, std::string_view instead) {
    auto out = kSpiderDocument;
    const auto at = out.find(part);
    if (at == std::string::npos) throw std::logic_error("not in the document: " + std::string(part));
    return out.replace(at, part.size(), instead);
}

/// The name's rule replaced.
std::string rule(std::string_view instead) {
    return with(R"({"css": "h1"})", instead);
}

/// A member more of the page kind.
std::string on_page(std::string_view member) {
    return with(R"("fields")", std::string(member) + R"(, "fields")");
}

/// A member more of the document.
std::string on_top(std::string_view member) {
    return with(R"("start")", std::string(member) + R"(, "start")");
}

}  // namespace

std::vector<MalformedDocument> malformed_documents() {
    return {
        {with(R"("name": "s")", R"("name": "S p")"), "/name bad-text", kSeen},
        {with(R"("version": "1")", R"("version": "a b")"), "/version bad-text", kSeen},
        {with(R"("version")", R"("versoin": 0, "version")"), "/versoin unknown-member", kSeen},
        {with(R"(example.org",)", R"(exa mple",)"), "/allowed_hosts/0 bad-host", kSeen},
        {with(R"("example.org", "*.example.com")", ""), "/allowed_hosts required", kSeen},
        {with("https://example.org/", "ftp://example.org/"), "/start/0/url bad-url", kSeen},
        {with(R"("kind": "list")", R"("kind": "lsit")"), "/start/0/kind unknown-kind", kUnseen},
        {with(R"("kind": "list")", R"("kind": "list", "method": "PUT")"),
         "/start/0/method unknown-value",
         kSeen},
        {with(R"("kind": "list")", R"("kind": "list", "headers": {"a:b": "c"})"),
         "/start/0/headers bad-text",
         kSeen},
        {with(R"("kind": "list")", R"("kind": "list", "headers": {"a": "b\nc"})"),
         "/start/0/headers bad-text",
         kSeen},
        {with(R"("kind": "list")", R"("kind": "list", "variables": {"a": 1})"),
         "/start/0/variables/a wrong-type",
         kSeen},
        {with(R"([{"url": "https://example.org/", "kind": "list"}])", "[]"), "/start required", kSeen},
        {with(R"("html")", R"("htm")"), "/pages/list/format unknown-value", kSeen},
        {rule(R"({"css": "h1 >"})"), "/pages/list/fields/name/css bad-selector", kUnseen},
        {rule(R"({"xpath": "//h1["})"), "/pages/list/fields/name/xpath bad-selector", kUnseen},
        {rule(R"({"pointer": "/a"})"), "/pages/list/fields/name/pointer wrong-language", kUnseen},
        {rule("{}"), "/pages/list/fields/name required", kSeen},
        {rule(R"({"css": "a", "xpath": "b"})"), "/pages/list/fields/name ambiguous", kSeen},
        {rule("[]"), "/pages/list/fields/name required", kSeen},
        {rule("7"), "/pages/list/fields/name wrong-type", kSeen},
        {rule(R"([{"css": "a"}, {"css": "("}])"), "/pages/list/fields/name/1/css bad-selector", kUnseen},
        {rule(R"({"css": "h1", "pattern": "("})"), "/pages/list/fields/name/pattern bad-pattern", kUnseen},
        {rule(R"({"css": "h1", "html": "("})"), "/pages/list/fields/name/html bad-selector", kUnseen},
        {rule(R"({"css": "h1", "map": {"a": 1}})"), "/pages/list/fields/name/map/a wrong-type", kSeen},
        {rule(R"({"css": "h1", "required": "yes"})"), "/pages/list/fields/name/required wrong-type", kSeen},
        {rule(R"({"css": "h1", "normalise": ["shout"]})"),
         "/pages/list/fields/name/normalise/0 unknown-value",
         kSeen},
        {with(R"("fields": {"name")", R"("fields": {"nmae")"), "/pages/list/fields/nmae unknown-member", kSeen
        },
        {on_page(R"("records": "li")"), "/pages/list/records wrong-language", kSeen},
        {on_page(R"("records": {"value": "li"})"), "/pages/list/records wrong-language", kSeen},
        {on_page(R"("dates": {"formats": ["%d %b"]})"), "/pages/list/dates required", kSeen},
        {on_page(R"("dates": {"text": "x", "formats": ["%Y"]})"),
         "/pages/list/dates/formats bad-date-format",
         kUnseen},
        {on_page(R"("dates": {"text": "x", "start": "y"})"), "/pages/list/dates required", kSeen},
        {on_page(R"("dates": {"text": "x", "time_zone": "Mars"})"),
         "/pages/list/dates/time_zone unknown-time-zone",
         kUnseen},
        {on_page(R"("dates": {"each": "x", "start": "y"})"), "/pages/list/dates/each wrong-language", kSeen},
        {on_page(R"("keep_if": [{"matches": "a"}])"), "/pages/list/keep_if/0/value required", kSeen},
        {on_page(R"("next": {})"), "/pages/list/next required", kSeen},
        {on_page(R"("forms": [{"kind": "list", "css": "("}])"),
         "/pages/list/forms/0/css bad-selector",
         kUnseen},
        {on_page(R"("follow": [{"kind": "list"}])"), "/pages/list/follow/0 required", kSeen},
        {on_page(R"("follow": [{"address": "/", "kind": "x"}])"),
         "/pages/list/follow/0/kind unknown-kind",
         kUnseen},
        {on_page(R"("follow": [{"address": "/", "kind": "list", "priority": 101}])"),
         "/pages/list/follow/0/priority out-of-range",
         kSeen},
        {on_top(R"("limits": {"pages": 0})"), "/limits/pages out-of-range", kSeen},
        {on_top(R"("limits": {"pgaes": 1})"), "/limits/pgaes unknown-member", kSeen},
        {on_top(R"("politeness": {"delay_ms": -1})"), "/politeness/delay_ms out-of-range", kSeen},
        {on_top(R"("drift": {"new_percent": 101})"), "/drift/new_percent out-of-range", kSeen},
        {on_top(R"("time_zone": "Mars")"), "/time_zone unknown-time-zone", kUnseen},
        {on_top(R"("defaults": {"name": {"css": "p"}})"), "/defaults/name wrong-language", kSeen},
        {on_top(R"("arguments": {"1st": {}})"), "/arguments/1st bad-text", kSeen},
        {on_top(R"("arguments": {"priority": {}})"), "/arguments/priority reserved-name", kUnseen},
        {on_top(R"("arguments": {"since": {"type": "day"}})"), "/arguments/since/type unknown-value", kSeen},
        {on_top(R"("arguments": {"since": {"default": 1}})"), "/arguments/since/default wrong-type", kSeen},
        {on_top(R"("arguments": {"since": {"type": "date", "default": "soon"}})"),
         "/arguments/since/default bad-value",
         kUnseen},
        {on_top(R"("arguments": {"since": {"usual": "x"}})"), "/arguments/since/usual unknown-member", kSeen},
        {on_top(R"("arguments": ["since"])"), "/arguments wrong-type", kSeen},
    };
}

}  // namespace tests
