#pragma once

#include "cms_server/handlers/staff_call.hpp"

/// One function for each operation; see publication_routes.cpp for what each answers to.
namespace cms {

core::Task<core::http::Response> get_course_publication(const StaffCall& call);
core::Task<core::http::Response> post_course_publication(const StaffCall& call);
core::Task<core::http::Response> delete_course_publication(const StaffCall& call);
core::Task<core::http::Response> delete_course_schedule(const StaffCall& call);

core::Task<core::http::Response> list_publications(const StaffCall& call);
core::Task<core::http::Response> get_publication(const StaffCall& call);
core::Task<core::http::Response> get_publication_summary(const StaffCall& call);
core::Task<core::http::Response> post_publications(const StaffCall& call);
core::Task<core::http::Response> retry_publication(const StaffCall& call);
core::Task<core::http::Response> post_reconciliation(const StaffCall& call);

}  // namespace cms
