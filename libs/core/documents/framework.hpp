#pragma once

#include "core/base/json.hpp"
#include "core/base/object_reader.hpp"
#include "core/domain/framework.hpp"

#include <string>
#include <string_view>

namespace core::documents {

/// What a whole framework may have at most; also what a parser must allow for.
inline constexpr std::size_t kMaxFrameworkBytes = 8 * 1024 * 1024;
inline constexpr json::ParseLimits kFrameworkLimits{.depth = 16, .values = 1'000'000};

/// Writes a framework into an object that was begun: `title`, then one array per list, named as in the
/// domain.
void write_members(json::Writer& json, const domain::Framework& framework);

/// Reads the members of a framework and checks what must hold between its parts, when all of it could be
/// read. The caller finishes the reader.
domain::Framework read_framework(json::ObjectReader& in);

/// `{"framework": {…}}`.
std::string framework_document(const domain::Framework& framework);

/// Reads `{"framework": {…}}`. `malformed` when it is no JSON object; `invalid_input`, code
/// `invalid-document`, with one field per fault.
Result<domain::Framework> parse_framework(std::string_view text);

}  // namespace core::documents
