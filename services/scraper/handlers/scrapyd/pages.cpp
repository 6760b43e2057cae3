#include "scraper/handlers/scrapyd/pages.hpp"

#include "core/http/ascii.hpp"
#include "core/http/percent.hpp"
#include "scraper/handlers/scrapyd/job_paths.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <unistd.h>

namespace scraper::scrapyd {

using core::http::Request;
using core::http::Response;

namespace {

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
    return out;
}

/// The path a reverse proxy says it serves us under; nothing when it is no plain path.
std::string prefix_of(const Request& request) {
    const auto given = request.header("X-Forwarded-Prefix");
    const bool plain = given.starts_with('/') && std::ranges::all_of(given, [](char c) {
                           return core::http::ascii::is_alnum(c) ||
                                  std::string_view("/-._~").find(c) != std::string_view::npos;
                       });
    if (!plain || given.starts_with("//")) return {};
    return std::string(given.substr(0, given.find_last_not_of('/') + 1));
}

Response page(std::string_view title, std::string_view content) {
    Response response(200);
    response.content_type = "text/html; charset=utf-8";
    response.body = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{0}</title></head>\n"
        "<body>\n<h1>{0}</h1>\n{1}</body>\n</html>\n",
        title,
        content
    );
    return response;
}

std::string link(const std::string& prefix, std::string_view path, std::string_view text) {
    return fmt::format("<a href=\"{}{}\">{}</a>", escaped(prefix), escaped(path), escaped(text));
}

std::string runtime(const Job& job, core::Instant now) {
    if (!job.started_at) return {};
    const auto spent = job.ended_at.value_or(now) - *job.started_at;
    return fmt::format("{} s", std::chrono::duration_cast<std::chrono::seconds>(spent).count());
}

std::string cancel_form(const std::string& prefix, const Context& context, const Job& job) {
    return fmt::format(
        "<form method=\"post\" action=\"{}/cancel.json\"><input type=\"hidden\" name=\"project\" "
        "value=\"{}\">"
        "<input type=\"hidden\" name=\"job\" value=\"{}\"><input type=\"hidden\" name=\"form_token\" "
        "value=\"{}\">"
        "<input type=\"submit\" value=\"Cancel\"></form>",
        escaped(prefix),
        escaped(job.project),
        escaped(job.id),
        context.form_token
    );
}

std::string row(const std::string& prefix, const Context& context, const Job& job) {
    const bool begun = job.state != JobState::pending;
    const std::string cells[] = {
        escaped(job.project),
        escaped(job.spider),
        escaped(job.id),
        job.state == JobState::running ? std::to_string(getpid()) : "",
        scrapyd_time(job.started_at),
        runtime(job, context.clock.now()),
        scrapyd_time(job.ended_at),
        begun ? link(prefix, log_path(job), "Log") : "",
        begun && job.items > 0 ? link(prefix, items_path(job), "Items") : "",
        job.state != JobState::finished ? cancel_form(prefix, context, job) : escaped(job.finish_reason),
    };
    std::string out = "<tr>";
    for (const auto& cell : cells) out += "<td>" + cell + "</td>";
    return out + "</tr>\n";
}

std::vector<Job> with_files(const Context& context) {
    auto jobs = context.jobs.list(JobState::running, "");
    auto finished = context.jobs.list(JobState::finished, "");
    jobs.insert(
        jobs.end(), std::make_move_iterator(finished.begin()), std::make_move_iterator(finished.end())
    );
    return jobs;
}

std::string encoded(std::string_view name) {
    std::string out;
    core::http::append_percent_encoded(out, name);
    return out;
}

/// A line of a listing.
struct Entry {
    std::optional<std::int64_t> bytes;  ///< none: a folder
    core::Instant modified;
};

/// As Scrapyd's file server writes it: `512B`, `3K`, `1M`.
std::string size_text(std::int64_t bytes) {
    constexpr std::pair<char, int> kUnits[] = {{'G', 30}, {'M', 20}, {'K', 10}};
    for (const auto& [unit, shift] : kUnits) {
        if (bytes >> shift > 0) return fmt::format("{}{}", bytes >> shift, unit);
    }
    return fmt::format("{}B", bytes);
}

std::string entry_row(std::string_view name, const Entry& entry) {
    const bool folder = name.ends_with('/');
    if (folder) name.remove_suffix(1);
    return fmt::format(
        "<tr><td><a href=\"{}{}\">{}{}</a></td><td>{}</td><td>{}</td><td>[{}]</td><td></td></tr>\n",
        encoded(name),
        folder ? "/" : "",
        escaped(name),
        folder ? "/" : "",
        entry.bytes ? size_text(*entry.bytes) : "",
        scrapyd_time(entry.modified).substr(0, std::string_view("2026-11-21 09:29").size()),
        folder ? "Directory" : "text/plain"
    );
}

}  // namespace

Response home_page(const Request& request, const Context& context) {
    const auto prefix = prefix_of(request);
    auto content = fmt::format(
        "<p>Available "
        "projects:</p>\n<ul>\n<li>{}</li>\n<li>{}</li>\n<li>{}</li>\n</ul>\n<h2>Projects</h2>\n<ul>\n",
        link(prefix, "/jobs", "Jobs"),
        link(prefix, "/logs/", "Logs"),
        link(prefix, "/items/", "Items")
    );
    for (const auto& project : context.projects.projects()) content += "<li>" + escaped(project) + "</li>\n";
    return page("Scraper", content + "</ul>\n");
}

Response jobs_page(const Request& request, const Context& context) {
    constexpr std::string_view kHead =
        "<tr><th>Project</th><th>Spider</th><th>Job</th><th>PID</th><th>Start</th><th>Runtime</"
        "th><th>Finish</th>"
        "<th>Log</th><th>Items</th><th>Cancel</th></tr>\n";
    const auto prefix = prefix_of(request);
    std::string content = "<p>" + link(prefix, "/", "Home") + "</p>\n<table>\n";
    content += kHead;
    constexpr std::pair<JobState, std::string_view> kSections[] = {
        {JobState::pending, "Pending"}, {JobState::running, "Running"}, {JobState::finished, "Finished"}
    };
    for (const auto& [state, title] : kSections) {
        content += fmt::format("<tr><th colspan=\"10\">{}</th></tr>\n", title);
        for (const auto& job : context.jobs.list(state, "")) content += row(prefix, context, job);
    }
    return page("Jobs", content + "</table>\n");
}

Response folder_page(const Request& request, const Context& context, bool logs) {
    const auto project = request.path_param("project");
    const auto spider = request.path_param("spider");
    const auto sizes =
        spider.empty() ? std::map<std::string, FileSizes>() : context.results.file_sizes(project, spider);
    std::map<std::string, Entry> entries;
    const auto add = [&](std::string name, const Job& job) -> Entry& {
        auto& entry = entries[std::move(name)];
        // What a running job writes changes all the time.
        entry.modified = std::max(entry.modified, job.ended_at.value_or(context.clock.now()));
        return entry;
    };
    for (const auto& job : with_files(context)) {
        if (!logs && job.items == 0) continue;
        if (project.empty()) {
            add(job.project + "/", job);
        } else if (job.project == project && spider.empty()) {
            add(job.spider + "/", job);
        } else if (job.project == project && job.spider == spider) {
            const auto size = sizes.find(job.id);
            auto& entry = add(job.id + (logs ? ".log" : ".jl"), job);
            if (size != sizes.end()) entry.bytes = logs ? size->second.log : size->second.items;
        }
    }
    if (entries.empty() && !project.empty()) return Response::text(404, "Not found\n");
    std::string content =
        "<table>\n<tr><th>Filename</th><th>Size</th><th>Last modified</th><th>Content type</th>"
        "<th>Content encoding</th></tr>\n";
    for (const auto& [name, entry] : entries) content += entry_row(name, entry);
    return page(logs ? "Logs" : "Items", content + "</table>\n");
}

Response file_page(const Request& request, const Context& context, bool logs) {
    auto id = request.path_param("file");
    const std::string_view ending = logs ? ".log" : ".jl";
    const bool named = id.size() > ending.size() && id.ends_with(ending);
    if (named) id.remove_suffix(ending.size());
    const auto job = named ? context.jobs.find(id) : std::nullopt;
    const bool there = job && job->state != JobState::pending &&
                       job->project == request.path_param("project") &&
                       job->spider == request.path_param("spider") && (logs || context.results.has_items(id));
    if (!there) return Response::text(404, "Not found\n");
    return Response::text(200, logs ? context.results.log_text(id) : context.results.item_lines(id));
}

}  // namespace scraper::scrapyd
