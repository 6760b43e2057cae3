#include "cms_server/use_cases/publication/publication_jobs.hpp"

#include "cms_server/use_cases/publication/schedule_publication.hpp"
#include "core/base/json.hpp"

namespace cms {

namespace {

using core::Task;
using core::jobs::JobContext;
using core::jobs::JobOutcome;

core::jobs::JobHandler on_schedule(PublicationJobs with, PublicationAction action) {
    return [with, action](JobContext job) -> Task<JobOutcome> {
        const auto payload = core::json::Document::parse(job.payload());
        const auto uid = payload ? payload->root().find("uid").as_string() : std::nullopt;
        if (!uid) co_return JobOutcome::dead("the payload names no course");
        const auto work = co_await with.cms.begin();
        const auto acted = co_await act_on_schedule(*work, action, std::string(*uid), with.clock.now());
        if (!acted) co_return JobOutcome::dead(acted.error().detail);
        co_await job.complete_in(work->jobs());
        co_await work->commit();
        co_return JobOutcome::done();
    };
}

core::jobs::JobHandler on_reconcile(PublicationJobs with) {
    return [with](JobContext job) -> Task<JobOutcome> {
        const auto payload = core::json::Document::parse(job.payload());
        const bool remove = payload && payload->root().find("remove_unknown").as_bool().value_or(false);
        const auto done = co_await reconcile(with.cms, with.app_database, with.app, remove);
        if (!done) co_return JobOutcome::retry(done.error().detail);
        job.progress(done->published, done->published, summary(*done));
        co_return JobOutcome::done();
    };
}

}  // namespace

void add_publication_jobs(core::jobs::JobKinds& kinds, PublicationJobs with) {
    kinds.add(std::string(kPublishJob), 1, on_schedule(with, PublicationAction::publish));
    kinds.add(std::string(kUnpublishJob), 1, on_schedule(with, PublicationAction::unpublish));
    kinds.add(std::string(kReconcileJob), 1, on_reconcile(with));
}

std::vector<core::data::ScheduleEdit> publication_schedules(const std::string& time_zone) {
    core::data::ScheduleEdit reconciliation;
    reconciliation.name = "reconciliation";
    reconciliation.cron = "*/15 * * * *";
    reconciliation.time_zone = time_zone;
    reconciliation.kind = std::string(kReconcileJob);
    reconciliation.payload = R"({"remove_unknown":false})";
    return {reconciliation};
}

}  // namespace cms
