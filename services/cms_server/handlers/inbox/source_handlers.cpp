#include "cms_server/dto/inbox/inbox_json.hpp"
#include "cms_server/dto/inbox/inbox_requests.hpp"
#include "cms_server/handlers/inbox/inbox_handlers.hpp"
#include "cms_server/use_cases/inbox/decide_runs.hpp"
#include "core/http/query.hpp"

namespace cms {

namespace {

using namespace core::data;
using core::http::QueryReader;
using core::http::Response;
using core::json::Writer;

Response answer_rules(const SourceRules& rules) {
    std::string body;
    Writer json(body);
    write_rules(json, rules);
    return versioned(std::move(body), rules.version);
}

std::string spider_of(const StaffCall& call) {
    return std::string(call.request.path_param("spider"));
}

core::Task<Response> set_rules(const StaffCall& call, std::vector<core::domain::FieldRule> rules) {
    const auto version = version_of(call);
    if (!version) co_return refuse_call(call, version.error());
    SourceRules wanted{spider_of(call), *version, std::move(rules)};
    const bool may_publish = call.member.role >= Role::publisher;
    const auto saved = co_await replace_rules(call.cms(), wanted, may_publish, audit_of(call));
    if (!saved) co_return refuse_call(call, saved.error());
    wanted.version = *saved;
    co_return answer_rules(wanted);
}

}  // namespace

InboxAnswer list_sources(const InboxServices& services, const StaffCall& call) {
    QueryReader query(call.request.query);
    if (const auto checked = query.finish(); !checked) co_return refuse_call(call, checked.error());
    const auto session = co_await call.cms().read();
    const auto sources = co_await session->inbox().list_sources();
    std::string body;
    Writer json(body);
    json.begin_object().key("items").begin_array();
    for (const auto& source : sources) write_source(json, source, services.presentation);
    json.end_array().member("total", static_cast<std::int64_t>(sources.size()));
    json.key("next").null().key("prev").null().end_object();
    co_return Response::json(200, std::move(body));
}

InboxAnswer get_rules(const InboxServices&, const StaffCall& call) {
    QueryReader query(call.request.query);
    if (const auto checked = query.finish(); !checked) co_return refuse_call(call, checked.error());
    const auto session = co_await call.cms().read();
    const auto rules = co_await session->inbox().find_rules(spider_of(call));
    if (rules) co_return answer_rules(*rules);
    const core::Error error{
        core::ErrorKind::not_found, "source-not-found", "no run of this spider was opened"
    };
    co_return refuse_call(call, error);
}

InboxAnswer put_rules(const InboxServices&, const StaffCall& call) {
    auto rules = parse_rules(call.request.body);
    if (!rules) co_return refuse_call(call, rules.error());
    co_return co_await set_rules(call, std::move(*rules));
}

InboxAnswer delete_rules(const InboxServices&, const StaffCall& call) {
    co_return co_await set_rules(call, {});
}

}  // namespace cms
