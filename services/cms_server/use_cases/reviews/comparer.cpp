#include "cms_server/use_cases/reviews/comparer.hpp"

namespace cms {

namespace {

using namespace core::data;
using namespace core::domain;
using core::Error;
using core::ErrorKind;
using core::Result;
using core::Task;

/// Merged courses may have been merged again; nobody merges so often.
constexpr int kMostMerges = 16;

FieldSet to_set(const std::vector<CourseField>& fields) {
    FieldSet set;
    for (const auto field : fields) set.add(field);
    return set;
}

}  // namespace

Task<Comparison> Comparer::compare(const InboxCourse& scraped, const StoredDraft* ours) {
    Comparison out;
    if (scraped.accepted) out.base = to_draft(*scraped.accepted, vocabulary_);
    out.theirs = to_draft(scraped.newest, vocabulary_);
    co_await use_canonical_provider(out.base.draft);
    co_await use_canonical_provider(out.theirs.draft);
    out.review = ours == nullptr
                     ? review_new(out.theirs)
                     : review(out.base, out.theirs, ours->content, to_set(ours->status.staff_fields));
    const auto* rules = co_await rules_of(scraped.row.spider);
    out.by_rule = apply_rules(out.review, *rules);
    for (const auto& [field, rule] : *rules) {
        if (rule == StandingRule::publish && out.by_rule.has(field)) out.to_public.add(field);
    }
    co_return out;
}

Task<void> Comparer::use_canonical_provider(CourseDraft& draft) {
    if (!draft.provider) co_return;
    auto known = providers_.find(*draft.provider);
    if (known == providers_.end()) {
        const auto provider = co_await session_.providers().find_by_name(*draft.provider);
        std::string name = provider ? provider->name : *draft.provider;
        known = providers_.emplace(*draft.provider, std::move(name)).first;
    }
    draft.provider = known->second;
}

Task<const std::vector<FieldRule>*> Comparer::rules_of(std::string spider) {
    auto known = rules_.find(spider);
    if (known == rules_.end()) {
        auto source = co_await session_.inbox().find_rules(spider);
        auto rules = source ? std::move(source->rules) : std::vector<FieldRule>();
        known = rules_.emplace(std::move(spider), std::move(rules)).first;
    }
    co_return &known->second;
}

Task<Result<std::optional<std::string>>> find_link(CmsReadSession& session, const InboxRow& row) {
    std::optional<std::string> uid = row.course_uid;
    const auto links = co_await session.drafts().find_sources(row.spider, {row.url});
    for (const auto& link : links) {
        if (!link.course && !uid) {
            co_return Error{
                ErrorKind::conflict, "course-discarded", "the course of this page was discarded for good"
            };
        }
        if (link.uid) uid = link.uid;
    }
    for (int i = 0; uid && i < kMostMerges; ++i) {
        const auto draft = co_await session.drafts().find(*uid);
        if (!draft) {
            co_return Error{
                ErrorKind::conflict, "course-discarded", "the course of this page was discarded for good"
            };
        }
        if (!draft->status.merged_into) break;
        uid = draft->status.merged_into;
    }
    co_return uid;
}

void settle(InboxCourse& entry, const ScrapeReview& review, InboxState settled) {
    entry.row.offers = count_of(review.with(FieldOutcome::offered));
    entry.row.conflicts = count_of(review.with(FieldOutcome::conflict));
    if (entry.row.state == InboxState::gone) return;
    entry.row.state = review.open() ? InboxState::changed : settled;
}

ReviewMark mark_of(const InboxRow& row) {
    ReviewMark mark;
    mark.id = row.id;
    mark.state = row.state;
    mark.offers = row.offers;
    mark.conflicts = row.conflicts;
    mark.course_uid = row.course_uid;
    return mark;
}

std::int32_t count_of(FieldSet fields) {
    return static_cast<std::int32_t>(fields.list().size());
}

}  // namespace cms
