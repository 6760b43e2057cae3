#pragma once

#include "cms_server/use_cases/publication/app_ingest.hpp"
#include "core/http/client.hpp"

#include <string>
#include <vector>

namespace cms {

/// The body of `POST /internal/v1/courses:batch`.
std::string batch_document(const std::vector<core::data::NewPublication>& courses);

/// The body of `PUT /internal/v1/framework`.
std::string framework_write_document(const core::data::NewPublication& framework);

/// Reads the answer to a batch of `count`; `unavailable`, code `app-not-understood`, when it is none.
core::Result<std::vector<IngestAnswer>> parse_batch_answer(std::string_view body, std::size_t count);

/// Reads the answer to a framework.
core::Result<IngestAnswer> parse_framework_answer(std::string_view body);

core::Result<AppRevisionPage> parse_revisions(std::string_view body);

/// What an answer that is no success means; see AppIngest for the kinds. The code and the detail are the
/// App's, by its problem documents. A refusal without one is of something in between, such as a proxy:
/// `unavailable`.
core::Error refusal_of(const core::http::ClientResponse& response);

/// The field faults of a problem document, as a JSON array; empty when there are none.
std::string faults_of(std::string_view problem);

}  // namespace cms
