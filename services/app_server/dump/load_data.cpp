#include "app_server/dump/load_data.hpp"

#include "app_server/dump/merge.hpp"
#include "app_server/dump/read_records.hpp"

#include <fmt/format.h>

#include <iterator>
#include <stdexcept>

namespace app::dump {

namespace {

using core::Task;
using core::data::UnitOfWork;

void note_uid(const Records& records, std::string_view uid, std::string_view why, Problems& problems) {
    const auto in_file = records.lines.find(uid_key(uid));
    if (in_file == records.lines.end()) return;
    problems.add(in_file->second, fmt::format("{} {}", in_file->first, why));
}

Task<void> check_uids_not_stored(UnitOfWork& work, const Records& records, Problems& problems) {
    constexpr std::int64_t kChunk = 1'000;
    if (records.courses.empty() && records.removed.empty()) co_return;
    for (std::int64_t after = 0;;) {
        const auto stored = co_await work.catalogue().list_changed(0, after, kChunk);
        if (stored.empty()) break;
        after = stored.back().number;
        for (const auto& item : stored) {
            note_uid(records, item.course.uid, "is in the database already", problems);
        }
    }
    const auto removed = co_await work.catalogue().list_removed(0);
    for (const auto& item : removed) note_uid(records, item.uid, "was removed from the database", problems);
}

/// Checks the file against the database; gives the framework as it would be. Loading the framework makes
/// other writers wait, so what is found here still holds when it is acted on.
Task<core::domain::Framework> check(UnitOfWork& work, const Records& records, Problems& problems) {
    auto stored = co_await work.framework().load();
    check_not_stored(stored, records, problems);
    co_await check_uids_not_stored(work, records, problems);
    // With lines left out, references to them would be reported too, and what is stored twice would be again.
    if (!records.readable || !problems.empty()) co_return stored;
    auto merged = merge(std::move(stored), records.framework);
    if (records.framework_lines > 0) check_framework(merged, records, problems);
    check_references(merged, records, problems);
    co_return merged;
}

Task<core::Result<void>> store(UnitOfWork& work, Records& records, core::domain::Framework merged) {
    if (records.framework_lines > 0) {
        const auto replaced = co_await work.framework().replace(std::move(merged));
        if (!replaced) co_return replaced.error();
    }
    const auto all = std::make_move_iterator(records.courses.begin());
    const auto count = static_cast<std::ptrdiff_t>(records.courses.size());
    constexpr auto kChunk = static_cast<std::ptrdiff_t>(kCoursesPerCopy);
    for (std::ptrdiff_t at = 0; at < count; at += kChunk) {
        std::vector<core::domain::Course> chunk(all + at, all + std::min(count, at + kChunk));
        const auto inserted = co_await work.courses().insert_all(std::move(chunk));
        if (!inserted) co_return inserted.error();
    }
    for (const auto& removed : records.removed) {
        const auto applied = co_await work.courses().remove(removed.uid, removed.revision);
        if (!applied) co_return applied.error();
    }
    co_return core::Result<void>();
}

}  // namespace

Task<boost::system::result<LoadSummary, LoadRefusal>> load_data(
    core::data::ReadWriteDataSource& source, LineSource next_line
) {
    Problems problems;
    auto records = read_records(next_line, problems);
    const LoadSummary summary{records.framework_lines, records.courses.size(), records.removed.size()};

    const auto work = co_await source.begin();
    auto merged = co_await check(*work, records, problems);
    if (!problems.empty()) co_return problems.take();
    const auto stored = co_await store(*work, records, std::move(merged));
    if (!stored) co_return LoadRefusal{{{0, stored.error().detail}}, 1};
    co_await work->commit();
    co_return summary;
}

void throw_exception_from_error(const LoadRefusal& refusal, const boost::source_location&) {
    throw std::runtime_error(fmt::format("the file was refused: {} problems", refusal.total));
}

}  // namespace app::dump
