#include "scraper/engine/document/project.hpp"

#include "scraper/engine/document/members.hpp"
#include "scraper/engine/document/parse_page.hpp"

namespace scraper {

namespace {

using core::json::add_fault;
using core::json::Faults;
using core::json::Value;

/// A setting is a text, a number or a flag; it means the same in either form.
std::string setting_text(Value value) {
    if (const auto text = value.as_string()) return std::string(*text);
    std::string text;
    value.append_to(text);
    return text;
}

void read_settings(Value value, const std::string& pointer, Project& project, Faults& faults) {
    if (value.exists() && !value.is_object()) add_fault(faults, pointer, "wrong-type", "must be an object");
    for (std::size_t i = 0; value.is_object() && i < value.size(); ++i) {
        const auto one = value.member_value(i);
        if (one.is_string() || one.as_number() || one.as_bool()) {
            project.settings.emplace_back(value.member_name(i), setting_text(one));
            continue;
        }
        auto at = pointer;
        core::json::append_pointer(at, value.member_name(i));
        add_fault(faults, at, "wrong-type", "must be a text, a number, true or false");
    }
}

}  // namespace

core::Result<Project> parse_project(std::string_view json) {
    const auto document = core::json::Document::parse(json);
    if (!document) return document.error();
    Faults faults;
    Members in(document->root(), "", faults);
    Project project;
    read_settings(in.any("settings"), in.pointer("settings"), project, faults);
    project.defaults = parse_defaults(in.any("defaults"), in.pointer("defaults"), faults);
    in.finish();
    if (faults.empty()) return project;
    return core::Error{
        core::ErrorKind::invalid_input,
        "bad-project",
        "the project document breaks its rules",
        std::move(faults)
    };
}

}  // namespace scraper
