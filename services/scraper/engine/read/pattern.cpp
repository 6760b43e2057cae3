#include "scraper/engine/read/pattern.hpp"

#include <array>
#include <re2/re2.h>

namespace scraper::read {
namespace {

constexpr std::size_t kLongestText = 1 << 20;

re2::StringPiece piece(std::string_view text) {
    return {text.data(), std::min(text.size(), kLongestText)};
}

}  // namespace

core::Result<Pattern> Pattern::parse(std::string_view text) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(4 << 20);
    Pattern pattern;
    pattern.expression_ =
        std::make_shared<const re2::RE2>(re2::StringPiece(text.data(), text.size()), options);
    if (!pattern.expression_->ok()) {
        return core::Error{core::ErrorKind::malformed, "bad-pattern", pattern.expression_->error()};
    }
    return pattern;
}

std::optional<std::string> Pattern::first(std::string_view text) const {
    const auto subject = piece(text);
    std::array<re2::StringPiece, 2> groups;
    const int count = expression_->NumberOfCapturingGroups() > 0 ? 2 : 1;
    if (!expression_->Match(subject, 0, subject.size(), re2::RE2::UNANCHORED, groups.data(), count)) {
        return std::nullopt;
    }
    const auto& group = groups.at(static_cast<std::size_t>(count - 1));
    return std::string(group.data() == nullptr ? "" : group.data(), group.size());
}

std::vector<std::string> Pattern::split(std::string_view text) const {
    const auto subject = piece(text);
    std::vector<std::string> parts;
    std::size_t from = 0;
    std::size_t at = 0;
    re2::StringPiece match;
    while (at <= subject.size() && parts.size() < 999 &&
           expression_->Match(subject, at, subject.size(), re2::RE2::UNANCHORED, &match, 1)) {
        const auto begin = static_cast<std::size_t>(match.data() - subject.data());
        if (!match.empty()) parts.emplace_back(text.substr(from, begin - from));
        if (!match.empty()) from = begin + match.size();
        at = begin + std::max<std::size_t>(match.size(), 1);
    }
    parts.emplace_back(text.substr(from));
    return parts;
}

bool Pattern::found_in(std::string_view text) const {
    const auto subject = piece(text);
    return expression_->Match(subject, 0, subject.size(), re2::RE2::UNANCHORED, nullptr, 0);
}

}  // namespace scraper::read
