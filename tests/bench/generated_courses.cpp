#include "generated_courses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace bench {

namespace {

using namespace core::domain;

constexpr std::uint64_t kProviders = 300;
constexpr core::Instant kFirstDay{std::chrono::sys_days(std::chrono::year(2028) / 7 / 1).time_since_epoch()};
constexpr std::uint64_t kDays = 3 * 365;

constexpr std::array kApproaches{
    "Introduction to",
    "Advanced",
    "Practical",
    "Essentials of",
    "Mastering",
    "Managing",
    "Current Issues in",
    "Workshop on",
    "Update on",
    "A Guide to"
};
constexpr std::array kSubjects{
    "Contract Drafting", "Company Law",      "Data Protection", "Negotiation",       "Legal Research",
    "Trade Marks",       "Employment Law",   "Arbitration",     "Client Interviews", "Risk Assessment",
    "Merger Control",    "Practice Finance", "E-Discovery",     "Anti-Corruption",   "Conveyancing",
    "Family Mediation",  "Insolvency",       "Legal Writing",   "Project Planning",  "Witness Statements"
};
constexpr std::array kAudiences{
    "for New Associates",
    "for In-house Counsel",
    "for Paralegals",
    "for Partners",
    "in Singapore",
    "across Borders",
    "in the Courts",
    "for Small Firms"
};
constexpr std::array kHouses{"Academy", "Institute", "Chambers", "School of Law", "Learning", "Consultancy"};
constexpr std::array kSurnames{"Lim", "Tan", "Ng", "Rajah", "Wong", "Lee", "Koh", "Menon", "Chua", "Seah"};

template <class Id>
std::vector<Id> some_of(Random& random, const std::vector<Id>& all, std::uint64_t count) {
    std::vector<Id> chosen;
    for (std::uint64_t i = 0; i < count; ++i) chosen.push_back(random.of(all));
    std::sort(chosen.begin(), chosen.end());
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    return chosen;
}

Cost make_cost(Random& random) {
    switch (random.below(10)) {
        case 0: return Cost::free();
        case 1: return Cost::varying();
        case 2: return Cost::unknown();
        default:
            return Cost::fixed(Money::of_units(static_cast<std::int64_t>(5'000 + random.below(4'000) * 50)))
                .value();
    }
}

Cpd make_cpd(Random& random) {
    switch (random.below(10)) {
        case 0: return Cpd::private_study();
        case 1: return Cpd::to_be_confirmed();
        case 2: return Cpd::not_applicable();
        case 3: return Cpd::unknown();
        default:
            return Cpd::points(CpdPoints::of_units(static_cast<std::int64_t>(50 + random.below(80) * 25)))
                .value();
    }
}

Schedule make_schedule(Random& random) {
    if (random.one_in(20)) return Schedule::ongoing();
    std::vector<CourseDate> dates(1 + random.below(4));
    for (auto& date : dates) {
        const auto quarter_hours = random.below(kDays) * 96 + random.below(40);
        date.starts_at = kFirstDay + std::chrono::minutes(15 * static_cast<std::int64_t>(quarter_hours));
        if (!random.one_in(5)) {
            date.ends_at =
                date.starts_at + std::chrono::hours(2 + 24 * static_cast<std::int64_t>(random.below(3)));
        }
    }
    return Schedule::dated(std::move(dates)).value();
}

}  // namespace

Course make_course(Random& random, const Choices& choices, std::uint64_t number) {
    const auto provider = random.below(kProviders);
    Course course;
    course.uid = fmt::format("bench-{:06}", number);
    course.name =
        fmt::format("{} {} {}", random.of(kApproaches), random.of(kSubjects), random.of(kAudiences));
    if (random.one_in(3)) course.name += fmt::format(", part {}", 1 + random.below(9));
    course.url =
        fmt::format("https://courses{}.example.com/catalogue/{:06}?from=directory", provider, number);
    course.provider =
        fmt::format("{} {} {}", kSurnames[provider % 10], kHouses[provider % 6], 1 + provider / 30);
    course.level = random.of(choices.levels);
    course.format = random.of(choices.formats);
    course.cost = make_cost(random);
    course.cpd = make_cpd(random);
    course.schedule = make_schedule(random);
    if (!random.one_in(4))
        course.duration = DurationDays::of_units(static_cast<std::int64_t>(5 + random.below(40)));
    course.areas = some_of(random, choices.areas, 1 + random.below(3));
    course.competencies = some_of(random, choices.competencies, random.below(13));
    course.source = "bench";
    return course;
}

Choices choices_of(const Framework& framework) {
    Choices choices;
    for (const auto& level : framework.levels) choices.levels.push_back(level.id);
    for (const auto& format : framework.formats) choices.formats.push_back(format.id);
    for (const auto& area : framework.areas) choices.areas.push_back(area.id);
    for (const auto& competency : framework.competencies) choices.competencies.push_back(competency.id);
    return choices;
}

}  // namespace bench
