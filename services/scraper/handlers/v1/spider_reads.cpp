#include "core/base/json.hpp"
#include "core/http/problem.hpp"
#include "core/http/query.hpp"
#include "scraper/engine/document/project.hpp"
#include "scraper/handlers/v1/calls.hpp"

#include <algorithm>

namespace scraper::v1 {

namespace {

using core::json::Writer;

struct Listed {
    std::string project;
    std::string version;
    std::vector<NamedDocument> spiders;
    std::string project_document;
};

void add_arguments(Writer& json, const Spider& spider) {
    json.key("arguments").begin_array();
    for (const auto& argument : spider.arguments) {
        json.begin_object().member("name", argument.name).member("type", to_string(argument.type));
        json.member("default", argument.usual).member("description", argument.description).end_object();
    }
    json.end_array();
}

void add_spider(Writer& json, const NamedDocument& named) {
    const auto spider = parse_spider(named.document);
    json.begin_object().member("name", named.name);
    // One that an older service took and this one does not is still there.
    json.member("version", spider ? std::optional(spider->version) : std::nullopt);
    json.member("title", spider ? spider->title : named.name);
    add_arguments(json, spider ? *spider : Spider());
    json.end_object();
}

std::string listing(const Listed& listed) {
    std::string out;
    Writer json(out);
    json.begin_object().member("project", listed.project).member("version", listed.version);
    json.key("settings").begin_object();
    const auto project = parse_project(listed.project_document.empty() ? "{}" : listed.project_document);
    if (project) {
        for (const auto& [name, value] : project->settings) json.member(name, value);
    }
    json.end_object().key("items").begin_array();
    for (const auto& spider : listed.spiders) add_spider(json, spider);
    json.end_array().member("total", static_cast<std::int64_t>(listed.spiders.size()));
    json.key("next").null().end_object();
    return out;
}

}  // namespace

core::Task<Response> list_spiders(const Request& request, const Context& context) {
    core::http::QueryReader query(request.query);
    const auto asked = query.text("version", 200);
    if (const auto read = query.finish(); !read)
        co_return core::http::problem(read.error(), request.request_id);
    Listed listed;
    listed.project = request.path_param("project");
    const auto versions = context.projects.versions(listed.project);
    const bool known = !versions.empty() && (!asked || std::ranges::find(versions, *asked) != versions.end());
    if (!known)
        co_return core::http::problem(
            404,
            "version-not-found",
            "There is no such project, or no such version of it.",
            request.request_id
        );
    listed.version = asked ? std::string(*asked) : versions.back();
    listed.spiders = context.projects.documents(listed.project, listed.version);
    listed.project_document = context.projects.project_document(listed.project, listed.version);
    auto text = co_await context.readers.run([&listed] { return listing(listed); });
    co_return Response::json(200, std::move(text));
}

}  // namespace scraper::v1
