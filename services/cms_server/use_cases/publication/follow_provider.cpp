#include "cms_server/use_cases/publication/follow_provider.hpp"

#include "cms_server/use_cases/courses/change_providers.hpp"
#include "cms_server/use_cases/publication/publish_course.hpp"
#include "cms_server/use_cases/reviews/refresh_reviews.hpp"
#include "core/base/json.hpp"
#include "core/documents/course.hpp"

#include <fmt/format.h>

#include <optional>
#include <stdexcept>

namespace cms {

namespace {

using namespace core::data;
using core::Result;
using core::Task;
using core::jobs::JobContext;
using core::jobs::JobOutcome;

// A batch holds the locks of its courses, for which their editors wait: some tens of milliseconds.
constexpr int kAtOnce = 50;

AuditEntry renaming_audit(
    const core::domain::Course& course, const std::string& from, const std::string& uid
) {
    Actor job;
    job.name = std::string(kFollowProviderJob);
    std::string difference;
    core::json::Writer json(difference);
    json.begin_object().key("provider").begin_object().member("from", from);
    json.member("to", course.provider).end_object();
    json.member("revision", course.revision).end_object();
    return course_audit(job, "rename-provider", uid, std::move(difference));
}

/// What the App is to be told of a locked course; none when its public name is right.
Task<std::optional<NewPublication>> renamed(CmsUnitOfWork& work, StoredDraft draft) {
    if (draft.status.state != CourseState::published) co_return std::nullopt;
    const auto document = co_await work.publications().document(PublicationKind::course, draft.uid);
    if (!document) co_return std::nullopt;
    auto course = core::documents::parse_course(*document);
    if (!course) throw std::runtime_error("a published course cannot be read: " + course.error().detail);
    if (!course->provider) co_return std::nullopt;
    const std::string before = *course->provider;
    const auto provider = co_await work.providers().find_by_name(before);
    if (!provider || provider->name == before) co_return std::nullopt;
    course->provider = provider->name;
    course->revision = co_await next_revision(work, draft);
    co_await work.audit().append(renaming_audit(*course, before, draft.uid));
    co_return NewPublication{
        PublicationKind::course,
        draft.uid,
        course->revision,
        course->name,
        core::documents::course_document(*course)
    };
}

Task<JobOutcome> follow(
    CmsDataSource& cms, FrameworkSource framework, std::int64_t provider, JobContext job
) {
    FollowedBatch sum;
    for (std::string after;;) {
        if (job.cancelled()) co_return JobOutcome::snooze(std::chrono::milliseconds(0));
        const auto batch = co_await republish_names(cms, provider, after, kAtOnce);
        if (!batch) co_return JobOutcome::retry(batch.error().detail);
        sum.seen += batch->seen;
        sum.told += batch->told;
        job.progress(sum.seen, 0, fmt::format("{} published again", sum.told));
        if (batch->last_uid.empty()) break;
        after = batch->last_uid;
    }
    for (std::string after;;) {
        if (job.cancelled()) co_return JobOutcome::snooze(std::chrono::milliseconds(0));
        auto words = co_await known_words(framework);
        if (!words) co_return JobOutcome::retry(words.error().detail);
        const auto batch = co_await review_provider(cms, provider, after, kAtOnce, std::move(*words));
        sum.seen += batch.seen;
        job.progress(sum.seen, 0, fmt::format("{} published again", sum.told));
        if (batch.last_uid.empty()) break;
        after = batch.last_uid;
    }
    co_return JobOutcome::done();
}

}  // namespace

Task<Result<FollowedBatch>> republish_names(
    CmsDataSource& cms, std::int64_t provider, std::string after_uid, std::int64_t limit
) {
    const auto work = co_await cms.begin();
    const auto names = co_await work->publications().list_public_names(provider, std::move(after_uid), limit);
    FollowedBatch batch;
    batch.seen = static_cast<std::int64_t>(names.size());
    if (batch.seen == limit) batch.last_uid = names.back().uid;
    std::vector<std::string> outdated;
    for (const auto& name : names) {
        if (name.is_outdated) outdated.push_back(name.uid);
    }
    if (outdated.empty()) co_return batch;
    std::vector<NewPublication> told;
    for (auto& draft : co_await work->drafts().find_all_locked(std::move(outdated))) {
        auto publication = co_await renamed(*work, std::move(draft));
        if (publication) told.push_back(std::move(*publication));
    }
    batch.told = static_cast<std::int64_t>(told.size());
    const auto queued = co_await work->publications().put(std::move(told));
    if (!queued) co_return queued.error();
    co_await work->commit();
    co_return batch;
}

Task<FollowedBatch> review_provider(
    CmsDataSource& cms,
    std::int64_t provider,
    std::string after_uid,
    int limit,
    core::domain::Vocabulary vocabulary
) {
    const auto work = co_await cms.begin();
    auto uids = co_await work->inbox().list_courses_of_provider(provider, std::move(after_uid), limit);
    FollowedBatch batch;
    batch.seen = static_cast<std::int64_t>(uids.size());
    if (uids.size() == static_cast<std::size_t>(limit)) batch.last_uid = uids.back();
    if (uids.empty()) co_return batch;
    co_await work->drafts().find_all_locked(uids);
    co_await refresh_reviews(*work, std::move(uids), vocabulary);
    co_await work->commit();
    co_return batch;
}

void add_provider_jobs(core::jobs::JobKinds& kinds, CmsDataSource& cms, FrameworkSource framework) {
    kinds.add(std::string(kFollowProviderJob), 1, [&cms, framework](JobContext job) -> Task<JobOutcome> {
        const auto payload = core::json::Document::parse(job.payload());
        const auto provider = payload ? payload->root().find("provider").as_int() : std::nullopt;
        if (!provider) co_return JobOutcome::dead("the payload names no provider");
        co_return co_await follow(cms, framework, *provider, job);
    });
}

}  // namespace cms
