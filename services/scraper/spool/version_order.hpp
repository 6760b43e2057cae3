#pragma once

#include <string>
#include <vector>

namespace scraper {

/// Sorts the versions of a project, the latest last: as PEP 440 versions when every one is such a version,
/// else as text.
void sort_versions(std::vector<std::string>& versions);

}  // namespace scraper
