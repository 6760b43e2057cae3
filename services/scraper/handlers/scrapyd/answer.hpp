#pragma once

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/http/message.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace scraper::scrapyd {

/// `{"status": "ok", "node_name": …` and what `members` adds, on one line.
core::http::Response ok(
    const std::string& node, const std::function<void(core::json::Writer&)>& members = {}
);

/// `{"status": "error", "message": …}`; clients look at this, not at the HTTP status, which is 200 by
/// default.
core::http::Response error(const std::string& node, std::string_view message, unsigned http_status = 200);

}  // namespace scraper::scrapyd
