#pragma once

#include "core/data/audit.hpp"

#include <string>
#include <string_view>

namespace cms {

/// One entry as a JSON object: `{"id","at","actor","action","object_kind","object_id","client","request_id",
/// "difference"}`.
void append_audit_json(std::string& out, const core::data::RecordedAudit& recorded);

/// The header line of the CSV form (RFC 4180), with CRLF.
std::string_view audit_csv_header();

/// One entry as a line of CSV. A field that a spreadsheet would take for a formula gets an apostrophe in
/// front (OWASP, CSV injection).
void append_audit_csv(std::string& out, const core::data::RecordedAudit& recorded);

}  // namespace cms
