#include "scraper/engine/drift/run_record.hpp"

#include "core/base/json.hpp"

namespace scraper {

std::string to_json(const RunRecord& record) {
    std::string out;
    core::json::Writer json(out);
    json.begin_object();
    json.member("pages", record.pages).member("items", record.items).member("new_items", record.new_items);
    json.key("filled").begin_object();
    for (const auto& [field, count] : record.filled) json.member(field, count);
    json.end_object();
    json.key("rules").begin_object();
    for (const auto& [pointer, rule] : record.rules) {
        json.key(pointer).begin_object();
        json.member("selector", rule.selector).member("field", rule.field);
        json.member("asked", rule.asked).member("found", rule.found);
        json.end_object();
    }
    json.end_object();
    json.end_object();
    return out;
}

core::Result<RunRecord> parse_run_record(std::string_view text) {
    const auto document = core::json::Document::parse(text);
    if (!document) return document.error();
    const auto root = document->root();
    const auto number = [](core::json::Value object, std::string_view name) {
        return object.find(name).as_int().value_or(0);
    };
    RunRecord record;
    record.pages = number(root, "pages");
    record.items = number(root, "items");
    record.new_items = number(root, "new_items");
    const auto filled = root.find("filled");
    for (std::size_t i = 0; i < filled.size(); ++i)
        record.filled[std::string(filled.member_name(i))] = filled.member_value(i).as_int().value_or(0);
    const auto rules = root.find("rules");
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const auto rule = rules.member_value(i);
        record.rules[std::string(rules.member_name(i))] = {
            std::string(rule.find("selector").as_string().value_or("")),
            std::string(rule.find("field").as_string().value_or("")),
            number(rule, "asked"),
            number(rule, "found"),
        };
    }
    return record;
}

}  // namespace scraper
