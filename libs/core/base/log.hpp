#pragma once

#include "core/base/error.hpp"

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace core::log {

enum class Level { debug, info, warning, error };

Result<Level> parse_level(std::string_view name);

/// One member of a log line. Text is escaped by the JSON rules, so CR and LF never break a line
/// (ASVS 16.4.1).
struct Field {
    std::string_view name;
    std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool> value;

    Field(std::string_view n, std::string_view v) : name(n), value(v) {}

    Field(std::string_view n, const std::string& v) : name(n), value(std::string_view(v)) {}

    Field(std::string_view n, const char* v) : name(n), value(std::string_view(v)) {}

    Field(std::string_view n, bool v) : name(n), value(v) {}

    Field(std::string_view n, double v) : name(n), value(v) {}

    template <std::signed_integral T>
    Field(std::string_view n, T v) : name(n), value(static_cast<std::int64_t>(v)) {}

    template <std::unsigned_integral T>
        requires(!std::same_as<T, bool>)
    Field(std::string_view n, T v) : name(n), value(static_cast<std::uint64_t>(v)) {}
};

using Fields = std::initializer_list<Field>;

/// Services log to standard output. Commands that write their result there log to standard error.
enum class Output { standard_output, standard_error };

/// Opens the one stream of JSON lines and starts its writer thread; lines logged before
/// this are written directly. `service` and `version` stand in every line. Call once, from main.
void start(std::string service, std::string version, Level level, Output output = Output::standard_output);

/// Flushes and stops the writer thread; waits at most two seconds for an output that stands still. Also done
/// at exit. Lines logged afterwards are written directly.
void stop();

[[nodiscard]] bool enabled(Level level);

/// Queues one line: `{"ts":…,"level":…,"service":…,"msg":…,<fields>}`. Thread-safe; never blocks on the
/// output: when more than 4 MiB wait to be written, lines are dropped and their number is logged later.
void write(Level level, std::string_view message, Fields fields = {});

inline void debug(std::string_view message, Fields fields = {}) {
    write(Level::debug, message, fields);
}

inline void info(std::string_view message, Fields fields = {}) {
    write(Level::info, message, fields);
}

inline void warning(std::string_view message, Fields fields = {}) {
    write(Level::warning, message, fields);
}

inline void error(std::string_view message, Fields fields = {}) {
    write(Level::error, message, fields);
}

}  // namespace core::log
