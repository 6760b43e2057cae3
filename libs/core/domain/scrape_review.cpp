#include "core/domain/scrape_review.hpp"

#include <algorithm>

namespace core::domain {

namespace {

constexpr std::array<std::string_view, 4> kOutcomeNames{"unchanged", "offered", "conflict", "kept"};
constexpr std::array<std::string_view, 4> kRuleNames{"ask", "accept", "publish", "never"};

FieldOutcome outcome_of(
    CourseField field,
    const ScrapedDraft& base,
    const ScrapedDraft& theirs,
    const CourseDraft& ours,
    FieldSet staff_fields
) {
    if (!theirs.stated.has(field) || same(field, ours, theirs.draft)) return FieldOutcome::unchanged;
    // The page is known by its address anyway; where a course links to is for staff to say.
    if (field == CourseField::url) {
        return ours.url || staff_fields.has(field) ? FieldOutcome::kept : FieldOutcome::offered;
    }
    const bool was_stated = base.stated.has(field);
    if (was_stated && same(field, base.draft, theirs.draft)) return FieldOutcome::kept;
    // Dates of a course that can be taken at any time would take it out of where staff put it.
    if (field == CourseField::schedule && ours.schedule.is_ongoing() && !base.draft.schedule.is_ongoing()) {
        return FieldOutcome::kept;
    }
    // Without a value of the site before, what stands there can only be from staff.
    const bool edited =
        staff_fields.has(field) || !same(field, ours, was_stated ? base.draft : CourseDraft{});
    return edited ? FieldOutcome::conflict : FieldOutcome::offered;
}

template <class Judge>
ScrapeReview by_field(Judge judge) {
    ScrapeReview review;
    for (std::size_t i = 0; i < kCourseFields.size(); ++i) {
        review.fields[i] = {kCourseFields[i], judge(kCourseFields[i])};
    }
    return review;
}

}  // namespace

FieldOutcome ScrapeReview::outcome(CourseField field) const {
    const auto found =
        std::find_if(fields.begin(), fields.end(), [&](const FieldReview& f) { return f.field == field; });
    return found == fields.end() ? FieldOutcome::unchanged : found->outcome;
}

FieldSet ScrapeReview::with(FieldOutcome outcome) const {
    FieldSet set;
    for (const auto& field : fields) {
        if (field.outcome == outcome) set.add(field.field);
    }
    return set;
}

bool ScrapeReview::open() const {
    return std::any_of(fields.begin(), fields.end(), [](const FieldReview& field) {
        return field.outcome == FieldOutcome::offered || field.outcome == FieldOutcome::conflict;
    });
}

ScrapeReview review(
    const ScrapedDraft& base, const ScrapedDraft& theirs, const CourseDraft& ours, FieldSet staff_fields
) {
    return by_field([&](CourseField field) { return outcome_of(field, base, theirs, ours, staff_fields); });
}

ScrapeReview review_new(const ScrapedDraft& theirs) {
    return by_field([&](CourseField field) {
        return theirs.stated.has(field) ? FieldOutcome::offered : FieldOutcome::unchanged;
    });
}

FieldSet apply_rules(ScrapeReview& review, std::span<const FieldRule> rules) {
    FieldSet taken;
    for (auto& field : review.fields) {
        const auto rule = std::find_if(rules.begin(), rules.end(), [&](const FieldRule& r) {
            return r.field == field.field;
        });
        if (rule == rules.end()) continue;
        const bool offered = field.outcome == FieldOutcome::offered;
        if (rule->rule == StandingRule::never && (offered || field.outcome == FieldOutcome::conflict)) {
            field.outcome = FieldOutcome::kept;
        }
        const bool takes = rule->rule == StandingRule::accept || rule->rule == StandingRule::publish;
        if (takes && offered) taken.add(field.field);
    }
    return taken;
}

bool is_plausible(std::int64_t found, std::vector<std::int64_t> earlier) {
    if (found <= 0) return false;
    if (earlier.empty()) return true;
    const auto middle = earlier.begin() + static_cast<std::ptrdiff_t>(earlier.size() / 2);
    std::nth_element(earlier.begin(), middle, earlier.end());
    return 2 * found >= *middle;
}

std::string_view to_string(FieldOutcome outcome) {
    return kOutcomeNames[static_cast<std::size_t>(outcome)];
}

std::string_view to_string(StandingRule rule) {
    return kRuleNames[static_cast<std::size_t>(rule)];
}

std::optional<StandingRule> parse_standing_rule(std::string_view text) {
    const auto found = std::find(kRuleNames.begin(), kRuleNames.end(), text);
    if (found == kRuleNames.end()) return std::nullopt;
    return static_cast<StandingRule>(found - kRuleNames.begin());
}

}  // namespace core::domain
