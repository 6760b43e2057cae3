#pragma once

#include "cms_server/use_cases/courses/actor.hpp"
#include "cms_server/use_cases/publication/app_ingest.hpp"
#include "cms_server/use_cases/publication/compare_revisions.hpp"
#include "core/data/cms_data_source.hpp"
#include "core/data/data_source.hpp"

#include <string>

namespace cms {

/// What a reconciliation found and did.
struct Reconciliation {
    std::string source;  ///< `database` or `service`: where the App's state was read
    std::int64_t published = 0;
    std::int64_t in_app = 0;
    std::int64_t missing = 0;
    std::int64_t older = 0;
    std::int64_t newer = 0;
    std::int64_t altered = 0;  ///< the same revision with other content
    std::int64_t should_be_removed = 0;
    std::int64_t waiting = 0;
    std::int64_t unknown = 0;     ///< published in the App, but never from here
    bool framework = false;       ///< the framework differed
    bool framework_kept = false;  ///< the App's own framework became the published one: staff have saved none
    std::int64_t queued = 0;      ///< for delivery again, the framework included
};

/// One line for people.
std::string summary(const Reconciliation& done);

/// Compares what was published with what the App has and queues what differs: all of it for an App that has
/// lost its catalogue. The App's state is read through its database; through its internal endpoint when that
/// cannot be reached. `remove_unknown`: courses that the App shows and nobody published here are removed;
/// else they are only counted, since an App may have been loaded with courses of its own. `unavailable` when
/// the App's state cannot be read either way.
core::Task<core::Result<Reconciliation>> reconcile(
    core::data::CmsDataSource& cms,
    core::data::ReadOnlyDataSource& app_database,
    AppIngest& app,
    bool remove_unknown
);

inline constexpr std::string_view kReconcileJob = "publication.reconcile";

/// Asks for a reconciliation, and records who did. One that waits already is that one. Gives the job's id.
core::Task<core::Result<std::int64_t>> start_reconciliation(
    core::data::CmsDataSource& cms, Actor actor, bool remove_unknown
);

}  // namespace cms
