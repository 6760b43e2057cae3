#pragma once

#include "app_server/handlers/public_reads.hpp"
#include "cms_server/handlers/courses/courses_routes.hpp"
#include "cms_server/handlers/framework/framework_routes.hpp"
#include "cms_server/handlers/health/health.hpp"
#include "cms_server/handlers/inbox/inbox_routes.hpp"
#include "cms_server/handlers/scraping/scraping_routes.hpp"
#include "cms_server/handlers/staff/guard.hpp"
#include "cms_server/handlers/staff/staff_routes.hpp"
#include "core/auth/service_signature.hpp"
#include "core/http/metrics.hpp"
#include "core/http/router.hpp"

namespace cms {

/// What the staff port is made of; all of it outlives the router.
struct StaffPort {
    const Context& context;
    const Guard& guard;
    StaffServices staff;
    CourseServices courses;
    InboxServices inbox;
    FrameworkServices framework;
    const ScrapingServices& scraping;
    app::PublicReads& mirror;
    const app::SnapshotHolder& published;
    app::Presentation presentation;
};

/// Every operation of the staff API that stands behind the guard.
std::vector<StaffRoute> staff_operations(const StaffPort& port);

/// Staff API, the CMS's pages and the mirror of the App. Everything but the login, its page and what the page
/// loads stands behind the guard.
core::http::Router staff_port_routes(const StaffPort& port);

/// The port that scrapers hand their results in at; every route is for signed requests alone.
core::http::Router hand_in_port_routes(
    const Context& context, FrameworkLookup& framework, core::auth::ServiceVerifier& verifier
);

/// Health and metrics.
core::http::Router operators_port_routes(Health health, const core::http::Metrics& metrics);

}  // namespace cms
