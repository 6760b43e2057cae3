#include "app_server/dump/record.hpp"

#include <catch2/catch.hpp>

using namespace core::domain;
using app::dump::append_record;
using app::dump::parse_record;
using app::dump::Record;

namespace {

const std::string kOddText = "q\" b\\ t\t n\n \x01 é 法 \xF0\x9F\x8E\x93 \xE2\x80\xA8 </script>";

/// A course with what every course must have.
Course course_of(std::string uid, std::string name, int level, int format) {
    Course course;
    course.uid = std::move(uid);
    course.name = std::move(name);
    course.level = static_cast<LevelId>(level);
    course.format = static_cast<FormatId>(format);
    return course;
}

std::vector<Record> samples() {
    const JobRole role{
        .id = JobRoleId{9},
        .vertical = VerticalId{1},
        .name = "Counsel",
        .option_text = "I advise",
        .level = 3,
        .organisation_type = "In-house",
        .specialism = SpecialismId{2},
        .description = kOddText,
        .competencies = {CompetencyId{5}, CompetencyId{2}}
    };
    auto dated = course_of("a_B-9", "é \"法\" \\ \xF0\x9F\x8E\x93", 1, 1);
    const core::Instant start =
        std::chrono::sys_days(std::chrono::year(2027) / 2 / 28) + std::chrono::microseconds(1);
    dated.schedule = Schedule::dated({{start, start + std::chrono::hours(8)}, {start, std::nullopt}}).value();
    dated.cost = Cost::fixed(Money::of_units(99'999'999'999)).value();
    dated.cpd = Cpd::points(CpdPoints::of_units(0)).value();
    dated.source = kOddText;
    dated.revision = std::numeric_limits<std::int64_t>::max();
    auto ongoing = course_of("x", "n", 1, std::numeric_limits<std::int32_t>::max());
    ongoing.url = "https://example.org/?q=%22";
    ongoing.provider = "P & Co";
    ongoing.schedule = Schedule::ongoing();
    ongoing.cost = Cost::varying();
    ongoing.cpd = Cpd::private_study();
    ongoing.duration = DurationDays::of_units(5);
    ongoing.competencies = {CompetencyId{1}, CompetencyId{3}};
    return {
        app::dump::FrameworkTitle{kOddText},
        Level{LevelId{1}, "B", "Basic"},
        Format{FormatId{1}, "W", "Workshop"},
        Need{NeedId{1}, "Grow", "I grow", {FormatId{2}, FormatId{1}}, {}},
        Specialism{SpecialismId{1}, "Tax"},
        Vertical{VerticalId{1}, VerticalKind::technology, "Tech", ""},
        Area{AreaId{1}, VerticalId{1}, -3, "A", "", true},
        CompetencyCategory{CategoryId{1}, VerticalId{1}, "C", AreaId{1}},
        CompetencyCategory{CategoryId{2}, VerticalId{1}, "D", std::nullopt},
        Competency{CompetencyId{1}, CategoryId{1}, std::nullopt, "I can", "one\ntwo"},
        role,
        dated,
        ongoing,
        app::dump::RemovedUid{"gone", 4}
    };
}

}  // namespace

TEST_CASE("A record reads back as what was written, from one line", "[dump]") {
    for (const auto& sample : samples()) {
        std::string line;
        std::visit([&](const auto& item) { append_record(line, item); }, sample);
        CAPTURE(line);
        CHECK(line.find('\n') == line.size() - 1);
        const auto record = parse_record(line);
        REQUIRE(record.has_value());
        CHECK(*record == sample);
    }
}
