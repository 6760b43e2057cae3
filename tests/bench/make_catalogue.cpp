// A catalogue to measure with, the same for the same number on every machine:
//   app_server dumpdata | make_catalogue COURSES | app_server loaddata
// The framework on standard input lends its levels, formats, areas and competencies. Courses have 1–4 dates
// in the three years around 2030-01-01, one in twenty is ongoing; all kinds of cost and of CPD occur. One job
// role is added whose review asks 40 questions.
#include "app_server/dump/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <iostream>
#include <random>
#include <string>

namespace {

using namespace core::domain;

constexpr std::uint64_t kSeed = 20300101;
constexpr std::uint64_t kProviders = 300;
constexpr std::size_t kQuestions = 40;
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

/// The standard's distributions may differ between libraries; this does not.
class Random {
public:
    std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }

    bool one_in(std::uint64_t chance) { return below(chance) == 0; }

    template <class List>
    const auto& of(const List& list) {
        return list[below(std::size(list))];
    }

private:
    std::mt19937_64 engine_{kSeed};
};

struct Choices {
    std::vector<LevelId> levels;
    std::vector<FormatId> formats;
    std::vector<AreaId> areas;
    std::vector<CompetencyId> competencies;
    std::vector<CompetencyCategory> categories;
    JobRoleId last_role{};
};

Choices read_framework(std::istream& lines) {
    Choices choices;
    for (std::string line; std::getline(lines, line);) {
        const auto record = app::dump::parse_record(line).value();
        if (const auto* level = std::get_if<Level>(&record)) choices.levels.push_back(level->id);
        if (const auto* format = std::get_if<Format>(&record)) choices.formats.push_back(format->id);
        if (const auto* area = std::get_if<Area>(&record)) choices.areas.push_back(area->id);
        if (const auto* item = std::get_if<Competency>(&record)) choices.competencies.push_back(item->id);
        if (const auto* category = std::get_if<CompetencyCategory>(&record))
            choices.categories.push_back(*category);
        if (const auto* role = std::get_if<JobRole>(&record))
            choices.last_role = std::max(choices.last_role, role->id);
    }
    return choices;
}

/// A role with its own competencies, spread over the categories of the first category's vertical.
std::string long_role(const Choices& choices) {
    std::string lines;
    const auto vertical = choices.categories.front().vertical;
    std::vector<CategoryId> categories;
    for (const auto& category : choices.categories) {
        if (category.vertical == vertical) categories.push_back(category.id);
    }
    JobRole role;
    role.id = JobRoleId(to_int(choices.last_role) + 1);
    role.vertical = vertical;
    role.name = "Measured Role";
    const auto first =
        to_int(*std::max_element(choices.competencies.begin(), choices.competencies.end())) + 1;
    for (std::size_t i = 0; i < kQuestions; ++i) {
        Competency question;
        question.id = CompetencyId(first + static_cast<std::int32_t>(i));
        question.category = categories[i % categories.size()];
        question.title = fmt::format("I can answer question {} of a long review.", i + 1);
        app::dump::append_record(lines, question);
        role.competencies.push_back(question.id);
    }
    app::dump::append_record(lines, role);
    return lines;
}

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

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: make_catalogue COURSES <framework.jsonl >courses.jsonl\n";
        return 2;
    }
    std::ios::sync_with_stdio(false);
    const auto choices = read_framework(std::cin);
    const auto courses = std::stoull(argv[1]);
    std::cout << long_role(choices);
    Random random;
    std::string out;
    for (std::uint64_t number = 1; number <= courses; ++number) {
        out.clear();
        app::dump::append_record(out, make_course(random, choices, number));
        std::cout << out;
    }
    return std::cout.flush() ? 0 : 1;
}
