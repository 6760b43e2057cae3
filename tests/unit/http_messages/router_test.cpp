#include "core/http/router.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

using namespace core::http;

namespace {

using Params = std::vector<std::pair<std::string_view, std::string>>;

Response empty(const Request&) {
    return Response(204);
}

Router sample() {
    Router router;
    router.add(Method::get, "/", empty);
    router.add(Method::get, "/api/v1/courses", empty);
    router.add(Method::get, "/api/v1/courses/{uid}", empty);
    router.add(Method::put, "/api/v1/courses/{uid}", empty);
    router.add(Method::delete_, "/api/v1/courses/{course}", empty);
    router.add(Method::get, "/api/v1/courses/latest", empty);
    router.add(Method::get, "/api/v1/courses/latest/dates", empty);
    router.add(Method::get, "/api/v1/courses/{uid}/dates/{day}", empty);
    router.add(Method::get, "/api/v1/courses/{uid}/tags", empty);
    router.add(Method::post, "/api/v1/reviews", empty);
    router.add(Method::post, "/internal/v1/courses:batch", empty);
    router.add(Method::get, "/docs/", empty);
    return router;
}

std::string pattern_of(const Router::Match& match) {
    return match.route == nullptr ? "" : match.route->pattern;
}

}  // namespace

TEST_CASE("a path finds the most literal pattern that fits", "[router]") {
    struct Row {
        const char* path;
        const char* pattern;
        Params params;
    };

    const auto row = GENERATE(
        Row{"/", "/", {}},
        Row{"/api/v1/courses", "/api/v1/courses", {}},
        Row{"/api/v1/courses/latest", "/api/v1/courses/latest", {}},
        Row{"/api/v1/courses/latest/dates", "/api/v1/courses/latest/dates", {}},
        // The literal branch ends here: the parameter takes over.
        Row{"/api/v1/courses/latest/tags", "/api/v1/courses/{uid}/tags", {{"uid", "latest"}}},
        Row{"/api/v1/courses/c1", "/api/v1/courses/{uid}", {{"uid", "c1"}}},
        Row{"/api/v1/courses/c%20%C3%A9", "/api/v1/courses/{uid}", {{"uid", "c \xC3\xA9"}}},
        Row{"/api/v1/courses/a+b", "/api/v1/courses/{uid}", {{"uid", "a+b"}}},
        // An escaped slash is data, never a separator.
        Row{"/api/v1/courses/a%2Fb", "/api/v1/courses/{uid}", {{"uid", "a/b"}}},
        Row{"/api/v1/courses/a%2Flatest", "/api/v1/courses/{uid}", {{"uid", "a/latest"}}},
        Row{"/api/v1/courses/c1/dates/2027-01-02",
            "/api/v1/courses/{uid}/dates/{day}",
            {{"uid", "c1"}, {"day", "2027-01-02"}}},
        // RFC 3986 §6.2.2.2: an escaped unreserved character is that character.
        Row{"/api/v1/c%6Furses", "/api/v1/courses", {}},
        Row{"/docs/", "/docs/", {}}
    );
    const Router router = sample();
    Params params{{"left", "over"}};
    CAPTURE(row.path);
    const auto match = router.match(Method::get, row.path, params);
    CHECK(pattern_of(match) == row.pattern);
    CHECK(match.known_path);
    CHECK(params == row.params);
}

TEST_CASE("a path that fits no pattern is unknown", "[router]") {
    const auto* path = GENERATE(
        "",
        "api",
        "//",
        "/docs",
        "/api/v1",
        "/api/v1/",
        "/api/v1/courses/",
        "/api/v1/Courses",
        "/api/v1/courses/c1/",
        "/api/v1/courses/c1/dates",
        "/api/v1/courses//tags",
        "/api/v1/courses/c1/tags/x",
        "/api/v1/courses/%",
        "/api/v1/courses/%4",
        "/api/v1/courses/%zz",
        "/api/v1/courses/%00",
        "/api/v1/courses/%FF",
        "/api/v1/courses/\xFF",
        "/api/v1/courses/%C0%AF",
        "/api%2Fv1/courses",
        "/api/v1/../v1/courses",
        "*"
    );
    const Router router = sample();
    Params params;
    CAPTURE(path);
    const auto match = router.match(Method::get, path, params);
    CHECK(match.route == nullptr);
    CHECK_FALSE(match.known_path);
    CHECK(match.allow.empty());
    CHECK(params.empty());
}

TEST_CASE("a method that a path does not offer gets what it does offer", "[router]") {
    struct Row {
        Method method;
        const char* path;
        const char* pattern;
        const char* allow;
    };

    const auto row = GENERATE(
        Row{Method::post, "/api/v1/courses", "", "GET, HEAD, OPTIONS"},
        Row{Method::options, "/api/v1/courses", "", "GET, HEAD, OPTIONS"},
        Row{Method::patch, "/api/v1/courses/c1", "", "GET, HEAD, PUT, DELETE, OPTIONS"},
        Row{Method::put, "/api/v1/courses/c1", "/api/v1/courses/{uid}", "GET, HEAD, PUT, DELETE, OPTIONS"},
        Row{Method::delete_,
            "/api/v1/courses/c1",
            "/api/v1/courses/{course}",
            "GET, HEAD, PUT, DELETE, OPTIONS"},
        // The literal resource decides, whatever the parameter beside it offers.
        Row{Method::put, "/api/v1/courses/latest", "", "GET, HEAD, OPTIONS"},
        Row{Method::get, "/api/v1/reviews", "", "POST, OPTIONS"},
        Row{Method::head, "/api/v1/reviews", "", "POST, OPTIONS"},
        Row{Method::head, "/api/v1/courses", "/api/v1/courses", "GET, HEAD, OPTIONS"},
        Row{Method::post, "/internal/v1/courses:batch", "/internal/v1/courses:batch", "POST, OPTIONS"}
    );
    const Router router = sample();
    Params params;
    CAPTURE(row.path, to_string(row.method));
    const auto match = router.match(row.method, row.path, params);
    CHECK(pattern_of(match) == row.pattern);
    CHECK(match.known_path);
    CHECK(match.allow == row.allow);
    CHECK((match.route != nullptr || params.empty()));
}

TEST_CASE("a route of HEAD's own beats the one of GET", "[router]") {
    Router router;
    router.add(Method::get, "/a", empty);
    router.add(Method::head, "/a", empty);
    Params params;
    const auto match = router.match(Method::head, "/a", params);
    REQUIRE(match.route != nullptr);
    CHECK(match.route->method == Method::head);
    CHECK(match.allow == "GET, HEAD, OPTIONS");
}

TEST_CASE("parameters are named by the route of the method asked for", "[router]") {
    const Router router = sample();
    Params params;
    REQUIRE(router.match(Method::delete_, "/api/v1/courses/c1", params).route != nullptr);
    CHECK(params == Params{{"course", "c1"}});
}

TEST_CASE("a malformed pattern is refused when it is added", "[router]") {
    const auto* pattern = GENERATE(
        "",
        "a",
        "//",
        "/a//b",
        "/{",
        "/{}",
        "/{a",
        "/a}",
        "/x{a}",
        "/{a}x",
        "/{A}",
        "/{a}/{a}",
        "/a b",
        "/a?b",
        "/a%20b",
        "/\xC3\xA9"
    );
    Router router;
    CAPTURE(pattern);
    CHECK_THROWS_AS(router.add(Method::get, pattern, empty), std::logic_error);
    CHECK(router.routes().empty());
}

TEST_CASE("two patterns of one shape cannot share a method", "[router]") {
    Router router = sample();
    CHECK_THROWS_AS(router.add(Method::get, "/api/v1/courses", empty), std::logic_error);
    CHECK_THROWS_AS(router.add(Method::get, "/api/v1/courses/{id}", empty), std::logic_error);
    CHECK_NOTHROW(router.add(Method::patch, "/api/v1/courses/{id}", empty));
    CHECK_THROWS_AS(router.add(Method::post, "/x", SyncHandler()), std::logic_error);
}

TEST_CASE("routes survive a move of the router, each with its options", "[router]") {
    Router first;
    first.add(Method::post, "/a/{b}", empty, {.body_limit_bytes = 7, .access = Access::staff});
    const Router second(std::move(first));
    Params params;
    const auto match = second.match(Method::post, "/a/1", params);
    REQUIRE(match.route != nullptr);
    CHECK(match.route->options.body_limit_bytes == 7);
    CHECK(match.route->options.access == Access::staff);
    CHECK(params == Params{{"b", "1"}});
    CHECK(second.routes() == std::vector<const Route*>{match.route});
}
