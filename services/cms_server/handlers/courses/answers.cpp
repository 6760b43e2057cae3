#include "cms_server/handlers/courses/answers.hpp"

#include "cms_server/dto/courses/course_json.hpp"
#include "cms_server/dto/courses/draft_patch.hpp"
#include "cms_server/dto/courses/field_json.hpp"
#include "cms_server/handlers/preconditions.hpp"
#include "core/http/query.hpp"

#include <charconv>

namespace cms {

namespace {

using namespace core::domain;
using core::http::Response;
using core::json::Writer;

void write_side(Writer& json, std::string_view name, CourseField field, const CourseDraft* draft) {
    json.key(name);
    if (draft != nullptr) {
        write_field(json, field, *draft);
    } else {
        json.null();
    }
}

/// Every field in which one of the three differs from another. `conflict`: both changed it, and differently.
void write_differences(Writer& json, const EditConflict& conflict) {
    const CourseDraft& current = conflict.current.content;
    const CourseDraft* base = conflict.base ? &*conflict.base : nullptr;
    const CourseDraft* yours = conflict.yours ? &*conflict.yours : nullptr;
    json.begin_array();
    for (const auto field : kCourseFields) {
        const bool moved = base != nullptr && !same(field, *base, current);
        const bool edited = base != nullptr && yours != nullptr && !same(field, *base, *yours);
        if (!moved && !edited) continue;
        json.begin_object().member("field", to_string(field));
        write_side(json, "base", field, base);
        write_side(json, "yours", field, yours);
        write_side(json, "current", field, &current);
        json.member("conflict", moved && edited && !same(field, *yours, current)).end_object();
    }
    json.end_array();
}

}  // namespace

Actor editor_of(const StaffCall& call) {
    return {
        call.member.id,
        call.member.username,
        call.request.client,
        call.request.request_id,
        std::string(call.request.header("User-Agent"))
    };
}

FrameworkSource framework_of(const CourseServices& services, const StaffCall& call) {
    return {services.framework, call.app(), call.request.worker};
}

Response refuse(const StaffCall& call, const core::Error& error) {
    return core::http::problem(api_error(error), call.request.request_id);
}

core::Result<void> no_parameters(const StaffCall& call) {
    core::http::QueryReader query(call.request.query);
    return query.finish();
}

core::Result<std::int64_t> path_number(const StaffCall& call, std::string_view name) {
    const auto text = call.request.path_param(name);
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault == std::errc() && end == text.data() + text.size() && number > 0) return number;
    return core::Error{
        core::ErrorKind::not_found,
        "not-a-number",
        "the path must name a number here",
        {{core::FaultPlace::path, std::string(name), "invalid-value", "must be a number above zero"}}
    };
}

CallAnswer answer_course(
    const CourseServices& services,
    const StaffCall& call,
    core::Result<core::data::StoredDraft> draft,
    unsigned status
) {
    if (!draft) co_return refuse(call, draft.error());
    const auto framework = co_await services.framework.get_if_known(call.app(), call.request.worker);
    auto response = Response::json(status, course_json(*draft, framework, services.presentation, call.now()));
    response.etag = version_etag(draft->version);
    if (status == 201) response.header("Location", "/cms/api/v1/courses/" + draft->uid);
    co_return response;
}

CallAnswer answer_conflict(const CourseServices& services, const StaffCall& call, EditConflict conflict) {
    const auto framework = co_await services.framework.get_if_known(call.app(), call.request.worker);
    auto response = refuse(call, course_stale());
    std::string body(response.body_bytes());
    body.pop_back();  // the object goes on
    body += R"(,"current":)";
    Writer current(body);
    write_course(current, conflict.current, framework, services.presentation);
    body += R"(,"difference":)";
    Writer difference(body);
    write_differences(difference, conflict);
    body.push_back('}');
    response.body = std::move(body);
    response.etag = version_etag(conflict.current.version);
    co_return response;
}

}  // namespace cms
