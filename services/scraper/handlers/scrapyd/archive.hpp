#pragma once

#include "core/base/error.hpp"
#include "scraper/spool/project_store.hpp"

#include <string_view>
#include <vector>

namespace scraper::scrapyd {

/// The spider documents of an uploaded ZIP archive: `spiders/NAME.json`, each checked, and an optional
/// `project.json`, nothing else. The whole archive is refused for one fault, with file, JSON Pointer and
/// reason in the detail. Nothing is unpacked to disk. Codes: `not-a-zip`, `python-egg`, `archive-too-large`,
/// `bad-archive`, `bad-spider`.
core::Result<std::vector<NamedDocument>> read_archive(std::string_view bytes);

}  // namespace scraper::scrapyd
