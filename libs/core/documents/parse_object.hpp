#pragma once

#include "core/base/object_reader.hpp"

#include <utility>

namespace core::documents {

/// Reads a text that is one JSON object by a function of its members, and finishes it. `malformed` when it is
/// none; `invalid_input`, code `invalid-document`, with one field per fault.
template <class Read>
auto parse_object(std::string_view text, json::ParseLimits limits, Read read)
    -> Result<decltype(read(std::declval<json::ObjectReader&>()))> {
    const auto document = json::Document::parse(text, limits);
    if (!document) return document.error();
    if (!document->root().is_object()) {
        return Error{ErrorKind::malformed, "not-an-object", "must be a JSON object"};
    }
    json::Faults faults;
    json::ObjectReader in(document->root(), "", faults);
    auto value = read(in);
    in.finish();
    if (faults.empty()) return value;
    return Error{
        ErrorKind::invalid_input, "invalid-document", "the document breaks a rule", std::move(faults)
    };
}

}  // namespace core::documents
