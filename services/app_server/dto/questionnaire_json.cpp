#include "app_server/dto/framework_json.hpp"
#include "core/base/json.hpp"

namespace app {

namespace {

using namespace core::domain;
using core::json::Writer;

void write_option(Writer& json, std::int32_t id, std::string_view text) {
    json.begin_object().member("id", id).member("text", text).end_object();
}

void begin_question(Writer& json, std::string_view name, std::string_view text) {
    json.key(name).begin_object().member("text", text).key("options").begin_array();
}

/// Verticals whose roles differ by workplace: the only ones for which the question makes sense.
std::vector<std::int32_t> verticals_with_workplaces(const Framework& data) {
    std::vector<std::int32_t> ids;
    for (const auto& vertical : data.verticals) {
        const bool asks = std::any_of(data.job_roles.begin(), data.job_roles.end(), [&](const JobRole& role) {
            return role.vertical == vertical.id && role.organisation_type;
        });
        if (asks) ids.push_back(to_int(vertical.id));
    }
    return ids;
}

}  // namespace

std::string questionnaire_json(const Snapshot& snapshot) {
    const Framework& data = snapshot.framework().data();
    std::string out;
    Writer json(out);
    json.begin_object();

    begin_question(json, "vertical", "I am …");
    for (const auto& vertical : data.verticals) {
        if (vertical.kind == VerticalKind::profession)
            write_option(json, to_int(vertical.id), vertical.option_text);
    }
    json.end_array().end_object();

    json.key("area")
        .begin_object()
        .member("text", "I would like to develop my …")
        .key("verticals")
        .begin_array();
    for (const auto& vertical : data.verticals) {
        if (vertical.kind != VerticalKind::profession) continue;
        json.begin_object().member("vertical_id", to_int(vertical.id)).key("options").begin_array();
        for (const auto& area : data.areas) {
            if (area.vertical == vertical.id && !area.hidden) write_option(json, to_int(area.id), area.name);
        }
        json.end_array().end_object();
    }
    json.end_array().end_object();

    begin_question(json, "need", "I would like to focus on …");
    for (const auto& need : data.needs) write_option(json, to_int(need.id), need.option_text);
    json.end_array().end_object();

    begin_question(json, "workplace", "I work in …");
    for (const auto& type : snapshot.framework().organisation_types()) {
        json.begin_object().member("id", type).member("text", type).end_object();
    }
    json.end_array().key("vertical_ids").begin_array();
    for (const auto id : verticals_with_workplaces(data)) json.value(id);
    json.end_array().end_object();

    begin_question(json, "goal", "I would like to …");
    json.begin_object()
        .member("id", "next-role")
        .member("text", "prepare for my next job or role")
        .end_object();
    json.begin_object()
        .member("id", "current-role")
        .member("text", "get better at my current one")
        .end_object();
    json.end_array().end_object();

    begin_question(json, "technology_role", "With technology, I am …");
    for (const auto& vertical : data.verticals) {
        if (vertical.kind != VerticalKind::technology) continue;
        for (const auto& role : data.job_roles) {
            if (role.vertical != vertical.id) continue;
            json.begin_object().member("id", to_int(role.id)).member("name", role.name);
            json.member("text", role.option_text.empty() ? role.name : role.option_text).end_object();
        }
    }
    json.end_array().end_object().end_object();
    return out;
}

}  // namespace app
