#pragma once

#include "core/base/config.hpp"
#include "core/http/server.hpp"
#include "core/service/settings.hpp"
#include "scraper/hand_in/hand_in.hpp"
#include "scraper/runner/runner.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace scraper {

/// Everything the scraper's process is told from outside, read and checked before anything starts. Each
/// variable is documented where it is read, in config.cpp, and by `scraper --help`.
struct Config {
    core::service::ProcessSettings process;
    std::filesystem::path data;  ///< folder of the spool and the snapshots
    core::http::ServerConfig server;
    core::http::ServerConfig internal;  ///< health and metrics, for operators only
    std::string user;                   ///< empty: nobody is asked who they are
    std::string password;
    std::string node_name;
    std::string cors_origin;
    bool strict_upload_status = false;
    RunnerOptions runner;
    std::optional<HandInOptions> hand_in;  ///< none: results stay here
};

/// The variables of this process, with `SCRAPYD_BIND_ADDRESS`, `_HTTP_PORT`, `_USERNAME` and `_PASSWORD`
/// under our own names where those are not set.
core::Environment::Variables process_variables();

/// Reads the configuration of this process. `invalid_input`, code `bad-configuration`, with every fault in
/// one line.
core::Result<Config> read_config(core::Environment& environment);

}  // namespace scraper
