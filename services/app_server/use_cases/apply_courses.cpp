#include "app_server/use_cases/apply_courses.hpp"

namespace app {

namespace {

using core::Task;
using core::data::ChangeOutcome;
using core::data::CourseChange;

/// One transaction for all of the changes; an error when the database refused it as a whole.
Task<core::Result<AppliedCourses>> apply_together(
    core::data::ReadWriteDataSource& source, std::vector<CourseChange> changes
) {
    const auto work = co_await source.begin();
    auto outcomes = co_await work->courses().apply_all(std::move(changes));
    if (!outcomes) co_return outcomes.error();
    const auto version = co_await work->catalogue().version();
    co_await work->commit();
    co_return AppliedCourses{std::move(*outcomes), version.version};
}

}  // namespace

Task<AppliedCourses> apply_courses(
    core::data::ReadWriteDataSource& source, std::vector<CourseChange> changes
) {
    auto together = co_await apply_together(source, changes);
    if (together) co_return std::move(*together);
    // Rare: some value broke a rule that only the database has. Each by itself, so that it alone is refused.
    AppliedCourses applied;
    for (auto& change : changes) {
        std::vector<CourseChange> one;
        one.push_back(std::move(change));
        auto alone = co_await apply_together(source, std::move(one));
        if (alone) {
            applied.outcomes.push_back(std::move(alone->outcomes.front()));
            applied.catalogue_version = alone->catalogue_version;
        } else {
            applied.outcomes.push_back(ChangeOutcome{alone.error(), 0, false});
        }
    }
    co_return applied;
}

}  // namespace app
