#include "cms_server/dto/courses/course_json.hpp"
#include "cms_server/dto/courses/draft_patch.hpp"
#include "cms_server/handlers/courses/course_handlers.hpp"
#include "cms_server/handlers/preconditions.hpp"
#include "cms_server/use_cases/courses/bulk_change.hpp"
#include "cms_server/use_cases/courses/course_states.hpp"
#include "cms_server/use_cases/courses/merge_courses.hpp"

namespace cms {

namespace {

using core::Result;
using core::domain::CourseDraft;
using core::http::Response;
using core::json::Document;
using core::json::Writer;

std::string uid_of(const StaffCall& call) {
    return std::string(call.request.path_param("uid"));
}

/// Takes the course of the path through a step, as the caller saw it.
CallAnswer take_step(
    const CourseServices& services, const StaffCall& call, std::string action, StateStep step
) {
    if (const auto checked = no_parameters(call); !checked) co_return refuse(call, checked.error());
    const auto version = required_version(call.request);
    if (!version) co_return refuse(call, version.error());
    auto draft = co_await change_state(
        call.cms(),
        editor_of(call),
        framework_of(services, call),
        uid_of(call),
        *version,
        std::move(action),
        std::move(step)
    );
    co_return co_await answer_course(services, call, std::move(draft));
}

void write_outcome(Writer& json, const BulkOutcome& outcome) {
    json.begin_object().member("uid", outcome.uid);
    if (outcome.version) {
        json.member("version", *outcome.version).key("error").null();
    } else {
        const auto error = api_error(outcome.version.error());
        json.key("version").null().key("error").begin_object();
        json.member("code", error.code).member("detail", error.detail).key("errors");
        write_faults(json, error.fields);
        json.end_object();
    }
    json.end_object();
}

}  // namespace

CallAnswer post_course(const CourseServices& services, const StaffCall& call) {
    if (const auto checked = no_parameters(call); !checked) co_return refuse(call, checked.error());
    const auto document = Document::parse(call.request.body);
    if (!document) co_return refuse(call, document.error());
    auto content = patched({}, document->root(), services.presentation.currency);
    if (!content) co_return refuse(call, content.error());
    auto draft = co_await create_course(
        call.cms(), editor_of(call), framework_of(services, call), std::move(*content)
    );
    co_return co_await answer_course(services, call, std::move(draft), 201);
}

CallAnswer patch_course(const CourseServices& services, const StaffCall& call) {
    if (const auto checked = no_parameters(call); !checked) co_return refuse(call, checked.error());
    const auto version = required_version(call.request);
    if (!version) co_return refuse(call, version.error());
    const auto document = Document::parse(call.request.body);
    if (!document) co_return refuse(call, document.error());
    const auto edit = [&](CourseDraft base) {
        return patched(std::move(base), document->root(), services.presentation.currency);
    };
    auto outcome = co_await edit_course(
        call.cms(), editor_of(call), framework_of(services, call), uid_of(call), *version, edit
    );
    if (!outcome) co_return refuse(call, outcome.error());
    if (auto* conflict = std::get_if<EditConflict>(&*outcome)) {
        co_return co_await answer_conflict(services, call, std::move(*conflict));
    }
    co_return co_await answer_course(services, call, std::get<core::data::StoredDraft>(std::move(*outcome)));
}

CallAnswer reject_course(const CourseServices& services, const StaffCall& call) {
    auto reason = parse_rejection(call.request.body);
    if (!reason) co_return refuse(call, reason.error());
    co_return co_await take_step(services, call, "reject", reject_step(std::move(*reason)));
}

CallAnswer bin_course(const CourseServices& services, const StaffCall& call) {
    co_return co_await take_step(services, call, "bin", bin_step(call.now()));
}

CallAnswer restore_course(const CourseServices& services, const StaffCall& call) {
    co_return co_await take_step(services, call, "restore", restore_step());
}

CallAnswer merge_course(const CourseServices& services, const StaffCall& call) {
    if (const auto checked = no_parameters(call); !checked) co_return refuse(call, checked.error());
    const auto version = required_version(call.request);
    if (!version) co_return refuse(call, version.error());
    auto request = parse_merge(call.request.body);
    if (!request) co_return refuse(call, request.error());
    const auto merged = co_await merge_courses(
        call.cms(),
        editor_of(call),
        framework_of(services, call),
        uid_of(call),
        *version,
        std::move(*request),
        call.now()
    );
    if (!merged) co_return refuse(call, merged.error());
    const auto framework = co_await services.framework.get_if_known(call.app(), call.request.worker);
    std::string body;
    Writer json(body);
    json.begin_object().key("course");
    write_course(json, merged->survivor, framework, services.presentation);
    json.key("binned");
    write_course(json, merged->binned, framework, services.presentation);
    json.end_object();
    co_return Response::json(200, std::move(body));
}

CallAnswer change_courses(const CourseServices& services, const StaffCall& call) {
    if (const auto checked = no_parameters(call); !checked) co_return refuse(call, checked.error());
    auto request = parse_bulk(call.request.body);
    if (!request) co_return refuse(call, request.error());
    const auto outcomes = co_await bulk_change(
        call.cms(), editor_of(call), framework_of(services, call), std::move(*request), call.now()
    );
    if (!outcomes) co_return refuse(call, outcomes.error());
    std::int64_t done = 0;
    std::string body;
    Writer json(body);
    json.begin_object().key("items").begin_array();
    for (const auto& outcome : *outcomes) {
        write_outcome(json, outcome);
        if (outcome.version) ++done;
    }
    json.end_array().member("done", done);
    json.member("refused", static_cast<std::int64_t>(outcomes->size()) - done).end_object();
    co_return Response::json(200, std::move(body));
}

}  // namespace cms
