#pragma once

#include "app_server/handlers/public_reads.hpp"
#include "cms_server/handlers/staff/guard.hpp"
#include "core/http/router.hpp"

namespace cms {

/// Adds every page and operation of the App at its own path, behind the guard and never cached. Pages carry a
/// banner that links to the CMS. Health checks are left out: the CMS has its own.
///
/// `reads` and `holder` are the App's, filled from the read-only source; both must outlive the router.
void add_mirror(
    core::http::Router& router, const Guard& guard, app::PublicReads& reads, const app::SnapshotHolder& holder
);

/// `html` with the banner after the beginning of its body and its style sheet at the end of its head.
std::string with_banner(std::string_view html);

/// `GET /cms/api/v1/courses/{uid}/preview`: a course in any state, as the App would answer for it once
/// published, by the framework the App has now. `invalid_input` naming what publishing still lacks.
std::vector<StaffRoute> preview_routes(
    const app::SnapshotHolder& holder, const app::Presentation& presentation
);

}  // namespace cms
