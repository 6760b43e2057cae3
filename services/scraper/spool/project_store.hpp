#pragma once

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "scraper/spool/schema.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scraper {

/// One spider document of a version, by the spider's name.
struct NamedDocument {
    std::string name;
    std::string document;
};

struct NewVersion {
    std::string project;
    std::string name;
    std::string sha256;  ///< of the archive
    std::string uploaded_by;
    core::Instant uploaded_at;
    std::vector<NamedDocument> spiders;
    std::string project_document = {};  ///< project.json; empty: none
};

/// The projects with their versions: sets of spider documents.
class ProjectStore {
public:
    explicit ProjectStore(SpoolFile& file) : file_(file) {}

    /// Adds or replaces a version. The same archive again is no change; another one under the name of a
    /// version that has run is `conflict`, code `version-has-run`.
    core::Result<void> add(const NewVersion& version);

    /// Sorted by name.
    [[nodiscard]] std::vector<std::string> projects() const;

    /// Latest last; empty for an unknown project.
    [[nodiscard]] std::vector<std::string> versions(std::string_view project) const;

    /// The names of a version's spiders, sorted; empty for an unknown version.
    [[nodiscard]] std::vector<std::string> spiders(std::string_view project, std::string_view version) const;

    [[nodiscard]] std::optional<std::string> document(
        std::string_view project, std::string_view version, std::string_view spider
    ) const;

    /// All documents of a version, by the spiders' names.
    [[nodiscard]] std::vector<NamedDocument> documents(std::string_view project, std::string_view version)
        const;

    /// The version's project.json; empty when it has none.
    [[nodiscard]] std::string project_document(std::string_view project, std::string_view version) const;

    void mark_run(std::string_view project, std::string_view version);

    /// False when there was none. `conflict`, code `version-in-use`, when a pending job asks for it.
    core::Result<bool> remove_version(std::string_view project, std::string_view version);

    /// False when there was none. Its pending jobs, and the past its runs are compared with, go with it.
    bool remove_project(std::string_view project);

private:
    SpoolFile& file_;
};

}  // namespace scraper
