#include "app_server/dto/review_json.hpp"

#include "app_server/catalogue/review.hpp"
#include "app_server/dto/course_json.hpp"
#include "core/base/json.hpp"
#include "sample_catalogue.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace core::domain;
using app::parse_review_request;

namespace {

using Faults = std::vector<std::pair<std::string, std::string>>;

std::string many_answers(std::size_t count) {
    std::string body = R"({"job_role_id":1,"answers":[)";
    for (std::size_t i = 1; i <= count; ++i) {
        body += fmt::format(R"({}{{"competency_id":{},"met":true}})", i == 1 ? "" : ",", i);
    }
    return body + "]}";
}

}  // namespace

TEST_CASE("A review's body gives the role and the answers", "[review_json]") {
    const auto request = parse_review_request(
        R"( {"answers":[{"met":true,"competency_id":10},{"competency_id":2147483647,"met":false}],"job_role_id":1} )"
    );
    REQUIRE(request.has_value());
    CHECK(request->role == JobRoleId{1});
    REQUIRE(request->answers.size() == 2);
    CHECK(request->answers[0].competency == CompetencyId{10});
    CHECK(request->answers[0].met);
    CHECK(request->answers[1].competency == CompetencyId{2147483647});
    CHECK_FALSE(request->answers[1].met);
    CHECK(parse_review_request(R"({"job_role_id":1,"answers":[]})").value().answers.empty());
}

TEST_CASE("What is not JSON is malformed", "[review_json]") {
    const std::string body = GENERATE(
        std::string(""),
        std::string("{"),
        std::string("{\"job_role_id\":1,}"),
        std::string("\xFF"),
        std::string("{\"job_role_id\":1,\"job_role_id\":1,\"answers\":[]}"),
        std::string(5'000, '['),
        std::string("{\"job_role_id\":1,\"answers\":[{\"a\":[[1]]}]}")
    );
    const auto request = parse_review_request(body);
    REQUIRE(request.has_error());
    CHECK(request.error().kind == core::ErrorKind::malformed);
}

TEST_CASE("Every fault of a review's body is named with its place", "[review_json]") {
    struct Case {
        std::string body;
        Faults faults;
    };

    const auto c = GENERATE(
        Case{"[]", {{"", "wrong-type"}}},
        Case{"1", {{"", "wrong-type"}}},
        Case{"{}", {{"/job_role_id", "missing"}, {"/answers", "missing"}}},
        Case{
            R"({"job_role_id":"1","answers":{}})",
            {{"/job_role_id", "wrong-type"}, {"/answers", "wrong-type"}}
        },
        Case{
            R"({"job_role_id":null,"answers":null})",
            {{"/job_role_id", "wrong-type"}, {"/answers", "wrong-type"}}
        },
        Case{R"({"job_role_id":1.0,"answers":[]})", {{"/job_role_id", "wrong-type"}}},
        Case{R"({"job_role_id":0,"answers":[]})", {{"/job_role_id", "wrong-type"}}},
        Case{R"({"job_role_id":2147483648,"answers":[]})", {{"/job_role_id", "wrong-type"}}},
        Case{R"({"job_role_id":1,"answers":[],"a/b~":1})", {{"/a~1b~0", "unknown-member"}}},
        Case{
            R"({"job_role_id":1,"answers":[1,null]})",
            {{"/answers/0", "wrong-type"}, {"/answers/1", "wrong-type"}}
        },
        Case{
            R"({"job_role_id":1,"answers":[{"competency_id":1,"met":true},{"competency_id":"x","met":0,"more":1},{}]})",
            {{"/answers/1/competency_id", "wrong-type"},
             {"/answers/1/met", "wrong-type"},
             {"/answers/1/more", "unknown-member"},
             {"/answers/2/competency_id", "missing"},
             {"/answers/2/met", "missing"}}
        }
    );
    INFO(c.body);
    const auto request = parse_review_request(c.body);
    REQUIRE(request.has_error());
    CHECK(request.error().kind == core::ErrorKind::invalid_input);
    CHECK(request.error().code == "invalid-review");
    Faults faults;
    for (const auto& field : request.error().fields) {
        CHECK(field.in == core::FaultPlace::body);
        faults.emplace_back(field.name, field.code);
    }
    CHECK(faults == c.faults);
}

TEST_CASE("A review takes two thousand answers, and says so when there are more", "[review_json]") {
    CHECK(parse_review_request(many_answers(2'000)).value().answers.size() == 2'000);
    const auto more = parse_review_request(many_answers(2'001));
    REQUIRE(more.has_error());
    REQUIRE(more.error().fields.size() == 1);
    CHECK(more.error().fields[0].name == "/answers");
    CHECK(more.error().fields[0].code == "too-many");
    CHECK(parse_review_request(many_answers(50'000)).error().code == "json-too-large");
}

TEST_CASE("A review is answered with its categories and each entry once", "[review_json]") {
    auto stored = tests::plain_course(1, "a");
    stored.course.areas = {AreaId{1}};
    app::Snapshot::Parts parts;
    parts.framework = std::make_shared<const app::FrameworkView>(tests::sample_framework());
    const app::Presentation presentation{core::TimeZone::find("Asia/Singapore").value(), "SGD"};
    const auto many = GENERATE(false, true);
    for (std::int64_t i = 1; i <= (many ? 31 : 1); ++i) {
        stored.number = i;
        stored.course.uid = fmt::format("c{}", i);
        parts.courses.push_back(app::publish(stored, *parts.framework, presentation));
    }
    const app::Snapshot snapshot(std::move(parts));
    const auto review = app::conduct_review(
        snapshot,
        {JobRoleId{1}, {{CompetencyId{10}, true}, {CompetencyId{20}, false}, {CompetencyId{90}, false}}},
        tests::singapore("2027-03-05")
    );
    const auto json = app::review_json(snapshot, review.value());
    REQUIRE(core::json::Document::parse(json).has_value());
    if (many) {
        CHECK(
            json.find(R"("total":31,"next":"/api/v1/recommendations?vertical=1&area=1")") != std::string::npos
        );
        return;
    }
    std::string entry;
    app::append_entry(entry, snapshot.entries().text_of(snapshot.entries().rows_of(0)[0]));
    CHECK(
        json ==
        R"({"job_role":{"id":1,"name":"Junior","vertical_id":1,"level":1},"categories":[)"
        R"({"id":1,"name":"Advocacy","met":1,"unmet":1,"score":50,"stars":3,"area_id":1,"items":[0],"total":1,"next":null},)"
        R"({"id":3,"name":"Conduct","met":0,"unmet":1,"score":0,"stars":0,"area_id":null,"items":[],"total":0,"next":null})"
        R"(],"entries":[)" +
            entry + "]}"
    );
}
