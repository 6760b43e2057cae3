#include "cms_server/handlers/courses/answers.hpp"
#include "cms_server/handlers/preconditions.hpp"
#include "cms_server/handlers/publication/publication_handlers.hpp"
#include "cms_server/handlers/publication/publication_json.hpp"
#include "cms_server/handlers/staff/call_parts.hpp"

namespace cms {

namespace {

using namespace core::data;
using core::Result;
using core::Task;
using core::http::Response;

/// The course's publication as it is now, with the course's version as ETag.
Task<Response> answer(const StaffCall& call, Result<StoredDraft> draft, unsigned status) {
    if (!draft) co_return refuse(call, draft.error());
    const auto session = co_await call.cms().read();
    const auto delivery = co_await session->publications().find(PublicationKind::course, draft->uid);
    auto response = Response::json(status, course_publication_json(*draft, delivery));
    response.etag = version_etag(draft->version);
    co_return response;
}

}  // namespace

Task<Response> get_course_publication(const StaffCall& call) {
    if (const auto checked = refuse_parameters(call.request); !checked)
        co_return refuse(call, checked.error());
    std::optional<StoredDraft> draft;
    {
        const auto session = co_await call.cms().read();
        draft = co_await session->drafts().find(std::string(call.request.path_param("uid")));
    }
    if (!draft) co_return refuse(call, course_not_found());
    co_return co_await answer(call, std::move(*draft), 200);
}

Task<Response> post_course_publication(const StaffCall& call) {
    const auto version = required_version(call.request);
    if (!version) co_return refuse(call, version.error());
    const auto times = parse_times(call.request);
    if (!times) co_return refuse(call, times.error());
    CourseVersion course{std::string(call.request.path_param("uid")), *version};
    const auto actor = actor_of(call);
    if (times->publish_at || times->unpublish_at) {
        auto scheduled =
            co_await schedule_publication(call.cms(), actor, std::move(course), *times, call.now());
        co_return co_await answer(call, std::move(scheduled), 200);
    }
    auto published =
        co_await change_publication(call.cms(), actor, PublicationAction::publish, std::move(course));
    co_return co_await answer(call, std::move(published), 202);
}

Task<Response> delete_course_publication(const StaffCall& call) {
    const auto version = required_version(call.request);
    if (!version) co_return refuse(call, version.error());
    if (const auto checked = refuse_parameters(call.request); !checked)
        co_return refuse(call, checked.error());
    CourseVersion course{std::string(call.request.path_param("uid")), *version};
    auto taken_back = co_await change_publication(
        call.cms(), actor_of(call), PublicationAction::unpublish, std::move(course)
    );
    co_return co_await answer(call, std::move(taken_back), 202);
}

Task<Response> delete_course_schedule(const StaffCall& call) {
    const auto version = required_version(call.request);
    if (!version) co_return refuse(call, version.error());
    if (const auto checked = refuse_parameters(call.request); !checked)
        co_return refuse(call, checked.error());
    CourseVersion course{std::string(call.request.path_param("uid")), *version};
    auto changed =
        co_await schedule_publication(call.cms(), actor_of(call), std::move(course), {}, call.now());
    co_return co_await answer(call, std::move(changed), 200);
}

}  // namespace cms
