// A catalogue to measure with, the same for the same number on every machine:
//   app_server dumpdata | make_catalogue COURSES | app_server loaddata
// The courses are tagged with what the framework on standard input has. One job role is added whose review
// asks 40 questions.
#include "app_server/dump/record.hpp"
#include "generated_courses.hpp"

#include <fmt/format.h>

#include <iostream>
#include <string>

namespace {

using namespace core::domain;

constexpr std::size_t kQuestions = 40;

Framework read_framework(std::istream& lines) {
    Framework framework;
    for (std::string line; std::getline(lines, line);) {
        auto record = app::dump::parse_record(line).value();
        const auto take = [&]<class Item>(std::vector<Item>& items) {
            if (auto* item = std::get_if<Item>(&record)) items.push_back(std::move(*item));
        };
        take(framework.levels);
        take(framework.formats);
        take(framework.areas);
        take(framework.categories);
        take(framework.competencies);
        take(framework.job_roles);
    }
    return framework;
}

/// A role with its own competencies, spread over the categories of the first category's vertical.
std::string long_role(const Framework& framework) {
    std::string lines;
    const auto vertical = framework.categories.front().vertical;
    std::vector<CategoryId> categories;
    for (const auto& category : framework.categories) {
        if (category.vertical == vertical) categories.push_back(category.id);
    }
    JobRole role;
    role.id = JobRoleId(to_int(framework.job_roles.back().id) + 1);
    role.vertical = vertical;
    role.name = "Measured Role";
    const auto first = to_int(framework.competencies.back().id) + 1;
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

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: make_catalogue COURSES <framework.jsonl >courses.jsonl\n";
        return 2;
    }
    std::ios::sync_with_stdio(false);
    const auto framework = read_framework(std::cin);
    const auto courses = std::stoull(argv[1]);
    std::cout << long_role(framework);
    const auto choices = bench::choices_of(framework);
    bench::Random random;
    std::string out;
    for (std::uint64_t number = 1; number <= courses; ++number) {
        out.clear();
        app::dump::append_record(out, bench::make_course(random, choices, number));
        std::cout << out;
    }
    return std::cout.flush() ? 0 : 1;
}
