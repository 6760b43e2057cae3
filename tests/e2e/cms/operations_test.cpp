// What an Idempotency-Key means to every operation of the staff port that could take one.
#include "port_operations.hpp"

#include <catch2/catch.hpp>

#include <set>

using cms::Retries;
using core::http::Method;

namespace {

using Names = std::set<std::string>;

/// The POSTs to which a key means this, by their paths behind the API's.
Names posts(Retries retries) {
    Names names;
    for (const auto& route : tests::staff_operations()) {
        const std::string_view pattern = route.pattern;
        if (route.method != Method::post || route.retries != retries) continue;
        names.emplace(pattern.substr(std::string_view("/cms/api/v1").size()));
    }
    return names;
}

}  // namespace

// A new operation has to be put into one of these: an answer with a secret in it must not be kept.
TEST_CASE("it is decided for every POST whether its answer may be kept", "[keyed]") {
    CHECK(
        posts(Retries::keyed) ==
        Names{
            "/courses",
            "/courses/{uid}/merge",
            "/courses/{uid}/publication",
            "/courses/{uid}/reject",
            "/courses/{uid}/restore",
            "/courses/{uid}/revisions/{number}/restore",
            "/courses:bulk",
            "/framework/changes",
            "/framework/import",
            "/framework/revisions/{revision}/restore",
            "/inbox/{id}/acceptance",
            "/inbox/{id}/rejection",
            "/inbox/{id}/reopening",
            "/inbox:bulk",
            "/jobs/{id}/cancel",
            "/jobs/{id}/requeue",
            "/providers",
            "/providers/{id}/merge",
            "/publications",
            "/publications/{id}/retry",
            "/reconciliations",
            "/scrape-runs/{run}/discard",
            "/scrape-runs/{run}/release",
            "/spiders/{project}/{spider}/runs",
        }
    );
    CHECK(posts(Retries::harmless) == Names{"/framework/impact", "/spiders:suggest", "/spiders:try"});
    CHECK(
        posts(Retries::unsupported) ==
        Names{"/me/second-factor", "/session/second-factor", "/staff", "/staff/{id}/password-reset"}
    );
}

TEST_CASE("what waits for something other than the database does so before its transaction", "[keyed]") {
    Names prepared;
    for (const auto& route : tests::staff_operations()) {
        if (route.prepare) prepared.insert(route.pattern);
    }
    CHECK(prepared == Names{"/cms/api/v1/framework/import"});
}
