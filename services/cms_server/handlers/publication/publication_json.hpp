#pragma once

#include "cms_server/use_cases/publication/publish_course.hpp"
#include "cms_server/use_cases/publication/schedule_publication.hpp"
#include "core/base/json.hpp"
#include "core/http/message.hpp"

#include <string>
#include <vector>

namespace cms {

/// One publication: what it is, how far the App is told, and why not.
void write_publication(core::json::Writer& json, const core::data::Publication& publication);

/// A course's publication: its state, its times, and its delivery, null when it was never published.
std::string course_publication_json(
    const core::data::StoredDraft& draft, const std::optional<core::data::Publication>& delivery
);

std::string summary_json(const core::data::PublicationCounts& counts);
std::string outcomes_json(const std::vector<PublicationOutcome>& outcomes);

/// Reads `{"publish_at", "unpublish_at"}`, either of them absent or null; an empty body has neither.
core::Result<PublicationTimes> parse_times(const core::http::Request& request);

struct BulkPublication {
    PublicationAction action = PublicationAction::publish;
    std::vector<CourseVersion> courses;
};

/// Reads `{"action": "publish" | "unpublish", "items": [{"uid", "version"}, …]}`, each uid once.
core::Result<BulkPublication> parse_bulk(const core::http::Request& request);

/// Reads `{"remove_unknown": bool}`; absent or an empty body: false.
core::Result<bool> parse_reconciliation(const core::http::Request& request);

}  // namespace cms
