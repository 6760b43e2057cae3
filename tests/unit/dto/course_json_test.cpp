#include "app_server/dto/course_json.hpp"

#include "core/base/json.hpp"
#include "sample_catalogue.hpp"

#include <catch2/catch.hpp>

using namespace core::domain;
using namespace tests;

namespace {

app::Presentation singapore_dollars() {
    return {core::TimeZone::find("Asia/Singapore").value(), "SGD"};
}

const app::FrameworkView& view() {
    static const app::FrameworkView sample(sample_framework());
    return sample;
}

StoredCourse full_course() {
    StoredCourse stored = plain_course(7, "law-1");
    Course& course = stored.course;
    course.name = "Contract \"Law\"\n\xE6\xB3\x95";
    course.url = "https://example.org/a?b=1&c=</script>";
    stored.provider = 5;
    course.provider = "Bar";
    course.level = LevelId{4};
    course.format = FormatId{3};
    course.cost = Cost::fixed(Money::of_units(149'800)).value();
    course.cpd = Cpd::points(CpdPoints::of_units(350)).value();
    course.duration = DurationDays::of_units(20);
    course.areas = {AreaId{1}, AreaId{9}};
    course.competencies = {CompetencyId{10}, CompetencyId{120}};
    course.revision = 12;
    course.schedule = Schedule::dated({{singapore("2027-03-05"), singapore("2027-03-06", 17)},
                                       {singapore("2027-09-01", 9), std::nullopt}}
    ).value();
    stored.updated_at = singapore("2027-01-02") + std::chrono::microseconds(1'500);
    return stored;
}

constexpr std::string_view kFull =
    R"({"uid":"law-1","name":"Contract \"Law\"\n法","url":"https://example.org/a?b=1&c=</script>",)"
    R"("provider":{"id":5,"name":"Bar"},"level":{"id":4,"name":"Advanced"},"format":{"id":3,"name":"Lecture"},)"
    R"("cost":{"kind":"fixed","amount":"1498.00","currency":"SGD"},"cpd":{"kind":"points","points":3.5},)"
    R"("ongoing":false,"duration_days":2,"areas":[{"id":1,"name":"Advocacy","vertical_id":1},)"
    R"({"id":9,"name":"Tools","vertical_id":7}],"competency_ids":[10,120],"source":"manual",)"
    R"("updated_at":"2027-01-02T00:00:00.001500+08:00")";

constexpr std::string_view kDates =
    R"([{"starts_at":"2027-03-05T00:00:00+08:00","ends_at":"2027-03-06T17:00:00+08:00"},)"
    R"({"starts_at":"2027-09-01T09:00:00+08:00","ends_at":null}])";

std::string entry(const app::PublishedCourse& course, std::uint32_t date) {
    std::string out;
    app::append_entry(out, course.entry(date));
    return out;
}

}  // namespace

TEST_CASE("A course is written with all its members, times in the site's zone", "[course_json]") {
    const auto course = app::publish(full_course(), view(), singapore_dollars());
    CHECK(course->json() == std::string(kFull) + "}");

    std::string listed;
    app::append_course(listed, *course);
    CHECK(listed == std::string(kFull) + R"(,"dates":)" + std::string(kDates) + "}");

    std::string detail;
    app::append_course_detail(detail, *course, view());
    CHECK(
        detail == std::string(kFull) + R"(,"dates":)" + std::string(kDates) +
                      R"(,"competencies":[{"id":10,"title":"I can do 1","category_id":1},)"
                      R"({"id":120,"title":"I can do 12","category_id":6}],"revision":12})"
    );
    for (const auto& text : {std::string(course->json()), listed, detail})
        CHECK(core::json::Document::parse(text).has_value());
}

TEST_CASE("An entry is the course on one of its dates", "[course_json]") {
    const auto course = app::publish(full_course(), view(), singapore_dollars());
    const auto head = R"({"course":)" + std::string(kFull) + "},";
    CHECK(
        entry(*course, 0) ==
        head + R"("starts_at":"2027-03-05T00:00:00+08:00","ends_at":"2027-03-06T17:00:00+08:00"})"
    );
    CHECK(entry(*course, 1) == head + R"("starts_at":"2027-09-01T09:00:00+08:00","ends_at":null})");
    CHECK(entry(*course, 2) == head + R"("starts_at":null,"ends_at":null})");
    CHECK(entry(*course, app::Row::kNoDate) == head + R"("starts_at":null,"ends_at":null})");
}

TEST_CASE("What a course does not have is null or empty, never left out", "[course_json]") {
    auto stored = plain_course(1, "a");
    stored.course.schedule = Schedule::ongoing();
    const auto course = app::publish(stored, view(), singapore_dollars());
    std::string detail;
    app::append_course_detail(detail, *course, view());
    CHECK(
        detail ==
        R"({"uid":"a","name":"Course a","url":null,"provider":null,"level":{"id":1,"name":"Basic"},)"
        R"("format":{"id":1,"name":"Workshop"},"cost":{"kind":"unknown"},"cpd":{"kind":"unknown"},"ongoing":true,)"
        R"("duration_days":null,"areas":[],"competency_ids":[],"source":"manual",)"
        R"("updated_at":"2027-01-01T00:00:00+08:00","dates":[],"competencies":[],"revision":1})"
    );
}

TEST_CASE("Cost and CPD are written by kind, numbers only with the kind that has one", "[course_json]") {
    const auto written = [](Cost cost, Cpd cpd) {
        auto stored = plain_course(1, "a");
        stored.course.cost = cost;
        stored.course.cpd = cpd;
        const std::string json(app::publish(stored, view(), singapore_dollars())->json());
        const auto begin = json.find("\"cost\"");
        return json.substr(begin, json.find(",\"ongoing\"") - begin);
    };
    const auto fixed = Cost::fixed(Money::of_units(1)).value();
    const auto none = Cpd::points(CpdPoints{}).value();
    CHECK(
        written(fixed, none) ==
        R"("cost":{"kind":"fixed","amount":"0.01","currency":"SGD"},"cpd":{"kind":"points","points":0})"
    );
    CHECK(
        written(Cost::free(), Cpd::private_study()) == R"("cost":{"kind":"free"},"cpd":{"kind":"private"})"
    );
    CHECK(
        written(Cost::varying(), Cpd::to_be_confirmed()) ==
        R"("cost":{"kind":"varying"},"cpd":{"kind":"tbc"})"
    );
    CHECK(
        written(Cost::unknown(), Cpd::not_applicable()) ==
        R"("cost":{"kind":"unknown"},"cpd":{"kind":"not-applicable"})"
    );
}

TEST_CASE("A course that refers to what the framework lacks is not published", "[course_json]") {
    auto stored = plain_course(1, "a");
    stored.course.areas = {AreaId{5}};
    CHECK_THROWS_AS(app::publish(stored, view(), singapore_dollars()), std::logic_error);
}
