#include "cms_server/handlers/staff/keyed_call.hpp"

#include "cms_server/use_cases/staff/keyed_requests.hpp"
#include "core/base/digest.hpp"
#include "core/base/log.hpp"
#include "core/data/staff.hpp"
#include "core/http/ascii.hpp"
#include "core/http/problem.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <stdexcept>

namespace cms {

namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using core::Task;
using core::data::KeptAnswer;
using core::http::Request;
using core::http::Response;

constexpr std::string_view kField = "Idempotency-Key";
constexpr std::size_t kLongestKey = 255;
constexpr std::string_view kHourInSeconds = "3600";

Error faulty(std::string code, std::string fault, std::string detail) {
    return {
        ErrorKind::malformed,
        std::move(code),
        "The request has an Idempotency-Key that cannot be taken.",
        {{core::FaultPlace::header, std::string(kField), std::move(fault), std::move(detail)}}
    };
}

bool is_visible(char c) {
    return c >= '!' && c <= '~';
}

/// The key of a request, if it has one.
Result<std::optional<std::string>> key_of(const Request& request) {
    std::optional<std::string> key;
    for (const auto& [name, value] : request.headers) {
        if (!core::http::ascii::iequals(name, kField)) continue;
        if (key) return faulty("invalid-idempotency-key", "repeated", "may be given once");
        key = value;
    }
    if (!key) return key;
    if (key->empty() || key->size() > kLongestKey || !std::all_of(key->begin(), key->end(), is_visible)) {
        return faulty(
            "invalid-idempotency-key", "invalid-value", "must be 1 to 255 visible ASCII characters"
        );
    }
    return key;
}

/// The same for equal requests only: neither target nor fields can hold a line break.
std::string fingerprint_of(const Request& request) {
    std::string whole(core::http::to_string(request.method));
    whole.append("\n").append(request.target);
    whole.append("\n").append(request.header("If-Match"));
    whole.append("\n").append(request.body);
    return core::sha256_hex(whole);
}

KeptAnswer kept_form(std::string fingerprint, const Response& response) {
    // Sessions and their tokens are for the browser alone.
    if (response.fields().find("Set-Cookie:") != std::string::npos) {
        throw std::logic_error("an answer that sets a cookie must not be kept");
    }
    return {
        .fingerprint = std::move(fingerprint),
        .status = static_cast<std::int32_t>(response.status),
        .content_type = std::string(response.content_type),
        .etag = response.etag,
        .fields = response.fields(),
        .body = std::string(response.body_bytes()),
    };
}

void add_fields(Response& response, std::string_view fields) {
    while (!fields.empty()) {
        const auto line = fields.substr(0, fields.find("\r\n"));
        const auto colon = line.find(": ");
        response.header(line.substr(0, colon), line.substr(colon + 2));
        fields.remove_prefix(line.size() + 2);
    }
}

Response replayed(KeptAnswer kept) {
    Response response;
    if (!kept.content_type.empty()) {
        response = Response::of(std::make_shared<core::http::Representation>(
            std::move(kept.content_type), std::move(*kept.body), "", "no-store"
        ));
        response.identity_only = true;  // it is sent once
    }
    response.status = static_cast<unsigned>(kept.status);
    response.etag = std::move(kept.etag);
    add_fields(response, kept.fields);
    response.header("Idempotency-Replayed", "true");
    return response;
}

Response refused(const Error& error, const Request& request) {
    if (error.kind == ErrorKind::rate_limited) {
        auto response = core::http::problem(429, error.code, error.detail, request.request_id);
        response.header("Retry-After", kHourInSeconds);
        return response;
    }
    auto response = core::http::problem(error, request.request_id);
    if (error.code == "idempotency-in-progress") response.header("Retry-After", "1");
    return response;
}

/// Whether an answer and what led to it are to last. What changed nothing may be tried again under the same
/// key, and so may what failed, which is undone.
bool is_final(const Response& response, bool changed) {
    return response.status < 400 || (changed && response.status < 500);
}

/// Before the answer: who repeats the request at once must not find the key held. What cannot be undone in
/// order is undone when the connection ends.
Task<void> release(core::data::CmsEnclosingWork& work) {
    try {
        co_await work.undo();
    } catch (const std::exception& error) {
        core::log::warning("a request with a key was cut off", {{"reason", error.what()}});
    }
}

/// Rolls back what the handler did when it throws.
Task<Response> answer_within(
    const StaffCall& call, const StaffHandler& handler, core::data::CmsEnclosingWork& work
) {
    std::exception_ptr failure;
    try {
        co_return co_await handler(call);
    } catch (...) {
        failure = std::current_exception();
    }
    co_await release(work);
    std::rethrow_exception(failure);
}

Task<Response> carry_out_once(const StaffCall& call, std::string key, const StaffHandler& handler) {
    const core::data::RequestKey name{call.member.id, std::move(key)};
    auto fingerprint = fingerprint_of(call.request);
    const auto work = co_await call.context.enclosing.at(call.request.worker)->enclose();
    auto* whole = co_await work->whole();
    auto before = co_await claim_key(*whole, name, fingerprint, call.now());
    if (!before || *before) {
        co_await release(*work);
        co_return before ? replayed(std::move(**before)) : refused(before.error(), call.request);
    }
    const StaffCall within{call.request, call.member, call.context, &work->parts(), true};
    auto response = co_await answer_within(within, handler, *work);
    if (!is_final(response, work->changed())) {
        co_await release(*work);
        co_return response;
    }
    whole = co_await work->whole();
    auto kept = kept_form(std::move(fingerprint), response);
    co_await keep_answer(*whole, name, std::move(kept), call.now());
    co_await whole->commit();
    co_return response;
}

/// Whether the key stands for a request already: nothing needs to be prepared for that one.
Task<bool> is_kept(const StaffCall& call, std::string key) {
    const auto session = co_await call.cms().read();
    const auto kept =
        co_await session->staff().find_answer({call.member.id, std::move(key)}, call.now() - kAnswersKept);
    co_return kept.has_value();
}

}  // namespace

Task<Response> answer_keyed(const StaffCall& call, const PostRules& rules, const StaffHandler& handler) {
    auto key = key_of(call.request);
    if (!key) co_return core::http::problem(key.error(), call.request.request_id);
    if (*key && rules.retries == Retries::unsupported) {
        co_return core::http::problem(refuse_key(call.request).error(), call.request.request_id);
    }
    const bool once = *key && rules.retries == Retries::keyed;
    StaffHandler rest = handler;
    if (rules.prepare && !(once && co_await is_kept(call, **key))) rest = co_await rules.prepare(call);
    if (!once) co_return co_await answer_repeated(call, rules.lost_race, rest);
    const StaffHandler keyed = [&rest, &key](const StaffCall& attempt) {
        return carry_out_once(attempt, **key, rest);
    };
    co_return co_await answer_repeated(call, rules.lost_race, keyed);
}

Result<void> refuse_key(const Request& request) {
    const auto has_key = [](const auto& field) { return core::http::ascii::iequals(field.first, kField); };
    if (std::none_of(request.headers.begin(), request.headers.end(), has_key)) return {};
    return faulty(
        "idempotency-key-not-supported",
        "not-supported",
        "the answer of this operation holds a secret and is not kept"
    );
}

}  // namespace cms
