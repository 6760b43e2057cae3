#pragma once

#include "core/data/publication.hpp"

namespace cms {

/// The same content under another revision. Throws std::runtime_error for a course document that cannot be
/// read: none such is ever stored.
core::data::NewPublication renumbered(core::data::NewPublication what, std::int64_t revision);

}  // namespace cms
