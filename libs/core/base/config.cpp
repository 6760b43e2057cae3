#include "core/base/config.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <limits>
#include <unistd.h>

namespace core {
namespace {

constexpr std::size_t kMaxSecretBytes = 64 * 1024;

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};

constexpr std::array<Unit, 4> kTimes{{{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}}};
constexpr std::array<Unit, 4> kSizes{
    {{"", 1}, {"KiB", 1ULL << 10U}, {"MiB", 1ULL << 20U}, {"GiB", 1ULL << 30U}}
};

/// A whole number followed by one of the units, as a multiple of the smallest; none when it is not or does
/// not fit.
template <std::size_t N>
std::optional<std::uint64_t> parse_with_unit(std::string_view text, const std::array<Unit, N>& units) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    const std::string_view name(end, text.data() + text.size());
    for (const Unit& unit : units) {
        if (name != unit.name) continue;
        constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        if (number > kMax / unit.factor) return std::nullopt;
        return number * unit.factor;
    }
    return std::nullopt;
}

/// As `parse_with_unit` reads it, in the largest unit that leaves a whole number; zero in the second.
template <std::size_t N>
std::string with_unit(std::uint64_t value, const std::array<Unit, N>& units) {
    if (value == 0) return fmt::format("0{}", units[0].name.empty() ? units[0].name : units[1].name);
    for (std::size_t i = N; i-- > 1;) {
        if (value % units[i].factor == 0) return fmt::format("{}{}", value / units[i].factor, units[i].name);
    }
    return fmt::format("{}{}", value, units[0].name);
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

Environment::Variables Environment::of_process() {
    Variables variables;
    for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const auto equals = text.find('=');
        if (equals != std::string_view::npos)
            variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return variables;
}

Environment::Environment(std::string prefix, Variables variables)
    : prefix_(std::move(prefix)), variables_(std::move(variables)) {}

std::optional<std::string> Environment::raw(const Setting& setting) {
    const std::string name = prefix_ + setting.name;
    if (std::find(known_.begin(), known_.end(), name) == known_.end()) {
        settings_.push_back(setting);
        known_.push_back(name);
    }
    const auto given = variables_.find(name);
    if (setting.secret) {
        const std::string file_name = name + "_FILE";
        known_.push_back(file_name);
        const auto file = variables_.find(file_name);
        if (file != variables_.end()) {
            if (given != variables_.end()) fault(setting.name, fmt::format("is given beside {}", file_name));
            return read_secret(setting.name + "_FILE", file->second);
        }
    }
    if (given == variables_.end()) return std::nullopt;
    return given->second;
}

std::string Environment::read_secret(std::string_view name, const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string content(kMaxSecretBytes + 1, '\0');
    file.read(content.data(), static_cast<std::streamsize>(content.size()));
    // The path stays unsaid: a secret put here by mistake must not reach a log.
    if (file.bad() || (file.fail() && !file.eof())) {
        fault(name, "names a file that cannot be read");
        return {};
    }
    content.resize(static_cast<std::size_t>(file.gcount()));
    if (content.size() > kMaxSecretBytes) fault(name, "names a file of more than 64 KiB");
    if (content.ends_with('\n')) content.pop_back();
    return content;
}

std::string Environment::text(Setting setting) {
    return raw(setting).value_or(setting.default_text);
}

std::optional<std::string> Environment::optional_text(Setting setting) {
    std::string value = text(std::move(setting));
    if (value.empty()) return std::nullopt;
    return value;
}

std::int64_t Environment::integer(Setting setting, std::int64_t min, std::int64_t max) {
    const std::string value = text(setting);
    std::int64_t number = 0;
    const char* const end = value.data() + value.size();
    const auto [stopped, error] = std::from_chars(value.data(), end, number);
    if (error != std::errc{} || stopped != end || number < min || number > max) {
        fault(setting.name, fmt::format("must be a whole number from {} to {}", min, max));
        return min;
    }
    return number;
}

bool Environment::flag(Setting setting) {
    const std::string value = text(setting);
    for (const std::string_view yes : {"true", "yes", "on", "1"}) {
        if (value == yes) return true;
    }
    for (const std::string_view no : {"false", "no", "off", "0"}) {
        if (value == no) return false;
    }
    fault(setting.name, "must be true or false");
    return false;
}

std::chrono::milliseconds Environment::duration(
    Setting setting, std::chrono::milliseconds lowest, std::chrono::milliseconds highest
) {
    const auto from = static_cast<std::uint64_t>(lowest.count());
    const auto to = static_cast<std::uint64_t>(highest.count());
    const auto range = fmt::format("{} to {}", with_unit(from, kTimes), with_unit(to, kTimes));
    setting.meaning += "; " + range;
    const auto value = parse_with_unit(text(setting), kTimes);
    if (!value || *value < from || *value > to) {
        fault(setting.name, fmt::format("must be a duration (ms, s, m or h) from {}", range));
        return lowest;
    }
    return std::chrono::milliseconds(static_cast<std::int64_t>(*value));
}

std::uint64_t Environment::bytes(Setting setting, std::uint64_t lowest, std::uint64_t highest) {
    const auto range = fmt::format("{} to {}", with_unit(lowest, kSizes), with_unit(highest, kSizes));
    setting.meaning += "; " + range;
    const auto value = parse_with_unit(text(setting), kSizes);
    if (!value || *value < lowest || *value > highest) {
        fault(setting.name, fmt::format("must be a number of bytes (KiB, MiB or GiB) from {}", range));
        return lowest;
    }
    return *value;
}

std::string Environment::one_of(Setting setting, const std::vector<std::string>& allowed) {
    std::string value = text(setting);
    if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return value;
    fault(setting.name, fmt::format("must be one of {}", fmt::join(allowed, ", ")));
    return allowed.empty() ? std::string() : allowed.front();
}

std::vector<std::string> Environment::list(Setting setting) {
    const std::string value = text(setting);
    std::vector<std::string> items;
    if (trimmed(value).empty()) return items;
    for (std::string_view rest = value;;) {
        const auto comma = rest.find(',');
        items.emplace_back(trimmed(rest.substr(0, comma)));
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 1);
    }
    if (std::find(items.begin(), items.end(), "") != items.end()) {
        fault(setting.name, "must be a comma-separated list without empty items");
    }
    return items;
}

void Environment::fault(std::string_view name, std::string_view detail) {
    faults_.push_back(fmt::format("{}{}: {}", prefix_, name, detail));
}

Result<void> Environment::finish() const {
    std::vector<std::string> faults = faults_;
    for (const auto& [name, value] : variables_) {
        const bool known = std::find(known_.begin(), known_.end(), name) != known_.end();
        if (name.starts_with(prefix_) && !known) faults.push_back(name + ": is not a setting");
    }
    if (faults.empty()) return {};
    return Error{ErrorKind::invalid_input, "bad-configuration", fmt::format("{}", fmt::join(faults, "; "))};
}

std::string Environment::help() const {
    const auto name_of = [&](const Setting& setting) {
        return fmt::format("{}{}{}", prefix_, setting.name, setting.secret ? "[_FILE]" : "");
    };
    const auto default_of = [](const Setting& setting) -> std::string_view {
        return setting.secret || setting.default_text.empty() ? "-" : std::string_view(setting.default_text);
    };
    std::size_t name_width = 0;
    std::size_t default_width = 0;
    for (const Setting& setting : settings_) {
        name_width = std::max(name_width, name_of(setting).size());
        default_width = std::max(default_width, default_of(setting).size());
    }
    std::string out;
    for (const Setting& setting : settings_) {
        out += fmt::format(
            "  {:<{}}  {:<{}}  {}\n",
            name_of(setting),
            name_width,
            default_of(setting),
            default_width,
            setting.meaning
        );
    }
    return out;
}

}  // namespace core
