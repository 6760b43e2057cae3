#include "cms_server/handlers/framework/framework_json.hpp"
#include "cms_server/handlers/framework/framework_routes.hpp"
#include "cms_server/handlers/staff/call_parts.hpp"
#include "cms_server/handlers/staff/list_page.hpp"
#include "cms_server/use_cases/framework/framework_desk.hpp"
#include "cms_server/use_cases/framework/framework_files.hpp"
#include "core/documents/framework.hpp"
#include "core/http/problem.hpp"

#include <array>
#include <charconv>

namespace cms {

namespace {

using core::Error;
using core::ErrorKind;
using core::Task;
using core::http::Method;
using core::http::problem;
using core::http::QueryReader;
using core::http::Response;

std::string revision_body(std::int64_t revision, const core::domain::Framework& framework) {
    std::string body;
    core::json::Writer json(body);
    json.begin_object().member("revision", revision).key("framework").begin_object();
    core::documents::write_members(json, framework);
    json.end_object().end_object();
    return body;
}

Task<Response> get_framework(const StaffCall& call) {
    const auto& id = call.request.request_id;
    if (const auto none = refuse_parameters(call.request); !none) co_return problem(none.error(), id);
    const auto current = co_await current_framework(call.cms(), call.app());
    if (!current) co_return problem(current.error(), id);
    auto response = Response::json(200, revision_body(current->revision, current->framework));
    response.etag = framework_etag(current->revision);
    co_return response;
}

Task<Response> list_revisions(const StaffCall& call) {
    QueryReader query(call.request.query);
    const ListPage page(call.request, query);
    std::int64_t before = 0;
    if (page.place()) {
        const auto& text = *page.place();
        std::from_chars(text.data(), text.data() + text.size(), before);
    }
    if (const auto checked = query.finish(); !checked)
        co_return problem(checked.error(), call.request.request_id);
    const auto session = co_await call.cms().read();
    auto heads = co_await session->framework().list(before, page.limit() + 1);
    const auto total = co_await session->framework().count();
    const bool more = page.cut(heads);
    std::string items;
    for (const auto& head : heads) {
        if (!items.empty()) items += ',';
        core::json::Writer json(items);
        json.begin_object();
        append_revision_head(json, head);
        json.end_object();
    }
    const auto last = heads.empty() ? std::nullopt : std::optional(std::to_string(heads.back().revision));
    co_return page.answer(items, total, more, std::nullopt, last);
}

Task<Response> get_revision(const StaffCall& call) {
    const auto& request = call.request;
    const auto number = path_id(request, "revision");
    if (!number) co_return problem(number.error(), request.request_id);
    if (const auto none = refuse_parameters(request); !none)
        co_return problem(none.error(), request.request_id);
    const auto session = co_await call.cms().read();
    const auto found = co_await session->framework().find(*number);
    if (!found) {
        co_return problem(
            Error{ErrorKind::not_found, "revision-not-found", "the framework has no such revision"},
            request.request_id
        );
    }
    co_return Response::json(200, revision_body(found->revision, found->framework));
}

constexpr std::array<std::string_view, 2> kForms{"spreadsheets", "json"};

Task<Response> get_export(const StaffCall& call, core::WorkPool& files) {
    const auto& id = call.request.request_id;
    QueryReader query(call.request.query);
    const auto form = query.choice("format", kForms);
    if (const auto checked = query.finish(); !checked) co_return problem(checked.error(), id);
    const auto current = co_await current_framework(call.cms(), call.app());
    if (!current) co_return problem(current.error(), id);
    if (form.value_or(0) == 1) {
        auto response = Response::json(200, core::documents::framework_document(current->framework));
        response.header("Content-Disposition", "attachment; filename=\"framework.json\"");
        co_return response;
    }
    auto archive = co_await files.run([&] { return write_spreadsheets(current->framework); });
    if (!archive) co_return problem(archive.error(), id);
    Response response(200);
    response.content_type = "application/zip";
    response.header("Content-Disposition", "attachment; filename=\"framework.zip\"");
    response.body = std::move(*archive);
    co_return response;
}

}  // namespace

std::vector<StaffRoute> framework_reads(const FrameworkServices& services) {
    const std::string base(kFrameworkPath);
    auto* const files = services.files;
    return {
        {Method::get, base, Role::viewer, get_framework},
        {Method::get, base + "/revisions", Role::viewer, list_revisions},
        {Method::get, base + "/revisions/{revision}", Role::viewer, get_revision},
        {Method::get,
         base + "/export",
         Role::viewer,
         [files](const StaffCall& call) { return get_export(call, *files); }},
    };
}

}  // namespace cms
