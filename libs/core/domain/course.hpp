#pragma once

#include "core/base/clock.hpp"
#include "core/base/decimal.hpp"
#include "core/base/error.hpp"
#include "core/domain/framework.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace core::domain {

using Money = Decimal<2>;
using CpdPoints = Decimal<2>;
using DurationDays = Decimal<1>;

/// What a course costs: exactly one of the kinds; an amount only with `fixed`.
class Cost {
public:
    enum class Kind { fixed, free, varying, unknown };

    /// A fixed amount; zero is `free`. `invalid_input` below zero.
    static Result<Cost> fixed(Money amount);

    static Cost free() { return Cost(Kind::free, {}); }

    static Cost varying() { return Cost(Kind::varying, {}); }

    static Cost unknown() { return Cost(Kind::unknown, {}); }

    Cost() : Cost(Kind::unknown, {}) {}

    [[nodiscard]] Kind kind() const { return kind_; }

    [[nodiscard]] Money amount() const { return amount_; }  ///< zero unless fixed

    friend bool operator==(const Cost&, const Cost&) = default;

private:
    Cost(Kind kind, Money amount) : kind_(kind), amount_(amount) {}

    Kind kind_;
    Money amount_;
};

/// Continuing-professional-development credit: exactly one of the kinds; a number only with `points`.
class Cpd {
public:
    enum class Kind { points, private_study, to_be_confirmed, not_applicable, unknown };

    /// `invalid_input` below zero.
    static Result<Cpd> points(CpdPoints number);

    static Cpd private_study() { return Cpd(Kind::private_study, {}); }

    static Cpd to_be_confirmed() { return Cpd(Kind::to_be_confirmed, {}); }

    static Cpd not_applicable() { return Cpd(Kind::not_applicable, {}); }

    static Cpd unknown() { return Cpd(Kind::unknown, {}); }

    Cpd() : Cpd(Kind::unknown, {}) {}

    [[nodiscard]] Kind kind() const { return kind_; }

    [[nodiscard]] CpdPoints number() const { return number_; }  ///< zero unless points

    friend bool operator==(const Cpd&, const Cpd&) = default;

private:
    Cpd(Kind kind, CpdPoints number) : kind_(kind), number_(number) {}

    Kind kind_;
    CpdPoints number_;
};

/// `fixed`, `free`, `varying`, `unknown`.
std::string_view to_string(Cost::Kind kind);
/// `points`, `private`, `tbc`, `not-applicable`, `unknown`.
std::string_view to_string(Cpd::Kind kind);

std::optional<Cost::Kind> parse_cost_kind(std::string_view text);
std::optional<Cpd::Kind> parse_cpd_kind(std::string_view text);

/// One run of a course. Without an end it is over when the day of its start is.
struct CourseDate {
    Instant starts_at;
    std::optional<Instant> ends_at;
    friend auto operator<=>(const CourseDate&, const CourseDate&) = default;
};

/// When a course can be taken: at any time, or on stated dates (perhaps none yet). Never both.
class Schedule {
public:
    static Schedule ongoing();

    /// Sorted, without repeats. `invalid_input` when an end lies before its start.
    static Result<Schedule> dated(std::vector<CourseDate> dates);

    Schedule() = default;  ///< dated, without dates

    [[nodiscard]] bool is_ongoing() const { return ongoing_; }

    [[nodiscard]] const std::vector<CourseDate>& dates() const { return dates_; }

    friend bool operator==(const Schedule&, const Schedule&) = default;

private:
    bool ongoing_ = false;
    std::vector<CourseDate> dates_;
};

/// A course as the public sees it. Its `uid` is the same in every service and never used again.
struct Course {
    std::string uid;
    std::string name;
    std::optional<std::string> url;  ///< http or https
    std::optional<std::string> provider;
    LevelId level{};
    FormatId format{};
    Cost cost;
    Cpd cpd;
    Schedule schedule;
    std::optional<DurationDays> duration;
    std::vector<AreaId> areas;               ///< ascending, without repeats
    std::vector<CompetencyId> competencies;  ///< ascending, without repeats
    std::string source;                      ///< `manual`, or the name of the spider or file it came from
    std::int64_t revision = 1;               ///< of the publication; a newer one replaces an older

    friend bool operator==(const Course&, const Course&) = default;
};

inline constexpr std::size_t kMaxNameBytes = 500;
inline constexpr std::size_t kMaxUrlBytes = 2000;

/// The rules of one course that its types do not already hold: non-empty name, http(s) URL with a host,
/// well-formed uid (1–64 of `A–Z a–z 0–9 - _`), sorted unique tags. `invalid_input` with JSON Pointers into
/// the course.
Result<void> validate(const Course& course);

/// True for an absolute http or https URL with a host and without userinfo (RFC 3986).
bool is_web_url(std::string_view text);

/// True for 1–64 characters of `A–Z a–z 0–9 - _`.
bool is_uid(std::string_view text);

}  // namespace core::domain
