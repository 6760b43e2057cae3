#pragma once

#include "core/http/middleware.hpp"

#include <string>

namespace scraper::scrapyd {

/// HTTP Basic (RFC 7617) on everything, and the HTML page of an unknown path. Passwords are compared in
/// constant time.
class SiteRules final : public core::http::Middleware {
public:
    /// Without a user name nothing is asked.
    SiteRules(std::string user, std::string password);

    std::optional<core::http::Response> before(core::http::Request& request, const core::http::Route* route)
        override;

private:
    std::string expected_;  ///< the credentials as `Authorization` holds them; empty: none are asked for
};

}  // namespace scraper::scrapyd
