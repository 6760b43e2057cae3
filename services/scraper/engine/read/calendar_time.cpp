#include "scraper/engine/read/calendar_time.hpp"

#include <date/tz.h>
#include <fmt/format.h>
#include <unicode/ucal.h>

#include <array>
#include <stdexcept>
#include <string_view>

namespace scraper::read {
namespace {

using std::chrono::seconds;

bool is_known(const std::string& name) {
    try {
        return !name.empty() && date::locate_zone(name) != nullptr;
    } catch (const std::runtime_error&) {
        return false;
    }
}

/// The system's name for a zone a calendar names; empty when it has none.
std::string iana_name(std::string_view tzid) {
    if (tzid.size() > 100) return {};
    for (auto name = tzid; !name.empty();) {
        if (is_known(std::string(name))) return std::string(name);
        // Some write a prefix before the name: /freeassociation.sourceforge.net/Europe/Berlin.
        const auto slash = name.find('/', 1);
        name = slash == std::string_view::npos ? std::string_view() : name.substr(slash + 1);
    }
    std::u16string windows;
    for (const char c : tzid) windows += static_cast<char16_t>(static_cast<unsigned char>(c));
    std::array<UChar, 64> found{};
    UErrorCode status = U_ZERO_ERROR;
    const auto length = ucal_getTimeZoneIDForWindowsID(
        windows.data(),
        static_cast<std::int32_t>(windows.size()),
        nullptr,
        found.data(),
        static_cast<std::int32_t>(found.size()),
        &status
    );
    if (U_FAILURE(status) != 0 || length <= 0) return {};
    std::string name;
    for (std::int32_t i = 0; i < length; ++i)
        name += static_cast<char>(found.at(static_cast<std::size_t>(i)));
    return is_known(name) ? name : std::string();
}

bool exists(icaltimetype time) {
    const auto day = std::chrono::year(time.year) / time.month / time.day;
    return time.year > 0 && time.year < 9999 && day.ok() && time.hour >= 0 && time.hour < 24 &&
           time.minute >= 0 && time.minute < 60 && time.second >= 0 && time.second <= 60;
}

}  // namespace

std::optional<CalendarTime> CalendarTime::of(icalproperty* property) {
    const auto* value = property == nullptr ? nullptr : icalproperty_get_value(property);
    if (value == nullptr) return std::nullopt;
    const auto kind = icalvalue_isa(value);
    if (kind != ICAL_DATE_VALUE && kind != ICAL_DATETIME_VALUE && kind != ICAL_DATETIMEDATE_VALUE &&
        kind != ICAL_DATETIMEPERIOD_VALUE) {
        return std::nullopt;
    }
    const auto time = icalvalue_get_datetimedate(value);
    CalendarTime out;
    out.is_day_ = time.is_date != 0;
    out.is_utc_ = icaltime_is_utc(time) != 0;
    if (auto* parameter = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER)) {
        const char* tzid = icalparameter_get_tzid(parameter);
        out.zone_ = iana_name(tzid == nullptr ? "" : tzid);
        auto* root = icalproperty_get_parent(property);
        while (root != nullptr && icalcomponent_get_parent(root) != nullptr)
            root = icalcomponent_get_parent(root);
        if (out.zone_.empty() && root != nullptr && tzid != nullptr) {
            out.own_zone_ = icalcomponent_get_timezone(root, tzid);
        }
    }
    return out.at(time);
}

std::optional<CalendarTime> CalendarTime::at(icaltimetype time) const {
    if (!exists(time)) return std::nullopt;
    CalendarTime out = *this;
    const std::chrono::sys_days day(std::chrono::year(time.year) / time.month / time.day);
    out.local_ = day;
    if (!is_day_) {
        out.local_ +=
            std::chrono::hours(time.hour) + std::chrono::minutes(time.minute) + seconds(time.second);
    }
    return out;
}

icaltimetype CalendarTime::plain() const {
    const auto day = std::chrono::floor<std::chrono::days>(local_);
    const std::chrono::year_month_day ymd(day);
    const std::chrono::hh_mm_ss clock(local_ - day);
    auto time = icaltime_null_time();
    time.year = static_cast<int>(ymd.year());
    time.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
    time.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
    time.is_date = is_day_ ? 1 : 0;
    time.hour = static_cast<int>(clock.hours().count());
    time.minute = static_cast<int>(clock.minutes().count());
    time.second = static_cast<int>(clock.seconds().count());
    return time;
}

seconds CalendarTime::offset() const {
    if (!zone_.empty()) {
        const auto* zone = date::locate_zone(zone_);
        return zone->get_info(date::local_seconds(local_.time_since_epoch())).first.offset;
    }
    if (own_zone_ == nullptr) return seconds(0);
    auto time = plain();
    int daylight = 0;
    return seconds(icaltimezone_get_utc_offset(own_zone_, &time, &daylight));
}

std::string CalendarTime::text() const {
    const auto time = plain();
    auto out = fmt::format("{:04}-{:02}-{:02}", time.year, time.month, time.day);
    if (is_day_) return out;
    out += fmt::format("T{:02}:{:02}:{:02}", time.hour, time.minute, time.second);
    if (is_utc_) return out + 'Z';
    if (zone_.empty() && own_zone_ == nullptr) return out;
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(offset()).count();
    const auto size = minutes < 0 ? -minutes : minutes;
    return out + fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', size / 60, size % 60);
}

core::Instant CalendarTime::instant() const {
    return local_ - offset();
}

CalendarTime CalendarTime::plus(seconds length) const {
    CalendarTime out = *this;
    out.local_ += length;
    return out;
}

CalendarTime CalendarTime::moved(const CalendarTime& from, const CalendarTime& to) const {
    return plus(to.local_ - from.local_);
}

}  // namespace scraper::read
