#include "cms_server/dto/courses/course_requests.hpp"
#include "cms_server/dto/courses/provider_json.hpp"
#include "cms_server/handlers/courses/course_handlers.hpp"
#include "cms_server/handlers/courses/page_links.hpp"
#include "cms_server/handlers/preconditions.hpp"
#include "cms_server/use_cases/courses/change_providers.hpp"

namespace cms {

namespace {

using core::Result;
using core::data::CanonicalProvider;
using core::http::QueryReader;
using core::http::Response;
using core::json::Writer;

constexpr std::size_t kMostSearchBytes = 200;

Response answer_provider(
    const CourseServices& services,
    const StaffCall& call,
    const Result<CanonicalProvider>& provider,
    unsigned status = 200
) {
    if (!provider) return refuse(call, provider.error());
    std::string body;
    Writer json(body);
    write_provider(json, *provider, services.presentation);
    auto response = Response::json(status, std::move(body));
    response.etag = version_etag(provider->version);
    if (status == 201) response.header("Location", "/cms/api/v1/providers/" + std::to_string(provider->id));
    return response;
}

core::data::DraftPlace place_of(const CanonicalProvider& provider) {
    return {{}, provider.name, provider.id};
}

}  // namespace

CallAnswer list_providers(const CourseServices& services, const StaffCall& call) {
    QueryReader query(call.request.query);
    const PageLinks links(call.request, query);
    auto text = query.text("q", kMostSearchBytes).value_or("");
    if (const auto checked = query.finish(); !checked) co_return refuse(call, checked.error());
    const auto after = links.start() ? std::optional(links.start()->place.name) : std::nullopt;
    const auto session = co_await call.cms().read();
    const auto page =
        co_await session->providers().list(std::move(text), after, links.backwards(), links.limit());
    std::string body = R"({"items":)";
    Writer json(body);
    json.begin_array();
    for (const auto& provider : page.items) write_provider(json, provider, services.presentation);
    json.end_array();
    std::optional<core::data::DraftPlace> next;
    std::optional<core::data::DraftPlace> previous;
    if (page.more_after && !page.items.empty()) next = place_of(page.items.back());
    if (page.more_before && !page.items.empty()) previous = place_of(page.items.front());
    co_return links.finish(std::move(body), page.total, next, previous);
}

CallAnswer get_provider(const CourseServices& services, const StaffCall& call) {
    if (const auto checked = no_parameters(call); !checked) co_return refuse(call, checked.error());
    const auto id = path_number(call, "id");
    if (!id) co_return refuse(call, id.error());
    const auto session = co_await call.cms().read();
    const auto provider = co_await session->providers().find(*id);
    if (!provider) co_return refuse(call, provider_not_found());
    co_return answer_provider(services, call, *provider);
}

CallAnswer post_provider(const CourseServices& services, const StaffCall& call) {
    if (const auto checked = no_parameters(call); !checked) co_return refuse(call, checked.error());
    auto input = parse_provider(call.request.body, {});
    if (!input) co_return refuse(call, input.error());
    const auto provider = co_await create_provider(call.cms(), editor_of(call), std::move(*input));
    co_return answer_provider(services, call, provider, 201);
}

CallAnswer patch_provider(const CourseServices& services, const StaffCall& call) {
    if (const auto checked = no_parameters(call); !checked) co_return refuse(call, checked.error());
    const auto id = path_number(call, "id");
    if (!id) co_return refuse(call, id.error());
    const auto version = required_version(call.request);
    if (!version) co_return refuse(call, version.error());
    const auto edit = [&](ProviderInput base) { return parse_provider(call.request.body, std::move(base)); };
    const auto provider = co_await edit_provider(call.cms(), editor_of(call), *id, *version, edit);
    co_return answer_provider(services, call, provider);
}

CallAnswer merge_provider(const CourseServices& services, const StaffCall& call) {
    if (const auto checked = no_parameters(call); !checked) co_return refuse(call, checked.error());
    const auto id = path_number(call, "id");
    if (!id) co_return refuse(call, id.error());
    const auto version = required_version(call.request);
    if (!version) co_return refuse(call, version.error());
    const auto into = parse_provider_merge(call.request.body);
    if (!into) co_return refuse(call, into.error());
    const auto provider = co_await merge_providers(call.cms(), editor_of(call), *id, *version, *into);
    co_return answer_provider(services, call, provider);
}

}  // namespace cms
