#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace core::spreadsheet {

/// Gathers the text of one cell from its paragraphs, by the white space rules of ODF 1.3 part 3 §6.1.2: runs
/// of white space characters are one blank and vanish at the ends of a paragraph; blanks meant to stay are
/// elements.
class CellText {
public:
    explicit CellText(std::size_t limit_bytes) : limit_bytes_(limit_bytes) {}

    void begin_paragraph();
    void end_paragraph();
    void characters(std::string_view text);
    void blanks(std::size_t count);  ///< `text:s`
    void mark(char mark);            ///< `text:tab`, `text:line-break`

    /// True once the text has outgrown the limit; what was added since is incomplete.
    [[nodiscard]] bool overflowed() const { return overflowed_; }

    [[nodiscard]] bool has_paragraphs() const { return paragraphs_ > 0; }

    /// The text, trimmed; leaves this empty for the next cell.
    std::string take();

private:
    bool room_for(std::size_t count);
    void flush_blank();

    std::size_t limit_bytes_;
    std::string text_;
    std::size_t line_start_ = 0;
    std::size_t paragraphs_ = 0;
    bool blank_pending_ = false;
    bool overflowed_ = false;
};

/// Without white space at its ends; the no-break space counts as such.
std::string_view trimmed(std::string_view text);

/// A number as plain decimal digits where it was stored with an exponent (`1.5E3`); anything else unchanged.
std::string plain_number(std::string_view text);

}  // namespace core::spreadsheet
