#include "cms_server/use_cases/courses/change_providers.hpp"

#include "core/base/json.hpp"
#include "core/data/jobs.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cms {

namespace {

using core::Result;
using core::Task;
using core::data::CanonicalProvider;

constexpr std::size_t kMaxAliases = 100;

core::data::AuditEntry provider_audit(
    const Actor& actor, std::string action, std::int64_t id, std::string difference
) {
    return {
        .actor_id = actor.id,
        .actor = actor.name,
        .action = "provider." + action,
        .object_kind = "provider",
        .object_id = std::to_string(id),
        .client = actor.client,
        .request_id = actor.request_id,
        .difference = std::move(difference),
    };
}

void write_values(core::json::Writer& json, std::string_view member, const CanonicalProvider& provider) {
    json.key(member).begin_object().member("name", provider.name).member("website", provider.website);
    json.key("aliases").begin_array();
    for (const auto& alias : provider.aliases) json.value(alias);
    json.end_array().end_object();
}

std::string difference(const CanonicalProvider* from, const CanonicalProvider& to) {
    std::string out;
    core::json::Writer json(out);
    json.begin_object();
    if (from != nullptr) write_values(json, "from", *from);
    write_values(json, "to", to);
    json.end_object();
    return out;
}

core::Error stale() {
    return {
        core::ErrorKind::version_mismatch,
        "version-mismatch",
        "the provider was changed by somebody else meanwhile"
    };
}

/// A name that is lost must stay known: without room for it among the aliases nothing is changed.
Result<void> check_room(const CanonicalProvider& before, const CanonicalProvider& after) {
    if (after.aliases.size() <= kMaxAliases || after.aliases.size() <= before.aliases.size()) return {};
    std::string detail = fmt::format("the present name becomes an alias, and {} are the most", kMaxAliases);
    return core::Error{
        core::ErrorKind::invalid_input,
        "too-many",
        detail,
        {{core::FaultPlace::body, "/aliases", "too-many", detail}}
    };
}

bool names_differ(const CanonicalProvider& before, const CanonicalProvider& after) {
    return before.name != after.name || before.aliases != after.aliases;
}

/// Lets what is public already follow the provider's names.
Task<Result<void>> ask_to_follow(core::data::CmsUnitOfWork& work, std::int64_t id, std::string trace) {
    core::data::JobRequest request;
    request.kind = std::string(kFollowProviderJob);
    request.payload.clear();
    core::json::Writer json(request.payload);
    json.begin_object().member("provider", id).end_object();
    request.timeout = std::chrono::hours(1);
    request.unique_key = std::string(kFollowProviderJob) + ":" + std::to_string(id);
    request.trace_id = std::move(trace);
    const auto job = co_await work.jobs().enqueue(std::move(request));
    if (!job) co_return job.error();
    co_return Result<void>();
}

}  // namespace

core::Error provider_not_found() {
    return {
        core::ErrorKind::not_found,
        "provider-not-found",
        "no provider has this id",
        {{core::FaultPlace::path, "id", "unknown-value", "is not a provider"}}
    };
}

Task<Result<CanonicalProvider>> create_provider(
    core::data::CmsDataSource& cms, Actor actor, ProviderInput input
) {
    const auto work = co_await cms.begin();
    auto stored = co_await work->providers().insert(input.name, input.website, input.aliases);
    if (!stored) co_return stored.error();
    auto entry = provider_audit(actor, "create", stored->id, difference(nullptr, *stored));
    co_await work->audit().append(std::move(entry));
    co_await work->commit();
    co_return stored;
}

Task<Result<CanonicalProvider>> edit_provider(
    core::data::CmsDataSource& cms,
    Actor actor,
    std::int64_t id,
    std::int64_t version,
    std::function<Result<ProviderInput>(ProviderInput)> edit
) {
    const auto work = co_await cms.begin();
    const auto before = co_await work->providers().find_locked(id);
    if (!before) co_return provider_not_found();
    if (before->version != version) co_return stale();
    auto input = edit({before->name, before->website, before->aliases});
    if (!input) co_return input.error();
    if (input->name != before->name) input->aliases.push_back(before->name);
    CanonicalProvider after = *before;
    after.name = std::move(input->name);
    after.website = std::move(input->website);
    after.aliases = std::move(input->aliases);
    const auto saved = co_await work->providers().save(after);
    if (!saved) co_return saved.error();
    auto stored = co_await work->providers().find(id);
    // Only what is stored tells: a spelling of a name that is there already takes no room.
    if (const auto room = check_room(*before, *stored); !room) co_return room.error();
    auto entry = provider_audit(actor, "edit", id, difference(&*before, *stored));
    co_await work->audit().append(std::move(entry));
    if (names_differ(*before, *stored)) {
        const auto asked = co_await ask_to_follow(*work, id, actor.request_id);
        if (!asked) co_return asked.error();
    }
    co_await work->commit();
    co_return std::move(*stored);
}

Task<Result<CanonicalProvider>> merge_providers(
    core::data::CmsDataSource& cms, Actor actor, std::int64_t id, std::int64_t version, std::int64_t into
) {
    if (id == into) {
        co_return core::Error{
            core::ErrorKind::invalid_input,
            "merge-with-itself",
            "a provider cannot be merged into itself",
            {{core::FaultPlace::body, "/into", "merge-with-itself", "is the provider itself"}}
        };
    }
    const auto work = co_await cms.begin();
    // In the order of the ids, so that two who merge the same pair wait for each other.
    const auto first = co_await work->providers().find_locked(std::min(id, into));
    const auto second = co_await work->providers().find_locked(std::max(id, into));
    const auto& from = id < into ? first : second;
    const auto& to = id < into ? second : first;
    if (!from) co_return provider_not_found();
    if (!to) {
        co_return core::Error{
            core::ErrorKind::invalid_input,
            "unknown-provider",
            "there is no such provider to merge into",
            {{core::FaultPlace::body, "/into", "unknown-value", "is not a provider"}}
        };
    }
    if (from->version != version) co_return stale();
    co_await work->providers().merge(id, into);
    auto stored = co_await work->providers().find(into);
    auto entry = provider_audit(actor, "merge", id, difference(&*from, *stored));
    co_await work->audit().append(std::move(entry));
    const auto asked = co_await ask_to_follow(*work, into, actor.request_id);
    if (!asked) co_return asked.error();
    co_await work->commit();
    co_return std::move(*stored);
}

}  // namespace cms
