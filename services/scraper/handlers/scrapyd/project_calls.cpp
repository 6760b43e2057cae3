#include "core/base/digest.hpp"
#include "scraper/handlers/scrapyd/answer.hpp"
#include "scraper/handlers/scrapyd/archive.hpp"
#include "scraper/handlers/scrapyd/calls.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace scraper::scrapyd {

using core::Error;
using core::ErrorKind;
using core::Result;
using core::http::Response;

namespace {

Error not_found(std::string_view what, std::string_view name) {
    return {
        ErrorKind::not_found, std::string(what) + "-not-found", fmt::format("{} '{}' not found", what, name)
    };
}

/// The project parameter of the calls that would touch its folder.
Result<std::string> project_folder(const Call& call) {
    auto project = call.parameters.required("project");
    if (project && !is_file_name(*project))
        return Error{ErrorKind::invalid_input, "directory-traversal", "DirectoryTraversalError: " + *project};
    return project;
}

void add_texts(core::json::Writer& json, std::string_view name, const std::vector<std::string>& texts) {
    json.key(name).begin_array();
    for (const auto& text : texts) json.value(text);
    json.end_array();
}

}  // namespace

bool is_file_name(std::string_view text) {
    constexpr std::size_t kMost = 200;
    return !text.empty() && text.size() <= kMost && text != "." && text != ".." &&
           std::ranges::none_of(text, [](char c) {
               return c == '/' || c == '\\' || static_cast<unsigned char>(c) < ' ' || c == '\x7f';
           });
}

Result<std::string> resolve_version(
    const Context& context, const std::string& project, const std::optional<std::string>& asked
) {
    const auto versions = context.projects.versions(project);
    if (versions.empty()) return not_found("project", project);
    if (!asked) return versions.back();
    if (std::ranges::find(versions, *asked) == versions.end()) return not_found("version", *asked);
    return *asked;
}

Result<Response> daemonstatus(const Call& call) {
    const auto counts = call.context.jobs.counts();
    return ok(call.context.node_name, [&](core::json::Writer& json) {
        json.member("pending", counts.pending)
            .member("running", counts.running)
            .member("finished", counts.finished);
    });
}

Result<Response> listprojects(const Call& call) {
    return ok(call.context.node_name, [&](core::json::Writer& json) {
        add_texts(json, "projects", call.context.projects.projects());
    });
}

Result<Response> listversions(const Call& call) {
    const auto project = project_folder(call);
    if (!project) return project.error();
    return ok(call.context.node_name, [&](core::json::Writer& json) {
        add_texts(json, "versions", call.context.projects.versions(*project));
    });
}

Result<Response> listspiders(const Call& call) {
    const auto project = call.parameters.required("project");
    if (!project) return project.error();
    const auto asked = call.parameters.maybe("_version");
    if (!asked) return asked.error();
    const auto version = resolve_version(call.context, *project, *asked);
    if (!version) return version.error();
    return ok(call.context.node_name, [&](core::json::Writer& json) {
        add_texts(json, "spiders", call.context.projects.spiders(*project, *version));
    });
}

Result<Response> addversion(const Call& call) {
    const auto project = call.parameters.required("project");
    if (!project) return project.error();
    const auto version = call.parameters.required("version");
    if (!version) return version.error();
    const auto* const egg = call.parameters.bytes("egg");
    if (egg == nullptr)
        return Error{ErrorKind::invalid_input, "missing-parameter", "'egg' parameter is required"};
    const auto folder = project_folder(call);
    if (!folder) return folder.error();
    if (!is_file_name(*version)) return invalid("version", "it is no name");
    auto documents = read_archive(*egg);
    if (!documents) {
        if (!call.context.strict_upload_status) return documents.error();
        return error(call.context.node_name, documents.error().detail, 422);
    }
    const auto count = static_cast<std::int64_t>(documents->spiders.size());
    const auto added = call.context.projects.add(
        {*project,
         *version,
         core::sha256_hex(*egg),
         call.request.client,
         call.context.clock.now(),
         std::move(documents->spiders),
         std::move(documents->project)}
    );
    if (!added)
        return Error{
            added.error().kind,
            added.error().code,
            fmt::format("version '{}' has run and cannot be changed; use a new one", *version)
        };
    return ok(call.context.node_name, [&](core::json::Writer& json) {
        json.member("project", *project).member("version", *version).member("spiders", count);
    });
}

Result<Response> delversion(const Call& call) {
    const auto project = project_folder(call);
    if (!project) return project.error();
    const auto version = call.parameters.required("version");
    if (!version) return version.error();
    const auto removed = call.context.projects.remove_version(*project, *version);
    if (!removed) return removed.error();
    if (!*removed) return not_found("version", *version);
    return ok(call.context.node_name);
}

Result<Response> delproject(const Call& call) {
    const auto project = project_folder(call);
    if (!project) return project.error();
    if (!call.context.projects.remove_project(*project)) return not_found("project", *project);
    return ok(call.context.node_name);
}

}  // namespace scraper::scrapyd
