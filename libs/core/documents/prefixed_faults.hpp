#pragma once

#include "core/base/object_reader.hpp"

namespace core::documents {

/// Adds the faults that the domain found in a value, whose pointers begin at the value, to those of the
/// document, which begin at its root.
inline void add_prefixed(json::ObjectReader& in, const std::vector<FieldError>& fields) {
    std::string prefix = in.pointer("");
    prefix.pop_back();  // the slash
    for (auto field : fields) {
        field.name.insert(0, prefix);
        in.faults().push_back(std::move(field));
    }
}

}  // namespace core::documents
