#include "cms_server/handlers/jobs/jobs_routes.hpp"

#include "cms_server/handlers/jobs/job_json.hpp"
#include "cms_server/handlers/preconditions.hpp"
#include "cms_server/handlers/staff/call_parts.hpp"
#include "cms_server/handlers/staff/list_page.hpp"
#include "cms_server/use_cases/jobs/change_jobs.hpp"
#include "core/base/json.hpp"
#include "core/http/problem.hpp"

#include <array>
#include <charconv>

namespace cms {

namespace {

using core::Result;
using core::Task;
using core::data::Job;
using core::data::JobFilter;
using core::data::JobId;
using core::data::JobState;
using core::data::ScheduleEdit;
using core::http::Method;
using core::http::problem;
using core::http::QueryReader;
using core::http::Response;

constexpr std::size_t kScheduleBytes = 288 * 1024;  // a payload of 256 KiB and the rest
constexpr std::size_t kLongestKind = 100;
constexpr std::array<std::string_view, 6> kStates{"ready", "running", "parked", "done", "dead", "cancelled"};

Response refuse(const StaffCall& call, const core::Error& error) {
    return problem(error, call.request.request_id);
}

core::data::AuditEntry by(const StaffCall& call) {
    core::data::AuditEntry entry;
    entry.actor_id = call.member.id;
    entry.actor = call.member.username;
    entry.client = call.request.client;
    entry.request_id = call.request.request_id;
    return entry;
}

Response answer_job(const Job& job) {
    std::string body;
    append_job_json(body, job);
    return json_answer(200, std::move(body));
}

/// The cursor's place: the number of a job. What is none comes from no list of ours.
void read_place(const ListPage& page, QueryReader& query, JobFilter& filter) {
    if (!page.place()) return;
    const auto& text = *page.place();
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size() || number < 1) {
        query.fault("cursor", "invalid-cursor", "is not a cursor of this list");
        return;
    }
    filter.from = JobId{number};
    filter.newer = page.backwards();
}

Task<Response> list_jobs(const StaffCall& call) {
    QueryReader query(call.request.query);
    const ListPage page(call.request, query);
    JobFilter filter;
    filter.limit = page.limit();
    read_place(page, query, filter);
    if (const auto state = query.choice("state", kStates)) {
        filter.state = core::data::parse_job_state(kStates.at(*state));
    }
    filter.kind = query.text("kind", kLongestKind);
    if (const auto checked = query.finish(); !checked) co_return refuse(call, checked.error());

    const auto reads = co_await call.cms().read();
    const auto found = co_await reads->jobs().list(std::move(filter));
    std::string items;
    for (const auto& job : found.jobs) {
        if (!items.empty()) items.push_back(',');
        append_job_json(items, job);
    }
    const bool more = page.backwards() ? found.more_newer : found.more_older;
    const auto place = [](const Job& job) { return std::to_string(static_cast<std::int64_t>(job.id)); };
    if (found.jobs.empty()) co_return page.answer(items, found.total, more, std::nullopt, std::nullopt);
    co_return page.answer(items, found.total, more, place(found.jobs.front()), place(found.jobs.back()));
}

Task<Response> count_jobs(const StaffCall& call) {
    if (const auto checked = refuse_parameters(call.request); !checked)
        co_return refuse(call, checked.error());
    const auto reads = co_await call.cms().read();
    const auto counts = co_await reads->jobs().counts();
    std::string body;
    core::json::Writer json(body);
    json.begin_object();
    for (const auto& count : counts) json.member(core::data::to_string(count.state), count.jobs);
    json.end_object();
    co_return json_answer(200, std::move(body));
}

Task<Response> get_job(const StaffCall& call) {
    if (const auto checked = refuse_parameters(call.request); !checked)
        co_return refuse(call, checked.error());
    const auto id = path_id(call.request, "id");
    if (!id) co_return refuse(call, id.error());
    const auto reads = co_await call.cms().read();
    const auto job = co_await reads->jobs().find(JobId{*id});
    co_return job ? answer_job(*job) : refuse(call, job.error());
}

using JobChange = Task<Result<Job>> (*)(core::data::CmsDataSource&, JobId, core::data::AuditEntry);

// Neither asks for If-Match: a job's progress changes it all the time, and either is refused in a state it
// does not fit.
template <JobChange change>
Task<Response> post_change(const StaffCall& call) {
    if (const auto checked = refuse_parameters(call.request); !checked)
        co_return refuse(call, checked.error());
    const auto id = path_id(call.request, "id");
    if (!id) co_return refuse(call, id.error());
    const auto job = co_await change(call.cms(), JobId{*id}, by(call));
    co_return job ? answer_job(*job) : refuse(call, job.error());
}

Response answer_schedule(const core::data::Schedule& schedule, unsigned status) {
    std::string body;
    append_schedule_json(body, schedule);
    auto response = json_answer(status, std::move(body));
    response.etag = version_etag(schedule.revision);
    return response;
}

Task<Response> list_schedules(const StaffCall& call) {
    if (const auto checked = refuse_parameters(call.request); !checked)
        co_return refuse(call, checked.error());
    const auto reads = co_await call.cms().read();
    const auto schedules = co_await reads->jobs().list_schedules();
    std::string body = R"({"items":[)";
    for (const auto& schedule : schedules) {
        if (body.back() == '}') body.push_back(',');
        append_schedule_json(body, schedule);
    }
    body += R"(],"total":)" + std::to_string(schedules.size()) + R"(,"next":null,"prev":null})";
    co_return json_answer(200, std::move(body));
}

Task<Response> get_schedule(const StaffCall& call) {
    if (const auto checked = refuse_parameters(call.request); !checked)
        co_return refuse(call, checked.error());
    const auto reads = co_await call.cms().read();
    const auto schedule = co_await reads->jobs().find_schedule(std::string(call.request.path_param("name")));
    co_return schedule ? answer_schedule(*schedule, 200) : refuse(call, schedule.error());
}

Result<ScheduleEdit> read_schedule(const core::http::Request& request) {
    ScheduleEdit edit;
    edit.name = request.path_param("name");
    const auto read = read_body(request, [&](core::json::ObjectReader& body, core::json::Value root) {
        edit.cron = body.visible_text("cron");
        edit.time_zone = body.visible_text("time_zone");
        edit.kind = body.visible_text("kind");
        edit.version =
            static_cast<std::int32_t>(body.number("version", 1, std::numeric_limits<std::int32_t>::max()));
        edit.enabled = body.flag("enabled");
        if (body.object("payload")) {
            edit.payload.clear();
            root.find("payload").append_to(edit.payload);
        }
    });
    if (!read) return read.error();
    return edit;
}

/// The name stands in the path.
core::Error named_in_path(core::Error error) {
    for (auto& field : error.fields) {
        if (field.name != "/name") continue;
        field.in = core::FaultPlace::path;
        field.name = "name";
    }
    return error;
}

Task<Response> put_schedule_at(const StaffCall& call) {
    std::optional<std::int64_t> expected;
    if (!call.request.header("If-Match").empty()) {
        const auto version = required_version(call.request);
        if (!version) co_return refuse(call, version.error());
        expected = *version;
    }
    auto edit = read_schedule(call.request);
    if (!edit) co_return refuse(call, edit.error());
    const auto stored = co_await put_schedule(call.cms(), std::move(*edit), expected, by(call));
    if (!stored) co_return refuse(call, named_in_path(stored.error()));
    auto response = answer_schedule(stored->schedule, stored->created ? 201 : 200);
    if (stored->created) response.header("Location", call.request.path);
    co_return response;
}

}  // namespace

std::vector<StaffRoute> jobs_routes() {
    return {
        {Method::get, "/cms/api/v1/jobs", Role::editor, list_jobs},
        {Method::get, "/cms/api/v1/job-counts", Role::editor, count_jobs},
        {Method::get, "/cms/api/v1/jobs/{id}", Role::editor, get_job},
        {Method::post, "/cms/api/v1/jobs/{id}/requeue", Role::publisher, post_change<requeue_job>},
        {Method::post, "/cms/api/v1/jobs/{id}/cancel", Role::publisher, post_change<cancel_job>},
        {Method::get, "/cms/api/v1/schedules", Role::editor, list_schedules},
        {Method::get, "/cms/api/v1/schedules/{name}", Role::editor, get_schedule},
        {Method::put, "/cms/api/v1/schedules/{name}", Role::administrator, put_schedule_at, kScheduleBytes},
    };
}

}  // namespace cms
