#include "cms_server/use_cases/publication/save_framework_revision.hpp"

#include "core/data/audit.hpp"
#include "core/documents/framework.hpp"

#include <algorithm>

namespace cms {

namespace {

using namespace core::data;

constexpr std::size_t kMaxNoteBytes = 2'000;

core::Error long_note() {
    return {
        core::ErrorKind::invalid_input,
        "invalid-framework",
        "the note is too long",
        {{core::FaultPlace::body, "/note", "too-long", "must be at most 2000 bytes"}}
    };
}

}  // namespace

core::Task<core::Result<std::int64_t>> save_framework_revision(
    CmsUnitOfWork& work, Actor actor, FrameworkSave save
) {
    if (const auto valid = validate(save.framework); !valid) co_return valid.error();
    if (save.note.size() > kMaxNoteBytes) co_return long_note();
    const auto known =
        co_await work.publications().find(PublicationKind::framework, std::string(kFrameworkUid));
    const auto least = std::max(save.app_revision, known ? known->revision : 0);
    const auto revision =
        co_await work.framework().save(save.framework, save.expected, least, actor.id, save.note);
    if (!revision) co_return revision.error();

    std::vector<NewPublication> publications;
    publications.push_back(
        {PublicationKind::framework,
         std::string(kFrameworkUid),
         *revision,
         save.framework.title,
         core::documents::framework_document(save.framework)}
    );
    const auto queued = co_await work.publications().put(std::move(publications));
    if (!queued) co_return queued.error();
    AuditEntry entry{
        .actor_id = actor.id,
        .actor = actor.name,
        .action = "framework.save",
        .object_kind = "framework",
        .object_id = std::to_string(*revision),
        .client = actor.client,
        .request_id = actor.request_id,
        .difference = save.difference,
    };
    co_await work.audit().append(std::move(entry));
    co_return *revision;
}

}  // namespace cms
