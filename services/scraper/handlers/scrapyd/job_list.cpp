#include "core/base/time_zone.hpp"
#include "core/http/percent.hpp"
#include "scraper/handlers/scrapyd/answer.hpp"
#include "scraper/handlers/scrapyd/calls.hpp"
#include "scraper/handlers/scrapyd/job_paths.hpp"
#include "scraper/spool/job_row.hpp"

#include <fmt/format.h>

#include <unistd.h>

namespace scraper::scrapyd {

using core::Result;
using core::http::Response;
using core::json::Writer;

namespace {

void add_texts(Writer& json, std::string_view name, const TextMap& texts) {
    json.key(name).raw(to_json(texts));
}

void add_identity(Writer& json, const Job& job) {
    json.member("id", job.id).member("project", job.project).member("spider", job.spider);
}

void add_links(Writer& json, const Job& job) {
    json.member("log_url", log_path(job));
    json.member("items_url", job.items > 0 ? std::optional(items_path(job)) : std::nullopt);
}

void add_figures(Writer& json, const Job& job) {
    json.member("version", job.version).member("items", job.items).member("errors", job.errors);
    json.member("pages", job.pages);
}

void add_pending(Writer& json, const Job& job) {
    json.begin_object();
    add_identity(json, job);
    json.member("version", job.asked_version);
    add_texts(json, "settings", job.settings);
    add_texts(json, "args", job.arguments);
    json.end_object();
}

void add_running(Writer& json, const Job& job) {
    json.begin_object();
    add_identity(json, job);
    json.member("pid", static_cast<std::int64_t>(getpid()));
    json.member("start_time", scrapyd_time(job.started_at));
    add_links(json, job);
    add_figures(json, job);
    json.end_object();
}

void add_finished(Writer& json, const Job& job) {
    json.begin_object();
    add_identity(json, job);
    json.member("start_time", scrapyd_time(job.started_at)).member("end_time", scrapyd_time(job.ended_at));
    add_links(json, job);
    add_figures(json, job);
    json.member("finish_reason", job.finish_reason);
    json.end_object();
}

struct List {
    std::string_view name;
    JobState state;
    void (*add)(Writer& json, const Job& job);
};

constexpr List kLists[] = {
    {"pending", JobState::pending, add_pending},
    {"running", JobState::running, add_running},
    {"finished", JobState::finished, add_finished},
};

/// One array for each state, in this order, in which the jobs come too.
void add_lists(Writer& json, const JobStore& jobs, const std::string& project) {
    const auto* list = std::begin(kLists);
    json.key(list->name).begin_array();
    const auto next = [&] {
        json.end_array();
        ++list;
        if (list != std::end(kLists)) json.key(list->name).begin_array();
    };
    jobs.visit(project, [&](const Job& job) {
        while (job.state != list->state) next();
        list->add(json, job);
    });
    while (list != std::end(kLists)) next();
}

}  // namespace

std::string scrapyd_time(const std::optional<core::Instant>& instant) {
    if (!instant) return {};
    auto text = core::format_utc(*instant);  // 2026-11-21T11:41:39.123456Z
    text[10] = ' ';
    text.pop_back();
    return text;
}

namespace {

std::string path(std::string_view folder, const Job& job, std::string_view ending) {
    std::string out = "/";
    out += folder;
    for (const auto* part : {&job.project, &job.spider, &job.id}) {
        out += '/';
        core::http::append_percent_encoded(out, *part);
    }
    out += ending;
    return out;
}

}  // namespace

std::string log_path(const Job& job) {
    return path("logs", job, ".log");
}

std::string items_path(const Job& job) {
    return path("items", job, ".jl");
}

Result<Response> listjobs(const Call& call) {
    const auto project = call.parameters.maybe("project");
    if (!project) return project.error();
    if (*project && call.context.projects.versions(**project).empty()) {
        return core::Error{
            core::ErrorKind::not_found, "project-not-found", fmt::format("project '{}' not found", **project)
        };
    }
    const auto of = project->value_or("");
    return ok(call.context.node_name, [&](Writer& json) { add_lists(json, call.context.jobs, of); });
}

}  // namespace scraper::scrapyd
