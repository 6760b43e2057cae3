#include "app_server/dto/framework_json.hpp"

#include "core/base/json.hpp"

namespace app {

namespace {

using namespace core::domain;
using core::json::Writer;

template <class Item>
void write_reference(Writer& json, std::string_view name, const Item& item) {
    json.key(name).begin_object().member("id", to_int(item.id)).member("name", item.name).end_object();
}

template <class Item>
void write_references(
    Writer& json,
    std::string_view name,
    const std::vector<Item>& items,
    const std::vector<std::uint32_t>& which
) {
    json.key(name).begin_array();
    for (const auto position : which) {
        const Item& item = items[position];
        json.begin_object().member("id", to_int(item.id)).member("name", item.name).end_object();
    }
    json.end_array();
}

void write_text_or_null(Writer& json, std::string_view name, const std::string& text) {
    json.key(name);
    if (text.empty()) {
        json.null();
    } else {
        json.value(text);
    }
}

template <class Ids>
void write_ids(Writer& json, std::string_view name, const Ids& ids) {
    json.key(name).begin_array();
    for (const auto id : ids) json.value(to_int(id));
    json.end_array();
}

void write_specialism(Writer& json, const Framework& data, const std::optional<SpecialismId>& id) {
    const auto position = id ? position_in(data.specialisms, *id) : std::nullopt;
    if (position) {
        write_reference(json, "specialism", data.specialisms[*position]);
    } else {
        json.key("specialism").null();
    }
}

void write_area(Writer& json, const FrameworkView& framework, const std::optional<AreaId>& id) {
    if (id) {
        write_reference(json, "area", framework.data().areas[framework.area(*id)]);
    } else {
        json.key("area").null();
    }
}

void write_vertical_members(Writer& json, const Vertical& vertical) {
    json.member("id", to_int(vertical.id))
        .member("kind", to_string(vertical.kind))
        .member("name", vertical.name);
    json.member("option_text", vertical.option_text);
}

void write_area_members(Writer& json, const Area& area) {
    json.member("id", to_int(area.id)).member("key", area.key).member("name", area.name);
    json.member("option_text", area.option_text).member("hidden", area.hidden);
}

void write_competency_members(Writer& json, const Competency& competency) {
    json.member("id", to_int(competency.id)).member("title", competency.title);
    write_text_or_null(json, "description", competency.description);
}

void write_job_role_members(Writer& json, const Framework& data, const JobRole& role) {
    json.member("id", to_int(role.id)).member("name", role.name);
    json.member("option_text", role.option_text.empty() ? role.name : role.option_text);
    json.member("vertical_id", to_int(role.vertical));
    json.member("level", role.level).member("organisation_type", role.organisation_type);
    write_specialism(json, data, role.specialism);
    write_text_or_null(json, "description", role.description);
    json.member("question_count", static_cast<std::int64_t>(role.competencies.size()));
}

void write_course_counts(Writer& json, const Snapshot& snapshot, const std::optional<AreaId>& id) {
    const auto area = id ? std::optional(snapshot.framework().area(*id)) : std::nullopt;
    json.member("course_count", area ? snapshot.courses().areas().count(*area) : std::uint64_t{0});
    json.member("entry_count", area ? snapshot.entries().areas().count(*area) : std::uint64_t{0});
}

}  // namespace

std::string framework_json(const Snapshot& snapshot, const Presentation& presentation) {
    const Framework& data = snapshot.framework().data();
    std::string out;
    Writer json(out);
    json.begin_object().member("title", data.title).member("version", snapshot.version().framework_version);
    json.member("time_zone", presentation.zone.name()).member("currency", presentation.currency);
    json.key("verticals").begin_array();
    for (const auto& vertical : data.verticals) {
        json.begin_object();
        write_vertical_members(json, vertical);
        json.end_object();
    }
    json.end_array();
    const auto write_acronyms = [&](std::string_view name, const auto& items) {
        json.key(name).begin_array();
        for (const auto& item : items) {
            json.begin_object().member("id", to_int(item.id)).member("acronym", item.acronym);
            json.member("name", item.name).end_object();
        }
        json.end_array();
    };
    write_acronyms("levels", data.levels);
    write_acronyms("formats", data.formats);
    json.key("needs").begin_array();
    for (const auto& need : data.needs) {
        json.begin_object().member("id", to_int(need.id)).member("name", need.name);
        json.member("option_text", need.option_text);
        write_ids(json, "format_ids", need.formats);
        write_ids(json, "level_ids", need.levels);
        json.end_object();
    }
    json.end_array().key("specialisms").begin_array();
    for (const auto& item : data.specialisms) {
        json.begin_object().member("id", to_int(item.id)).member("name", item.name).end_object();
    }
    json.end_array().key("organisation_types").begin_array();
    for (const auto& type : snapshot.framework().organisation_types()) json.value(type);
    json.end_array().end_object();
    return out;
}

std::string verticals_json(const Snapshot& snapshot) {
    std::string out;
    Writer json(out);
    const auto& verticals = snapshot.framework().data().verticals;
    json.begin_object().key("items").begin_array();
    for (const auto& vertical : verticals) {
        json.begin_object();
        write_vertical_members(json, vertical);
        json.end_object();
    }
    json.end_array().member("total", static_cast<std::uint64_t>(verticals.size()));
    json.key("next").null().key("prev").null().end_object();
    return out;
}

std::string vertical_json(const Snapshot& snapshot, std::uint32_t position) {
    const auto& framework = snapshot.framework();
    const Framework& data = framework.data();
    const Vertical& vertical = data.verticals[position];
    std::string out;
    Writer json(out);
    json.begin_object();
    write_vertical_members(json, vertical);
    json.key("areas").begin_array();
    for (const auto& area : data.areas) {
        if (area.vertical != vertical.id) continue;
        json.begin_object();
        write_area_members(json, area);
        write_course_counts(json, snapshot, area.id);
        json.end_object();
    }
    json.end_array().key("competency_categories").begin_array();
    for (const auto& category : data.categories) {
        if (category.vertical != vertical.id) continue;
        json.begin_object().member("id", to_int(category.id)).member("name", category.name);
        write_area(json, framework, category.area);
        json.end_object();
    }
    json.end_array().key("job_roles").begin_array();
    for (const auto role : framework.roles_of_vertical(position)) {
        json.begin_object();
        write_job_role_members(json, data, data.job_roles[role]);
        json.end_object();
    }
    json.end_array().end_object();
    return out;
}

std::string area_json(const Snapshot& snapshot, std::uint32_t position) {
    const auto& framework = snapshot.framework();
    const Framework& data = framework.data();
    const Area& area = data.areas[position];
    const auto categories = framework.categories_of_area(position);
    std::vector<std::uint32_t> roles;
    for (const auto category : categories) {
        const auto some = framework.roles_of_category(category);
        roles.insert(roles.end(), some.begin(), some.end());
    }
    std::sort(roles.begin(), roles.end());
    roles.erase(std::unique(roles.begin(), roles.end()), roles.end());
    std::string out;
    Writer json(out);
    json.begin_object();
    write_area_members(json, area);
    write_reference(json, "vertical", data.verticals[framework.vertical_of_area(position)]);
    write_references(json, "competency_categories", data.categories, categories);
    write_references(json, "job_roles", data.job_roles, roles);
    write_course_counts(json, snapshot, area.id);
    json.end_object();
    return out;
}

std::string category_json(const Snapshot& snapshot, std::uint32_t position) {
    const auto& framework = snapshot.framework();
    const Framework& data = framework.data();
    const CompetencyCategory& category = data.categories[position];
    std::string out;
    Writer json(out);
    json.begin_object().member("id", to_int(category.id)).member("name", category.name);
    write_reference(json, "vertical", data.verticals[framework.vertical(category.vertical)]);
    write_area(json, framework, category.area);
    json.key("competencies").begin_array();
    for (const auto competency : framework.competencies_of_category(position)) {
        json.begin_object();
        write_competency_members(json, data.competencies[competency]);
        json.end_object();
    }
    json.end_array();
    write_references(json, "job_roles", data.job_roles, framework.roles_of_category(position));
    write_course_counts(json, snapshot, category.area);
    json.end_object();
    return out;
}

std::string competency_json(const Snapshot& snapshot, std::uint32_t position) {
    const auto& framework = snapshot.framework();
    const Framework& data = framework.data();
    const Competency& competency = data.competencies[position];
    const CompetencyCategory& category = data.categories[framework.category(competency.category)];
    std::string out;
    Writer json(out);
    json.begin_object();
    write_competency_members(json, competency);
    write_reference(json, "category", category);
    write_reference(json, "vertical", data.verticals[framework.vertical(category.vertical)]);
    write_area(json, framework, category.area);
    write_specialism(json, data, competency.specialism);
    write_references(json, "job_roles", data.job_roles, framework.roles_of_competency(position));
    json.member(
        "course_count", static_cast<std::uint64_t>(snapshot.courses().competencies().count(position))
    );
    json.member("entry_count", static_cast<std::uint64_t>(snapshot.entries().competencies().count(position)));
    json.end_object();
    return out;
}

void append_job_role(std::string& out, const Snapshot& snapshot, std::uint32_t role) {
    const Framework& data = snapshot.framework().data();
    Writer json(out);
    json.begin_object();
    write_job_role_members(json, data, data.job_roles[role]);
    json.end_object();
}

std::string job_role_json(const Snapshot& snapshot, std::uint32_t position) {
    const auto& framework = snapshot.framework();
    const Framework& data = framework.data();
    const JobRole& role = data.job_roles[position];
    std::string out;
    Writer json(out);
    json.begin_object();
    write_job_role_members(json, data, role);
    write_reference(json, "vertical", data.verticals[framework.vertical(role.vertical)]);
    write_ids(json, "competency_ids", role.competencies);
    write_references(json, "next_roles", data.job_roles, framework.next_roles(position));
    json.end_object();
    return out;
}

std::string questions_json(const Snapshot& snapshot, std::uint32_t position) {
    const auto& framework = snapshot.framework();
    const Framework& data = framework.data();
    const JobRole& role = data.job_roles[position];
    std::string out;
    Writer json(out);
    json.begin_object().key("items").begin_array();
    for (const auto id : role.competencies) {
        const Competency& competency = data.competencies[framework.competency(id)];
        json.begin_object().member("competency_id", to_int(id)).member("text", competency.title);
        write_text_or_null(json, "explanation", competency.description);
        json.member("category_id", to_int(competency.category)).end_object();
    }
    json.end_array().member("total", static_cast<std::uint64_t>(role.competencies.size()));
    json.key("next").null().key("prev").null().end_object();
    return out;
}

void append_provider(std::string& out, const Snapshot& snapshot, std::uint32_t position) {
    const Provider& provider = snapshot.parts().providers[position];
    Writer json(out);
    json.begin_object().member("id", provider.id).member("name", provider.name);
    json.member("course_count", static_cast<std::uint64_t>(snapshot.courses().providers().count(position)));
    json.member("entry_count", static_cast<std::uint64_t>(snapshot.entries().providers().count(position)));
    json.end_object();
}

}  // namespace app
