#include "cms_server/use_cases/publication/reconcile.hpp"

#include "cms_server/use_cases/publication/supersede.hpp"
#include "core/base/json.hpp"
#include "core/base/log.hpp"
#include "core/data/audit.hpp"
#include "core/data/catalogue.hpp"
#include "core/data/jobs.hpp"
#include "core/documents/course.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

namespace cms {

namespace {

using namespace core::data;
using core::Result;
using core::Task;

constexpr std::int64_t kPage = 1'000;       // a page is read in one go, which nothing else may wait for long
constexpr std::int64_t kEveryVersion = -1;  // rows that came in by hand may bear any
constexpr std::size_t kQueuedAtOnce = 1'000;

/// Courses are read as they stand in the tables, so that whatever changed them is found.
Task<AppState> read_database(ReadOnlyDataSource& database) {
    const auto session = co_await database.read();
    AppState state;
    state.framework.revision = co_await session->framework().revision();
    state.framework.content = co_await session->framework().load();
    auto removed = co_await session->catalogue().list_removed(kEveryVersion);
    for (auto& gone : removed)
        state.courses.insert_or_assign(std::move(gone.uid), AppState::Stored{gone.revision, true});
    for (std::int64_t after = 0;;) {
        auto page = co_await session->catalogue().list_changed(kEveryVersion, after, kPage);
        if (page.empty()) break;
        after = page.back().number;
        for (auto& stored : page) {
            std::string uid = stored.course.uid;
            const auto revision = stored.course.revision;
            auto digest = core::documents::content_digest(std::move(stored.course));
            state.courses.insert_or_assign(
                std::move(uid), AppState::Stored{revision, false, std::move(digest)}
            );
        }
    }
    co_return state;
}

Task<Result<AppState>> read_service(AppIngest& app) {
    AppState state;
    for (std::string after;;) {
        auto page = co_await app.list_revisions(after);
        if (!page) co_return page.error();
        state.framework.revision = page->framework_revision;
        const bool more = page->more && !page->revisions.empty();
        if (more) after = page->revisions.back().uid;
        for (auto& stored : page->revisions) {
            state.courses.insert_or_assign(
                std::move(stored.uid), AppState::Stored{stored.revision, stored.removed}
            );
        }
        if (!more) break;
    }
    co_return state;
}

/// The App's state by its database, else by its endpoint, and which it was.
Task<Result<std::pair<AppState, std::string>>> read_app(ReadOnlyDataSource& database, AppIngest& app) {
    std::string reason;
    try {
        auto state = co_await read_database(database);
        co_return std::pair(std::move(state), std::string("database"));
    } catch (const boost::system::system_error& error) {
        if (error.code() == core::asio::error::operation_aborted) throw;
        reason = error.what();
    } catch (const std::exception& error) {
        reason = error.what();
    }
    core::log::warning("the App's database cannot be read; asking the App", {{"reason", reason}});
    auto state = co_await read_service(app);
    if (!state) co_return state.error();
    co_return std::pair(std::move(*state), std::string("service"));
}

PublishedCourse published_course(PublishedRevision published) {
    PublishedCourse out;
    out.uid = std::move(published.uid);
    out.revision = published.revision;
    out.removed = !published.document;
    out.state = published.state;
    if (!published.document) return out;
    auto course = core::documents::parse_course(*published.document);
    if (course) out.digest = core::documents::content_digest(std::move(*course));
    return out;
}

Task<std::vector<PublishedCourse>> read_published(CmsDataSource& cms) {
    const auto session = co_await cms.read();
    std::vector<PublishedCourse> all;
    for (std::string after;;) {
        auto page = co_await session->publications().list_published(after, kPage);
        if (page.empty()) break;
        after = page.back().uid;
        for (auto& published : page) all.push_back(published_course(std::move(published)));
    }
    co_return all;
}

/// Queues in parts, so that no transaction holds the locks of everything that was ever published.
Task<std::int64_t> queue_again(CmsDataSource& cms, const std::vector<std::string>& uids) {
    std::int64_t queued = 0;
    for (std::size_t at = 0; at < uids.size(); at += kQueuedAtOnce) {
        const auto begin = uids.begin() + static_cast<std::ptrdiff_t>(at);
        const auto count = std::min(kQueuedAtOnce, uids.size() - at);
        std::vector<std::string> part(begin, begin + static_cast<std::ptrdiff_t>(count));
        const auto work = co_await cms.begin();
        queued += co_await work->publications().requeue(PublicationKind::course, std::move(part));
        co_await work->commit();
    }
    co_return queued;
}

Task<std::int64_t> remove_all(CmsDataSource& cms, const std::vector<UnknownCourse>& unknown) {
    std::int64_t queued = 0;
    for (std::size_t at = 0; at < unknown.size(); at += kQueuedAtOnce) {
        std::vector<NewPublication> removals;
        for (auto i = at; i < std::min(unknown.size(), at + kQueuedAtOnce); ++i) {
            removals.push_back(
                {PublicationKind::course,
                 unknown[i].uid,
                 unknown[i].revision + 1,
                 unknown[i].uid,
                 std::nullopt}
            );
        }
        const auto count = static_cast<std::int64_t>(removals.size());
        const auto work = co_await cms.begin();
        // One of them was published in the meantime: the next reconciliation sees to the rest.
        if (!co_await work->publications().put(std::move(removals))) continue;
        co_await work->commit();
        queued += count;
    }
    co_return queued;
}

}  // namespace

std::string summary(const Reconciliation& done) {
    return fmt::format(
        "{} published, {} in the App (by its {}): {} missing, {} older, {} newer, {} altered, "
        "{} to be removed, {} waiting, {} unknown{}{}; {} queued",
        done.published,
        done.in_app,
        done.source,
        done.missing,
        done.older,
        done.newer,
        done.altered,
        done.should_be_removed,
        done.waiting,
        done.unknown,
        done.framework ? ", another framework" : "",
        done.framework_kept ? ", its framework kept" : "",
        done.queued
    );
}

Task<Result<Reconciliation>> reconcile(
    CmsDataSource& cms, ReadOnlyDataSource& app_database, AppIngest& app, bool remove_unknown
) {
    // The App's state first: what is published and delivered meanwhile is then waiting, or as it should be.
    auto read = co_await read_app(app_database, app);
    if (!read) co_return read.error();
    const auto& [state, source] = *read;
    const auto published = co_await read_published(cms);
    const auto found = compare_revisions(published, state);

    Reconciliation done;
    done.source = source;
    done.published = static_cast<std::int64_t>(published.size());
    done.in_app = static_cast<std::int64_t>(state.courses.size());
    done.missing = found.missing;
    done.older = found.older;
    done.newer = found.newer;
    done.altered = found.altered;
    done.should_be_removed = found.should_be_removed;
    done.waiting = found.waiting;
    done.unknown = static_cast<std::int64_t>(found.unknown.size());
    const auto framework = co_await repair_framework(cms, state.framework);
    done.framework = framework.differs;
    done.framework_kept = framework.kept;
    done.queued = framework.queued;
    done.queued += co_await queue_again(cms, found.again);
    for (const auto& change : found.renumber) {
        if (co_await tell_again(cms, PublicationKind::course, change)) ++done.queued;
    }
    if (remove_unknown) done.queued += co_await remove_all(cms, found.unknown);
    core::log::info("reconciled", {{"summary", summary(done)}, {"queued", done.queued}});
    co_return done;
}

Task<Result<std::int64_t>> start_reconciliation(CmsDataSource& cms, Actor actor, bool remove_unknown) {
    const auto work = co_await cms.begin();
    std::string payload;
    core::json::Writer json(payload);
    json.begin_object().member("remove_unknown", remove_unknown).end_object();
    AuditEntry entry{
        .actor_id = actor.id,
        .actor = actor.name,
        .action = "publication.reconcile",
        .object_kind = "publication",
        .object_id = "all",
        .client = actor.client,
        .request_id = actor.request_id,
        .difference = payload,
    };
    co_await work->audit().append(std::move(entry));
    JobRequest request;
    request.kind = std::string(kReconcileJob);
    request.payload = std::move(payload);
    request.priority = JobPriority::high;
    request.timeout = std::chrono::minutes(10);
    request.unique_key = fmt::format("{}:{}", kReconcileJob, remove_unknown ? "remove" : "keep");
    request.trace_id = actor.request_id;
    const auto job = co_await work->jobs().enqueue(std::move(request));
    if (!job) co_return job.error();
    co_await work->commit();
    co_return static_cast<std::int64_t>(*job);
}

}  // namespace cms
