#include "cms_server/handlers/staff/keyed_call.hpp"

#include "support/run.hpp"

#include <catch2/catch.hpp>

using core::http::Method;
using core::http::Request;
using core::http::Response;

namespace {

/// The status of a POST with these fields, on a site that can keep no answers.
unsigned answer(std::vector<std::pair<std::string_view, std::string_view>> fields, cms::Retries retries) {
    Request request;
    request.method = Method::post;
    request.target = "/cms/api/v1/things";
    request.headers = std::move(fields);
    const cms::Context context;
    const cms::StaffMember member{1, "ann", cms::Role::editor};
    const cms::StaffCall call{request, member, context};
    const cms::StaffHandler handler = [](const cms::StaffCall&) -> core::Task<Response> {
        co_return Response(204);
    };
    return tests::run(cms::answer_keyed(call, {.retries = retries}, handler)).status;
}

}  // namespace

TEST_CASE("a request without a key goes straight to its handler", "[keyed]") {
    const auto retries = GENERATE(cms::Retries::keyed, cms::Retries::harmless, cms::Retries::unsupported);
    CHECK(answer({{"If-Match", "\"v1\""}}, retries) == 204);
}

TEST_CASE("a key that is given twice is refused, whatever the operation", "[keyed]") {
    const auto retries = GENERATE(cms::Retries::keyed, cms::Retries::harmless, cms::Retries::unsupported);
    CHECK(answer({{"Idempotency-Key", "a"}, {"idempotency-key", "a"}}, retries) == 400);
    CHECK(answer({{"IDEMPOTENCY-KEY", ""}}, retries) == 400);
}
