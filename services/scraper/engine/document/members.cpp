#include "scraper/engine/document/members.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace scraper {

using core::json::add_fault;
using core::json::Value;

Members::Members(Value value, std::string pointer, core::json::Faults& faults)
    : value_(value), pointer_(pointer), reader_(value, std::move(pointer), faults) {
    if (!value.is_object()) add_fault(faults, pointer_, "wrong-type", "must be an object");
}

std::string Members::text_or(std::string_view name, std::string_view otherwise) {
    return has(name) ? reader_.text(name) : std::string(otherwise);
}

bool Members::flag_or(std::string_view name, bool otherwise) {
    return has(name) ? reader_.flag(name) : otherwise;
}

std::int64_t Members::number_or(
    std::string_view name, std::int64_t otherwise, std::int64_t least, std::int64_t most
) {
    return has(name) ? reader_.number(name, least, most) : otherwise;
}

std::vector<Value> Members::elements(std::string_view name) {
    return has(name) ? reader_.elements(name) : std::vector<Value>();
}

std::vector<std::string> Members::texts(std::string_view name) {
    std::vector<std::string> texts;
    const auto listed = elements(name);
    for (std::size_t i = 0; i < listed.size(); ++i) {
        if (const auto text = listed[i].as_string()) {
            texts.emplace_back(*text);
        } else {
            add_fault(faults(), reader_.element_pointer(name, i), "wrong-type", "must be a text");
        }
    }
    return texts;
}

std::vector<std::pair<std::string, std::string>> Members::text_map(std::string_view name) {
    std::vector<std::pair<std::string, std::string>> map;
    const auto object = any(name);
    if (!object.exists()) return map;
    if (!object.is_object()) {
        fault(name, "wrong-type", "must be an object");
        return map;
    }
    for (std::size_t i = 0; i < object.size(); ++i) {
        const auto member = object.member_name(i);
        if (const auto text = object.member_value(i).as_string()) {
            map.emplace_back(member, *text);
        } else {
            auto at = pointer(name);
            core::json::append_pointer(at, member);
            add_fault(faults(), at, "wrong-type", "must be a text");
        }
    }
    return map;
}

Value Members::any(std::string_view name) {
    any_.emplace_back(name);
    return value_.find(name);
}

void Members::finish() {
    core::json::Faults& all = reader_.faults();
    const auto before = all.size();
    reader_.finish();
    // The reader knows nothing of members taken as any value.
    for (auto i = all.size(); i-- > before;) {
        const bool taken = std::any_of(any_.begin(), any_.end(), [&](const auto& name) {
            return all[i].name == pointer(name);
        });
        if (taken) all.erase(all.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

}  // namespace scraper
