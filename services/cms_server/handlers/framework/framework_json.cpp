#include "cms_server/handlers/framework/framework_json.hpp"

#include "cms_server/handlers/preconditions.hpp"
#include "core/base/time_zone.hpp"

namespace cms {

void append_impact(core::json::Writer& json, const FrameworkImpact& impact) {
    json.begin_object().key("items").begin_array();
    for (const auto& difference : impact.items) {
        json.begin_object()
            .member("model", to_string(difference.item.kind))
            .member("id", difference.item.id)
            .member("name", difference.name)
            .member("fate", to_string(difference.fate))
            .member("courses", difference.courses)
            .member("blocks_delivery", difference.blocks_delivery)
            .end_object();
    }
    json.end_array().key("job_roles").begin_array();
    for (const auto& role : impact.roles) {
        json.begin_object()
            .member("id", core::domain::to_int(role.id))
            .member("name", role.name)
            .member("questions_change", role.questions_change)
            .end_object();
    }
    json.end_array().key("courses").begin_object();
    json.member("total", impact.course_count).key("uids").begin_array();
    for (const auto& uid : impact.courses) json.value(uid);
    json.end_array().end_object();
    json.member("competencies", impact.competency_count).member("blocked", impact.blocked()).end_object();
}

void append_warnings(
    core::json::Writer& json, const std::vector<app::framework_import::ImportProblem>& warnings
) {
    json.key("warnings").begin_array();
    for (const auto& warning : warnings) json.value(app::framework_import::to_string(warning));
    json.end_array();
}

void append_revision_head(core::json::Writer& json, const core::data::FrameworkRevisionHead& head) {
    json.member("revision", head.revision)
        .member("saved_at", core::format_utc(head.saved_at))
        .member("saved_by", head.saved_by)
        .member("note", head.note);
}

std::string framework_etag(std::int64_t revision) {
    return version_etag(revision + 1);
}

}  // namespace cms
