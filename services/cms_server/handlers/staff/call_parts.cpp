#include "cms_server/handlers/staff/call_parts.hpp"

#include "core/http/problem.hpp"
#include "core/http/query.hpp"

#include <charconv>

namespace cms {

Actor visitor_of(const core::http::Request& request) {
    return {std::nullopt, "", request.client, request.request_id, std::string(request.header("User-Agent"))};
}

Actor actor_of(const StaffCall& call) {
    auto actor = visitor_of(call.request);
    actor.id = call.member.id;
    actor.name = call.member.username;
    return actor;
}

core::Result<std::int64_t> path_id(const core::http::Request& request, std::string_view name) {
    const auto text = request.path_param(name);
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault == std::errc() && end == text.data() + text.size() && number > 0) return number;
    return core::Error{
        core::ErrorKind::malformed,
        "invalid-id",
        "ids are whole numbers from 1",
        {{core::FaultPlace::path, std::string(name), "invalid-value", "must be a whole number from 1"}}
    };
}

core::Result<void> read_body(
    const core::http::Request& request,
    const std::function<void(core::json::ObjectReader&, core::json::Value)>& read
) {
    if (auto checked = refuse_parameters(request); !checked) return checked;
    const auto document = core::json::Document::parse(request.body);
    if (!document) return document.error();
    core::json::Faults faults;
    const auto root = document->root();
    if (root.is_object()) {
        core::json::ObjectReader reader(root, "", faults);
        read(reader, root);
        reader.finish();
    } else {
        core::json::add_fault(faults, "", "wrong-type", "must be an object");
    }
    if (faults.empty()) return {};
    return core::Error{
        core::ErrorKind::invalid_input, "invalid-body", "the body breaks rules", std::move(faults)
    };
}

core::Result<void> refuse_parameters(const core::http::Request& request) {
    core::http::QueryReader query(request.query);
    return query.finish();
}

core::http::Response refusal_problem(const Refusal& refusal, const core::http::Request& request) {
    if (refusal.retry_after <= std::chrono::seconds(0) ||
        refusal.error.kind != core::ErrorKind::rate_limited) {
        return core::http::problem(refusal.error, request.request_id);
    }
    auto response = core::http::problem(429, refusal.error.code, refusal.error.detail, request.request_id);
    response.header("Retry-After", std::to_string(refusal.retry_after.count()));
    return response;
}

core::http::Response json_answer(unsigned status, std::string body) {
    auto response = core::http::Response::json(status, std::move(body));
    response.cache_control = "no-store";
    return response;
}

}  // namespace cms
