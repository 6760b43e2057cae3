#pragma once

#include "core/http/message.hpp"
#include "scraper/handlers/scrapyd/context.hpp"
#include "scraper/handlers/scrapyd/parameters.hpp"

#include <optional>
#include <string>

namespace scraper::scrapyd {

/// One call of the API, with what is needed to answer it.
struct Call {
    const core::http::Request& request;
    const Parameters& parameters;
    const Context& context;
};

/// Answers a call; an error's detail is the message clients see.
using Answer = core::Result<core::http::Response> (*)(const Call& call);

core::Result<core::http::Response> daemonstatus(const Call& call);
core::Result<core::http::Response> listprojects(const Call& call);
core::Result<core::http::Response> listversions(const Call& call);
core::Result<core::http::Response> listspiders(const Call& call);
core::Result<core::http::Response> addversion(const Call& call);
core::Result<core::http::Response> delversion(const Call& call);
core::Result<core::http::Response> delproject(const Call& call);
core::Result<core::http::Response> schedule(const Call& call);
core::Result<core::http::Response> status(const Call& call);
core::Result<core::http::Response> listjobs(const Call& call);
core::Result<core::http::Response> cancel(const Call& call);

/// The version asked for, or the latest. `not_found` with the messages of the API.
core::Result<std::string> resolve_version(
    const Context& context, const std::string& project, const std::optional<std::string>& asked
);

/// Whether a text may name a project, a spider or a job: it stays within a folder and is short.
[[nodiscard]] bool is_file_name(std::string_view text);

}  // namespace scraper::scrapyd
