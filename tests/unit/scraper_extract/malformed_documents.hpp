#pragma once

#include <string>
#include <vector>

namespace tests {

/// A spider document that is in order.
extern const std::string kSpiderDocument;

struct MalformedDocument {
    std::string text;
    const char* faults;  ///< `pointer code; …`, or the code of the whole
    bool schema_sees;    ///< a JSON Schema can say it
};

/// One for each rule of spider documents.
std::vector<MalformedDocument> malformed_documents();

}  // namespace tests
