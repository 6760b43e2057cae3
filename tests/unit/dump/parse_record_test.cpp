#include "app_server/dump/record.hpp"

#include <catch2/catch.hpp>

using app::dump::parse_record;

namespace {

/// `pointer code` of each fault; the error's own code when it has no fields.
std::vector<std::string> faults_of(std::string_view line) {
    const auto record = parse_record(line);
    if (record) return {};
    std::vector<std::string> faults;
    for (const auto& field : record.error().fields) faults.push_back(field.name + " " + field.code);
    if (faults.empty()) faults.push_back(record.error().code);
    return faults;
}

const std::string kCourse =
    R"({"model":"course","uid":"c-1","name":"Contracts","url":"https://example.org/c","provider":"SAL","level":2,)"
    R"("format":3,"cost":{"kind":"fixed","amount":"1498.00"},"cpd":{"kind":"points","points":"3.50"},)"
    R"("ongoing":false,"dates":[{"starts_at":"2027-03-05T01:00:00.000000Z","ends_at":null}],)"
    R"("duration_days":"1.5","areas":[1,4],"competencies":[],"source":"manual","revision":7})";

/// The sample course with one piece of its text exchanged.
std::string course_with(std::string_view piece, std::string_view other) {
    std::string line = kCourse;
    const auto at = line.find(piece);
    if (at == std::string::npos) throw std::logic_error("the sample course has no such text");
    return line.replace(at, piece.size(), other);
}

}  // namespace

TEST_CASE("parse_record reads a course exactly", "[dump]") {
    using namespace core::domain;
    const auto record = parse_record(kCourse);
    REQUIRE(record.has_value());
    const auto& course = std::get<Course>(*record);
    CHECK(course.uid == "c-1");
    CHECK(course.level == LevelId{2});
    CHECK(course.cost == Cost::fixed(Money::of_units(149800)).value());
    CHECK(course.cpd == Cpd::points(CpdPoints::of_units(350)).value());
    REQUIRE(course.schedule.dates().size() == 1);
    CHECK(
        course.schedule.dates()[0].starts_at ==
        std::chrono::sys_days(std::chrono::year(2027) / 3 / 5) + std::chrono::hours(1)
    );
    CHECK(course.duration == DurationDays::of_units(15));
    CHECK(course.areas == std::vector{AreaId{1}, AreaId{4}});
    CHECK(course.revision == 7);
}

TEST_CASE("parse_record says where a course is at fault", "[dump]") {
    struct Case {
        std::string piece;
        std::string other;
        std::vector<std::string> faults;
    };

    const auto c = GENERATE(
        Case{R"("uid":"c-1",)", "", {"/uid required"}},
        Case{R"("uid":"c-1")", R"("uid":17)", {"/uid wrong-type"}},
        Case{R"("uid":"c-1")", R"("uid":"c 1")", {"/uid malformed-uid"}},
        Case{R"("uid")", R"("vip":1,"uid")", {"/vip unknown-member"}},
        Case{R"("uid")", R"("a/b~":1,"uid")", {"/a~1b~0 unknown-member"}},
        Case{R"("name":"Contracts")", R"("name":null)", {"/name wrong-type"}},
        Case{R"("Contracts")", R"("Con\u0000tracts")", {"/name bad-text"}},
        Case{R"("Contracts")", R"("  ")", {"/name required"}},
        Case{"https:", "ftp:", {"/url malformed-url"}},
        Case{R"("level":2)", R"("level":2.0)", {"/level wrong-type"}},
        Case{R"("level":2)", R"("level":"2")", {"/level wrong-type"}},
        Case{R"("level":2)", R"("level":0)", {"/level out-of-range"}},
        Case{R"("format":3)", R"("format":2147483648)", {"/format out-of-range"}},
        Case{R"({"kind":"fixed","amount":"1498.00"})", "1498", {"/cost wrong-type"}},
        Case{R"("amount":"1498.00")", R"("amount":1498.00)", {"/cost/amount wrong-type"}},
        Case{R"("amount":"1498.00")", R"("amount":"1498.001")", {"/cost/amount malformed-decimal"}},
        Case{R"("amount":"1498.00")", R"("amount":"-1")", {"/cost/amount out-of-range"}},
        Case{R"(,"amount":"1498.00")", "", {"/cost/amount required"}},
        Case{R"("kind":"fixed")", R"("kind":"free")", {"/cost/amount unknown-member"}},
        Case{R"("kind":"fixed")", R"("kind":"cheap")", {"/cost/kind unknown-value"}},
        Case{R"("kind":"points")", R"("kind":"tbc")", {"/cpd/points unknown-member"}},
        Case{R"("ongoing":false)", R"("ongoing":0)", {"/ongoing wrong-type"}},
        Case{R"("ongoing":false)", R"("ongoing":true)", {"/dates ongoing-with-dates"}},
        Case{R"(2027-03-05T01:00:00.000000Z)", "2027-03-05", {"/dates/0/starts_at malformed-time"}},
        Case{
            R"(2027-03-05T01:00:00.000000Z)", "9999-12-31T23:59:59-08:00", {"/dates/0/starts_at out-of-range"}
        },
        Case{
            R"("ends_at":null)", R"("ends_at":"2027-03-04T01:00:00Z")", {"/dates/0/ends_at ends-before-start"}
        },
        Case{R"(,"ends_at":null)", "", {"/dates/0/ends_at required"}},
        Case{R"("1.5")", R"("1.25")", {"/duration_days malformed-decimal"}},
        Case{R"("1.5")", R"("-1.5")", {"/duration_days out-of-range"}},
        Case{"[1,4]", "[4,1]", {"/areas/1 not-ascending"}},
        Case{"[1,4]", "[1,1]", {"/areas/1 duplicate"}},
        Case{"[1,4]", R"([1,"4"])", {"/areas/1 wrong-type"}},
        Case{"[1,4]", "null", {"/areas wrong-type"}},
        Case{R"("revision":7)", R"("revision":0)", {"/revision out-of-range"}},
        Case{R"("level":2,"format":3)", R"("level":"x")", {"/level wrong-type", "/format required"}},
        Case{R"("course")", R"("cours")", {"/model unknown-value"}},
        Case{R"("model":"course",)", "", {"/model required"}},
        Case{R"("revision":7})", R"("revision":7} {})", {"malformed-json"}},
        Case{R"("revision":7)", R"("revision":7,"revision":8)", {"json-duplicate-member"}}
    );
    CAPTURE(c.piece, c.other);
    CHECK(faults_of(course_with(c.piece, c.other)) == c.faults);
}

TEST_CASE("parse_record says where an item of the framework is at fault", "[dump]") {
    struct Case {
        std::string line;
        std::vector<std::string> faults;
    };

    const auto c = GENERATE(
        Case{R"({"model":"framework","title":""})", {"/title required"}},
        Case{R"({"model":"level","id":1,"acronym":"F"})", {"/name required"}},
        Case{R"({"model":"format","id":-1,"acronym":"F","name":"Film"})", {"/id out-of-range"}},
        Case{
            R"({"model":"need","id":1,"name":"Grow","option_text":"","formats":[0],"levels":{}})",
            {"/formats/0 out-of-range", "/levels wrong-type"}
        },
        Case{
            R"({"model":"vertical","id":1,"kind":"trade","name":"Law","option_text":""})",
            {"/kind unknown-value"}
        },
        Case{
            R"({"model":"area","id":1,"vertical":1,"key":1,"name":"A","option_text":"","hidden":"no"})",
            {"/hidden wrong-type"}
        },
        Case{R"({"model":"competency_category","id":1,"vertical":1,"name":"C"})", {"/area required"}},
        Case{
            R"({"model":"competency","id":1,"category":1,"specialism":0,"title":"I can","description":""})",
            {"/specialism out-of-range"}
        },
        Case{
            R"({"model":"job_role","id":1,"vertical":1,"name":"Clerk","option_text":"","level":0,)"
            R"("organisation_type":"","specialism":null,"description":"","competencies":[]})",
            {"/level out-of-range", "/organisation_type required"}
        },
        Case{R"({"model":"removed_course","uid":"","revision":1})", {"/uid unknown-value"}},
        Case{"", {"malformed-json"}},
        Case{"[]", {"not-an-object"}},
        Case{"{\"model\":\"level\",\"id\":1,\"acronym\":\"\xFF\",\"name\":\"x\"}", {"malformed-json"}}
    );
    CAPTURE(c.line);
    CHECK(faults_of(c.line) == c.faults);
}
