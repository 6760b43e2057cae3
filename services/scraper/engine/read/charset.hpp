#pragma once

#include <string>
#include <string_view>

namespace scraper::read {

/// A body as UTF-8. `text` points into `converted`, or into the bytes that were given.
struct Decoded {
    std::string encoding;  ///< name by the Encoding Standard; `UTF-8`, `windows-1252` …
    std::string converted;
    std::string_view text;
    bool damaged = false;  ///< bytes that mean nothing in the encoding became U+FFFD
};

/// Finds the encoding as the HTML standard §13.2.3 does: byte order mark, the type's charset, the page's own
/// declaration in its first 1024 bytes (`meta`, XML declaration); then UTF-8 if it is that, else
/// windows-1252. `override_label` beats everything but a byte order mark. `bytes` must outlive the result.
Decoded decode_body(
    std::string_view bytes, std::string_view content_type, std::string_view override_label = {}
);

/// The encoding a label of the Encoding Standard means; empty when unknown.
std::string encoding_of_label(std::string_view label);

}  // namespace scraper::read
