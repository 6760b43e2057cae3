#pragma once

#include "cms_server/handlers/staff_call.hpp"
#include "cms_server/use_cases/staff/actor.hpp"
#include "cms_server/use_cases/staff/throttle.hpp"
#include "core/base/object_reader.hpp"

#include <functional>
#include <string_view>

namespace cms {

/// Who makes a request, before or without a session.
Actor visitor_of(const core::http::Request& request);

/// Who makes a staff call, for the audit log.
Actor actor_of(const StaffCall& call);

/// The number in the path at `{name}`. `malformed`, code `invalid-id`.
core::Result<std::int64_t> path_id(const core::http::Request& request, std::string_view name);

/// Reads a body that is one JSON object and nothing else; `read` takes its members. `malformed` for what is
/// no JSON; `invalid_input`, code `invalid-body`, with every fault. Query parameters are refused too.
core::Result<void> read_body(
    const core::http::Request& request,
    const std::function<void(core::json::ObjectReader&, core::json::Value)>& read
);

/// `malformed` for any query parameter.
core::Result<void> refuse_parameters(const core::http::Request& request);

/// The problem of a refusal, with the wait it asks for in Retry-After.
core::http::Response refusal_problem(const Refusal& refusal, const core::http::Request& request);

core::http::Response json_answer(unsigned status, std::string body);

}  // namespace cms
