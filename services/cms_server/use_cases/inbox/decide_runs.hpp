#pragma once

#include "core/data/audit.hpp"
#include "core/data/cms_data_source.hpp"
#include "core/data/inbox.hpp"

#include <string>

namespace cms {

/// Applies a held run after all. `mark_gone`: what it did not find is gone; only for a complete run
/// all of whose items were kept (`invalid_input`, code `run-not-complete`, otherwise). `not_found`, code
/// `run-not-found`; `version_mismatch`; `conflict`, code `run-not-held`.
core::Task<core::Result<core::data::ScrapeRun>> release_run(
    core::data::CmsDataSource& source,
    std::string run,
    std::int64_t version,
    bool mark_gone,
    core::domain::Vocabulary vocabulary,
    core::data::AuditEntry by,
    core::Instant now
);

/// Forgets the items of a held run. Errors as `release_run`.
core::Task<core::Result<core::data::ScrapeRun>> discard_run(
    core::data::CmsDataSource& source, std::string run, std::int64_t version, core::data::AuditEntry by
);

/// Replaces the standing rules of a source; a job applies them to what is offered already (see
/// review_job.hpp). `not_found`, code `source-not-found`; `version_mismatch`; `forbidden`, code
/// `role-too-low`, for a rule that publishes and was none before, unless `may_publish`. Gives the new
/// version.
core::Task<core::Result<std::int64_t>> replace_rules(
    core::data::CmsDataSource& source,
    core::data::SourceRules rules,
    bool may_publish,
    core::data::AuditEntry by
);

}  // namespace cms
