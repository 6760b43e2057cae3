#include "cms_server/use_cases/courses/course_change.hpp"

#include "cms_server/dto/courses/field_json.hpp"

namespace cms {

namespace {

using core::data::DraftStatus;
using core::data::StoredDraft;

/// What changed in content and state, for the audit log.
std::string audit_difference(const StoredDraft& before, const CourseChange& change) {
    std::string out = difference_json(before.content, change.content);
    out.pop_back();  // the object goes on
    const auto append = [&](std::string_view member) {
        if (out.size() > 1) out.push_back(',');
        out.append("\"").append(member).append("\":");
    };
    if (before.status.state != change.status.state) {
        append("state");
        core::json::Writer json(out);
        json.begin_object().member("from", to_string(before.status.state));
        json.member("to", to_string(change.status.state)).end_object();
    }
    if (change.status.rejection && change.status.rejection != before.status.rejection) {
        append("reason");
        core::json::append_string(out, *change.status.rejection);
    }
    if (change.status.merged_into && change.status.merged_into != before.status.merged_into) {
        append("merged_into");
        core::json::append_string(out, *change.status.merged_into);
    }
    out.push_back('}');
    return out;
}

}  // namespace

core::data::AuditEntry course_audit(
    const Actor& actor, std::string action, std::string uid, std::string difference
) {
    return {
        .actor_id = actor.id,
        .actor = actor.name,
        .action = "course." + action,
        .object_kind = "course",
        .object_id = std::move(uid),
        .client = actor.client,
        .request_id = actor.request_id,
        .difference = std::move(difference),
    };
}

core::Task<core::Result<StoredDraft>> apply_change(
    core::data::CmsUnitOfWork& work, Actor actor, StoredDraft before, CourseChange change
) {
    co_await canonicalise_provider(work, change.content);
    if (before.content == change.content && before.status == change.status) co_return before;
    auto entry = course_audit(actor, change.action, before.uid, audit_difference(before, change));
    StoredDraft after = std::move(before);
    after.content = std::move(change.content);
    after.status = std::move(change.status);
    const auto version = co_await work.drafts().save(after, actor.name);
    if (!version) co_return version.error();
    co_await work.drafts().append_revision({after.id, after.content, actor.name, change.reason});
    co_await work.audit().append(std::move(entry));
    auto stored = co_await work.drafts().find_by_id(after.id);
    co_return std::move(*stored);
}

core::Task<core::Result<StoredDraft>> find_unchanged(
    core::data::CmsUnitOfWork& work, std::string uid, std::int64_t version
) {
    auto draft = co_await work.drafts().find_locked(std::move(uid));
    if (!draft) co_return course_not_found();
    if (draft->version != version) co_return course_stale();
    co_return std::move(*draft);
}

core::Task<void> canonicalise_provider(
    core::data::CmsReadSession& session, core::domain::CourseDraft& content
) {
    if (!content.provider) co_return;
    const auto provider = co_await session.providers().find_by_name(*content.provider);
    if (provider) content.provider = provider->name;
}

core::Error course_not_found() {
    return {
        core::ErrorKind::not_found,
        "course-not-found",
        "no course has this uid",
        {{core::FaultPlace::path, "uid", "unknown-value", "is not a course"}}
    };
}

core::Error course_stale() {
    return {
        core::ErrorKind::version_mismatch,
        "version-mismatch",
        "the course was changed by somebody else meanwhile"
    };
}

}  // namespace cms
