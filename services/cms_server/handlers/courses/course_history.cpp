#include "cms_server/dto/courses/course_json.hpp"
#include "cms_server/dto/courses/field_json.hpp"
#include "cms_server/handlers/courses/course_handlers.hpp"
#include "cms_server/handlers/courses/page_links.hpp"
#include "cms_server/handlers/preconditions.hpp"

#include <limits>

namespace cms {

namespace {

using core::data::DraftPlace;
using core::data::Revision;
using core::data::StoredDraft;
using core::http::QueryReader;
using core::http::Response;
using core::json::Writer;

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

core::Error no_such_revision(core::FaultPlace place, std::string name) {
    return {
        place == core::FaultPlace::path ? core::ErrorKind::not_found : core::ErrorKind::malformed,
        "revision-not-found",
        "the course has no revision of this number",
        {{place, std::move(name), "unknown-value", "is not a revision of the course"}}
    };
}

std::string uid_of(const StaffCall& call) {
    return std::string(call.request.path_param("uid"));
}

DraftPlace below(std::int64_t number) {
    DraftPlace place;
    place.id = number;
    return place;
}

}  // namespace

CallAnswer list_revisions(const CourseServices& services, const StaffCall& call) {
    QueryReader query(call.request.query);
    const PageLinks links(call.request, query);
    if (const auto checked = query.finish(); !checked) co_return refuse(call, checked.error());
    const auto session = co_await call.cms().read();
    const auto draft = co_await session->drafts().find(uid_of(call));
    if (!draft) co_return refuse(call, course_not_found());
    const auto from = links.start() ? links.start()->place.id : kMost;
    const auto revisions = co_await session->drafts().list_revisions(draft->id, from, links.limit());

    std::string body = R"({"items":)";
    Writer json(body);
    json.begin_array();
    for (const auto& info : revisions) {
        json.begin_object();
        write_revision_info(json, info, services.presentation);
        json.end_object();
    }
    json.end_array();
    std::optional<DraftPlace> next;
    std::optional<DraftPlace> previous;
    if (!revisions.empty()) {
        // Numbers have no gaps: the page before is known without reading it.
        const auto first = revisions.front().number;
        if (revisions.back().number > 1) next = below(revisions.back().number);
        if (first < draft->last_revision) previous = below(first + links.limit() + 1);
    }
    co_return links.finish(std::move(body), draft->last_revision, next, previous);
}

CallAnswer get_revision(const CourseServices& services, const StaffCall& call) {
    if (const auto checked = no_parameters(call); !checked) co_return refuse(call, checked.error());
    const auto number = path_number(call, "number");
    if (!number) co_return refuse(call, number.error());
    const auto session = co_await call.cms().read();
    const auto draft = co_await session->drafts().find(uid_of(call));
    if (!draft) co_return refuse(call, course_not_found());
    const auto revision = co_await session->drafts().find_revision(draft->id, *number);
    if (!revision) co_return refuse(call, no_such_revision(core::FaultPlace::path, "number"));
    const auto framework = co_await services.framework.get_if_known(call.app(), call.request.worker);
    std::string body;
    Writer json(body);
    json.begin_object();
    write_revision_info(json, revision->info, services.presentation);
    json.key("content").begin_object();
    write_content(json, revision->content, std::nullopt, framework, services.presentation);
    json.end_object().end_object();
    co_return Response::json(200, std::move(body));
}

CallAnswer get_difference(const CourseServices&, const StaffCall& call) {
    QueryReader query(call.request.query);
    const auto from = query.integer("from", 1, kMost);
    if (const auto checked = query.finish(); !checked) co_return refuse(call, checked.error());
    const auto number = path_number(call, "number");
    if (!number) co_return refuse(call, number.error());
    const auto session = co_await call.cms().read();
    const auto draft = co_await session->drafts().find(uid_of(call));
    if (!draft) co_return refuse(call, course_not_found());
    const auto later = co_await session->drafts().find_revision(draft->id, *number);
    if (!later) co_return refuse(call, no_such_revision(core::FaultPlace::path, "number"));
    // The first revision is compared with nothing.
    const auto before = from.value_or(*number - 1);
    std::optional<Revision> earlier;
    if (before > 0) {
        earlier = co_await session->drafts().find_revision(draft->id, before);
        if (!earlier) co_return refuse(call, no_such_revision(core::FaultPlace::query, "from"));
    }
    std::string body;
    Writer json(body);
    json.begin_object().member("from", before > 0 ? std::optional(before) : std::nullopt);
    json.member("to", *number).key("difference");
    json.raw(difference_json(earlier ? earlier->content : core::domain::CourseDraft(), later->content));
    json.end_object();
    co_return Response::json(200, std::move(body));
}

CallAnswer restore_course_revision(const CourseServices& services, const StaffCall& call) {
    if (const auto checked = no_parameters(call); !checked) co_return refuse(call, checked.error());
    const auto number = path_number(call, "number");
    if (!number) co_return refuse(call, number.error());
    const auto version = required_version(call.request);
    if (!version) co_return refuse(call, version.error());
    auto draft = co_await restore_revision(
        call.cms(), editor_of(call), framework_of(services, call), uid_of(call), *version, *number
    );
    co_return co_await answer_course(services, call, std::move(draft));
}

}  // namespace cms
