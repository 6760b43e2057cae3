#include "app_server/use_cases/import_framework.hpp"

#include "app_server/framework_import/keep_ids.hpp"

namespace app {

namespace {

using namespace core::domain;
using core::Task;

/// Stores one sample course unless it is stored already; its revision follows the stored one.
Task<core::Result<core::data::Applied>> store_course(core::data::UnitOfWork& work, Course course) {
    const auto stored = co_await work.catalogue().find(course.uid);
    if (stored) course.revision = stored->course.revision;
    if (stored && stored->course == course) co_return core::data::Applied::unchanged;
    if (stored) ++course.revision;
    co_return co_await work.courses().apply(std::move(course));
}

}  // namespace

Task<boost::system::result<ImportOutcome, ImportRefusal>> import_framework(
    core::data::ReadWriteDataSource& source,
    std::filesystem::path folder,
    framework_import::ImportOptions options
) {
    auto read = framework_import::read_framework(folder, options);
    if (!read) co_return ImportRefusal(read.error());
    auto& imported = *read;

    const auto work = co_await source.begin();
    const auto existing = co_await work->framework().load();
    if (!imported.numbered) keep_ids(imported.framework, existing, imported.courses);

    ImportOutcome outcome;
    const auto changed = co_await work->framework().replace(imported.framework);
    if (!changed) co_return ImportRefusal(changed.error());
    outcome.framework_changed = *changed;
    for (auto& course : imported.courses) {
        const auto applied = co_await store_course(*work, std::move(course));
        if (!applied) co_return ImportRefusal(applied.error());
        switch (*applied) {
            case core::data::Applied::inserted: ++outcome.courses_inserted; break;
            case core::data::Applied::updated: ++outcome.courses_updated; break;
            case core::data::Applied::unchanged:
            case core::data::Applied::stale: ++outcome.courses_unchanged; break;
        }
    }
    co_await work->commit();
    outcome.counts = imported.counts;
    outcome.warnings = std::move(imported.warnings);
    co_return outcome;
}

void throw_exception_from_error(const ImportRefusal&, const boost::source_location&) {
    throw std::runtime_error("the import was refused");
}

}  // namespace app
