#pragma once

#include "core/base/error.hpp"
#include "scraper/spool/project_store.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace scraper::scrapyd {

/// What an archive holds, checked.
struct ArchivedDocuments {
    std::vector<NamedDocument> spiders;
    std::string project;  ///< project.json; empty: none

    [[nodiscard]] bool empty() const { return spiders.empty(); }
};

/// The documents of an uploaded ZIP archive: `spiders/NAME.json` and an optional `project.json`, nothing
/// else. The whole archive is refused for one fault, with file, JSON Pointer and reason in the detail.
/// Nothing is unpacked to disk. Codes: `not-a-zip`, `python-egg`, `archive-too-large`, `bad-archive`,
/// `bad-spider`, `bad-project`.
core::Result<ArchivedDocuments> read_archive(std::string_view bytes);

}  // namespace scraper::scrapyd
