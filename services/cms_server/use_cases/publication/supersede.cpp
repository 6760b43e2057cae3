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

core::Task<bool> tell_again(
    core::data::CmsDataSource& cms, core::data::PublicationKind kind, Renumbering change
) {
    const auto work = co_await cms.begin();
    const auto published = co_await work->publications().find(kind, change.uid);
    if (!published || published->revision != change.from) co_return false;
    core::data::NewPublication told{kind, change.uid, change.from, published->name, std::nullopt};
    told.document = co_await work->publications().document(kind, change.uid);
    const bool done = co_await work->publications().supersede(
        published->id, change.from, renumbered(std::move(told), change.to)
    );
    co_await work->commit();
    co_return done;
}

}  // namespace cms
