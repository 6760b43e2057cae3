#include "cms_server/use_cases/publication/reconcile_framework.hpp"

#include "cms_server/use_cases/publication/supersede.hpp"
#include "core/base/json.hpp"
#include "core/base/log.hpp"
#include "core/data/audit.hpp"
#include "core/documents/framework.hpp"

#include <algorithm>

namespace cms {

namespace {

using namespace core::data;
using core::Task;
using core::domain::Framework;

/// What the CMS holds of the framework.
struct Held {
    bool saved = false;  ///< staff have saved one
    std::optional<Publication> published;
    std::optional<Framework> content;  ///< as published
};

Task<Held> read_held(CmsReadSession& session) {
    const std::string uid(kFrameworkUid);
    Held held;
    held.saved = co_await session.framework().latest_revision() > 0;
    held.published = co_await session.publications().find(PublicationKind::framework, uid);
    if (!held.published) co_return held;
    const auto document = co_await session.publications().document(PublicationKind::framework, uid);
    if (!document) co_return held;
    auto content = core::documents::parse_framework(*document);
    if (content) held.content = std::move(*content);
    co_return held;
}

bool has_other_content(const Held& held, const AppFramework& app) {
    return app.content && held.content && *held.content != *app.content;
}

/// Whether the App's framework is the one to publish: staff have saved none, and it is not published yet.
bool is_to_be_kept(const Held& held, const AppFramework& app) {
    if (held.saved || !app.content || *app.content == Framework()) return false;
    return !held.published || has_other_content(held, app);
}

AuditEntry entry_of(std::int64_t revision, const Framework& framework) {
    std::string difference;
    core::json::Writer json(difference);
    json.begin_object().member("from", "app").member("title", framework.title).end_object();
    return {
        .actor = "system",
        .action = "framework.keep",
        .object_kind = "framework",
        .object_id = std::to_string(revision),
        .difference = std::move(difference),
    };
}

Task<bool> keep(CmsDataSource& cms, AppFramework app) {
    if (const auto valid = validate(*app.content); !valid) {
        core::log::warning("the App's framework breaks a rule", {{"reason", valid.error().detail}});
        co_return false;
    }
    const auto work = co_await cms.begin();
    const auto held = co_await read_held(*work);
    if (!is_to_be_kept(held, app)) co_return false;
    const auto revision = std::max(app.revision, held.published ? held.published->revision : 0) + 1;
    std::vector<NewPublication> publications;
    publications.push_back(
        {PublicationKind::framework,
         std::string(kFrameworkUid),
         revision,
         app.content->title,
         core::documents::framework_document(*app.content)}
    );
    const auto queued = co_await work->publications().put(std::move(publications));
    if (!queued) co_return false;  // staff's, saved in the meantime
    co_await work->audit().append(entry_of(revision, *app.content));
    co_await work->commit();
    co_return true;
}

}  // namespace

Task<FrameworkRepair> repair_framework(CmsDataSource& cms, AppFramework app) {
    Held held;
    {
        const auto session = co_await cms.read();
        held = co_await read_held(*session);
    }
    FrameworkRepair done;
    if (is_to_be_kept(held, app)) {
        done.kept = co_await keep(cms, std::move(app));
        co_return done;
    }
    const auto& published = held.published;
    if (!published) co_return done;
    if (published->revision == app.revision && !has_other_content(held, app)) co_return done;
    done.differs = true;
    if (published->state != DeliveryState::delivered) co_return done;
    const std::string uid(kFrameworkUid);
    if (app.revision >= published->revision) {
        const Renumbering change{uid, published->revision, app.revision + 1};
        if (co_await tell_again(cms, PublicationKind::framework, change)) done.queued = 1;
        co_return done;
    }
    const auto work = co_await cms.begin();
    std::vector<std::string> uids{uid};
    done.queued = co_await work->publications().requeue(PublicationKind::framework, std::move(uids));
    co_await work->commit();
    co_return done;
}

}  // namespace cms
