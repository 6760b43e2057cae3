#include "app_server/handlers/ingest/ingest_answers.hpp"
#include "app_server/handlers/ingest/ingest_json.hpp"
#include "core/http/problem.hpp"
#include "core/http/query.hpp"

#include <limits>

namespace app {

namespace {

using core::Task;
using core::data::ChangeOutcome;
using core::data::CourseChange;
using core::http::Request;
using core::http::Response;

/// Applies one change and answers with its outcome; a refusal is a problem.
Task<Response> apply_one(const IngestContext& context, const Request& request, CourseChange change) {
    const std::string uid(request.path_param("uid"));
    std::vector<CourseChange> changes;
    changes.push_back(std::move(change));
    const auto applied = co_await apply_courses(context.source(request), std::move(changes));
    const ChangeOutcome& outcome = applied.outcomes.front();
    if (!outcome.applied) co_return core::http::problem(outcome.applied.error(), request.request_id);
    std::string body;
    core::json::Writer json(body);
    json.begin_object().member("uid", uid).member("outcome", to_string(*outcome.applied));
    json.member("revision", outcome.revision).member("removed", outcome.removed);
    json.member("catalogue_version", applied.catalogue_version).end_object();
    co_return Response::json(200, std::move(body));
}

/// No query is known to these.
std::optional<Response> refuse_query(const Request& request) {
    core::http::QueryReader query(request.query);
    if (const auto checked = query.finish(); !checked) {
        return core::http::problem(checked.error(), request.request_id);
    }
    return std::nullopt;
}

}  // namespace

Task<Response> put_course(const IngestContext& context, const Request& request) {
    if (auto refused = refuse_query(request)) co_return std::move(*refused);
    auto course = parse_one_course(request.body, request.path_param("uid"));
    if (!course) co_return core::http::problem(course.error(), request.request_id);
    co_return co_await apply_one(context, request, std::move(*course));
}

Task<Response> delete_course(const IngestContext& context, const Request& request) {
    core::http::QueryReader query(request.query);
    const auto revision = query.integer("revision", 1, std::numeric_limits<std::int64_t>::max());
    query.require("revision");
    if (const auto checked = query.finish(); !checked) {
        co_return core::http::problem(checked.error(), request.request_id);
    }
    const std::string uid(request.path_param("uid"));
    if (!core::domain::is_uid(uid)) {
        const core::Error error{
            core::ErrorKind::malformed,
            "invalid-parameters",
            "the path cannot name a course",
            {{core::FaultPlace::path, "uid", "malformed-uid", "must be 1 to 64 of A-Z a-z 0-9 - _"}}
        };
        co_return core::http::problem(error, request.request_id);
    }
    co_return co_await apply_one(context, request, core::data::CourseRemoval{uid, *revision});
}

Task<Response> post_course_batch(const IngestContext& context, const Request& request) {
    if (auto refused = refuse_query(request)) co_return std::move(*refused);
    auto items = parse_batch(request.body);
    if (!items) co_return core::http::problem(items.error(), request.request_id);
    std::vector<CourseChange> changes;
    changes.reserve(items->size());
    for (auto& item : *items) {
        if (item.change) changes.push_back(std::move(*item.change));
    }
    const auto applied = co_await apply_courses(context.source(request), std::move(changes));

    std::string body;
    body.reserve(items->size() * 96);
    core::json::Writer json(body);
    json.begin_object().member("catalogue_version", applied.catalogue_version).key("items").begin_array();
    auto next = applied.outcomes.begin();
    for (const auto& item : *items) {
        if (item.change) {
            write_outcome(json, item.uid, *next++);
        } else {
            write_outcome(json, item.uid, ChangeOutcome{item.change.error(), 0, false});
        }
    }
    json.end_array().end_object();
    co_return Response::json(200, std::move(body));
}

}  // namespace app
