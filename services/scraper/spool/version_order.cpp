#include "scraper/spool/version_order.hpp"

#include <algorithm>
#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

namespace scraper {

namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();

/// One part of a local version: words come before numbers.
using LocalPart = std::pair<std::int64_t, std::string>;

/// What PEP 440 orders by, in that order.
struct Version {
    std::int64_t epoch = 0;
    std::vector<std::int64_t> release;  ///< without zeros at the end
    std::int64_t phase = 3;             ///< -1 a bare dev release, 0 a, 1 b, 2 rc, 3 final
    std::int64_t pre = 0;
    std::int64_t post = kNever;
    std::int64_t dev = kLast;
    std::vector<LocalPart> local;

    friend auto operator<=>(const Version&, const Version&) = default;
};

/// Reads from the front of a lower-case text.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    std::optional<std::int64_t> number() {
        std::int64_t value = 0;
        std::size_t digits = 0;
        for (; digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9'; ++digits) {
            if (digits == 18) return std::nullopt;
            value = value * 10 + (rest_[digits] - '0');
        }
        if (digits == 0) return std::nullopt;
        rest_.remove_prefix(digits);
        return value;
    }

    bool take(std::string_view text) {
        if (!rest_.starts_with(text)) return false;
        rest_.remove_prefix(text.size());
        return true;
    }

    /// One of the words, with an optional separator before it; the number behind it, 0 when there is none.
    std::optional<std::int64_t> labelled(std::initializer_list<std::string_view> words) {
        const auto before = rest_;
        take_separator();
        for (const auto word : words) {
            if (!take(word)) continue;
            const auto behind = rest_;
            take_separator();
            if (const auto value = number()) return value;
            rest_ = behind;
            return 0;
        }
        rest_ = before;
        return std::nullopt;
    }

    void skip() { rest_.remove_prefix(1); }

    void take_separator() {
        if (!rest_.empty() && (rest_[0] == '.' || rest_[0] == '-' || rest_[0] == '_')) rest_.remove_prefix(1);
    }

    [[nodiscard]] std::string_view rest() const { return rest_; }

    [[nodiscard]] bool done() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

bool read_release(Reader& reader, Version& version) {
    auto first = reader.number();
    if (!first) return false;
    if (reader.take("!")) {
        version.epoch = *first;
        first = reader.number();
        if (!first) return false;
    }
    version.release.push_back(*first);
    while (reader.rest().size() > 1 && reader.rest()[0] == '.' && reader.rest()[1] >= '0' &&
           reader.rest()[1] <= '9') {
        reader.take(".");
        const auto next = reader.number();
        if (!next) return false;
        version.release.push_back(*next);
    }
    while (version.release.size() > 1 && version.release.back() == 0) version.release.pop_back();
    return true;
}

bool read_local(Reader& reader, Version& version) {
    if (!reader.take("+")) return true;
    while (true) {
        std::string word;
        while (!reader.done() && std::string_view(".-_").find(reader.rest()[0]) == std::string_view::npos) {
            const char c = reader.rest()[0];
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) return false;
            word += c;
            reader.skip();
        }
        if (word.empty()) return false;
        Reader digits(word);
        const auto number = digits.number();
        const bool numeric = number && digits.done();
        version.local.emplace_back(numeric ? *number : -1, numeric ? std::string() : word);
        if (reader.done()) return true;
        reader.take_separator();
    }
}

std::optional<Version> read(std::string_view text) {
    std::string lower;
    for (const char c : text) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    Reader reader(lower);
    reader.take("v");
    Version version;
    if (!read_release(reader, version)) return std::nullopt;
    // "rc" before "r", which means post; longer words before their beginnings.
    bool has_pre = true;
    if (const auto alpha = reader.labelled({"alpha", "a"})) {
        version.phase = 0;
        version.pre = *alpha;
    } else if (const auto beta = reader.labelled({"beta", "b"})) {
        version.phase = 1;
        version.pre = *beta;
    } else if (const auto candidate = reader.labelled({"rc", "preview", "pre", "c"})) {
        version.phase = 2;
        version.pre = *candidate;
    } else {
        has_pre = false;
    }
    if (const auto post = reader.labelled({"post", "rev", "r"})) {
        version.post = *post;
    } else if (reader.rest().size() > 1 && reader.rest()[0] == '-') {
        reader.take("-");
        const auto implicit = reader.number();
        if (!implicit) return std::nullopt;
        version.post = *implicit;
    }
    if (const auto dev = reader.labelled({"dev"})) {
        version.dev = *dev;
        // 1.0.dev1 comes before 1.0a1.
        if (!has_pre && version.post == kNever) version.phase = -1;
    }
    if (!read_local(reader, version) || !reader.done()) return std::nullopt;
    return version;
}

}  // namespace

void sort_versions(std::vector<std::string>& versions) {
    std::vector<std::pair<Version, std::string>> read_ones;
    for (const auto& text : versions) {
        auto version = read(text);
        if (!version) {
            std::ranges::sort(versions);
            return;
        }
        read_ones.emplace_back(std::move(*version), text);
    }
    std::ranges::sort(read_ones);
    for (std::size_t i = 0; i < versions.size(); ++i) versions[i] = std::move(read_ones[i].second);
}

}  // namespace scraper
