#include "core/domain/scrape_review.hpp"

#include <catch2/catch.hpp>

using namespace core::domain;

namespace {

constexpr auto unchanged = FieldOutcome::unchanged;
constexpr auto offered = FieldOutcome::offered;
constexpr auto conflict = FieldOutcome::conflict;
constexpr auto kept = FieldOutcome::kept;

/// A scrape that says the provider, or nothing.
ScrapedDraft provider_scrape(const char* provider) {
    ScrapedDraft draft;
    if (provider == nullptr) return draft;
    draft.draft.provider = provider;
    draft.stated.add(CourseField::provider);
    return draft;
}

CourseDraft provider_course(const char* provider) {
    CourseDraft draft;
    if (provider != nullptr) draft.provider = provider;
    return draft;
}

struct Rule {
    const char* base;    ///< last accepted
    const char* theirs;  ///< new scrape
    const char* ours;    ///< staff's version
    bool edited;         ///< staff said so themselves
    FieldOutcome outcome;
};

constexpr const char* kNone = nullptr;

// Every case of the three-way comparison; A, B and C are different values.
constexpr Rule kRules[] = {
    {kNone, kNone, kNone, false, unchanged},
    {kNone, kNone, "A", true, unchanged},
    {"A", kNone, "A", false, unchanged},  // the site fell silent: nothing is erased
    {"A", kNone, "B", true, unchanged},
    {"A", kNone, kNone, true, unchanged},
    {"A", "A", "A", false, unchanged},
    {"A", "A", "A", true, unchanged},
    {"A", "B", "B", true, unchanged},  // staff were faster
    {kNone, "A", "A", true, unchanged},
    {"A", "A", "B", true, kept},
    {"A", "A", "B", false, kept},
    {"A", "A", kNone, true, kept},
    {"A", "B", "A", false, offered},
    {kNone, "A", kNone, false, offered},
    {"A", "B", "A", true, conflict},
    {"A", "B", "C", true, conflict},
    {"A", "B", "C", false, conflict},
    {"A", "B", kNone, false, conflict},
    {kNone, "A", "B", false, conflict},
    {kNone, "A", kNone, true, conflict},
};

ScrapedDraft scheduled(Schedule schedule) {
    ScrapedDraft draft;
    draft.draft.schedule = std::move(schedule);
    draft.stated.add(CourseField::schedule);
    return draft;
}

Schedule on_day(int day) {
    using namespace std::chrono;
    return Schedule::dated({{sys_days(2030y / January / day), std::nullopt}}).value();
}

CourseDraft course_on(Schedule schedule) {
    CourseDraft draft;
    draft.schedule = std::move(schedule);
    return draft;
}

FieldOutcome schedule_outcome(const ScrapedDraft& base, const ScrapedDraft& theirs, const CourseDraft& ours) {
    return review(base, theirs, ours, {}).outcome(CourseField::schedule);
}

}  // namespace

TEST_CASE("The three-way review follows its table", "[inbox]") {
    for (const auto& rule : kRules) {
        CAPTURE(rule.base, rule.theirs, rule.ours, rule.edited);
        const auto found = review(
            provider_scrape(rule.base),
            provider_scrape(rule.theirs),
            provider_course(rule.ours),
            rule.edited ? FieldSet{CourseField::provider} : FieldSet{}
        );
        CHECK(found.outcome(CourseField::provider) == rule.outcome);
        for (const auto field : kCourseFields) {
            if (field != CourseField::provider) CHECK(found.outcome(field) == unchanged);
        }
        CHECK(found.open() == (rule.outcome == offered || rule.outcome == conflict));
    }
}

TEST_CASE("A course that staff marked ongoing gets no dates back", "[inbox]") {
    const auto ongoing = course_on(Schedule::ongoing());
    CHECK(schedule_outcome(scheduled(on_day(1)), scheduled(on_day(2)), ongoing) == kept);
    CHECK(schedule_outcome(ScrapedDraft{}, scheduled(on_day(2)), ongoing) == kept);
    CHECK(schedule_outcome(scheduled(on_day(1)), scheduled(on_day(1)), ongoing) == kept);
}

TEST_CASE("A course that its site called ongoing may get dates from it", "[inbox]") {
    const auto ongoing = course_on(Schedule::ongoing());
    CHECK(schedule_outcome(scheduled(Schedule::ongoing()), scheduled(on_day(2)), ongoing) == offered);
}

TEST_CASE("A flag that staff set for CPD outlives a site that gives no points", "[inbox]") {
    ScrapedDraft base;
    base.draft.cpd = Cpd::points(CpdPoints::of_units(300)).value();
    base.stated.add(CourseField::cpd);
    CourseDraft ours;
    ours.cpd = Cpd::private_study();
    CHECK(review(base, ScrapedDraft{}, ours, {CourseField::cpd}).outcome(CourseField::cpd) == unchanged);
}

TEST_CASE("The link of a course is offered once, and is then for staff to say", "[inbox]") {
    ScrapedDraft page;
    page.draft.url = "https://example.com/a";
    page.stated.add(CourseField::url);
    CourseDraft ours;
    CHECK(review(page, page, ours, {}).outcome(CourseField::url) == offered);
    CHECK(review(page, page, ours, {CourseField::url}).outcome(CourseField::url) == kept);
    ours.url = "https://example.com/b";
    CHECK(review({}, page, ours, {}).outcome(CourseField::url) == kept);
}

TEST_CASE("Everything a new page says is offered", "[inbox]") {
    auto theirs = scheduled(on_day(1));
    theirs.stated.add(CourseField::name);
    const auto found = review_new(theirs);
    CHECK(found.with(offered) == FieldSet{CourseField::name, CourseField::schedule});
    CHECK(found.with(conflict).empty());
}

TEST_CASE("Standing rules take offers, never conflicts", "[inbox]") {
    const FieldRule accept[] = {{CourseField::provider, StandingRule::accept}};
    auto offer = review(provider_scrape("A"), provider_scrape("B"), provider_course("A"), {});
    CHECK(apply_rules(offer, accept) == FieldSet{CourseField::provider});
    CHECK(offer.outcome(CourseField::provider) == offered);
    auto clash = review(provider_scrape("A"), provider_scrape("B"), provider_course("C"), {});
    CHECK(apply_rules(clash, accept).empty());
    CHECK(clash.outcome(CourseField::provider) == conflict);
}

TEST_CASE("A field that is never taken waits for nobody", "[inbox]") {
    const FieldRule never[] = {{CourseField::provider, StandingRule::never}};
    for (const char* ours : {"A", "C"}) {
        auto found = review(provider_scrape("A"), provider_scrape("B"), provider_course(ours), {});
        CHECK(apply_rules(found, never).empty());
        CHECK(found.outcome(CourseField::provider) == kept);
        CHECK_FALSE(found.open());
    }
}

TEST_CASE("A run is believed by what the runs before it found", "[inbox]") {
    CHECK_FALSE(is_plausible(0, {}));
    CHECK_FALSE(is_plausible(0, {0, 0}));
    CHECK(is_plausible(1, {}));
    CHECK(is_plausible(50, {100}));
    CHECK_FALSE(is_plausible(49, {100}));
    CHECK(is_plausible(50, {100, 1, 100, 1000, 100}));
    CHECK_FALSE(is_plausible(49, {100, 1, 100, 1000, 100}));
    CHECK(is_plausible(5000, {100}));
}
