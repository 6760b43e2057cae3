#pragma once

#include "core/base/error.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core {

/// Says how one setting is read from the environment. Names are without the common prefix.
struct Setting {
    std::string name;
    std::string default_text;  ///< shown in --help; parsed like a given value when the variable is absent
    std::string meaning;       ///< one line, units included
    bool secret = false;       ///< may come from NAME_FILE and is never printed
};

/// The settings of one process: every variable it knows, each with its meaning and default, read once at
/// start.
///
/// A variable that starts with the prefix and is not declared is a fault, so that a typing error never passes
/// for a default. For a secret, `NAME_FILE` names a file of at most 64 KiB that holds the value (its last
/// line feed is dropped); giving both is a fault. Faults are collected: `finish` reports them all in one
/// line, without any value. A setting whose value is faulty reads as zero, empty, the smallest or the first
/// allowed one.
class Environment {
public:
    using Variables = std::map<std::string, std::string, std::less<>>;

    /// The variables of this process.
    static Variables of_process();

    Environment(std::string prefix, Variables variables);

    std::string text(Setting setting);
    std::optional<std::string> optional_text(Setting setting);  ///< none when the text is empty
    std::int64_t integer(Setting setting, std::int64_t min, std::int64_t max);
    bool flag(Setting setting);  ///< true/false, yes/no, on/off, 1/0

    /// `250ms`, `10s`, `5m`, `12h`; from `lowest` to `highest`, which --help tells.
    std::chrono::milliseconds duration(
        Setting setting, std::chrono::milliseconds lowest, std::chrono::milliseconds highest
    );

    /// `512`, `64KiB`, `8MiB`, `1GiB`; from `lowest` to `highest`, which --help tells.
    std::uint64_t bytes(Setting setting, std::uint64_t lowest, std::uint64_t highest);

    std::string one_of(Setting setting, const std::vector<std::string>& allowed);
    std::vector<std::string> list(Setting setting);  ///< comma-separated; empty text is an empty list

    /// Adds a fault of a rule over several settings, or of a value the caller parses itself.
    void fault(std::string_view name, std::string_view detail);

    /// `invalid_input` with code `bad-configuration` listing every fault, unknown variables included.
    [[nodiscard]] Result<void> finish() const;

    /// Every setting asked for so far, in that order.
    [[nodiscard]] const std::vector<Setting>& settings() const { return settings_; }

    /// Those settings as aligned lines of name, default and meaning: what `--help` prints.
    [[nodiscard]] std::string help() const;

    [[nodiscard]] const std::string& prefix() const { return prefix_; }

private:
    std::optional<std::string> raw(const Setting& setting);
    std::string read_secret(std::string_view name, const std::string& path);

    std::string prefix_;
    Variables variables_;
    std::vector<Setting> settings_;
    std::vector<std::string> known_;
    std::vector<std::string> faults_;
};

}  // namespace core
