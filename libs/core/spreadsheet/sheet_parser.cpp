#include "core/spreadsheet/sheet_parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <system_error>

namespace core::spreadsheet {
namespace {

constexpr int kSheetDepth = 3;  // office:document-content / office:body / office:spreadsheet / table:table
constexpr std::int32_t kFarColumn = 1 << 24;

bool groups_rows(std::string_view name) {
    return name == "table-rows" || name == "table-header-rows" || name == "table-row-group";
}

/// Sums without overflow: counts in a file may be anything.
std::int32_t add(std::int32_t a, std::int32_t b) {
    return b > std::numeric_limits<std::int32_t>::max() - a ? std::numeric_limits<std::int32_t>::max()
                                                            : a + b;
}

}  // namespace

SheetParser::SheetParser(XmlReader& xml, std::string file, const ReadLimits& limits)
    : xml_(xml),
      file_(std::move(file)),
      limits_(limits),
      text_(limits.cell_bytes),
      spans_(static_cast<std::size_t>(limits.columns) + 1) {}

Result<Sheet> SheetParser::parse() {
    while (!fault_ && xml_.next()) {
        if (rows_ended_) {
            continue;
        }
        switch (xml_.event()) {
            case XmlReader::Event::start: start_element(); break;
            case XmlReader::Event::end: end_element(); break;
            case XmlReader::Event::text:
                if (place_ == Place::paragraph && !skipped_depth_) {
                    text_.characters(xml_.text());
                }
                break;
        }
    }
    if (fault_) {
        return *fault_;
    }
    if (xml_.fault()) {
        return Error{
            ErrorKind::malformed,
            "malformed-spreadsheet",
            fmt::format("{}, content.xml, {}", file_, *xml_.fault())
        };
    }
    if (!table_seen_) {
        return Error{ErrorKind::malformed, "not-a-spreadsheet", file_ + ": not an .ods file: holds no sheet"};
    }
    return std::move(sheet_);
}

void SheetParser::start_element() {
    if (skipped_depth_) {
        return;
    }
    const auto space = xml_.name_space();
    const auto name = xml_.name();
    const bool table = space == Namespace::table;
    switch (place_) {
        case Place::outside:
            if (table && name == "table" && xml_.depth() == kSheetDepth && !table_seen_) {
                table_seen_ = true;
                sheet_.name = xml_.attribute(Namespace::table, "name").value_or("").substr(0, 200);
                place_ = xml_.is_empty() ? Place::outside : Place::table;
                rows_ended_ = xml_.is_empty();
            }
            break;
        case Place::table:
            if (table && name == "table-row") {
                begin_row();
            } else if (!table || !groups_rows(name)) {
                skip_element();
            }
            break;
        case Place::row:
            if (table && (name == "table-cell" || name == "covered-table-cell")) {
                begin_cell(name == "covered-table-cell");
            } else {
                skip_element();
            }
            break;
        case Place::cell:
            if (space == Namespace::text && name == "p") {
                text_.begin_paragraph();
                paragraph_depth_ = xml_.depth();
                if (xml_.is_empty()) {
                    text_.end_paragraph();
                } else {
                    place_ = Place::paragraph;
                }
            } else {
                skip_element();  // comments, drawings, tables within the cell
            }
            break;
        case Place::paragraph: start_in_paragraph(); break;
    }
}

void SheetParser::start_in_paragraph() {
    const auto name = xml_.name();
    if (xml_.name_space() != Namespace::text || name == "note" || name == "ruby-text") {
        skip_element();
    } else if (name == "s") {
        text_.blanks(static_cast<std::size_t>(repeat_count("c")));
    } else if (name == "tab") {
        text_.mark('\t');
    } else if (name == "line-break") {
        text_.mark('\n');
    }
}

void SheetParser::end_element() {
    const int depth = xml_.depth();
    if (skipped_depth_) {
        if (depth == *skipped_depth_) {
            skipped_depth_.reset();
        }
        return;
    }
    switch (place_) {
        case Place::paragraph:
            if (depth == paragraph_depth_) {
                text_.end_paragraph();
                place_ = Place::cell;
            }
            break;
        case Place::cell:
            if (depth == cell_depth_) {
                end_cell();
            }
            break;
        case Place::row: end_row(); break;
        case Place::table: rows_ended_ = depth == kSheetDepth; break;
        case Place::outside: break;
    }
}

void SheetParser::skip_element() {
    if (!xml_.is_empty()) {
        skipped_depth_ = xml_.depth();
    }
}

void SheetParser::begin_row() {
    row_.number = add(row_.number, 1);
    row_.cells.clear();
    row_has_text_ = false;
    column_ = 0;
    row_repeat_ = repeat_count("number-rows-repeated");
    place_ = Place::row;
    if (xml_.is_empty()) {
        end_row();
    }
}

void SheetParser::end_row() {
    place_ = Place::table;
    if (!row_has_text_) {
        rows_ended_ = true;
        return;
    }
    if (static_cast<std::size_t>(row_repeat_) + sheet_.rows.size() > limits_.data_rows + 1) {
        refuse(ErrorKind::too_large, fmt::format("more than {} rows of data", limits_.data_rows));
        return;
    }
    std::size_t bytes = 0;
    for (const auto& cell : row_.cells) {
        bytes += cell.text.size();
    }
    const auto times = static_cast<std::size_t>(row_repeat_);
    cells_ += times * row_.cells.size();
    text_bytes_ += times * bytes;
    if (cells_ > limits_.cells || text_bytes_ > limits_.text_bytes) {
        refuse(
            ErrorKind::too_large,
            fmt::format("more than {} cells or {} bytes of text", limits_.cells, limits_.text_bytes)
        );
        return;
    }
    for (std::int32_t i = 0; i < row_repeat_; ++i) {
        auto& row = sheet_.rows.emplace_back(row_);
        row.number = row_.number + i;
        for (auto& cell : row.cells) {
            cell.row = row.number;
        }
    }
    row_.number = add(row_.number, row_repeat_ - 1);
}

void SheetParser::begin_cell(bool covered) {
    covered_ = covered;
    cell_depth_ = xml_.depth();
    columns_repeat_ = repeat_count("number-columns-repeated");
    rows_spanned_ = covered ? 1 : repeat_count("number-rows-spanned");
    columns_spanned_ = covered ? 1 : repeat_count("number-columns-spanned");
    const auto type = xml_.attribute(Namespace::office, "value-type").value_or("");
    value_.reset();
    if (type == "float" || type == "currency" || type == "percentage") {
        value_ = xml_.attribute(Namespace::office, "value");
    }
    place_ = Place::cell;
    if (xml_.is_empty()) {
        end_cell();
    }
}

void SheetParser::end_cell() {
    place_ = Place::row;
    const auto first = add(column_, 1);
    const auto last = std::min(add(column_, columns_repeat_), kFarColumn);
    column_ = last;
    if (text_.overflowed() || (value_ && value_->size() > limits_.cell_bytes)) {
        refuse(ErrorKind::too_large, fmt::format("a cell of more than {} bytes", limits_.cell_bytes));
        return;
    }
    auto text = text_.take();
    if (covered_) {
        for (auto column = first; column <= std::min(last, limits_.columns); ++column) {
            const auto& span = spans_[static_cast<std::size_t>(column)];
            if (row_.number <= span.last_row) {
                store_cell(column, span.text, true);
            }
        }
        return;
    }
    if (value_) {
        text = plain_number(trimmed(*value_));
    }
    cover_below(first, text);
    if (text.empty()) {
        return;
    }
    if (last > limits_.columns) {
        refuse(ErrorKind::too_large, fmt::format("more than {} columns", limits_.columns));
        return;
    }
    row_has_text_ = true;
    for (auto column = first; column <= last; ++column) {
        store_cell(column, text, false);
    }
}

void SheetParser::store_cell(std::int32_t column, std::string text, bool covered) {
    row_.cells.push_back({row_.number, column, std::move(text), covered});
}

void SheetParser::cover_below(std::int32_t first, const std::string& text) {
    if (rows_spanned_ == 1 && columns_spanned_ == 1) {
        return;
    }
    const auto last = std::min(add(first, columns_spanned_ - 1), limits_.columns);
    for (auto column = first; column <= last; ++column) {
        spans_[static_cast<std::size_t>(column)] = {text, add(row_.number, rows_spanned_ - 1)};
    }
}

std::int32_t SheetParser::repeat_count(const char* attribute) {
    const auto space = place_ == Place::paragraph ? Namespace::text : Namespace::table;
    const auto text = xml_.attribute(space, attribute);
    if (!text) {
        return 1;
    }
    std::int32_t count = 0;
    const auto [end, failed] = std::from_chars(text->data(), text->data() + text->size(), count);
    if (failed != std::errc() || end != text->data() + text->size() || count < 1) {
        refuse(ErrorKind::malformed, fmt::format("{} is not a positive number", attribute));
        return 1;
    }
    return count;
}

void SheetParser::refuse(ErrorKind kind, std::string_view why) {
    if (!fault_) {
        const auto* code = kind == ErrorKind::too_large ? "spreadsheet-too-large" : "malformed-spreadsheet";
        fault_ = Error{kind, code, fmt::format("{}: {}", place_name(), why)};
    }
}

std::string SheetParser::place_name() const {
    auto place = fmt::format("{}, sheet {}", file_, sheet_.name);
    if (row_.number > 0) {
        place += fmt::format(", row {}", row_.number);
    }
    if (column_ > 0) {
        place += ", column " + column_letters(column_);
    }
    return place;
}

}  // namespace core::spreadsheet
