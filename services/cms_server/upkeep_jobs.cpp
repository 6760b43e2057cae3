#include "cms_server/upkeep_jobs.hpp"

#include "cms_server/use_cases/courses/course_states.hpp"

namespace cms {

namespace {

using core::jobs::JobContext;
using core::jobs::JobOutcome;

constexpr std::chrono::hours kInBin = std::chrono::days(90);
constexpr int kAtOnce = 1'000;

core::data::ScheduleEdit schedule(
    std::string name, std::string cron, const std::string& time_zone, std::string kind
) {
    core::data::ScheduleEdit edit;
    edit.name = std::move(name);
    edit.cron = std::move(cron);
    edit.time_zone = time_zone;
    edit.kind = std::move(kind);
    return edit;
}

}  // namespace

void add_upkeep_jobs(
    core::jobs::JobKinds& kinds, core::data::CmsDataSource& cms, const core::Clock& clock, SessionTimes times
) {
    kinds.add("upkeep.staff", 1, [&cms, &clock, times](JobContext) -> core::Task<JobOutcome> {
        co_await tidy_staff(cms, times, clock.now());
        co_return JobOutcome::done();
    });
    kinds.add("upkeep.bin", 1, [&cms, &clock](JobContext) -> core::Task<JobOutcome> {
        co_await purge_bin(cms, clock.now(), kInBin, kAtOnce);
        co_return JobOutcome::done();
    });
}

std::vector<core::data::ScheduleEdit> upkeep_schedules(const std::string& time_zone) {
    return {
        schedule("upkeep-staff", "20 * * * *", time_zone, "upkeep.staff"),
        schedule("upkeep-bin", "40 3 * * *", time_zone, "upkeep.bin"),
    };
}

}  // namespace cms
