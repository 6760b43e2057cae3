#include "app_server/framework_import/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <system_error>

namespace app::framework_import {
namespace {

/// Several tables are held at once; these keep a whole import within 256 MiB and 10 s, and are far more than
/// a framework of ten thousand competencies needs.
constexpr core::spreadsheet::ReadLimits kLimits{
    .decoded_bytes = 32ULL << 20, .cells = 200'000, .text_bytes = 8U << 20
};

bool contains(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// A reader's error begins with the file's name, which a problem names by itself.
std::string without_name(std::string_view detail, std::string_view file) {
    if (detail.starts_with(file)) {
        detail.remove_prefix(file.size());
        detail.remove_prefix(std::min(detail.find_first_not_of(",: "), detail.size()));
    }
    return std::string(detail);
}

}  // namespace

std::string_view TableRow::text(std::string_view column) const {
    const auto found = table_->columns_.find(column);
    if (found == table_->columns_.end()) {
        return {};
    }
    const auto* cell = row_->find(found->second);
    return cell == nullptr ? std::string_view{} : std::string_view(cell->text);
}

std::string TableRow::required(std::string_view column) const {
    std::string value(text(column));
    if (value.empty()) {
        problem(column, "is empty");
    }
    return value;
}

std::optional<std::int32_t> TableRow::integer(std::string_view column, std::int32_t least, std::int32_t most)
    const {
    const auto value = text(column);
    std::int32_t result = 0;
    const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), result);
    if (failed != std::errc() || end != value.data() + value.size() || result < least || result > most) {
        problem(column, fmt::format("{} is not a whole number from {} to {}", in_quotes(value), least, most));
        return std::nullopt;
    }
    return result;
}

void TableRow::report(std::string_view column, std::string detail, bool warning) const {
    table_->problems_->add(
        {.file = table_->file_,
         .sheet = table_->sheet_.name,
         .row = row_->number,
         .column = std::string(column),
         .detail = std::move(detail),
         .warning = warning}
    );
}

Table::Table(std::string file, core::spreadsheet::Sheet sheet, Problems& problems)
    : file_(std::move(file)), sheet_(std::move(sheet)), problems_(&problems) {}

std::optional<Table> Table::read(
    const std::filesystem::path& folder, std::string file, const Headings& headings, Problems& problems
) {
    auto sheet = core::spreadsheet::read_first_sheet(folder / file, kLimits);
    if (!sheet) {
        problems.add(
            {.file = file,
             .sheet = {},
             .row = 0,
             .column = {},
             .detail = without_name(sheet.error().detail, file)}
        );
        return std::nullopt;
    }
    Table table(std::move(file), std::move(*sheet), problems);
    if (table.sheet_.rows.empty()) {
        table.problem({}, "has no headings: its first row is empty");
        return std::nullopt;
    }
    table.read_headings(headings);
    if (!table.complete_) {
        return std::nullopt;
    }
    return table;
}

void Table::read_headings(const Headings& headings) {
    for (const auto& cell : sheet_.rows.front().cells) {
        const TableRow row(*this, sheet_.rows.front());
        if (!columns_.emplace(cell.text, cell.column).second) {
            row.problem(cell.text, "the heading occurs twice");
            complete_ = false;
        } else if (!contains(headings.required, cell.text) && !contains(headings.optional, cell.text) &&
                   !contains(headings.obsolete, cell.text)) {
            row.warn(cell.text, "an unknown column is not read");
        }
    }
    for (const auto& name : headings.required) {
        if (!columns_.contains(name)) {
            problem(name, "the column is missing");
            complete_ = false;
        }
    }
}

std::vector<TableRow> Table::rows() const {
    std::vector<TableRow> rows;
    for (std::size_t i = 1; i < sheet_.rows.size(); ++i) {
        rows.emplace_back(*this, sheet_.rows[i]);
    }
    return rows;
}

void Table::problem(std::string_view column, std::string detail) const {
    problems_->add(
        {.file = file_,
         .sheet = sheet_.name,
         .row = 0,
         .column = std::string(column),
         .detail = std::move(detail)}
    );
}

}  // namespace app::framework_import
