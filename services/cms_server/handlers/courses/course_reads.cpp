#include "cms_server/dto/courses/course_json.hpp"
#include "cms_server/dto/courses/draft_patch.hpp"
#include "cms_server/handlers/courses/course_handlers.hpp"
#include "cms_server/handlers/courses/page_links.hpp"

#include <array>
#include <limits>

namespace cms {

namespace {

using namespace core::domain;
using core::data::CourseState;
using core::data::DraftFilter;
using core::data::DraftSort;
using core::http::QueryReader;
using core::http::Response;
using core::json::Writer;

constexpr std::int64_t kMaxId = std::numeric_limits<std::int32_t>::max();
constexpr std::size_t kMostSearchBytes = 200;
constexpr std::size_t kMostSourceBytes = 100;
constexpr int kMostDuplicates = 20;

constexpr std::array<std::string_view, core::data::kCourseStates> kStates{
    "draft", "published", "unpublished", "rejected", "binned"
};
constexpr std::array<std::string_view, 2> kYesNo{"yes", "no"};
constexpr std::array<std::string_view, 6> kSorts{
    "-updated_at", "updated_at", "name", "-name", "-created_at", "created_at"
};

constexpr struct {
    DraftSort by;
    bool descending;
} kOrders[] = {
    {DraftSort::updated_at, true},
    {DraftSort::updated_at, false},
    {DraftSort::name, false},
    {DraftSort::name, true},
    {DraftSort::created_at, true},
    {DraftSort::created_at, false},
};

std::optional<bool> read_yes_no(QueryReader& query, std::string_view name) {
    const auto choice = query.choice(name, kYesNo);
    return choice ? std::optional(*choice == 0) : std::nullopt;
}

template <class Id>
std::optional<Id> read_id(QueryReader& query, std::string_view name) {
    const auto number = query.integer(name, 1, kMaxId);
    return number ? std::optional(static_cast<Id>(*number)) : std::nullopt;
}

std::vector<std::string> read_words(QueryReader& query) {
    std::vector<std::string> words;
    const auto text = query.text("q", kMostSearchBytes).value_or("");
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(' ', at), text.size());
        if (end > at) words.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    if (words.size() > core::data::kMaxSearchWords) {
        query.fault("q", "too-many-words", "must have at most four words");
    }
    return words;
}

DraftFilter read_filter(QueryReader& query) {
    DraftFilter filter;
    for (const auto state : query.choices("state", kStates)) {
        filter.states.push_back(static_cast<CourseState>(state));
    }
    filter.provider = query.integer("provider", 1, std::numeric_limits<std::int64_t>::max());
    filter.source = query.text("source", kMostSourceBytes);
    filter.level = read_id<LevelId>(query, "level");
    filter.format = read_id<FormatId>(query, "format");
    filter.area = read_id<AreaId>(query, "area");
    filter.tagged = read_yes_no(query, "tagged");
    filter.gone = read_yes_no(query, "gone");
    filter.scheduled = read_yes_no(query, "scheduled");
    filter.words = read_words(query);
    return filter;
}

}  // namespace

CallAnswer list_courses(const CourseServices& services, const StaffCall& call) {
    QueryReader query(call.request.query);
    const PageLinks links(call.request, query);
    core::data::DraftQuery asked;
    asked.filter = read_filter(query);
    const auto& order = kOrders[query.choice("sort", kSorts).value_or(0)];
    if (const auto checked = query.finish(); !checked) co_return refuse(call, checked.error());
    asked.sort = order.by;
    asked.descending = order.descending;
    asked.limit = links.limit();
    if (links.start()) asked.after = links.start()->place;
    asked.backwards = links.backwards();

    const auto session = co_await call.cms().read();
    const auto page = co_await session->drafts().list(std::move(asked));
    const auto framework = co_await services.framework.get_if_known(call.app(), call.request.worker);
    std::string body = R"({"items":)";
    Writer json(body);
    json.begin_array();
    for (const auto& draft : page.items) write_course(json, draft, framework, services.presentation);
    json.end_array();
    co_return links.finish(
        std::move(body),
        page.total,
        page.more_after ? page.last : std::nullopt,
        page.more_before ? page.first : std::nullopt,
        page.total_is_exact ? R"(,"total_is_exact":true)" : R"(,"total_is_exact":false)"
    );
}

CallAnswer get_course(const CourseServices& services, const StaffCall& call) {
    if (const auto checked = no_parameters(call); !checked) co_return refuse(call, checked.error());
    const auto session = co_await call.cms().read();
    auto draft = co_await session->drafts().find(std::string(call.request.path_param("uid")));
    if (!draft) co_return refuse(call, course_not_found());
    co_return co_await answer_course(services, call, std::move(*draft));
}

CallAnswer check_course(const CourseServices& services, const StaffCall& call) {
    if (const auto checked = no_parameters(call); !checked) co_return refuse(call, checked.error());
    const auto session = co_await call.cms().read();
    const auto draft = co_await session->drafts().find(std::string(call.request.path_param("uid")));
    if (!draft) co_return refuse(call, course_not_found());
    const auto framework = co_await services.framework.get_if_known(call.app(), call.request.worker);

    std::vector<core::FieldError> faults;
    const auto add = [&](core::Error error) {
        error = api_error(std::move(error));
        faults.insert(faults.end(), error.fields.begin(), error.fields.end());
    };
    const auto course = to_course(draft->content, draft->uid, draft->source, draft->last_revision + 1);
    if (!course) add(course.error());
    if (framework) {
        const auto referred = check_references(draft->content, {}, *framework);
        if (!referred) add(referred.error());
    }
    std::string body;
    Writer json(body);
    json.begin_object().member("publishable", faults.empty() && framework != nullptr);
    json.member("framework_checked", framework != nullptr).key("faults");
    write_faults(json, faults);
    json.key("warnings").begin_array();
    for (const auto& warning : warnings_of(*draft, call.now())) {
        json.begin_object().member("pointer", warning.pointer).member("code", warning.code);
        json.member("detail", warning.detail).end_object();
    }
    json.end_array().end_object();
    co_return Response::json(200, std::move(body));
}

CallAnswer list_duplicates(const CourseServices&, const StaffCall& call) {
    if (const auto checked = no_parameters(call); !checked) co_return refuse(call, checked.error());
    const auto session = co_await call.cms().read();
    const auto draft = co_await session->drafts().find(std::string(call.request.path_param("uid")));
    if (!draft) co_return refuse(call, course_not_found());
    const auto found = co_await session->drafts().possible_duplicates(draft->id, kMostDuplicates);
    std::string body;
    Writer json(body);
    json.begin_object().key("items").begin_array();
    for (const auto& duplicate : found) write_duplicate(json, duplicate);
    json.end_array().end_object();
    co_return Response::json(200, std::move(body));
}

}  // namespace cms
