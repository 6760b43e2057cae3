#include "cms_server/use_cases/framework/framework_changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace cms {

namespace {

using namespace core::domain;
using core::Error;
using core::ErrorKind;
using core::FieldError;

constexpr std::array<std::pair<FrameworkItemKind, std::string_view>, 9> kNames{{
    {FrameworkItemKind::level, "level"},
    {FrameworkItemKind::format, "format"},
    {FrameworkItemKind::need, "need"},
    {FrameworkItemKind::specialism, "specialism"},
    {FrameworkItemKind::vertical, "vertical"},
    {FrameworkItemKind::area, "area"},
    {FrameworkItemKind::category, "competency_category"},
    {FrameworkItemKind::competency, "competency"},
    {FrameworkItemKind::job_role, "job_role"},
}};

constexpr std::size_t kMostChanges = 10'000;

/// Puts an item into a list in order of ids, in place of the one with its number.
struct Put {
    template <class Item>
    void into(std::vector<Item>& items, const Item& item) const {
        const auto at = std::lower_bound(items.begin(), items.end(), item.id, [](const Item& a, auto id) {
            return a.id < id;
        });
        if (at != items.end() && at->id == item.id) {
            *at = item;
        } else {
            items.insert(at, item);
        }
    }

    void operator()(const Level& item) const { into(framework.levels, item); }

    void operator()(const Format& item) const { into(framework.formats, item); }

    void operator()(const Need& item) const { into(framework.needs, item); }

    void operator()(const Specialism& item) const { into(framework.specialisms, item); }

    void operator()(const Vertical& item) const { into(framework.verticals, item); }

    void operator()(const Area& item) const { into(framework.areas, item); }

    void operator()(const CompetencyCategory& item) const { into(framework.categories, item); }

    void operator()(const Competency& item) const { into(framework.competencies, item); }

    void operator()(const JobRole& item) const { into(framework.job_roles, item); }

    // read_changes lets none of these pass.
    void operator()(const core::documents::FrameworkTitle&) const {}

    void operator()(const Course&) const {}

    void operator()(const core::documents::RemovedUid&) const {}

    Framework& framework;
};

template <class Item>
bool remove_from(std::vector<Item>& items, std::int32_t id) {
    return std::erase_if(items, [&](const Item& item) { return to_int(item.id) == id; }) > 0;
}

bool remove(Framework& framework, const FrameworkItem& item) {
    switch (item.kind) {
        case FrameworkItemKind::level: return remove_from(framework.levels, item.id);
        case FrameworkItemKind::format: return remove_from(framework.formats, item.id);
        case FrameworkItemKind::need: return remove_from(framework.needs, item.id);
        case FrameworkItemKind::specialism: return remove_from(framework.specialisms, item.id);
        case FrameworkItemKind::vertical: return remove_from(framework.verticals, item.id);
        case FrameworkItemKind::area: return remove_from(framework.areas, item.id);
        case FrameworkItemKind::category: return remove_from(framework.categories, item.id);
        case FrameworkItemKind::competency: return remove_from(framework.competencies, item.id);
        case FrameworkItemKind::job_role: return remove_from(framework.job_roles, item.id);
    }
}

bool is_framework_item(const core::documents::Record& record) {
    return !std::holds_alternative<core::documents::FrameworkTitle>(record) &&
           !std::holds_alternative<Course>(record) &&
           !std::holds_alternative<core::documents::RemovedUid>(record);
}

void read_record(
    const core::json::Value& value,
    const std::string& pointer,
    FrameworkChanges& changes,
    core::json::Faults& faults
) {
    std::string line;
    value.append_to(line);
    auto record = core::documents::parse_record(line);
    if (!record) {
        if (record.error().fields.empty())
            core::json::add_fault(faults, pointer, record.error().code, record.error().detail);
        for (const auto& field : record.error().fields)
            core::json::add_fault(faults, pointer + field.name, field.code, field.detail);
    } else if (!is_framework_item(*record)) {
        core::json::add_fault(faults, pointer + "/model", "unknown-value", "is not an item of the framework");
    } else {
        changes.put.push_back(std::move(*record));
    }
}

}  // namespace

std::string_view to_string(FrameworkItemKind kind) {
    for (const auto& [known, name] : kNames) {
        if (known == kind) return name;
    }
    return {};
}

std::optional<FrameworkItemKind> parse_framework_item_kind(std::string_view text) {
    for (const auto& [kind, name] : kNames) {
        if (name == text) return kind;
    }
    return std::nullopt;
}

FrameworkChanges read_changes(core::json::ObjectReader& in) {
    FrameworkChanges changes;
    if (in.has("title")) changes.title = in.visible_text("title");
    if (in.has("put")) {
        const auto records = in.elements("put");
        if (records.size() > kMostChanges) in.fault("put", "too-many", "holds too many items");
        for (std::size_t i = 0; i < records.size() && i < kMostChanges; ++i) {
            read_record(records[i], in.element_pointer("put", i), changes, in.faults());
        }
    }
    if (in.has("remove")) {
        const auto items = in.elements("remove");
        if (items.size() > kMostChanges) in.fault("remove", "too-many", "holds too many items");
        for (std::size_t i = 0; i < items.size() && i < kMostChanges; ++i) {
            core::json::ObjectReader item(items[i], in.element_pointer("remove", i), in.faults());
            const auto kind =
                item.word("model", parse_framework_item_kind, "must be the model of a framework item");
            const auto id = item.number("id", 1, 2'147'483'647);
            item.finish();
            if (kind) changes.remove.push_back({*kind, static_cast<std::int32_t>(id)});
        }
    }
    return changes;
}

core::Result<Framework> apply(Framework framework, const FrameworkChanges& changes) {
    std::vector<FieldError> missing;
    for (std::size_t i = 0; i < changes.remove.size(); ++i) {
        if (remove(framework, changes.remove[i])) continue;
        missing.push_back(
            {core::FaultPlace::body,
             fmt::format("/remove/{}/id", i),
             "unknown-value",
             "there is no such item in the framework"}
        );
    }
    if (!missing.empty()) {
        return Error{
            ErrorKind::invalid_input, "invalid-changes", "some items cannot be removed", std::move(missing)
        };
    }
    for (const auto& record : changes.put) std::visit(Put{framework}, record);
    if (changes.title) framework.title = *changes.title;
    if (const auto valid = core::domain::validate(framework); !valid) return valid.error();
    return framework;
}

}  // namespace cms
