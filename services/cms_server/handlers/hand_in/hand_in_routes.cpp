#include "cms_server/handlers/hand_in/hand_in_routes.hpp"

#include "cms_server/dto/inbox/hand_in_requests.hpp"
#include "cms_server/use_cases/inbox/hand_in.hpp"
#include "cms_server/use_cases/reviews/vocabulary.hpp"
#include "core/base/json.hpp"
#include "core/domain/course.hpp"
#include "core/http/problem.hpp"
#include "core/http/query.hpp"

namespace cms {

namespace {

using core::Result;
using core::Task;
using core::http::AsyncHandler;
using core::http::Method;
using core::http::Request;
using core::http::Response;

constexpr std::size_t kSmallBytes = 8 * 1024;
constexpr std::size_t kItemsBytes = 8 * 1024 * 1024;

/// A run of 100,000 items takes some seconds to apply, more on a busy machine.
constexpr std::chrono::seconds kOutcomeDeadline{120};

/// The run's name in the path.
Result<std::string> run_of(const Request& request) {
    core::http::QueryReader query(request.query);
    if (const auto checked = query.finish(); !checked) return checked.error();
    std::string run(request.path_param("run"));
    if (core::domain::is_uid(run)) return run;
    return core::Error{
        core::ErrorKind::malformed,
        "malformed-run",
        "a run's name is 1 to 64 of A-Z a-z 0-9 - _",
        {{core::FaultPlace::path, "run", "invalid-value", "must be 1 to 64 of A-Z a-z 0-9 - _"}}
    };
}

Response refuse(const Request& request, const core::Error& error) {
    return core::http::problem(error, request.request_id);
}

Response answer(unsigned status, std::string_view run, core::data::RunState state) {
    std::string body;
    core::json::Writer json(body);
    json.begin_object().member("run", run).member("state", to_string(state)).end_object();
    return Response::json(status, std::move(body));
}

Task<Response> put_run(const Context& context, const Request& request) {
    auto run = run_of(request);
    if (!run) co_return refuse(request, run.error());
    auto opening = parse_new_run(request.body, *run, context.clock->now());
    if (!opening) co_return refuse(request, opening.error());
    const auto opened = co_await open_run(context.cms(request.worker), std::move(*opening));
    if (!opened) co_return refuse(request, opened.error());
    auto response = answer(opened->created ? 201 : 200, *run, opened->run.state);
    if (opened->created) response.header("Location", request.path);
    co_return response;
}

Task<Response> put_items(const Context& context, const Request& request) {
    auto run = run_of(request);
    if (!run) co_return refuse(request, run.error());
    auto items = parse_items(request.body);
    if (!items) co_return refuse(request, items.error());
    const auto state =
        co_await hand_in_items(context.cms(request.worker), *run, std::move(*items), context.clock->now());
    if (!state) co_return refuse(request, state.error());
    co_return answer(200, *run, *state);
}

Task<Response> put_outcome(const Context& context, FrameworkLookup& lookup, const Request& request) {
    auto run = run_of(request);
    if (!run) co_return refuse(request, run.error());
    auto report = parse_outcome(request.body);
    if (!report) co_return refuse(request, report.error());
    const auto framework = co_await lookup.get_if_known(context.app(request.worker), request.worker);
    core::data::AuditEntry by;
    by.actor = "scraper";
    by.client = request.client;
    by.request_id = request.request_id;
    const auto closed = co_await close_run(
        context.cms(request.worker),
        *run,
        std::move(*report),
        vocabulary_of(framework.get()),
        std::move(by),
        context.clock->now()
    );
    if (!closed) co_return refuse(request, closed.error());
    co_return answer(200, *run, closed->state);
}

}  // namespace

std::vector<core::http::Route> hand_in_routes(const Context& context, FrameworkLookup& framework) {
    const auto service = [](std::size_t bytes, std::chrono::milliseconds deadline) {
        core::http::RouteOptions options;
        options.body_limit_bytes = bytes;
        options.deadline = deadline;
        options.access = core::http::Access::service;
        return options;
    };
    const AsyncHandler run = [&context](const Request& request) { return put_run(context, request); };
    const AsyncHandler items = [&context](const Request& request) { return put_items(context, request); };
    const AsyncHandler outcome = [&context, &framework](const Request& request) {
        return put_outcome(context, framework, request);
    };
    constexpr std::chrono::seconds kDeadline{10};
    return {
        {Method::put, "/internal/v1/scrapes/{run}", run, service(kSmallBytes, kDeadline)},
        {Method::put, "/internal/v1/scrapes/{run}/items", items, service(kItemsBytes, kDeadline)},
        {Method::put, "/internal/v1/scrapes/{run}/outcome", outcome, service(kSmallBytes, kOutcomeDeadline)},
    };
}

}  // namespace cms
