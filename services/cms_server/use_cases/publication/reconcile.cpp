#include "cms_server/use_cases/publication/reconcile.hpp"

#include "cms_server/use_cases/publication/supersede.hpp"
#include "core/base/json.hpp"
#include "core/base/log.hpp"
#include "core/data/audit.hpp"
#include "core/data/jobs.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

namespace cms {

namespace {

using namespace core::data;
using core::Result;
using core::Task;

constexpr std::int64_t kPage = 5'000;
constexpr std::size_t kQueuedAtOnce = 1'000;

void add(AppState& state, std::vector<StoredRevision> page) {
    for (auto& stored : page) {
        state.courses.insert_or_assign(
            std::move(stored.uid), AppState::Stored{stored.revision, stored.removed}
        );
    }
}

Task<AppState> read_database(ReadOnlyDataSource& database) {
    const auto session = co_await database.read();
    AppState state;
    state.framework_revision = co_await session->framework().revision();
    for (std::string after;;) {
        auto page = co_await session->catalogue().list_revisions(after, kPage);
        const bool more = static_cast<std::int64_t>(page.size()) == kPage;
        if (more) after = page.back().uid;
        add(state, std::move(page));
        if (!more) break;
    }
    co_return state;
}

Task<Result<AppState>> read_service(AppIngest& app) {
    AppState state;
    for (std::string after;;) {
        auto page = co_await app.list_revisions(after);
        if (!page) co_return page.error();
        state.framework_revision = page->framework_revision;
        const bool more = page->more && !page->revisions.empty();
        if (more) after = page->revisions.back().uid;
        add(state, std::move(page->revisions));
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

Task<std::vector<PublishedRevision>> read_published(CmsDataSource& cms) {
    const auto session = co_await cms.read();
    std::vector<PublishedRevision> all;
    for (std::string after;;) {
        auto page = co_await session->publications().list_published(after, kPage);
        const bool more = static_cast<std::int64_t>(page.size()) == kPage;
        if (more) after = page.back().uid;
        all.insert(all.end(), std::make_move_iterator(page.begin()), std::make_move_iterator(page.end()));
        if (!more) break;
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

/// Tells what was published again, under a number after the App's.
Task<bool> renumber(CmsDataSource& cms, PublicationKind kind, Renumbering change) {
    const auto work = co_await cms.begin();
    const auto published = co_await work->publications().find(kind, change.uid);
    if (!published || published->revision != change.from) co_return false;
    NewPublication told{kind, change.uid, change.from, published->name, std::nullopt};
    told.document = co_await work->publications().document(kind, change.uid);
    const bool done = co_await work->publications().supersede(
        published->id, change.from, renumbered(std::move(told), change.to)
    );
    co_await work->commit();
    co_return done;
}

Task<std::int64_t> remove_all(CmsDataSource& cms, const std::vector<StoredRevision>& unknown) {
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

/// Queues the framework if the App's is not the published one; 1 when it did.
Task<std::int64_t> repair_framework(CmsDataSource& cms, std::int64_t in_app, Reconciliation& done) {
    const std::string uid(kFrameworkUid);
    std::optional<Publication> published;
    {
        const auto session = co_await cms.read();
        published = co_await session->publications().find(PublicationKind::framework, uid);
    }
    if (!published || published->revision == in_app) co_return 0;
    done.framework = true;
    if (published->state != DeliveryState::delivered) co_return 0;
    if (in_app > published->revision) {
        const Renumbering change{uid, published->revision, in_app + 1};
        co_return co_await renumber(cms, PublicationKind::framework, change) ? 1 : 0;
    }
    const auto work = co_await cms.begin();
    std::vector<std::string> uids{uid};
    const auto queued = co_await work->publications().requeue(PublicationKind::framework, std::move(uids));
    co_await work->commit();
    co_return queued;
}

}  // namespace

std::string summary(const Reconciliation& done) {
    return fmt::format(
        "{} published, {} in the App (by its {}): {} missing, {} older, {} newer, {} to be removed, {} "
        "waiting, "
        "{} unknown{}; {} queued",
        done.published,
        done.in_app,
        done.source,
        done.missing,
        done.older,
        done.newer,
        done.should_be_removed,
        done.waiting,
        done.unknown,
        done.framework ? ", another framework" : "",
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
    done.should_be_removed = found.should_be_removed;
    done.waiting = found.waiting;
    done.unknown = static_cast<std::int64_t>(found.unknown.size());
    done.queued = co_await repair_framework(cms, state.framework_revision, done);
    done.queued += co_await queue_again(cms, found.again);
    for (const auto& change : found.renumber) {
        if (co_await renumber(cms, PublicationKind::course, change)) ++done.queued;
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
