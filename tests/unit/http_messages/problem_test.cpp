#include "core/http/problem.hpp"

#include "core/base/json.hpp"

#include <catch2/catch.hpp>

using namespace core;
using namespace core::http;

namespace {

std::string member(const json::Value& object, std::string_view name) {
    return std::string(object.find(name).as_string().value_or("(absent)"));
}

}  // namespace

TEST_CASE("every kind of error has its status", "[problem]") {
    struct Row {
        Error error;
        unsigned status;
    };

    const FieldError in_body{FaultPlace::body, "/answers/0", "unknown", "no"};
    const FieldError unknown{FaultPlace::body, "/nmae", "unknown-member", "no"};
    const FieldError in_query{FaultPlace::query, "limit", "invalid-value", "no"};
    const FieldError in_path{FaultPlace::path, "id", "invalid-value", "no"};
    const FieldError in_header{FaultPlace::header, "If-Match", "invalid-value", "no"};
    const auto row = GENERATE_REF(
        Row{{ErrorKind::malformed, "c", "d"}, 400},
        Row{{ErrorKind::invalid_input, "c", "d"}, 422},
        Row{{ErrorKind::invalid_input, "c", "d", {in_body}}, 422},
        Row{{ErrorKind::invalid_input, "c", "d", {in_query}}, 400},
        Row{{ErrorKind::invalid_input, "c", "d", {in_body, in_path}}, 400},
        Row{{ErrorKind::invalid_input, "c", "d", {unknown}}, 400},
        Row{{ErrorKind::invalid_input, "c", "d", {in_body, unknown}}, 400},
        Row{{ErrorKind::invalid_input, "c", "d", {in_header}}, 400},
        Row{{ErrorKind::not_found, "c", "d"}, 404},
        Row{{ErrorKind::conflict, "c", "d"}, 409},
        Row{{ErrorKind::version_mismatch, "c", "d"}, 412},
        Row{{ErrorKind::precondition_required, "c", "d"}, 428},
        Row{{ErrorKind::unauthenticated, "c", "d"}, 401},
        Row{{ErrorKind::forbidden, "c", "d"}, 403},
        Row{{ErrorKind::too_large, "c", "d"}, 413},
        Row{{ErrorKind::rate_limited, "c", "d"}, 429},
        Row{{ErrorKind::unavailable, "c", "d"}, 503},
        Row{{ErrorKind::timed_out, "c", "d"}, 504}
    );
    CAPTURE(to_string(row.error.kind));
    CHECK(status_of(row.error) == row.status);
    const Response response = problem(row.error, "r1");
    CHECK(response.status == row.status);
    const bool again = row.status == 429 || row.status == 503;
    CHECK(response.fields() == (again ? "Retry-After: 1\r\n" : ""));
}

TEST_CASE("a problem document says what was wrong and where", "[problem]") {
    const Error error{
        ErrorKind::malformed,
        "invalid-parameters",
        "Some parameters are \"not\" right.",
        {{FaultPlace::query, "limit", "invalid-value", "must be a whole number from 1 to 100"},
         {FaultPlace::body, "/answers/0/met", "wrong-type", "must be true or false"}},
    };
    const Response response = problem(error, "req-7");
    CHECK(response.content_type == "application/problem+json");
    CHECK(response.cache_control == "no-store");
    CHECK(
        response.body_bytes() ==
        R"({"type":"/problems/invalid-parameters","title":"The request cannot be read","status":400,)"
        R"("detail":"Some parameters are \"not\" right.","instance":"req-7","code":"invalid-parameters","errors":[)"
        R"({"in":"query","name":"limit","code":"invalid-value","detail":"must be a whole number from 1 to 100"},)"
        R"({"in":"body","pointer":"/answers/0/met","code":"wrong-type","detail":"must be true or false"}]})"
    );
}

TEST_CASE("a problem survives whatever bytes a client put into it", "[problem]") {
    const std::string hostile = "\r\nX: y\" \x01 \xFF </script>";
    const Error error{ErrorKind::malformed, "c", hostile, {{FaultPlace::query, hostile, "c", "d"}}};
    const Response response = problem(error, "r1");
    const auto document = json::Document::parse(response.body_bytes());
    REQUIRE(document.has_value());
    CHECK(document->root().find("errors").at(0).find("name").as_string()->starts_with("\r\nX: y\" \x01 "));
    CHECK(response.fields().empty());
}

TEST_CASE("a problem of the protocol itself is titled by its status", "[problem]") {
    const Response response = problem(405, "method-not-allowed", "", "r1");
    CHECK(response.status == 405);
    const auto document = json::Document::parse(response.body_bytes());
    REQUIRE(document.has_value());
    const auto root = document->root();
    CHECK(member(root, "type") == "/problems/method-not-allowed");
    CHECK(member(root, "title") == "Method Not Allowed");
    CHECK(root.find("status").as_int() == 405);
    CHECK(member(root, "detail") == "(absent)");
    CHECK(member(root, "instance") == "r1");
    CHECK_FALSE(root.find("errors").exists());
}

TEST_CASE("reason phrases are those of RFC 9110", "[problem]") {
    struct Row {
        unsigned status;
        const char* phrase;
    };

    const auto row = GENERATE(
        Row{100, "Continue"},
        Row{200, "OK"},
        Row{304, "Not Modified"},
        Row{413, "Content Too Large"},
        Row{422, "Unprocessable Content"},
        Row{428, "Precondition Required"},
        Row{431, "Request Header Fields Too Large"},
        Row{505, "HTTP Version Not Supported"},
        Row{299, "Unknown"},
        Row{0, "Unknown"},
        Row{999, "Unknown"}
    );
    CHECK(reason_phrase(row.status) == row.phrase);
}
