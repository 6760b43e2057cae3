#pragma once

#include "app_server/catalogue/review.hpp"
#include "app_server/catalogue/snapshot.hpp"
#include "core/base/error.hpp"

#include <string>
#include <string_view>

namespace app {

/// Reads the body of a review: `{"job_role_id": …, "answers": [{"competency_id": …, "met": …}, …]}`.
/// `malformed` for what is not JSON; `invalid_input` with a JSON Pointer for every member that is missing,
/// unknown or of another type.
core::Result<ReviewRequest> parse_review_request(std::string_view body);

std::string review_json(const Snapshot& snapshot, const Review& review);

}  // namespace app
