#include "core/jobs/job_request.hpp"

#include "core/base/json.hpp"
#include "core/base/utf8.hpp"
#include "core/jobs/cron.hpp"

#include <algorithm>

namespace core::jobs {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxKindBytes = 100;
constexpr std::size_t kMaxPayloadBytes = 256 * 1024;
constexpr std::size_t kMaxTextBytes = 200;
constexpr std::chrono::milliseconds kLeastTimeout = 100ms;
constexpr std::chrono::milliseconds kMostTimeout = 24h;

bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_kind(std::string_view kind) {
    if (kind.empty() || kind.size() > kMaxKindBytes) return false;
    bool at_start = true;
    for (const char c : kind) {
        if (at_start ? !is_lower(c) : !(is_lower(c) || is_digit(c) || c == '_' || c == '.')) return false;
        at_start = c == '.';
    }
    return !at_start;
}

bool is_schedule_name(std::string_view name) {
    const auto plain = [](char c) { return is_lower(c) || is_digit(c); };
    return !name.empty() && name.size() <= kMaxKindBytes && plain(name.front()) &&
           std::all_of(name.begin(), name.end(), [&](char c) {
               return plain(c) || c == '.' || c == '_' || c == '-';
           });
}

bool is_storable(std::string_view text) {
    return text.size() <= kMaxTextBytes && text.find('\0') == std::string_view::npos && is_utf8(text);
}

void check_what(
    const std::string& kind, std::int32_t version, const std::string& payload, std::vector<FieldError>& faults
) {
    const auto fault = [&](std::string name, std::string code, std::string detail) {
        faults.push_back({FaultPlace::body, std::move(name), std::move(code), std::move(detail)});
    };
    if (!is_kind(kind)) fault("/kind", "invalid-kind", "must be words joined by dots, as publish.deliver");
    if (version < 1) fault("/version", "out-of-range", "must be at least 1");
    if (payload.size() > kMaxPayloadBytes) {
        fault("/payload", "too-large", "must be at most 256 KiB");
        return;
    }
    const auto document = json::Document::parse(payload);
    if (!document || !document->root().is_object()) {
        fault("/payload", "not-an-object", "must be a JSON object");
    } else if (payload.find("\\u0000") != std::string::npos) {
        fault("/payload", "invalid-text", "must not hold the character U+0000");
    }
}

}  // namespace

Result<void> check(const data::JobRequest& request) {
    std::vector<FieldError> faults;
    const auto fault = [&](std::string name, std::string code, std::string detail) {
        faults.push_back({FaultPlace::body, std::move(name), std::move(code), std::move(detail)});
    };
    check_what(request.kind, request.version, request.payload, faults);
    if (request.max_attempts < 1 || request.max_attempts > 100) {
        fault("/max_attempts", "out-of-range", "must be from 1 to 100");
    }
    if (request.timeout < kLeastTimeout || request.timeout > kMostTimeout) {
        fault("/timeout", "out-of-range", "must be from 100 ms to 24 h");
    }
    if (request.unique_key && (request.unique_key->empty() || !is_storable(*request.unique_key))) {
        fault("/unique_key", "invalid-text", "must be 1 to 200 bytes of text");
    }
    if (!is_storable(request.trace_id)) {
        fault("/trace_id", "invalid-text", "must be at most 200 bytes of text");
    }
    if (faults.empty()) return {};
    return Error{ErrorKind::invalid_input, "invalid-job", "the job cannot be queued", std::move(faults)};
}

Result<Instant> first_fire(const data::ScheduleEdit& schedule, Instant now) {
    std::vector<FieldError> faults;
    const auto fault = [&](std::string name, std::string code, std::string detail) {
        faults.push_back({FaultPlace::body, std::move(name), std::move(code), std::move(detail)});
    };
    if (!is_schedule_name(schedule.name)) {
        fault("/name", "invalid-name", "must be 1 to 100 of a-z, 0-9, '.', '_' and '-', no sign first");
    }
    check_what(schedule.kind, schedule.version, schedule.payload, faults);
    const auto cron = CronExpression::parse(schedule.cron);
    std::optional<Instant> next;
    if (!cron) {
        fault("/cron", cron.error().code, cron.error().detail);
    } else {
        next = cron->next(now, schedule.time_zone);
        if (!next) fault("/time_zone", "unknown-time-zone", "is not a time zone of the IANA database");
    }
    if (faults.empty()) return *next;
    return Error{
        ErrorKind::invalid_input, "invalid-schedule", "the schedule cannot be stored", std::move(faults)
    };
}

}  // namespace core::jobs
