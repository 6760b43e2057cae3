#include "core/domain/course.hpp"

#include "core/domain/course_rules.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace core::domain {
namespace {

template <class Kind>
struct KindName {
    Kind kind;
    std::string_view text;
};

constexpr std::array<KindName<Cost::Kind>, 4> kCostKinds{{
    {Cost::Kind::fixed, "fixed"},
    {Cost::Kind::free, "free"},
    {Cost::Kind::varying, "varying"},
    {Cost::Kind::unknown, "unknown"},
}};

constexpr std::array<KindName<Cpd::Kind>, 5> kCpdKinds{{
    {Cpd::Kind::points, "points"},
    {Cpd::Kind::private_study, "private"},
    {Cpd::Kind::to_be_confirmed, "tbc"},
    {Cpd::Kind::not_applicable, "not-applicable"},
    {Cpd::Kind::unknown, "unknown"},
}};

template <class Table, class Kind>
std::string_view name_in(const Table& table, Kind kind) {
    const auto row = std::find_if(table.begin(), table.end(), [&](const auto& r) { return r.kind == kind; });
    return row == table.end() ? std::string_view() : row->text;
}

template <class Kind, std::size_t N>
std::optional<Kind> kind_in(const std::array<KindName<Kind>, N>& table, std::string_view text) {
    const auto row = std::find_if(table.begin(), table.end(), [&](const auto& r) { return r.text == text; });
    if (row == table.end()) return std::nullopt;
    return row->kind;
}

Error broken_rule(std::string pointer, std::string code, std::string detail) {
    Error error{ErrorKind::invalid_input, code, detail};
    error.fields.push_back({FaultPlace::body, std::move(pointer), std::move(code), std::move(detail)});
    return error;
}

/// Empty means the scheme's own port (RFC 3986 §3.2.3).
bool is_port(std::string_view digits) {
    if (digits.empty()) return true;
    std::uint16_t number = 0;
    const auto error = std::from_chars(digits.data(), digits.data() + digits.size(), number).ec;
    return error == std::errc{} && number != 0;
}

}  // namespace

Result<Cost> Cost::fixed(Money amount) {
    if (amount < Money{}) return broken_rule("/cost/amount", "out-of-range", "must not be below zero");
    return amount == Money{} ? free() : Cost(Kind::fixed, amount);
}

Result<Cpd> Cpd::points(CpdPoints number) {
    if (number < CpdPoints{}) return broken_rule("/cpd/points", "out-of-range", "must not be below zero");
    return Cpd(Kind::points, number);
}

std::string_view to_string(Cost::Kind kind) {
    return name_in(kCostKinds, kind);
}

std::string_view to_string(Cpd::Kind kind) {
    return name_in(kCpdKinds, kind);
}

std::optional<Cost::Kind> parse_cost_kind(std::string_view text) {
    return kind_in(kCostKinds, text);
}

std::optional<Cpd::Kind> parse_cpd_kind(std::string_view text) {
    return kind_in(kCpdKinds, text);
}

Schedule Schedule::ongoing() {
    Schedule schedule;
    schedule.ongoing_ = true;
    return schedule;
}

Result<Schedule> Schedule::dated(std::vector<CourseDate> dates) {
    for (std::size_t i = 0; i < dates.size(); ++i) {
        if (dates[i].ends_at && *dates[i].ends_at < dates[i].starts_at) {
            return broken_rule(
                fmt::format("/dates/{}/ends_at", i), "ends-before-start", "must not lie before the start"
            );
        }
    }
    std::sort(dates.begin(), dates.end());
    dates.erase(std::unique(dates.begin(), dates.end()), dates.end());
    Schedule schedule;
    schedule.dates_ = std::move(dates);
    return schedule;
}

Result<void> validate(const Course& course) {
    Faults faults;
    if (!is_uid(course.uid)) add_fault(faults, "/uid", "malformed-uid", "must be 1 to 64 of A-Z a-z 0-9 - _");
    check_line(faults, "/name", course.name);
    if (course.url) check_url(faults, "/url", *course.url);
    if (course.provider) check_line(faults, "/provider", *course.provider);
    if (course.duration) check_duration(faults, *course.duration);
    check_tags(faults, "areas", course.areas);
    check_tags(faults, "competencies", course.competencies);
    if (course.revision < 1) add_fault(faults, "/revision", "out-of-range", "must be at least 1");
    if (faults.empty()) return {};
    return Error{ErrorKind::invalid_input, "invalid-course", "the course breaks a rule", std::move(faults)};
}

bool is_web_url(std::string_view text) {
    const auto url = boost::urls::parse_uri({text.data(), text.size()});
    if (!url) return false;
    const auto scheme = url->scheme_id();
    if (scheme != boost::urls::scheme::http && scheme != boost::urls::scheme::https) return false;
    if (!url->has_authority() || url->has_userinfo() || url->encoded_host().empty()) return false;
    // Boost.URL 1.81 takes what follows a port for a path, even without a slash: `http://host:80a`.
    const std::string_view path(url->encoded_path().data(), url->encoded_path().size());
    if (!path.empty() && !path.starts_with('/')) return false;
    return is_port({url->port().data(), url->port().size()});
}

bool is_uid(std::string_view text) {
    const auto allowed = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_';
    };
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), allowed);
}

}  // namespace core::domain
