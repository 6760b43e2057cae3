#pragma once

#include "cms_server/handlers/staff/guard.hpp"
#include "core/http/router.hpp"

#include <string>

namespace cms {

/// Where a visitor without a session is sent.
inline constexpr std::string_view kLoginPage = "/cms/login";

/// The CMS's own pages under `/cms/`. The login page and what it loads are open, the others behind the guard.
/// `openapi` is what `/cms/api/openapi.json` answers.
void add_pages(core::http::Router& router, const Guard& guard, std::string openapi);

/// Answers with an OpenAPI document.
core::http::SyncHandler document_handler(std::string document);

}  // namespace cms
