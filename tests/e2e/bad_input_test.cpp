#include "site.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace tests;

namespace {

/// A request that must be refused: with which status and code, and which fault named, as `in:name:code`.
struct Refused {
    std::string request;  ///< a target, or bytes as they are
    unsigned status;
    std::string code;
    std::string fault = {};
};

void check_problem(const Answer& answer, const Refused& row) {
    INFO(row.request.substr(0, 300));
    INFO(answer.body.substr(0, 1500));
    CHECK(answer.status == row.status);
    CHECK(answer.header("Content-Type") == "application/problem+json");
    CHECK(answer.header("Cache-Control") == "no-store");
    const auto problem = answer.json();
    CHECK(at(problem.root(), "status").as_int() == static_cast<std::int64_t>(row.status));
    CHECK(at(problem.root(), "code").as_string() == row.code);
    CHECK(at(problem.root(), "instance").as_string() == answer.header("X-Request-Id"));
    if (row.fault.empty()) return;
    const auto errors = at(problem.root(), "errors");
    std::vector<std::string> faults;
    for (std::size_t i = 0; i < errors.size(); ++i) {
        const auto fault = errors.at(i);
        const auto name = fault.find("pointer").exists() ? fault.find("pointer") : fault.find("name");
        faults.push_back(fmt::format(
            "{}:{}:{}", *at(fault, "in").as_string(), *name.as_string(), *at(fault, "code").as_string()
        ));
    }
    CHECK_THAT(faults, Catch::VectorContains(row.fault));
}

std::string repeated(std::string_view text, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += text;
    return out;
}

std::string request(std::string_view line, std::string_view fields = "", std::string_view body = "") {
    return fmt::format("{} HTTP/1.1\r\nHost: x\r\n{}\r\n{}", line, fields, body);
}

std::string post(std::string_view body, std::string_view type = "application/json") {
    return request(
        "POST /api/v1/reviews",
        fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n", type, body.size()),
        body
    );
}

}  // namespace

TEST_CASE("parameters and paths that are not right are refused by name", "[bad-input]") {
    Site site;
    const std::string bad = "invalid-parameters";
    const std::string v = "/api/v1";
    const std::vector<Refused> rows{
        {v + "/framework?verbose=1", 400, bad, "query:verbose:unknown-parameter"},
        {v + "/questionnaire?lang=en", 400, bad, "query:lang:unknown-parameter"},
        {v + "/verticals?limit=3", 400, bad, "query:limit:unknown-parameter"},
        {v + "/verticals/1?x=", 400, bad, "query:x:unknown-parameter"},
        {v + "/courses?Limit=3", 400, bad, "query:Limit:unknown-parameter"},
        {v + "/courses?limit=3&limit=4", 400, bad, "query:limit:repeated-parameter"},
        {v + "/courses?sort=name&sort=name", 400, bad, "query:sort:repeated-parameter"},
        {v + "/courses?q=a&q=b", 400, bad, "query:q:repeated-parameter"},
        {v + "/courses?limit=0", 400, bad, "query:limit:invalid-value"},
        {v + "/courses?limit=101", 400, bad, "query:limit:invalid-value"},
        {v + "/courses?limit=ten", 400, bad, "query:limit:invalid-value"},
        {v + "/courses?limit=", 400, bad, "query:limit:invalid-value"},
        {v + "/courses?limit=1.0", 400, bad, "query:limit:invalid-value"},
        {v + "/courses?limit=%2B1", 400, bad, "query:limit:invalid-value"},
        {v + "/courses?limit=99999999999999999999", 400, bad, "query:limit:invalid-value"},
        {v + "/courses?sort=price", 400, bad, "query:sort:invalid-value"},
        {v + "/courses?sort=--start", 400, bad, "query:sort:invalid-value"},
        {v + "/courses?ongoing=yes", 400, bad, "query:ongoing:invalid-value"},
        {v + "/courses?cpd=points&cpd=some", 400, bad, "query:cpd:invalid-value"},
        {v + "/courses?cost=cheap", 400, bad, "query:cost:invalid-value"},
        {v + "/courses?cost_min=-1", 400, bad, "query:cost_min:invalid-value"},
        {v + "/courses?cost_min=1e3", 400, bad, "query:cost_min:invalid-value"},
        {v + "/courses?cost_max=0.001", 400, bad, "query:cost_max:invalid-value"},
        {v + "/courses?cost_max=99999999999999999999999", 400, bad, "query:cost_max:invalid-value"},
        {v + "/courses?cost_min=10&cost_max=9.99", 400, bad, "query:cost_max:empty-range"},
        {v + "/courses?from=2030-02-30", 400, bad, "query:from:invalid-value"},
        {v + "/courses?from=2030-1-1", 400, bad, "query:from:invalid-value"},
        {v + "/courses?to=tomorrow", 400, bad, "query:to:invalid-value"},
        {v + "/course-instances?from=2030-03-02&to=2030-03-01", 400, bad, "query:to:empty-range"},
        {v + "/course-instances?level=9999", 400, bad, "query:level:unknown-value"},
        {v + "/course-instances?level=beginner", 400, bad, "query:level:invalid-value"},
        {v + "/course-instances?format=9999", 400, bad, "query:format:unknown-value"},
        {v + "/course-instances?provider=9999", 400, bad, "query:provider:unknown-value"},
        {v + "/course-instances?vertical=9999", 400, bad, "query:vertical:unknown-value"},
        {v + "/course-instances?area=1&area=9999", 400, bad, "query:area:unknown-value"},
        {v + "/course-instances?competency=99999", 400, bad, "query:competency:unknown-value"},
        {v + "/course-instances?need=0", 400, bad, "query:need:invalid-value"},
        {v + "/course-instances?need=-1", 400, bad, "query:need:invalid-value"},
        {v + "/course-instances?need=1,2", 400, bad, "query:need:invalid-value"},
        {v + "/course-instances?" + repeated("level=1&", 101), 400, bad, "query:level:too-many-values"},
        {v + "/course-instances?" + repeated("&a=1", 257), 400, bad, "query::malformed-query"},
        {v + "/course-instances?q=" + std::string(201, 'a'), 400, bad, "query:q:invalid-value"},
        {v + "/course-instances?q=%FF", 400, bad, "query:q:malformed-query"},
        {v + "/course-instances?q=%zz", 400, bad, "query:q:malformed-query"},
        {v + "/course-instances?q=%00", 400, bad, "query:q:malformed-query"},
        {v + "/course-instances?%FF=1", 400, bad, "query::malformed-query"},
        {v + "/courses?fields=", 400, bad, "query:fields:invalid-fields"},
        {v + "/courses?fields=a..b", 400, bad, "query:fields:invalid-fields"},
        {v + "/courses?fields=a,,b", 400, bad, "query:fields:invalid-fields"},
        {v + "/courses?fields=" + repeated("a,", 60) + "b", 400, bad, "query:fields:invalid-fields"},
        {v + "/courses?fields=Name%0d%0aX:1", 400, bad, "query:fields:invalid-fields"},
        {v + "/courses?cursor=", 400, bad, "query:cursor:invalid-cursor"},
        {v + "/courses?cursor=AAAA", 400, bad, "query:cursor:invalid-cursor"},
        {v + "/courses?cursor=not*base64", 400, bad, "query:cursor:invalid-cursor"},
        {v + "/courses?cursor=" + std::string(4001, 'A'), 400, bad, "query:cursor:invalid-value"},
        {v + "/job-roles?vertical=9999", 400, bad, "query:vertical:unknown-value"},
        {v + "/job-roles?next_from=9999", 400, bad, "query:next_from:unknown-value"},
        {v + "/job-roles?vertical=2&next_from=1", 400, bad, "query:next_from:not-of-the-vertical"},
        {v + "/job-roles?organisation_type=Circus", 400, bad, "query:organisation_type:invalid-value"},
        {v + "/recommendations", 400, bad, "query:vertical:missing-parameter"},
        {v + "/recommendations?vertical=9999", 400, bad, "query:vertical:unknown-value"},
        {v + "/recommendations?vertical=2&area=1", 400, bad, "query:area:not-of-the-vertical"},
        {v + "/recommendations?area=9999", 400, bad, "query:area:unknown-value"},
        {v + "/recommendations?vertical=1&need=9999", 400, bad, "query:need:unknown-value"},
        {v + "/recommendations?vertical=1&vertical=1", 400, bad, "query:vertical:repeated-parameter"},
        {v + "/changes", 400, bad, "query:since:missing-parameter"},
        {v + "/changes?since=-1", 400, bad, "query:since:invalid-value"},
        {v + "/changes?since=99999", 400, bad, "query:since:invalid-value"},
        {v + "/verticals/0", 400, "invalid-id", "path:id:invalid-value"},
        {v + "/verticals/x", 400, "invalid-id", "path:id:invalid-value"},
        {v + "/areas/-1", 400, "invalid-id", "path:id:invalid-value"},
        {v + "/areas/1.5", 400, "invalid-id", "path:id:invalid-value"},
        {v + "/areas/99999999999", 400, "invalid-id", "path:id:invalid-value"},
        {v + "/verticals/999", 404, "vertical-not-found", "path:id:unknown-value"},
        {v + "/areas/999", 404, "area-not-found", "path:id:unknown-value"},
        {v + "/competencies/99999", 404, "competency-not-found", "path:id:unknown-value"},
        {v + "/competency-categories/999", 404, "competency-category-not-found", "path:id:unknown-value"},
        {v + "/job-roles/999", 404, "job-role-not-found", "path:id:unknown-value"},
        {v + "/job-roles/999/questions", 404, "job-role-not-found", "path:id:unknown-value"},
        {v + "/providers/999", 404, "provider-not-found", "path:id:unknown-value"},
        {v + "/courses/nobody", 404, "course-not-found", "path:uid:unknown-value"},
        {v + "/courses/%2e%2e%2fframework", 404, "course-not-found", "path:uid:unknown-value"},
        {v + "/courses/%ff", 404, "not-found"},
        {v + "/courses/", 404, "not-found"},
        {v + "/framework/", 404, "not-found"},
        {v, 404, "not-found"},
        {"/api/v2/framework", 404, "not-found"},
        {"/assets/../openapi.json", 404, "not-found"},
        {"/.git/config", 404, "not-found"},
    };
    CHECK(rows.size() >= 80);
    for (const auto& row : rows) check_problem(site.web.raw(request("GET " + row.request)), row);

    SECTION("all faults are told at once") {
        const auto problem = site.web.get(v + "/courses?limit=0&sort=x&from=y&need=9999&zzz=1").json();
        CHECK(at(problem.root(), "errors").size() == 5);
    }
    SECTION("a cursor belongs to the list that gave it") {
        const auto page = site.web.get(v + "/course-instances?limit=5&sort=name").json();
        const std::string next(at(page.root(), "next").as_string().value());
        const std::string cursor = next.substr(next.find("cursor="));
        const std::string foreign = "query:cursor:foreign-cursor";
        check_problem(site.web.get(v + "/course-instances?sort=cost&" + cursor), {next, 400, bad, foreign});
        check_problem(site.web.get(v + "/course-instances?" + cursor), {next, 400, bad, foreign});
        check_problem(site.web.get(v + "/courses?sort=name&" + cursor), {next, 400, bad, foreign});
        check_problem(
            site.web.get(v + "/course-instances?sort=name&q=a&" + cursor), {next, 400, bad, foreign}
        );
        CHECK(
            site.web.get(v + "/course-instances?limit=9&fields=course.name&sort=name&" + cursor).status == 200
        );
    }
    SECTION("bytes of a cursor in any other order are refused or give a page, never a failure") {
        const auto page = site.web.get(v + "/courses?limit=5&sort=name").json();
        const std::string next(at(page.root(), "next").as_string().value());
        for (std::size_t i = next.find("cursor=") + 7; i < next.size(); ++i) {
            std::string broken = next;
            broken[i] = broken[i] == 'A' ? 'B' : 'A';
            const auto answer = site.web.get(broken);
            INFO(broken);
            CHECK((answer.status == 200 || answer.status == 400));
        }
    }
}

TEST_CASE("bodies that are no review are refused by their place", "[bad-input]") {
    Site site;
    const auto with_answers = [](std::size_t count) {
        std::string body = R"({"job_role_id":1,"answers":[)";
        for (std::size_t i = 0; i < count; ++i)
            body += std::string(i == 0 ? "" : ",") + R"({"competency_id":1,"met":true})";
        return body + "]}";
    };
    const std::string review = "invalid-review";
    const std::vector<Refused> rows{
        {"", 400, "malformed-json", "body::malformed-json"},
        {"{", 400, "malformed-json", "body::malformed-json"},
        {"[1,]", 400, "malformed-json", "body::malformed-json"},
        {"{} {}", 400, "malformed-json", "body::malformed-json"},
        {"\xFF", 400, "malformed-json", "body::malformed-json"},
        {R"({"job_role_id":NaN})", 400, "malformed-json", "body::malformed-json"},
        {R"({"job_role_id":1,"job_role_id":1,"answers":[]})",
         400,
         "json-duplicate-member",
         "body::json-duplicate-member"},
        {repeated("[", 40) + repeated("]", 40), 400, "json-too-deep", "body::json-too-deep"},
        {R"({"job_role_id":1,"answers":[[[[[[1]]]]]]})", 400, "json-too-deep", "body::json-too-deep"},
        {"null", 422, review, "body::wrong-type"},
        {"[]", 422, review, "body::wrong-type"},
        {"{}", 422, review, "body:/job_role_id:missing"},
        {"{}", 422, review, "body:/answers:missing"},
        {R"({"job_role_id":"1","answers":[{"competency_id":1,"met":true}]})",
         422,
         review,
         "body:/job_role_id:wrong-type"},
        {R"({"job_role_id":1.5,"answers":[{"competency_id":1,"met":true}]})",
         422,
         review,
         "body:/job_role_id:wrong-type"},
        {R"({"job_role_id":0,"answers":[{"competency_id":1,"met":true}]})",
         422,
         review,
         "body:/job_role_id:wrong-type"},
        {R"({"job_role_id":4294967297,"answers":[{"competency_id":1,"met":true}]})",
         422,
         review,
         "body:/job_role_id:wrong-type"},
        {R"({"job_role_id":999,"answers":[{"competency_id":1,"met":true}]})",
         422,
         review,
         "body:/job_role_id:unknown-job-role"},
        {R"({"job_role_id":1,"answers":{}})", 422, review, "body:/answers:wrong-type"},
        {R"({"job_role_id":1,"answers":null})", 422, review, "body:/answers:wrong-type"},
        {R"({"job_role_id":1,"answers":[]})", 422, review, "body:/answers:no-answers"},
        {R"({"job_role_id":1,"answers":[1]})", 422, review, "body:/answers/0:wrong-type"},
        {R"({"job_role_id":1,"answers":[{}]})", 422, review, "body:/answers/0/competency_id:missing"},
        {R"({"job_role_id":1,"answers":[{"competency_id":1,"met":"yes"}]})",
         422,
         review,
         "body:/answers/0/met:wrong-type"},
        {R"({"job_role_id":1,"answers":[{"competency_id":1,"met":1}]})",
         422,
         review,
         "body:/answers/0/met:wrong-type"},
        {R"({"job_role_id":1,"answers":[{"competency_id":1,"met":true,"why":""}]})",
         400,
         review,
         "body:/answers/0/why:unknown-member"},
        {R"({"job_role_id":1,"answers":[{"competency_id":1,"met":true}],"a/b":1})",
         400,
         review,
         "body:/a~1b:unknown-member"},
        {R"({"job_role_id":1,"answers":[{"competency_id":1,"met":true},{"competency_id":1,"met":false}]})",
         422,
         review,
         "body:/answers/1/competency_id:repeated-answer"},
        {R"({"job_role_id":1,"answers":[{"competency_id":100,"met":true}]})",
         422,
         review,
         "body:/answers/0/competency_id:not-a-question-of-the-role"},
        {with_answers(2001), 422, review, "body:/answers:too-many"},
    };
    for (const auto& row : rows) {
        auto answer = site.web.raw(post(row.request));
        check_problem(answer, row);
    }
    CHECK(
        site.web.post("/api/v1/reviews", R"({"job_role_id":1,"answers":[{"competency_id":1,"met":true}]})")
            .status == 200
    );
}

TEST_CASE("requests that break the protocol's rules or limits are refused with a problem", "[bad-input]") {
    Site site({{"LIFTED_ALLOWED_HOSTS", "x,127.0.0.1"}});
    const std::string v = "/api/v1";
    const std::string review = R"({"job_role_id":1,"answers":[{"competency_id":1,"met":true}]})";
    const std::vector<Refused> rows{
        {request("DELETE /api/v1/courses"), 405, "method-not-allowed"},
        {request("PUT /api/v1/courses/x", "Content-Length: 0\r\n"), 405, "method-not-allowed"},
        {request("POST /api/v1/courses", "Content-Length: 0\r\n"), 405, "method-not-allowed"},
        {request("GET /api/v1/reviews"), 405, "method-not-allowed"},
        {request("PATCH /livez"), 405, "method-not-allowed"},
        {request("GET /api/v1/courses?q=" + std::string(9000, 'a')), 414, "target-too-long"},
        {request("GET /api/v1/courses", "X-Long: " + std::string(40'000, 'x') + "\r\n"),
         431,
         "headers-too-large"},
        {request("GET /api/v1/courses", repeated("X-Many: 1\r\n", 120)), 431, "headers-too-large"},
        {"GET /api/v1/courses HTTP/1.1\r\n\r\n", 400, "bad-host"},
        {"GET /api/v1/courses HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400, "bad-host"},
        {"GET /api/v1/courses HTTP/1.1\r\nHost: x y\r\n\r\n", 400, "bad-host"},
        {"GET /api/v1/courses HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n", 421, "unknown-host"},
        {request("GET /api/v1/courses", "Content-Length: 2\r\n", "{}"), 413, "body-too-large"},
        {request("GET /api/v1/courses", "Transfer-Encoding: gzip, chunked\r\n"),
         501,
         "unknown-transfer-coding"},
        {request("GET /api/v1/courses", "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n"),
         400,
         "bad-framing"},
        {request("POST /api/v1/reviews", "Content-Type: application/json\r\nContent-Length: 262145\r\n"),
         413,
         "body-too-large"},
        {post(review, "text/plain"), 415, "unsupported-media-type"},
        {post(review, "application/x-www-form-urlencoded"), 415, "unsupported-media-type"},
        {request("POST /api/v1/reviews", "Content-Length: 2\r\n", "{}"), 415, "unsupported-media-type"},
        {request(
             "POST /api/v1/reviews",
             "Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n",
             "{}"
         ),
         415,
         "unsupported-content-encoding"},
        {request(
             "POST /api/v1/reviews?draft=1",
             fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n", review.size()),
             review
         ),
         400,
         "invalid-parameters",
         "query:draft:unknown-parameter"},
        {request("GET /api/v1/courses", "Expect: tea\r\n"), 417, "unknown-expectation"},
    };
    for (const auto& row : rows) check_problem(site.web.raw(row.request), row);

    const auto options = site.web.raw(request(
        "OPTIONS /api/v1/courses", "Origin: https://a.example\r\nAccess-Control-Request-Method: GET\r\n"
    ));
    CHECK(options.status == 204);
    CHECK(options.header("Allow") == "GET, HEAD, OPTIONS");
    CHECK(options.header("Access-Control-Allow-Origin") == "*");
    CHECK(site.web.get("/api/v1/courses").header("Access-Control-Allow-Credentials").empty());
    CHECK(site.app.stop() == 0);
    CHECK(site.app.process().output().find("\"level\":\"error\"") == std::string::npos);
}
