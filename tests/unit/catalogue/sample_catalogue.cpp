#include "sample_catalogue.hpp"

#include "app_server/catalogue/fold_case.hpp"
#include "core/base/time_zone.hpp"

#include <array>
#include <string>

namespace tests {

using namespace core::domain;

Framework sample_framework() {
    Framework f;
    f.title = "Sample";
    f.levels = {{LevelId{1}, "B", "Basic"}, {LevelId{2}, "I", "Intermediate"}, {LevelId{4}, "A", "Advanced"}};
    f.formats = {{FormatId{1}, "W", "Workshop"}, {FormatId{3}, "L", "Lecture"}};
    // No need has both the level of one and the format of another by accident: 1 and 2 cross over.
    f.needs = {
        {NeedId{1}, "Start", "start", {FormatId{1}}, {LevelId{1}}},
        {NeedId{2}, "Deepen", "go deeper", {FormatId{3}}, {LevelId{2}, LevelId{4}}},
        {NeedId{3}, "Refresh", "refresh", {FormatId{1}, FormatId{3}}, {LevelId{1}, LevelId{2}}},
        {NeedId{4}, "Nothing", "nothing", {}, {LevelId{1}}},
    };
    f.specialisms = {{SpecialismId{1}, "Family"}};
    f.verticals = {
        {VerticalId{1}, VerticalKind::profession, "Practitioner", "a practitioner"},
        {VerticalId{2}, VerticalKind::profession, "Counsel", "a counsel"},
        {VerticalId{7}, VerticalKind::technology, "Technology", ""},
    };
    f.areas = {
        {AreaId{1}, VerticalId{1}, 1, "Advocacy", "advocacy", false},
        {AreaId{2}, VerticalId{1}, 2, "Drafting", "drafting", false},
        {AreaId{3}, VerticalId{2}, 1, "Advocacy", "advocacy", false},
        {AreaId{4}, VerticalId{2}, 2, "Others", "others", true},
        {AreaId{9}, VerticalId{7}, 1, "Tools", "tools", false},
    };
    f.categories = {
        {CategoryId{1}, VerticalId{1}, "Advocacy", AreaId{1}},
        {CategoryId{2}, VerticalId{1}, "Drafting", AreaId{2}},
        {CategoryId{3}, VerticalId{1}, "Conduct", std::nullopt},
        {CategoryId{4}, VerticalId{2}, "Advocacy", AreaId{3}},
        {CategoryId{6}, VerticalId{7}, "Tools", AreaId{9}},
    };
    for (int i = 1; i <= 12; ++i) {
        const auto category = std::array{1, 1, 1, 1, 1, 2, 2, 2, 3, 4, 4, 6}[static_cast<std::size_t>(i) - 1];
        f.competencies.push_back(
            {CompetencyId{i * 10}, CategoryId{category}, std::nullopt, "I can do " + std::to_string(i), ""}
        );
    }
    const auto role = [&](int id, int vertical, std::string name, std::optional<int> level) -> JobRole& {
        f.job_roles.push_back(
            {JobRoleId{id}, VerticalId{vertical}, std::move(name), "", level, {}, {}, "", {}}
        );
        return f.job_roles.back();
    };
    // The questions change between the categories and back.
    role(1, 1, "Junior", 1).competencies = {
        CompetencyId{60},
        CompetencyId{10},
        CompetencyId{20},
        CompetencyId{70},
        CompetencyId{90},
        CompetencyId{30}
    };
    role(2, 1, "Senior", 2).competencies = {CompetencyId{80}, CompetencyId{40}};
    role(3, 1, "Partner", 3).organisation_type = "Law firm";
    role(4, 2, "Junior Counsel", 1).competencies = {CompetencyId{100}, CompetencyId{110}};
    role(5, 1, "Associate", 1).organisation_type = "In-house";
    role(6, 1, "Clerk", std::nullopt).organisation_type = "Law firm";
    role(8, 7, "User", 1).competencies = {CompetencyId{120}};
    return f;
}

std::vector<Provider> sample_providers() {
    return {{2, "Academy"}, {5, "Bar"}, {9, "College"}};
}

core::Instant singapore(std::string_view day, int hours) {
    static const auto zone = core::TimeZone::find("Asia/Singapore").value();
    return zone.start_of(core::parse_day(day).value()) + std::chrono::hours(hours);
}

StoredCourse plain_course(std::int64_t number, std::string_view uid) {
    StoredCourse stored;
    stored.number = number;
    stored.course.uid = uid;
    stored.course.name = "Course " + std::string(uid);
    stored.course.level = LevelId{1};
    stored.course.format = FormatId{1};
    stored.course.schedule = Schedule::dated({{singapore("2027-03-05"), std::nullopt}}).value();
    stored.course.source = "manual";
    stored.updated_at = singapore("2027-01-01");
    stored.changed_in = 1;
    return stored;
}

namespace {

Cost random_cost(Dice& dice) {
    switch (dice.roll(8)) {
        case 0: return Cost::free();
        case 1: return Cost::varying();
        case 2: return Cost::unknown();
        default:
            return Cost::fixed(Money::of_units(static_cast<std::int64_t>(1 + dice.roll(6)) * 5'050)).value();
    }
}

Cpd random_cpd(Dice& dice) {
    switch (dice.roll(9)) {
        case 0: return Cpd::private_study();
        case 1: return Cpd::to_be_confirmed();
        case 2: return Cpd::not_applicable();
        case 3: return Cpd::unknown();
        default:
            return Cpd::points(CpdPoints::of_units(static_cast<std::int64_t>(dice.roll(5)) * 50)).value();
    }
}

Schedule random_schedule(Dice& dice) {
    if (dice.once_in(8)) return Schedule::ongoing();
    std::vector<CourseDate> dates;
    for (auto left = dice.once_in(8) ? 0 : 1 + dice.roll(4); left > 0; --left) {
        // Few distinct days, some of them before 1970, hours of the day at its edges too.
        const auto base = dice.once_in(30) ? singapore("1969-12-31") : singapore("2027-03-01");
        const auto start =
            base +
            std::chrono::hours(24 * dice.roll(12) + std::array<std::uint64_t, 3>{0, 9, 23}[dice.roll(3)]);
        CourseDate date{start, std::nullopt};
        if (dice.once_in(2)) date.ends_at = start + std::chrono::hours(24 * dice.roll(3));
        dates.push_back(date);
    }
    return Schedule::dated(std::move(dates)).value();
}

template <class Id>
std::vector<Id> some_of(Dice& dice, std::initializer_list<int> ids) {
    std::vector<Id> chosen;
    for (const int id : ids) {
        if (dice.once_in(4)) chosen.push_back(static_cast<Id>(id));
    }
    return chosen;
}

std::string random_name(Dice& dice) {
    constexpr std::array<std::string_view, 9> kWords{
        "Law",
        "law",
        "LAW",
        "Stra\xC3\x9F"
        "e",
        "Drafting",
        "\xC3\x89tude",
        "\xC3\xA9tude",
        "contract",
        "\xE6\xB3\x95"
    };
    std::string name(kWords[dice.roll(kWords.size())]);
    for (auto more = dice.roll(3); more > 0; --more)
        name.append(" ").append(kWords[dice.roll(kWords.size())]);
    return name;
}

}  // namespace

StoredCourse random_course(Dice& dice, std::int64_t number) {
    StoredCourse stored = plain_course(number, "c-" + std::to_string(number));
    Course& course = stored.course;
    course.name = random_name(dice);
    course.level = std::array{LevelId{1}, LevelId{2}, LevelId{4}}[dice.roll(3)];
    course.format = std::array{FormatId{1}, FormatId{3}}[dice.roll(2)];
    course.cost = random_cost(dice);
    course.cpd = random_cpd(dice);
    course.schedule = random_schedule(dice);
    course.areas = some_of<AreaId>(dice, {1, 2, 3, 9});
    course.competencies = some_of<CompetencyId>(dice, {10, 20, 60, 100, 120});
    if (!dice.once_in(4)) {
        // Provider 9 has one course in a hundred: a sparse term.
        const auto provider = dice.once_in(100) ? 2U : dice.roll(2);
        stored.provider = std::array{2, 5, 9}[provider];
        course.provider = sample_providers()[provider].name;
    }
    stored.changed_in = 1 + static_cast<std::int64_t>(dice.roll(5));
    return stored;
}

std::vector<StoredCourse> random_courses(std::uint64_t seed, std::size_t count) {
    Dice dice(seed);
    std::vector<StoredCourse> courses;
    std::int64_t number = 0;
    for (std::size_t i = 0; i < count; ++i) {
        number += 1 + static_cast<std::int64_t>(dice.roll(2));
        courses.push_back(random_course(dice, number));
    }
    return courses;
}

std::shared_ptr<const app::Snapshot> snapshot_of(
    const std::vector<StoredCourse>& courses, Framework framework
) {
    app::Snapshot::Parts parts;
    parts.version = {5, 1};
    parts.framework = std::make_shared<const app::FrameworkView>(std::move(framework));
    parts.providers = sample_providers();
    for (const auto& stored : courses) {
        auto published = std::make_shared<app::PublishedCourse>();
        published->folded_name = app::fold_case(stored.course.name);
        published->stored = stored;
        parts.courses.push_back(std::move(published));
    }
    return std::make_shared<const app::Snapshot>(std::move(parts));
}

}  // namespace tests
