#include "app_server/dump/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace app::dump {

namespace {

using namespace core::domain;

/// Calls `visit` with the name that validate() gives each list, and with the list.
template <class F>
void for_each_list(const Framework& f, F visit) {
    visit("levels", f.levels);
    visit("formats", f.formats);
    visit("needs", f.needs);
    visit("specialisms", f.specialisms);
    visit("verticals", f.verticals);
    visit("areas", f.areas);
    visit("categories", f.categories);
    visit("competencies", f.competencies);
    visit("job_roles", f.job_roles);
}

/// One stored item may be met by several lines: by one for its id, by another for its name.
template <class Item>
void note_if_in_file(const Item& item, const Records& records, Problems& problems) {
    std::set<std::size_t> noted;
    for (const auto& key : keys_of(item)) {
        const auto in_file = records.lines.find(key);
        if (in_file == records.lines.end() || !noted.insert(in_file->second).second) continue;
        problems.add(in_file->second, fmt::format("{} is in the database already", key));
    }
}

template <class Item>
void merge_list(std::vector<Item>& into, const std::vector<Item>& added) {
    into.insert(into.end(), added.begin(), added.end());
    std::sort(into.begin(), into.end(), [](const Item& a, const Item& b) { return a.id < b.id; });
}

/// The first token of a JSON Pointer, taken from its front.
std::string_view take_token(std::string_view& pointer) {
    if (pointer.empty()) return {};
    pointer.remove_prefix(1);
    const auto token = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(token.size());
    return token;
}

template <class Items>
std::vector<std::int32_t> ids_of(const Items& items) {
    std::vector<std::int32_t> ids;
    ids.reserve(items.size());
    for (const auto& item : items) ids.push_back(to_int(item.id));
    return ids;
}

template <class Id>
bool has(const std::vector<std::int32_t>& ids, Id id) {
    return std::binary_search(ids.begin(), ids.end(), to_int(id));
}

}  // namespace

void check_not_stored(const Framework& stored, const Records& records, Problems& problems) {
    if (!stored.title.empty()) note_if_in_file(FrameworkTitle{stored.title}, records, problems);
    for_each_list(stored, [&](std::string_view, const auto& items) {
        for (const auto& item : items) note_if_in_file(item, records, problems);
    });
}

Framework merge(Framework stored, const Framework& added) {
    if (!added.title.empty()) stored.title = added.title;
    merge_list(stored.levels, added.levels);
    merge_list(stored.formats, added.formats);
    merge_list(stored.needs, added.needs);
    merge_list(stored.specialisms, added.specialisms);
    merge_list(stored.verticals, added.verticals);
    merge_list(stored.areas, added.areas);
    merge_list(stored.categories, added.categories);
    merge_list(stored.competencies, added.competencies);
    merge_list(stored.job_roles, added.job_roles);
    return stored;
}

void check_framework(const Framework& merged, const Records& records, Problems& problems) {
    if (merged.title.empty()) {
        problems.add(0, "neither the file nor the database has the line of the framework itself");
        return;
    }
    const auto valid = validate(merged);
    if (valid) return;
    for (const auto& fault : valid.error().fields) {
        std::string_view rest = fault.name;
        const auto list = take_token(rest);
        const auto index_text = take_token(rest);
        std::size_t index = 0;
        std::from_chars(index_text.data(), index_text.data() + index_text.size(), index);
        std::size_t line = 0;
        for_each_list(merged, [&](std::string_view name, const auto& items) {
            if (name != list || index >= items.size()) return;
            const auto in_file = records.lines.find(keys_of(items[index]).front());
            if (in_file != records.lines.end()) line = in_file->second;
        });
        problems.add(line, fmt::format("{}: {}", line == 0 ? fault.name : rest, fault.detail));
    }
}

void check_references(const Framework& merged, const Records& records, Problems& problems) {
    const auto levels = ids_of(merged.levels);
    const auto formats = ids_of(merged.formats);
    const auto areas = ids_of(merged.areas);
    const auto competencies = ids_of(merged.competencies);
    for (std::size_t i = 0; i < records.courses.size(); ++i) {
        const Course& course = records.courses[i];
        const auto refer = [&](const auto& ids, auto id, std::string_view model, std::string_view pointer) {
            if (has(ids, id)) return;
            constexpr std::string_view kUnknown = "{}: there is no {} {} in the file or the database";
            problems.add(records.course_lines[i], fmt::format(kUnknown, pointer, model, to_int(id)));
        };
        refer(levels, course.level, "level", "/level");
        refer(formats, course.format, "format", "/format");
        for (std::size_t k = 0; k < course.areas.size(); ++k) {
            refer(areas, course.areas[k], "area", fmt::format("/areas/{}", k));
        }
        for (std::size_t k = 0; k < course.competencies.size(); ++k) {
            refer(competencies, course.competencies[k], "competency", fmt::format("/competencies/{}", k));
        }
    }
}

}  // namespace app::dump
