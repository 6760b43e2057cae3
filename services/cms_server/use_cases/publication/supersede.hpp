#pragma once

#include "core/data/cms_data_source.hpp"
#include "core/data/publication.hpp"

namespace cms {

/// The same content under another revision. Throws std::runtime_error for a course document that cannot be
/// read: none such is ever stored.
core::data::NewPublication renumbered(core::data::NewPublication what, std::int64_t revision);

/// A number under which to tell again what was published.
struct Renumbering {
    std::string uid;
    std::int64_t from = 0;  ///< as published
    std::int64_t to = 0;
};

/// Queues what was published again, under a number after the App's, in a unit of work of its own. False when
/// another revision was published in the meantime.
core::Task<bool> tell_again(
    core::data::CmsDataSource& cms, core::data::PublicationKind kind, Renumbering change
);

}  // namespace cms
