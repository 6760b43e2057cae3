#pragma once

#include "cms_server/handlers/inbox/inbox_routes.hpp"
#include "core/data/audit.hpp"
#include "core/domain/scraped_course.hpp"

/// One function for each operation; see inbox_routes.cpp for what each answers to.
namespace cms {

using InboxAnswer = core::Task<core::http::Response>;

InboxAnswer list_inbox(const InboxServices& services, const StaffCall& call);
InboxAnswer get_entry(const InboxServices& services, const StaffCall& call);
InboxAnswer accept_entry(const InboxServices& services, const StaffCall& call);
InboxAnswer reject_entry(const InboxServices& services, const StaffCall& call);
InboxAnswer reopen_entry(const InboxServices& services, const StaffCall& call);
InboxAnswer decide_entries(const InboxServices& services, const StaffCall& call);

InboxAnswer list_runs(const InboxServices& services, const StaffCall& call);
InboxAnswer get_run(const InboxServices& services, const StaffCall& call);
InboxAnswer release_held_run(const InboxServices& services, const StaffCall& call);
InboxAnswer discard_held_run(const InboxServices& services, const StaffCall& call);

InboxAnswer list_sources(const InboxServices& services, const StaffCall& call);
InboxAnswer get_rules(const InboxServices& services, const StaffCall& call);
InboxAnswer put_rules(const InboxServices& services, const StaffCall& call);
InboxAnswer delete_rules(const InboxServices& services, const StaffCall& call);

/// An entry of the audit log with who makes the call; the use case fills in the rest.
core::data::AuditEntry audit_of(const StaffCall& call);

/// The framework's names, as this call's thread knows them.
core::Task<core::domain::Vocabulary> words_of(const InboxServices& services, const StaffCall& call);

core::http::Response refuse_call(const StaffCall& call, const core::Error& error);

/// A JSON answer with the ETag of a version.
core::http::Response versioned(std::string body, std::int64_t version);

/// Checks that there are no query parameters, and gives the version of If-Match.
core::Result<std::int64_t> version_of(const StaffCall& call);

/// `not_found`, code `inbox-entry-not-found`, for what is no number.
core::Result<std::int64_t> entry_id(const StaffCall& call);

}  // namespace cms
