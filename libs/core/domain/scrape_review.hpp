#pragma once

#include "core/domain/scraped_course.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace core::domain {

/// What a scrape means for one field of the course staff have.
enum class FieldOutcome {
    unchanged,  ///< the site says nothing, or what the course says already
    offered,    ///< the site's value is new, and staff never touched the field
    conflict,   ///< both the site and staff changed it
    kept,       ///< staff have their own value, and the site's is not new or may not replace it
};

/// What to do with a source's offers for one field without asking anybody.
enum class StandingRule {
    ask,      ///< a person decides
    accept,   ///< take what is offered; a conflict is still for a person
    publish,  ///< take it, and publish it where the course is public already
    never,    ///< never take it
};

struct FieldRule {
    CourseField field{};
    StandingRule rule = StandingRule::ask;
    friend bool operator==(const FieldRule&, const FieldRule&) = default;
};

struct FieldReview {
    CourseField field{};
    FieldOutcome outcome = FieldOutcome::unchanged;
    friend bool operator==(const FieldReview&, const FieldReview&) = default;
};

/// The review of one scraped course, by field in the order of kCourseFields.
struct ScrapeReview {
    std::array<FieldReview, kCourseFields.size()> fields{};

    [[nodiscard]] FieldOutcome outcome(CourseField field) const;
    [[nodiscard]] FieldSet with(FieldOutcome outcome) const;

    /// Something waits for a person.
    [[nodiscard]] bool open() const;
};

/// Compares what staff last accepted from a site (`base`), what the site says now (`theirs`) and what staff
/// have (`ours`; `staff_fields`: what they edited). A field is theirs to decide as soon as they edited it or
/// it differs from what they accepted. A course that staff marked ongoing keeps its lack of dates.
ScrapeReview review(
    const ScrapedDraft& base, const ScrapedDraft& theirs, const CourseDraft& ours, FieldSet staff_fields
);

/// The review of a page that no course stands for yet: everything it says is offered.
ScrapeReview review_new(const ScrapedDraft& theirs);

/// Applies the standing rules to a review: `never` turns offers and conflicts into `kept`. Gives the fields
/// to take without asking.
FieldSet apply_rules(ScrapeReview& review, std::span<const FieldRule> rules);

/// Whether a finished run that found `found` courses can be believed, given what the last good runs of its
/// spider found: not when it found nothing, or less than half of their median.
bool is_plausible(std::int64_t found, std::vector<std::int64_t> earlier);

/// `unchanged`, `offered`, `conflict`, `kept`.
std::string_view to_string(FieldOutcome outcome);
/// `ask`, `accept`, `publish`, `never`.
std::string_view to_string(StandingRule rule);
std::optional<StandingRule> parse_standing_rule(std::string_view text);

}  // namespace core::domain
