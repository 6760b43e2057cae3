#pragma once

#include "cms_server/dto/courses/course_requests.hpp"
#include "cms_server/use_cases/courses/actor.hpp"
#include "core/data/audit.hpp"
#include "core/data/cms_data_source.hpp"
#include "core/data/providers.hpp"

#include <functional>
#include <string_view>

namespace cms {

/// The job that lets the public and the inbox follow a provider's names, asked for with every change of them
/// (see follow_provider.hpp of publication); a new provider's are nobody's yet. Payload: `{"provider": id}`.
inline constexpr std::string_view kFollowProviderJob = "providers.follow";

/// `conflict`, code `provider-name-taken`.
core::Task<core::Result<core::data::CanonicalProvider>> create_provider(
    core::data::CmsDataSource& cms, Actor actor, ProviderInput input
);

/// Changes a provider as the caller saw it; a name it loses becomes an alias, so that its courses are still
/// found. `edit` makes the new values of the stored ones. `not_found`, code `provider-not-found`;
/// `version_mismatch`; `conflict`, code `provider-name-taken`; `invalid_input`, code `too-many`, when there
/// is no room for the old name among the aliases.
core::Task<core::Result<core::data::CanonicalProvider>> edit_provider(
    core::data::CmsDataSource& cms,
    Actor actor,
    std::int64_t id,
    std::int64_t version,
    std::function<core::Result<ProviderInput>(ProviderInput)> edit
);

/// Gives courses and names of a provider to another one, and removes it. Gives the one that is left.
core::Task<core::Result<core::data::CanonicalProvider>> merge_providers(
    core::data::CmsDataSource& cms, Actor actor, std::int64_t id, std::int64_t version, std::int64_t into
);

core::Error provider_not_found();

}  // namespace cms
