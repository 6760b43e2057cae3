#include "cms_server/use_cases/publication/supersede.hpp"

#include "core/documents/course.hpp"

#include <stdexcept>

namespace cms {

core::data::NewPublication renumbered(core::data::NewPublication what, std::int64_t revision) {
    what.revision = revision;
    // The framework's document does not hold its revision.
    if (what.kind == core::data::PublicationKind::framework || !what.document) return what;
    auto course = core::documents::parse_course(*what.document);
    if (!course) throw std::runtime_error("a published course cannot be read: " + course.error().detail);
    course->revision = revision;
    what.document = core::documents::course_document(*course);
    return what;
}

}  // namespace cms
