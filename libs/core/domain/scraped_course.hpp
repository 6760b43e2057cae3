#pragma once

#include "core/domain/course_draft.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core::domain {

/// A course as a site tells it, in the site's words. What the site does not say has no value, and never
/// replaces what is known.
struct ScrapedCourse {
    std::string url;  ///< canonical; with the spider's name, what tells one course of a site from another
    std::optional<std::string> name;
    std::optional<std::string> provider;
    std::optional<std::string> level;
    std::optional<std::string> format;
    std::optional<Cost> cost;
    std::optional<Cpd> cpd;
    std::optional<Schedule> schedule;
    std::optional<DurationDays> duration;

    friend bool operator==(const ScrapedCourse&, const ScrapedCourse&) = default;
};

/// Where a value was read.
struct Provenance {
    std::string field;     ///< the member's name in JSON
    std::string url;       ///< of the page
    std::string selector;  ///< the expression that found it
    std::string raw;       ///< what stood there
    Instant at;            ///< when the page was fetched

    friend bool operator==(const Provenance&, const Provenance&) = default;
};

struct ScrapedItem {
    ScrapedCourse course;
    std::vector<Provenance> provenance;
};

inline constexpr std::size_t kMaxProvenanceBytes = 2000;  ///< of one text of a provenance

/// The one spelling of a web address: trimmed; by RFC 3986 §6.2.2–6.2.3 scheme and host in lower case, no
/// default port, no dot segments, `/` for an empty path, percent-encoding only where needed and in upper
/// case; without a fragment, and without the parameters that only tell a site where its visitor came from
/// (`utm_*`, `gclid`, `fbclid` …). The order of the other parameters stays: it may matter. `invalid_input`,
/// code `malformed-url`, for what is no http(s) URL with a host, holds userinfo, or is too long.
Result<std::string> canonical_url(std::string_view text);

/// Trims the texts, turns those that are blank into no value, and checks sizes and characters.
/// `invalid_input` with JSON Pointers into the item.
Result<void> normalise(ScrapedCourse& course);

/// Fields of a course, as a set.
class FieldSet {
public:
    constexpr FieldSet() = default;

    constexpr FieldSet(std::initializer_list<CourseField> fields) {
        for (const auto field : fields) add(field);
    }

    constexpr void add(CourseField field) { bits_ |= bit(field); }

    constexpr void remove(CourseField field) { bits_ &= ~bit(field); }

    [[nodiscard]] constexpr bool has(CourseField field) const { return (bits_ & bit(field)) != 0; }

    [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }

    [[nodiscard]] std::vector<CourseField> list() const;  ///< in the order of kCourseFields

    friend constexpr bool operator==(FieldSet, FieldSet) = default;

private:
    static constexpr unsigned bit(CourseField field) { return 1U << static_cast<unsigned>(field); }

    unsigned bits_ = 0;
};

/// The framework's names for levels and formats.
struct Vocabulary {
    std::vector<Level> levels;
    std::vector<Format> formats;

    /// By name or acronym, in any case, or by what sites commonly call it (`Foundation`, `Beginner`,
    /// `Webinar` …). None for what it does not know.
    [[nodiscard]] std::optional<LevelId> level(std::string_view text) const;
    [[nodiscard]] std::optional<FormatId> format(std::string_view text) const;
};

/// A scraped course in the terms staff work in.
struct ScrapedDraft {
    CourseDraft draft;
    FieldSet stated;  ///< what the site said, and the framework has a name for
};

ScrapedDraft to_draft(const ScrapedCourse& course, const Vocabulary& vocabulary);

/// What is known after a newer scrape: its values, and the older ones where it has none.
ScrapedCourse merge(const ScrapedCourse& older, const ScrapedCourse& newer);

/// Makes `to` equal to `from` in the fields, where `from` has a value.
void copy_fields(FieldSet fields, const ScrapedCourse& from, ScrapedCourse& to);

}  // namespace core::domain
