#pragma once

#include "core/data/catalogue.hpp"
#include "core/data/publication.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cms {

/// Code of a refusal that is the App's own fault; worth another try.
inline constexpr std::string_view kAppError = "app-error";

/// What the App says of one revision it was told.
struct IngestAnswer {
    std::optional<core::data::Applied> applied;          ///< none: it was refused
    std::int64_t revision = 0;                           ///< stored there now
    bool removed = false;                                ///< what is stored is a removal
    std::optional<core::data::DeliveryFailure> refusal;  ///< exactly when refused
};

/// One page of what the App has.
struct AppRevisionPage {
    std::int64_t framework_revision = 0;
    std::vector<core::data::StoredRevision> revisions;
    bool more = false;
};

/// The App's internal endpoint. Its errors are about the endpoint or the request as a whole: `unavailable`
/// or `timed_out` when nobody can be reached who would take it, `unauthenticated` when our signature is not
/// accepted, `too_large` or `malformed` when the request cannot be taken as it is: a smaller one might be.
class AppIngest {
public:
    virtual ~AppIngest() = default;

    /// Tells revisions of courses in their order; one answer each.
    virtual core::Task<core::Result<std::vector<IngestAnswer>>> send_courses(
        std::vector<core::data::NewPublication> courses
    ) = 0;

    virtual core::Task<core::Result<IngestAnswer>> send_framework(core::data::NewPublication framework) = 0;

    /// What the App has, behind a uid.
    virtual core::Task<core::Result<AppRevisionPage>> list_revisions(std::string after_uid) = 0;
};

}  // namespace cms
