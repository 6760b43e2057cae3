#include "app_server/handlers/directory_reads.hpp"

#include "app_server/dto/course_json.hpp"
#include "app_server/dto/framework_json.hpp"
#include "app_server/handlers/directory_query.hpp"
#include "app_server/handlers/list_query.hpp"
#include "app_server/handlers/path_item.hpp"

#include <limits>
#include <numeric>

namespace app {

namespace {

using namespace core::domain;
using core::Error;
using core::ErrorKind;
using core::FaultPlace;
using core::Result;
using core::http::QueryReader;

Answer write_entries(const View& view, const ListQuery& list, const RowPage& page, SortOrder order) {
    const RowIndex& entries = view.snapshot.entries();
    return list.write(
        page,
        [&](std::string& out, std::uint32_t number) { append_entry(out, entries.text_of(number)); },
        [&](std::uint32_t number) { return entries.position_of(number, order); }
    );
}

}  // namespace

Result<Answer> list_course_instances(const View& view) {
    QueryReader query(view.request.query);
    const ListQuery list(view.request, query);
    const auto asked = DirectoryQuery::read(view, query);
    if (const auto checked = query.finish(); !checked) return checked.error();
    const auto page = view.snapshot.page_of_entries(asked.filter, asked.order, list.start(), list.limit());
    return write_entries(view, list, page, asked.order);
}

Result<Answer> list_courses(const View& view) {
    QueryReader query(view.request.query);
    const ListQuery list(view.request, query);
    const auto asked = DirectoryQuery::read(view, query);
    if (const auto checked = query.finish(); !checked) return checked.error();
    const RowIndex& courses = view.snapshot.courses();
    return list.write(
        view.snapshot.page_of_courses(asked.filter, asked.order, list.start(), list.limit()),
        [&](std::string& out, std::uint32_t number) {
            append_course(out, view.snapshot.course(courses.row(number).course));
        },
        [&](std::uint32_t number) { return courses.position_of(number, asked.order); }
    );
}

Result<Answer> get_course(const View& view) {
    QueryReader query(view.request.query);
    if (const auto checked = query.finish(); !checked) return checked.error();
    const auto uid = view.request.path_param("uid");
    const PublishedCourse* course = view.snapshot.find_course(uid);
    if (course == nullptr) {
        return Error{
            ErrorKind::not_found,
            "course-not-found",
            "no published course has this uid",
            {{FaultPlace::path, "uid", "unknown-value", "is not a published course"}}
        };
    }
    Answer answer;
    append_course_detail(answer.body, *course, view.snapshot.framework());
    return answer;
}

Result<Answer> list_providers(const View& view) {
    QueryReader query(view.request.query);
    const ListQuery list(view.request, query);
    if (const auto checked = query.finish(); !checked) return checked.error();
    const auto& providers = view.snapshot.parts().providers;
    std::vector<std::uint32_t> all(providers.size());
    std::iota(all.begin(), all.end(), 0U);
    const auto position_of = [&](std::uint32_t p) { return Position::of(0, providers[p].id); };
    return list.write(
        page_of(all, list.start(), list.limit(), position_of),
        [&](std::string& out, std::uint32_t p) { append_provider(out, view.snapshot, p); },
        position_of
    );
}

Result<Answer> get_provider(const View& view) {
    QueryReader query(view.request.query);
    if (const auto checked = query.finish(); !checked) return checked.error();
    const auto at = item_of_path<std::int32_t>(view, view.snapshot.parts().providers, "provider");
    if (!at) return at.error();
    Answer answer;
    append_provider(answer.body, view.snapshot, *at);
    return answer;
}

Result<Answer> list_recommendations(const View& view) {
    const auto& framework = view.snapshot.framework();
    const Framework& data = framework.data();
    QueryReader query(view.request.query);
    const ListQuery list(view.request, query);
    Filter filter;
    constexpr auto kMaxId = std::numeric_limits<std::int32_t>::max();
    const auto vertical_id = query.integer("vertical", 1, kMaxId);
    const auto area_id = query.integer("area", 1, kMaxId);
    filter.needs = read_ids<NeedId>(query, "need", data.needs, " is not in the framework");
    if (!area_id) query.require("vertical");

    const auto vertical = position_in(data.verticals, static_cast<VerticalId>(vertical_id.value_or(0)));
    const auto area = position_in(data.areas, static_cast<AreaId>(area_id.value_or(0)));
    if (vertical_id && !vertical)
        query.fault("vertical", "unknown-value", "is not a vertical of the framework");
    if (area_id && !area) query.fault("area", "unknown-value", "is not an area of the framework");
    if (vertical && area && framework.vertical_of_area(*area) != *vertical) {
        query.fault("area", "not-of-the-vertical", "is an area of another vertical");
    }
    if (const auto checked = query.finish(); !checked) return checked.error();

    if (area) {
        filter.areas = {*area};
    } else {
        filter.verticals = {*vertical};
    }
    auto matches = view.snapshot.matching_entries(filter, {});
    matches.places().keep(view.snapshot.upcoming(view.today));
    const auto page = view.snapshot.entries().page(matches, list.start(), list.limit());
    return write_entries(view, list, page, matches.order());
}

}  // namespace app
