#include "core/domain/course.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace core::domain;

namespace {

core::Instant hour(int number) {
    return core::Instant{std::chrono::hours{number}};
}

Course valid_course() {
    Course course;
    course.uid = "c-0001";
    course.name = "Law in Business";
    course.url = "https://example.org/law?id=1";
    course.provider = "Academy";
    course.level = LevelId{1};
    course.format = FormatId{2};
    course.areas = {AreaId{1}, AreaId{4}};
    course.competencies = {CompetencyId{7}, CompetencyId{8}};
    course.source = "manual";
    return course;
}

using Faults = std::vector<std::pair<std::string, std::string>>;

/// Pointer and code of each fault.
Faults faults_of(const Course& course) {
    const auto result = validate(course);
    Faults faults;
    if (result.has_error()) {
        CHECK(result.error().kind == core::ErrorKind::invalid_input);
        for (const auto& field : result.error().fields) faults.emplace_back(field.name, field.code);
    }
    return faults;
}

}  // namespace

TEST_CASE("a complete course is valid", "[course]") {
    CHECK(faults_of(valid_course()).empty());
}

TEST_CASE("a course without what may be missing is valid", "[course]") {
    Course course;
    course.uid = "x";
    course.name = "x";
    CHECK(faults_of(course).empty());
}

TEST_CASE("each rule of a course names its place", "[course]") {
    const auto break_rule = GENERATE(table<std::function<void(Course&)>, Faults>({
        {[](Course& c) { c.uid = ""; }, {{"/uid", "malformed-uid"}}},
        {[](Course& c) { c.name = ""; }, {{"/name", "required"}}},
        {[](Course& c) { c.name = "   "; }, {{"/name", "required"}}},
        {[](Course& c) { c.name = std::string(kMaxNameBytes + 1, 'x'); }, {{"/name", "too-long"}}},
        {[](Course& c) { c.name = "two\nlines"; }, {{"/name", "bad-text"}}},
        {[](Course& c) { c.name = std::string("nul\0", 4); }, {{"/name", "bad-text"}}},
        {[](Course& c) { c.name = "\xFF"; }, {{"/name", "bad-text"}}},
        {[](Course& c) { c.url = "javascript:alert(1)"; }, {{"/url", "malformed-url"}}},
        {[](Course& c) { c.url = ""; }, {{"/url", "malformed-url"}}},
        {[](Course& c) { c.url = "https://a/" + std::string(kMaxUrlBytes, 'x'); }, {{"/url", "too-long"}}},
        {[](Course& c) { c.provider = ""; }, {{"/provider", "required"}}},
        {[](Course& c) { c.duration = DurationDays::of_units(-1); }, {{"/duration_days", "out-of-range"}}},
        {[](Course& c) { c.areas = {AreaId{4}, AreaId{1}}; }, {{"/areas/1", "not-ascending"}}},
        {[](Course& c) { c.areas = {AreaId{0}}; }, {{"/areas/0", "out-of-range"}}},
        {[](Course& c) { c.competencies = {CompetencyId{1}, CompetencyId{2}, CompetencyId{2}}; },
         {{"/competencies/2", "duplicate"}}},
        {[](Course& c) { c.revision = 0; }, {{"/revision", "out-of-range"}}},
        {[](Course& c) {
             c.uid = "a b";
             c.name = "";
             c.revision = -1;
         },
         {{"/uid", "malformed-uid"}, {"/name", "required"}, {"/revision", "out-of-range"}}},
    }));
    Course course = valid_course();
    std::get<0>(break_rule)(course);
    CHECK(faults_of(course) == std::get<1>(break_rule));
}

TEST_CASE("lengths up to the bounds are accepted", "[course]") {
    Course course = valid_course();
    course.name = std::string(kMaxNameBytes, 'x');
    course.url = "https://a/" + std::string(kMaxUrlBytes - 10, 'x');
    CHECK(faults_of(course).empty());
}

TEST_CASE("web addresses are absolute http URLs with a host", "[course]") {
    const std::string url = GENERATE(
        "http://example.org",
        "https://example.org/",
        "HTTPS://Example.ORG/a?b=c&d=%20#e",
        "http://example.org:8080/x",
        "http://example.org:/",
        "http://192.0.2.1/",
        "http://[2001:db8::1]:80/",
        "https://xn--bcher-kva.example/"
    );
    CAPTURE(url);
    CHECK(is_web_url(url));
}

TEST_CASE("anything else is no web address", "[course]") {
    const std::string url = GENERATE(
        "",
        "example.org",
        "//example.org/",
        "/path",
        "ftp://example.org/",
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@example.org",
        "http:",
        "http:/example.org",
        "http:example.org",
        "http://",
        "http:///path",
        "http://:80/",
        "http://user@example.org/",
        "http://user:password@example.org/",
        "http://@example.org/",
        "http://exa mple.org/",
        " http://example.org/",
        "http://example.org/ ",
        "http://example.org/a b",
        "http://example.org/\n",
        "http://example.org:99999/",
        "http://example.org:80a/",
        "http://example.org:0/",
        "http://example.org:65536/",
        "http://example.org:80x",
        "http://example.org/%zz",
        "http://[::1/",
        "http://b\xC3\xBC"
        "cher.example/",
        "http://example.org/\xC3\xBC",
        "http://example.org/<x>",
        "http://a\\b/"
    );
    CAPTURE(url);
    CHECK_FALSE(is_web_url(url));
}

TEST_CASE("a uid is 1 to 64 URL-safe characters", "[course]") {
    CHECK(is_uid("a"));
    CHECK(is_uid("AZaz09-_"));
    CHECK(is_uid(std::string(64, 'x')));
    const std::string uid =
        GENERATE(std::string(), std::string(65, 'x'), "a b", "a/b", "a.b", "\xC3\xA9", "a\n");
    CHECK_FALSE(is_uid(uid));
}

TEST_CASE("a cost is of exactly one kind", "[course]") {
    CHECK(Cost::fixed(Money::of_units(149800))->kind() == Cost::Kind::fixed);
    CHECK(Cost::fixed(Money::of_units(149800))->amount().text() == "1498.00");
    CHECK(Cost::fixed(Money())->kind() == Cost::Kind::free);
    CHECK(Cost::fixed(Money::of_units(-1)).error().code == "out-of-range");
    CHECK(Cost() == Cost::unknown());
    CHECK(Cost::varying().amount() == Money());
}

TEST_CASE("CPD credit is of exactly one kind", "[course]") {
    CHECK(Cpd::points(CpdPoints::of_units(350))->number().compact() == "3.5");
    CHECK(Cpd::points(CpdPoints())->kind() == Cpd::Kind::points);
    CHECK(Cpd::points(CpdPoints::of_units(-1)).error().kind == core::ErrorKind::invalid_input);
    CHECK(Cpd() == Cpd::unknown());
}

TEST_CASE("kinds of cost and CPD read back from their names", "[course]") {
    for (const auto kind : {Cost::Kind::fixed, Cost::Kind::free, Cost::Kind::varying, Cost::Kind::unknown}) {
        CHECK(parse_cost_kind(to_string(kind)) == kind);
    }
    using CpdKind = Cpd::Kind;
    for (const auto kind :
         {CpdKind::points,
          CpdKind::private_study,
          CpdKind::to_be_confirmed,
          CpdKind::not_applicable,
          CpdKind::unknown}) {
        CHECK(parse_cpd_kind(to_string(kind)) == kind);
    }
    CHECK(to_string(CpdKind::private_study) == "private");
    CHECK(to_string(CpdKind::to_be_confirmed) == "tbc");
    CHECK_FALSE(parse_cost_kind("Free"));
    CHECK_FALSE(parse_cpd_kind(""));
}

TEST_CASE("a schedule keeps its dates sorted and once", "[schedule]") {
    const CourseDate first{hour(1), std::nullopt};
    const CourseDate longer{hour(1), hour(2)};
    const CourseDate last{hour(5), hour(5)};
    const auto schedule = Schedule::dated({last, first, longer, first, last});
    REQUIRE(schedule.has_value());
    CHECK(schedule->dates() == std::vector<CourseDate>{first, longer, last});
    CHECK_FALSE(schedule->is_ongoing());
}

TEST_CASE("a schedule refuses an end before its start", "[schedule]") {
    const auto schedule = Schedule::dated({{hour(1), hour(2)}, {hour(3), hour(2)}});
    REQUIRE(schedule.has_error());
    REQUIRE(schedule.error().fields.size() == 1);
    CHECK(schedule.error().fields[0].name == "/dates/1/ends_at");
}

TEST_CASE("an ongoing course has no dates", "[schedule]") {
    CHECK(Schedule::ongoing().is_ongoing());
    CHECK(Schedule::ongoing().dates().empty());
    CHECK_FALSE(Schedule() == Schedule::ongoing());
}
