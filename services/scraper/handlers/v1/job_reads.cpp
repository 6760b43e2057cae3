#include "core/base/json.hpp"
#include "core/base/time_zone.hpp"
#include "core/http/problem.hpp"
#include "core/http/query.hpp"
#include "scraper/handlers/v1/calls.hpp"

#include <fmt/format.h>

#include <charconv>

namespace scraper::v1 {

using core::json::Writer;

namespace {

constexpr std::string_view kStates[] = {"pending", "running", "finished"};
constexpr std::string_view kHandIns[] = {"none", "waiting", "acknowledged"};

Response no_job(const Request& request) {
    return core::http::problem(404, "job-not-found", "There is no such job.", request.request_id);
}

void add_text_or_null(Writer& json, std::string_view name, const std::string& text) {
    json.member(name, text.empty() ? std::nullopt : std::optional(text));
}

void add_time(Writer& json, std::string_view name, const std::optional<core::Instant>& at) {
    json.member(name, at ? std::optional(core::format_utc(*at)) : std::nullopt);
}

void add_counts(Writer& json, std::string_view name, const std::map<std::string, std::int64_t>& counts) {
    json.key(name).begin_object();
    for (const auto& [code, count] : counts) json.member(code, count);
    json.end_object();
}

void add_progress(Writer& json, const std::optional<CrawlFigures>& figures) {
    json.key("progress");
    if (!figures) {
        json.null();
        return;
    }
    json.begin_object().member("pages", figures->pages).member("items", figures->items);
    json.member("errors", figures->errors).member("queued", figures->queued).member("bytes", figures->bytes);
    json.member("unchanged", figures->unchanged).member("kept", figures->kept);
    json.end_object();
}

std::string job_json(const Job& job, const Context& context) {
    std::string out;
    Writer json(out);
    json.begin_object().member("id", job.id).member("project", job.project).member("spider", job.spider);
    add_text_or_null(json, "version", job.version);
    json.member("state", kStates[static_cast<std::size_t>(job.state)]).member("attempt", job.attempt);
    add_time(json, "created_at", job.created_at);
    add_time(json, "started_at", job.started_at);
    add_time(json, "ended_at", job.ended_at);
    add_text_or_null(json, "finish_reason", job.finish_reason);
    add_text_or_null(json, "outcome", job.outcome);
    add_text_or_null(json, "outcome_reason", job.outcome_reason);
    json.member("hand_in", kHandIns[static_cast<std::size_t>(job.hand_in)]);
    json.member("pages", job.pages).member("items", job.items).member("errors", job.errors);
    add_counts(json, "errors_by_kind", context.results.errors_by_kind(job.id));
    add_progress(json, context.control.progress(job.id));
    json.end_object();
    return out;
}

}  // namespace

Response get_job(const Request& request, const Context& context) {
    const auto job = context.jobs.find(request.path_param("id"));
    if (!job) return no_job(request);
    return Response::json(200, job_json(*job, context));
}

Response list_items(const Request& request, const Context& context) {
    core::http::QueryReader query(request.query);
    const auto limit = static_cast<std::size_t>(query.integer("limit", 1, 1000).value_or(100));
    const auto after = query.integer("cursor", 0, std::numeric_limits<std::int64_t>::max()).value_or(0);
    if (const auto read = query.finish(); !read) return core::http::problem(read.error(), request.request_id);
    const auto job = context.jobs.find(request.path_param("id"));
    if (!job) return no_job(request);
    const auto items = context.results.items(job->id, after, limit);
    std::string out;
    Writer json(out);
    json.begin_object().key("items").begin_array();
    for (const auto& item : items) json.raw(item.json);
    json.end_array().member("total", job->items).key("next");
    if (items.size() < limit) {
        json.null();
    } else {
        json.value(fmt::format("{}?limit={}&cursor={}", request.path, limit, items.back().position));
    }
    json.end_object();
    return Response::json(200, out);
}

Response list_errors(const Request& request, const Context& context) {
    constexpr std::size_t kMost = 1000;
    const auto job = context.jobs.find(request.path_param("id"));
    if (!job) return no_job(request);
    const auto errors = context.results.errors(job->id, kMost);
    std::string out;
    Writer json(out);
    json.begin_object().key("items").begin_array();
    for (const auto& error : errors) {
        json.begin_object()
            .member("code", error.code)
            .member("url", error.url)
            .member("detail", error.detail);
        add_text_or_null(json, "field", error.field);
        add_text_or_null(json, "rule", error.selector);
        json.end_object();
    }
    json.end_array().member("total", job->errors).key("next").null();
    json.end_object();
    return Response::json(200, out);
}

}  // namespace scraper::v1
