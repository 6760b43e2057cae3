#include "app_server/use_cases/apply_framework.hpp"

namespace app {

using core::data::Applied;

core::Task<core::Result<AppliedFramework>> apply_framework(
    core::data::ReadWriteDataSource& source, core::domain::Framework framework, std::int64_t revision
) {
    const auto work = co_await source.begin();
    AppliedFramework outcome;
    outcome.revision = co_await work->framework().revision();
    const auto stored = co_await work->framework().load();
    if (revision <= outcome.revision) {
        outcome.applied = stored == framework ? Applied::unchanged : Applied::stale;
    } else {
        const auto changed = co_await work->framework().replace(std::move(framework));
        if (!changed) co_return changed.error();
        co_await work->framework().set_revision(revision);
        outcome.revision = revision;
        outcome.applied = !*changed                             ? Applied::unchanged
                          : stored == core::domain::Framework() ? Applied::inserted
                                                                : Applied::updated;
    }
    outcome.catalogue_version = (co_await work->catalogue().version()).version;
    co_await work->commit();
    co_return outcome;
}

}  // namespace app
