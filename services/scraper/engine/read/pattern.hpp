#pragma once

#include "core/base/error.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace scraper::read {

/// A regular expression in RE2's syntax: time grows with the text alone, memory is bounded. Immutable; may be
/// shared by threads.
class Pattern {
public:
    /// `malformed` with code `bad-pattern`.
    static core::Result<Pattern> parse(std::string_view text);

    /// The first group (the whole match when there is none) of the first match. Of texts longer than a
    /// mebibyte only the beginning counts.
    [[nodiscard]] std::optional<std::string> first(std::string_view text) const;

    /// What stands between the matches; at most 1,000 parts.
    [[nodiscard]] std::vector<std::string> split(std::string_view text) const;

    [[nodiscard]] bool found_in(std::string_view text) const;

private:
    std::shared_ptr<const re2::RE2> expression_;
};

}  // namespace scraper::read
