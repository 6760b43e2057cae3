#include "app_server/dto/course_json.hpp"
#include "cms_server/handlers/mirror/mirror.hpp"
#include "cms_server/handlers/staff/call_parts.hpp"
#include "core/data/drafts.hpp"
#include "core/http/problem.hpp"

namespace cms {

namespace {

using core::Error;
using core::ErrorKind;
using core::http::Response;

/// The providers' number the App would show; 0 for one it does not know yet.
std::int32_t provider_id(const app::Snapshot& snapshot, const std::string& name) {
    for (const auto& provider : snapshot.parts().providers) {
        if (provider.name == name) return provider.id;
    }
    return 0;
}

template <class Id, class Item>
bool known(const std::vector<Item>& items, Id id) {
    return app::position_in(items, id).has_value();
}

/// Whether the App's framework has everything the course refers to.
bool fits(const core::domain::Course& course, const core::domain::Framework& framework) {
    bool all = known(framework.levels, course.level) && known(framework.formats, course.format);
    for (const auto area : course.areas) all = all && known(framework.areas, area);
    for (const auto id : course.competencies) all = all && known(framework.competencies, id);
    return all;
}

core::Result<std::string> preview(
    const core::data::StoredDraft& draft,
    const app::Snapshot& snapshot,
    const app::Presentation& presentation,
    core::Instant now
) {
    auto course = core::domain::to_course(draft.content, draft.uid, draft.source, draft.last_revision + 1);
    if (!course) return course.error();
    if (!fits(*course, snapshot.framework().data())) {
        return Error{
            ErrorKind::conflict,
            "framework-differs",
            "the course refers to items of the framework that the App does not have"
        };
    }
    core::domain::StoredCourse stored{
        .number = draft.id, .course = std::move(*course), .provider = {}, .updated_at = now, .changed_in = 0
    };
    if (stored.course.provider) stored.provider = provider_id(snapshot, *stored.course.provider);
    const auto published = app::publish(std::move(stored), snapshot.framework(), presentation);
    std::string body;
    app::append_course_detail(body, *published, snapshot.framework());
    return body;
}

core::Task<Response> get_preview(
    const StaffCall& call, const app::SnapshotHolder& holder, const app::Presentation& presentation
) {
    const auto& request = call.request;
    if (const auto none = refuse_parameters(request); !none)
        co_return core::http::problem(none.error(), request.request_id);
    const auto session = co_await call.cms().read();
    const auto draft = co_await session->drafts().find(std::string(request.path_param("uid")));
    if (!draft) {
        co_return core::http::problem(
            Error{ErrorKind::not_found, "course-not-found", "there is no course with this uid"},
            request.request_id
        );
    }
    const auto snapshot = holder.current();
    if (!snapshot) {
        co_return core::http::problem(
            Error{ErrorKind::unavailable, "app-unavailable", "the App's database was not read yet"},
            request.request_id
        );
    }
    auto body = preview(*draft, *snapshot, presentation, call.now());
    if (!body) co_return core::http::problem(body.error(), request.request_id);
    co_return Response::json(200, std::move(*body));
}

}  // namespace

std::vector<StaffRoute> preview_routes(
    const app::SnapshotHolder& holder, const app::Presentation& presentation
) {
    const auto handler = [&holder, presentation](const StaffCall& call) {
        return get_preview(call, holder, presentation);
    };
    return {{core::http::Method::get, "/cms/api/v1/courses/{uid}/preview", Role::viewer, handler, 0}};
}

}  // namespace cms
