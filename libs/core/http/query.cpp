#include "core/http/query.hpp"

#include "core/http/percent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace core::http {

namespace {

constexpr std::size_t kMaxPairs = 256;
constexpr std::size_t kMaxUnknownReported = 20;  ///< keeps the answer small whatever the request holds

FieldError malformed(std::string_view name, std::string_view detail) {
    return {FaultPlace::query, std::string(name), "malformed-query", std::string(detail)};
}

/// Looks at the first character before it calls to compare: that is where most names differ.
bool is_named(const QueryReader::Pair& pair, std::string_view name) {
    return pair.name.size() == name.size() && pair.name.front() == name.front() && pair.name == name;
}

/// Calls `take(name, value)` for every pair that can be read and adds a fault for every one that cannot.
template <class Take>
void decode_pairs(std::string_view query, std::vector<FieldError>& faults, Take take) {
    std::size_t count = 0;
    while (!query.empty()) {
        const auto ampersand = query.find('&');
        const std::string_view pair = query.substr(0, ampersand);
        query.remove_prefix(ampersand == std::string_view::npos ? query.size() : ampersand + 1);
        if (pair.empty()) {
            continue;
        }
        if (++count > kMaxPairs) {
            faults.push_back(malformed("", fmt::format("more than {} parameters", kMaxPairs)));
            return;
        }
        const auto equals = pair.find('=');
        auto name = percent_decode(pair.substr(0, equals), Plus::space);
        if (!name) {
            faults.push_back(malformed("", "a parameter's name is not percent-encoded UTF-8"));
            continue;
        }
        const std::string_view raw =
            equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
        auto value = percent_decode(raw, Plus::space);
        if (!value) {
            faults.push_back(malformed(*name, "the value is not percent-encoded UTF-8"));
            continue;
        }
        take(std::move(*name), std::move(*value));
    }
}

}  // namespace

Result<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view query) {
    std::vector<std::pair<std::string, std::string>> pairs;
    std::vector<FieldError> faults;
    decode_pairs(query, faults, [&pairs](std::string name, std::string value) {
        pairs.emplace_back(std::move(name), std::move(value));
    });
    if (!faults.empty()) {
        return Error{ErrorKind::malformed, "malformed-query", "The query cannot be read.", std::move(faults)};
    }
    return pairs;
}

QueryReader::QueryReader(std::string_view query) {
    if (!query.empty()) {
        pairs_.reserve(8);
        decode_pairs(query, faults_, [this](std::string name, std::string value) {
            pairs_.push_back({std::move(name), std::move(value)});
        });
    }
    known_.reserve(24);
}

const QueryReader::Pair* QueryReader::single(std::string_view name) {
    add_known(name);
    const Pair* found = nullptr;
    bool twice = false;
    for (Pair& pair : pairs_) {
        if (is_named(pair, name)) {
            twice = found != nullptr;
            pair.asked = true;
            found = &pair;
        }
    }
    if (twice) {
        fault(name, "repeated-parameter", "must be given at most once");
        return nullptr;
    }
    return found;
}

std::vector<const QueryReader::Pair*> QueryReader::repeated(std::string_view name, std::size_t max_count) {
    add_known(name);
    std::vector<const Pair*> found;
    for (Pair& pair : pairs_) {
        if (is_named(pair, name)) {
            pair.asked = true;
            found.push_back(&pair);
        }
    }
    if (found.size() > max_count) {
        fault(name, "too-many-values", fmt::format("must be given at most {} times", max_count));
        found.clear();
    }
    return found;
}

void QueryReader::invalid(std::string_view name, std::string detail) {
    faults_.push_back({FaultPlace::query, std::string(name), "invalid-value", std::move(detail)});
}

std::optional<std::int64_t> QueryReader::read_integer(const Pair& pair, std::int64_t min, std::int64_t max) {
    std::int64_t number = 0;
    const char* const end = pair.value.data() + pair.value.size();
    const auto [stopped, error] = std::from_chars(pair.value.data(), end, number);
    if (error != std::errc() || stopped != end || number < min || number > max) {
        invalid(pair.name, fmt::format("must be a whole number from {} to {}", min, max));
        return std::nullopt;
    }
    return number;
}

std::optional<std::size_t> QueryReader::read_choice(
    const Pair& pair, std::span<const std::string_view> allowed
) {
    const auto at = std::find(allowed.begin(), allowed.end(), pair.value);
    if (at == allowed.end()) {
        invalid(pair.name, fmt::format("must be one of: {}", fmt::join(allowed, ", ")));
        return std::nullopt;
    }
    return static_cast<std::size_t>(at - allowed.begin());
}

std::optional<std::string> QueryReader::text(std::string_view name, std::size_t max_bytes) {
    const Pair* pair = single(name);
    if (pair == nullptr) {
        return std::nullopt;
    }
    if (pair->value.size() > max_bytes) {
        invalid(name, fmt::format("must be at most {} bytes of UTF-8", max_bytes));
        return std::nullopt;
    }
    return pair->value;
}

std::vector<std::string> QueryReader::texts(
    std::string_view name, std::size_t max_bytes, std::size_t max_count
) {
    std::vector<std::string> out;
    for (const Pair* pair : repeated(name, max_count)) {
        if (pair->value.size() > max_bytes) {
            invalid(name, fmt::format("must be at most {} bytes of UTF-8", max_bytes));
        } else {
            out.push_back(pair->value);
        }
    }
    return out;
}

std::optional<std::int64_t> QueryReader::integer(std::string_view name, std::int64_t min, std::int64_t max) {
    const Pair* pair = single(name);
    return pair == nullptr ? std::nullopt : read_integer(*pair, min, max);
}

std::vector<std::int64_t> QueryReader::integers(
    std::string_view name, std::int64_t min, std::int64_t max, std::size_t max_count
) {
    std::vector<std::int64_t> out;
    for (const Pair* pair : repeated(name, max_count)) {
        if (const auto number = read_integer(*pair, min, max)) {
            out.push_back(*number);
        }
    }
    return out;
}

std::optional<Day> QueryReader::day(std::string_view name) {
    const Pair* pair = single(name);
    if (pair == nullptr) {
        return std::nullopt;
    }
    const auto day = parse_day(pair->value);
    if (!day) {
        invalid(name, "must be a day that exists, as YYYY-MM-DD");
        return std::nullopt;
    }
    return *day;
}

std::optional<std::size_t> QueryReader::choice(
    std::string_view name, std::span<const std::string_view> allowed
) {
    const Pair* pair = single(name);
    return pair == nullptr ? std::nullopt : read_choice(*pair, allowed);
}

std::vector<std::size_t> QueryReader::choices(
    std::string_view name, std::span<const std::string_view> allowed
) {
    std::vector<std::size_t> out;
    for (const Pair* pair : repeated(name, kMaxPairs)) {
        const auto index = read_choice(*pair, allowed);
        if (index && std::find(out.begin(), out.end(), *index) == out.end()) {
            out.push_back(*index);
        }
    }
    return out;
}

void QueryReader::fault(std::string_view name, std::string_view code, std::string_view detail) {
    faults_.push_back({FaultPlace::query, std::string(name), std::string(code), std::string(detail)});
}

void QueryReader::require(std::string_view name) {
    add_known(name);
    const bool given =
        std::any_of(pairs_.begin(), pairs_.end(), [name](const Pair& pair) { return pair.name == name; });
    if (!given) {
        fault(name, "missing-parameter", "must be given");
    }
}

void QueryReader::add_known(std::string_view name) {
    known_.push_back(name);
}

Result<void> QueryReader::finish() {
    std::vector<std::string_view> unknown;
    for (const Pair& pair : pairs_) {
        const auto is_it = [&pair](std::string_view name) { return name == pair.name; };
        if (!pair.asked && std::none_of(known_.begin(), known_.end(), is_it) &&
            std::none_of(unknown.begin(), unknown.end(), is_it)) {
            unknown.push_back(pair.name);
        }
    }
    if (!unknown.empty()) {
        std::sort(known_.begin(), known_.end());
        known_.erase(std::unique(known_.begin(), known_.end()), known_.end());
        const std::string detail = known_.empty() ? "no parameter is known here"
                                                  : fmt::format("known are: {}", fmt::join(known_, ", "));
        unknown.resize(std::min(unknown.size(), kMaxUnknownReported));
        for (const std::string_view name : unknown) {
            fault(name, "unknown-parameter", detail);
        }
    }
    if (faults_.empty()) {
        return boost::system::in_place_value;
    }
    return Error{
        ErrorKind::malformed, "invalid-parameters", "Some parameters are not right.", std::move(faults_)
    };
}

QueryBuilder& QueryBuilder::add(std::string_view name, std::string_view value) {
    if (!out_.empty()) {
        out_.push_back('&');
    }
    append_percent_encoded(out_, name);
    out_.push_back('=');
    append_percent_encoded(out_, value);
    return *this;
}

QueryBuilder& QueryBuilder::add(std::string_view name, std::int64_t value) {
    return add(name, std::string_view(fmt::format_int(value).c_str()));
}

}  // namespace core::http
