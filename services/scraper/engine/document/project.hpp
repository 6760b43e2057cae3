#pragma once

#include "core/base/error.hpp"
#include "scraper/engine/document/spider.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scraper {

/// What the spiders of a version share: `project.json` of its archive.
struct Project {
    /// Settings of every job, such as `DOWNLOAD_DELAY`; a job's own of the same name counts instead.
    std::vector<std::pair<std::string, std::string>> settings;
    std::vector<FieldRule> defaults;  ///< for the fields a spider's own defaults do not name
};

/// Reads a project document. `invalid_input` with code `bad-project`, one FieldError per fault whose name is
/// the JSON Pointer.
core::Result<Project> parse_project(std::string_view json);

}  // namespace scraper
