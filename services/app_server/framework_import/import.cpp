#include "app_server/framework_import/import.hpp"

#include "app_server/framework_import/draft.hpp"
#include "app_server/framework_import/keep_ids.hpp"
#include "app_server/framework_import/problems.hpp"

#include <fmt/format.h>

namespace app::framework_import {
namespace {

constexpr int kFirstYear = 1970;
constexpr int kLastYear = 9998;

/// The readers see to every rule of the framework; this holds them to it.
void check_whole(const Draft& draft, Problems& problems) {
    const auto valid = core::domain::validate(draft.framework);
    if (valid) {
        return;
    }
    for (const auto& fault : valid.error().fields) {
        problems.add(
            {.file = draft.folder.filename().string(),
             .sheet = {},
             .row = 0,
             .column = {},
             .detail = fmt::format("{}: {}", fault.name, fault.detail)}
        );
    }
}

}  // namespace

core::Result<AreaAlias> parse_area_alias(std::string_view text) {
    const auto slash = text.find('/');
    const auto equals = text.rfind('=');
    if (slash == std::string_view::npos || equals == std::string_view::npos || equals < slash) {
        return core::Error{
            core::ErrorKind::invalid_input,
            "bad-area-alias",
            fmt::format("{} does not read Vertical/Category=Area", in_quotes(text))
        };
    }
    const auto part = [](std::string_view piece) {
        const auto words = split(piece, '\n');
        return words.empty() ? std::string() : words.front();
    };
    AreaAlias alias{
        .vertical = part(text.substr(0, slash)),
        .category = part(text.substr(slash + 1, equals - slash - 1)),
        .area = part(text.substr(equals + 1))
    };
    if (alias.vertical.empty() || alias.category.empty() || alias.area.empty()) {
        return core::Error{
            core::ErrorKind::invalid_input,
            "bad-area-alias",
            fmt::format("{} does not read Vertical/Category=Area", in_quotes(text))
        };
    }
    return alias;
}

ImportResult read_framework(const std::filesystem::path& folder, const ImportOptions& options) {
    Problems problems;
    if (options.year < kFirstYear || options.year > kLastYear) {
        problems.add(
            {.file = "courses.ods",
             .sheet = {},
             .row = 0,
             .column = "Dates",
             .detail = fmt::format("the year must lie between {} and {}", kFirstYear, kLastYear)}
        );
        return ImportFailure{problems.take()};
    }
    Draft draft{.folder = folder, .options = options, .problems = problems};
    draft.framework.title = options.title;
    read_vocabulary(draft);
    read_verticals(draft);
    read_competencies(draft);
    read_job_roles(draft);
    read_technology(draft);
    read_courses(draft);
    const auto numbers = read_numbers(draft);
    check_peculiarities(draft);
    if (numbers && !problems.has_errors()) keep_ids(draft.framework, *numbers, draft.courses);
    if (!problems.has_errors()) {
        check_whole(draft, problems);
    }
    if (problems.has_errors()) {
        return ImportFailure{problems.take()};
    }
    auto counts = count(draft.framework, draft.courses);
    counts.technology_categories_by_role = draft.technology_categories_by_role;
    return ImportedFramework{
        .framework = std::move(draft.framework),
        .courses = std::move(draft.courses),
        .counts = std::move(counts),
        .warnings = problems.take(),
        .numbered = numbers.has_value()
    };
}

}  // namespace app::framework_import
