#pragma once

#include "core/base/embedded_file.hpp"
#include "core/http/representation.hpp"

#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace core::http {

/// Files compiled into the binary, as representations that are compressed once. Immutable; safe to share.
class StaticFiles {
public:
    /// `hashed_folder`: files below it whose names end in a content hash (`assets/index-DiwrgTda.js`) may be
    /// cached for ever; everything else must be revalidated.
    explicit StaticFiles(std::span<const EmbeddedFile> files, std::string_view hashed_folder = "assets/");

    /// The file at a path relative to the embedded folder; null when there is none. Takes no lock and touches
    /// no file system, so a path cannot escape from anything.
    [[nodiscard]] std::shared_ptr<const Representation> find(std::string_view path) const;

private:
    struct File {
        std::string_view path;  ///< of the embedded file: static storage
        std::shared_ptr<const Representation> representation;
    };

    std::vector<File> files_;  ///< sorted by path
};

/// Media type by the ending of a file's name; `application/octet-stream` for endings it does not know.
std::string_view content_type_of(std::string_view path);

}  // namespace core::http
