#include "core/base/log_line.hpp"

#include "core/base/json.hpp"
#include "core/base/time_zone.hpp"

#include <array>
#include <type_traits>

namespace core::log {
namespace {

std::string_view name_of(Level level) {
    switch (level) {
        case Level::debug: return "debug";
        case Level::info: return "info";
        case Level::warning: return "warning";
        case Level::error: return "error";
    }
    return "unknown";
}

/// Most lines of a thread fall into the second of the line before, so only the microseconds are written
/// afresh.
void append_time(std::string& out, Instant now) {
    struct Cache {  // without a destructor, so that it outlives every static object that may log
        std::chrono::sys_seconds second;
        std::array<char, 27> text;
    };

    static_assert(std::is_trivially_destructible_v<Cache>);
    thread_local Cache cache{std::chrono::sys_seconds::min(), {}};
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    if (second != cache.second) {
        format_utc(second).copy(cache.text.data(), cache.text.size());
        cache.second = second;
    }
    std::size_t digit = cache.text.size() - 1;  // at the `Z`, which the microseconds stand before
    auto micros = static_cast<unsigned>((now - second).count());
    for (int i = 0; i < 6; ++i, micros /= 10) cache.text[--digit] = static_cast<char>('0' + micros % 10);
    out.append(cache.text.data(), cache.text.size());
}

}  // namespace

Result<Level> parse_level(std::string_view name) {
    for (const Level level : {Level::debug, Level::info, Level::warning, Level::error}) {
        if (name == name_of(level)) return level;
    }
    return Error{ErrorKind::malformed, "unknown-log-level", "must be debug, info, warning or error"};
}

std::string process_members(std::string_view service, std::string_view version) {
    std::string out = ",\"service\":";
    json::append_string(out, service);
    out += ",\"version\":";
    json::append_string(out, version);
    return out;
}

void render(
    std::string& out,
    Instant now,
    Level level,
    std::string_view process,
    std::string_view message,
    Fields fields
) {
    out += R"({"ts":")";
    append_time(out, now);
    out += R"(","level":")";
    out += name_of(level);
    out += '"';
    out += process;
    out += R"(,"msg":)";
    json::append_string(out, message);
    for (const Field& field : fields) {
        out += ',';
        json::append_string(out, field.name);
        out += ':';
        std::visit([&](const auto& value) { json::Writer(out).value(value); }, field.value);
    }
    out += "}\n";
}

}  // namespace core::log
