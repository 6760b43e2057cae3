#pragma once

#include "core/base/error.hpp"
#include "core/spreadsheet/cell_text.hpp"
#include "core/spreadsheet/ods_reader.hpp"
#include "core/spreadsheet/xml_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace core::spreadsheet {

/// Builds the first sheet of a `content.xml` from its events.
class SheetParser {
public:
    /// `file` names the spreadsheet in errors.
    SheetParser(XmlReader& xml, std::string file, const ReadLimits& limits);

    /// Reads to the end of the document, so that damage behind the first sheet is noticed as well.
    Result<Sheet> parse();

private:
    enum class Place { outside, table, row, cell, paragraph };

    /// A merge that still covers cells below it.
    struct Span {
        std::string text;
        std::int32_t last_row = 0;
    };

    void start_element();
    void end_element();
    void start_in_paragraph();
    void begin_row();
    void end_row();
    void begin_cell(bool covered);
    void end_cell();
    void store_cell(std::int32_t column, std::string text, bool covered);
    void cover_below(std::int32_t first, const std::string& text);
    void skip_element();
    void refuse(ErrorKind kind, std::string_view why);
    std::int32_t repeat_count(const char* attribute);
    [[nodiscard]] std::string place_name() const;

    XmlReader& xml_;
    std::string file_;
    ReadLimits limits_;
    Sheet sheet_;
    std::optional<Error> fault_;

    Place place_ = Place::outside;
    bool table_seen_ = false;
    bool rows_ended_ = false;
    std::optional<int> skipped_depth_;
    int cell_depth_ = 0;
    int paragraph_depth_ = 0;

    Row row_;
    bool row_has_text_ = false;
    std::int32_t row_repeat_ = 1;
    std::int32_t column_ = 0;  ///< the last one of the row so far

    CellText text_;
    std::optional<std::string> value_;
    bool covered_ = false;
    std::int32_t columns_repeat_ = 1;
    std::int32_t rows_spanned_ = 1;
    std::int32_t columns_spanned_ = 1;

    std::vector<Span> spans_;  ///< by column
    std::size_t cells_ = 0;
    std::size_t text_bytes_ = 0;
};

}  // namespace core::spreadsheet
