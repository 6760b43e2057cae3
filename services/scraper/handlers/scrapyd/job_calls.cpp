#include "core/base/digest.hpp"
#include "core/http/ascii.hpp"
#include "scraper/handlers/scrapyd/answer.hpp"
#include "scraper/handlers/scrapyd/calls.hpp"
#include "scraper/runner/job_id.hpp"
#include "scraper/runner/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace scraper::scrapyd {

using core::Error;
using core::ErrorKind;
using core::Result;
using core::http::Response;

namespace {

Error project_unknown(const std::string& project) {
    return {ErrorKind::not_found, "project-not-found", fmt::format("project '{}' not found", project)};
}

Result<double> read_priority(const Parameters& parameters) {
    const auto text = parameters.maybe("priority");
    if (!text) return text.error();
    if (!*text) return 0.0;
    double value = 0;
    const auto* const end = (*text)->data() + (*text)->size();
    const auto [stop, failed] = std::from_chars((*text)->data(), end, value);
    if (failed != std::errc() || stop != end || !std::isfinite(value))
        return invalid("priority", fmt::format("'{}' is no number", **text));
    return value;
}

/// Settings and spider arguments: everything that is no parameter of the call itself.
Result<void> read_texts(const Parameters& parameters, Job& job) {
    constexpr std::string_view kOwn[] = {"project", "spider", "_version", "jobid", "priority"};
    for (const auto& [name, value] : parameters.all()) {
        if (std::ranges::find(kOwn, name) != std::end(kOwn)) continue;
        const auto checked = parameters.maybe(name);
        if (!checked) return checked.error();
        if (name != "setting") {
            job.arguments.try_emplace(name, value);
            continue;
        }
        const auto equals = value.find('=');
        if (equals == std::string::npos || equals == 0) return invalid("setting", value);
        job.settings[value.substr(0, equals)] = value.substr(equals + 1);
    }
    if (const auto refused = check_settings(job.settings); !refused)
        return invalid("setting", refused.error().detail);
    return {};
}

/// A cancel that a browser's form sent from another site must prove where the form came from.
bool is_forged(const Call& call) {
    const auto site = call.request.header("Sec-Fetch-Site");
    if (site.empty() || site == "same-origin") return false;
    const auto* const token = call.parameters.bytes("form_token");
    return token == nullptr || !core::constant_time_equal(*token, call.context.form_token);
}

/// True for a stop at once; an error for a signal that stops nothing.
Result<bool> read_signal(const Parameters& parameters) {
    auto text = parameters.maybe("signal");
    if (!text) return text.error();
    auto name = text->value_or("INT");
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    });
    if (name.starts_with("SIG")) name.erase(0, 3);
    if (name == "INT" || name == "TERM" || name == "HUP" || name == "2" || name == "15" || name == "1")
        return false;
    if (name == "KILL" || name == "9") return true;
    return invalid("signal", text->value_or(""));
}

}  // namespace

Result<Response> schedule(const Call& call) {
    const auto& parameters = call.parameters;
    Job job;
    auto project = parameters.required("project");
    if (!project) return project.error();
    auto spider = parameters.required("spider");
    if (!spider) return spider.error();
    auto asked = parameters.maybe("_version");
    if (!asked) return asked.error();
    auto id = parameters.maybe("jobid");
    if (!id) return id.error();
    const auto priority = read_priority(parameters);
    if (!priority) return priority.error();
    if (const auto read = read_texts(parameters, job); !read) return read.error();

    const auto version = resolve_version(call.context, *project, *asked);
    if (!version) return version.error();
    const auto spiders = call.context.projects.spiders(*project, *version);
    if (!std::ranges::binary_search(spiders, *spider))
        return Error{ErrorKind::not_found, "spider-not-found", fmt::format("spider '{}' not found", *spider)};
    const auto document = call.context.projects.document(*project, *version, *spider);
    const auto parsed = document ? parse_spider(*document) : Result<Spider>(Error{});
    // One that an older service took and this one does not: the job will say what is wrong with it.
    if (parsed) {
        if (const auto checked = check_arguments(job.arguments, *parsed); !checked) return checked.error();
    }
    job.id = id->value_or(new_job_id(call.context.clock.now()));
    if (!is_file_name(job.id)) return invalid("jobid", "it is no name");
    job.project = std::move(*project);
    job.spider = std::move(*spider);
    job.asked_version = std::move(*asked);
    job.priority = *priority;
    job.created_at = call.context.clock.now();
    if (const auto scheduled = call.context.jobs.schedule(job); !scheduled) return scheduled.error();
    call.context.control.wake();
    return ok(call.context.node_name, [&](core::json::Writer& json) { json.member("jobid", job.id); });
}

Result<Response> status(const Call& call) {
    const auto id = call.parameters.required("job");
    if (!id) return id.error();
    const auto project = call.parameters.maybe("project");
    if (!project) return project.error();
    if (*project && call.context.projects.versions(**project).empty()) return project_unknown(**project);
    const auto job = call.context.jobs.find(*id);
    const bool visible = job && (!*project || job->project == **project);
    return ok(call.context.node_name, [&](core::json::Writer& json) {
        constexpr std::string_view kNames[] = {"pending", "running", "finished"};
        json.key("currstate");
        if (visible) {
            json.value(kNames[static_cast<std::size_t>(job->state)]);
        } else {
            json.null();
        }
    });
}

Result<Response> cancel(const Call& call) {
    const auto project = call.parameters.required("project");
    if (!project) return project.error();
    const auto id = call.parameters.required("job");
    if (!id) return id.error();
    const auto at_once = read_signal(call.parameters);
    if (!at_once) return at_once.error();
    if (is_forged(call))
        return Error{ErrorKind::forbidden, "forged-form", "form_token is invalid: reload the page"};
    if (call.context.projects.versions(*project).empty()) return project_unknown(*project);
    const auto job = call.context.jobs.find(*id);
    std::optional<std::string> before;
    if (job && job->project == *project) {
        if (call.context.jobs.remove_pending(*id)) {
            before = "pending";
        } else if (call.context.control.cancel(*id, *at_once)) {
            before = "running";
        }
    }
    return ok(call.context.node_name, [&](core::json::Writer& json) { json.member("prevstate", before); });
}

}  // namespace scraper::scrapyd
