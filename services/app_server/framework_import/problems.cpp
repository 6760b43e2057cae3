#include "app_server/framework_import/problems.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace app::framework_import {
namespace {

constexpr std::size_t kMostReported = 1000;  // of each kind: a person fixes the first ones anyway
constexpr std::size_t kMostQuoted = 80;

}  // namespace

void Problems::add(ImportProblem problem) {
    auto& kind = problem.warning ? warnings_ : errors_;
    kind += 1;
    if (kind < kMostReported) {
        problems_.push_back(std::move(problem));
    } else if (kind == kMostReported) {
        problems_.push_back(
            {.file = std::move(problem.file),
             .sheet = std::move(problem.sheet),
             .row = problem.row,
             .column = {},
             .detail =
                 problem.warning ? "further warnings are not listed" : "further problems are not listed",
             .warning = problem.warning}
        );
    }
}

std::string in_quotes(std::string_view text) {
    if (text.size() <= kMostQuoted) {
        return fmt::format("\"{}\"", text);
    }
    auto end = kMostQuoted;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        --end;  // not in the middle of a UTF-8 sequence
    }
    return fmt::format("\"{}…\"", text.substr(0, end));
}

std::string to_string(const ImportProblem& problem) {
    std::string place = problem.file;
    if (!problem.sheet.empty()) {
        place += ", sheet " + problem.sheet;
    }
    if (problem.row > 0) {
        place += fmt::format(", row {}", problem.row);
    }
    if (!problem.column.empty()) {
        place += fmt::format(", column \"{}\"", problem.column);
    }
    return fmt::format("{}: {}{}", place, problem.warning ? "warning: " : "", problem.detail);
}

void throw_exception_from_error(const ImportFailure& failure, const boost::source_location&) {
    throw std::runtime_error(
        failure.problems.empty() ? "import failed" : to_string(failure.problems.front())
    );
}

}  // namespace app::framework_import
