#include "app_server/handlers/framework_reads.hpp"

#include "app_server/dto/framework_json.hpp"
#include "app_server/handlers/list_query.hpp"
#include "app_server/handlers/path_item.hpp"
#include "core/http/query.hpp"

#include <limits>

namespace app {

namespace {

using namespace core::domain;
using core::Result;
using core::http::QueryReader;

constexpr auto kMaxId = std::numeric_limits<std::int32_t>::max();

/// Refuses every query parameter: for resources that have none.
Result<void> no_parameters(const View& view) {
    QueryReader query(view.request.query);
    return query.finish();
}

/// The item of the path, for a resource without parameters.
template <class Id, class Item>
Result<std::uint32_t> only_item_of_path(
    const View& view, const std::vector<Item>& items, std::string_view kind
) {
    if (const auto checked = no_parameters(view); !checked) return checked.error();
    return item_of_path<Id>(view, items, kind);
}

}  // namespace

Result<Answer> get_framework(const View& view) {
    if (const auto checked = no_parameters(view); !checked) return checked.error();
    return Answer{framework_json(view.snapshot, view.presentation)};
}

Result<Answer> get_questionnaire(const View& view) {
    if (const auto checked = no_parameters(view); !checked) return checked.error();
    return Answer{questionnaire_json(view.snapshot)};
}

Result<Answer> list_verticals(const View& view) {
    if (const auto checked = no_parameters(view); !checked) return checked.error();
    return Answer{verticals_json(view.snapshot)};
}

Result<Answer> get_vertical(const View& view) {
    const auto at =
        only_item_of_path<VerticalId>(view, view.snapshot.framework().data().verticals, "vertical");
    if (!at) return at.error();
    return Answer{vertical_json(view.snapshot, *at)};
}

Result<Answer> get_area(const View& view) {
    const auto at = only_item_of_path<AreaId>(view, view.snapshot.framework().data().areas, "area");
    if (!at) return at.error();
    return Answer{area_json(view.snapshot, *at)};
}

Result<Answer> get_competency_category(const View& view) {
    const auto at = only_item_of_path<CategoryId>(
        view, view.snapshot.framework().data().categories, "competency-category"
    );
    if (!at) return at.error();
    return Answer{category_json(view.snapshot, *at)};
}

Result<Answer> get_competency(const View& view) {
    const auto at =
        only_item_of_path<CompetencyId>(view, view.snapshot.framework().data().competencies, "competency");
    if (!at) return at.error();
    return Answer{competency_json(view.snapshot, *at)};
}

Result<Answer> get_job_role(const View& view) {
    const auto at =
        only_item_of_path<JobRoleId>(view, view.snapshot.framework().data().job_roles, "job-role");
    if (!at) return at.error();
    return Answer{job_role_json(view.snapshot, *at)};
}

Result<Answer> list_questions(const View& view) {
    const auto at =
        only_item_of_path<JobRoleId>(view, view.snapshot.framework().data().job_roles, "job-role");
    if (!at) return at.error();
    return Answer{questions_json(view.snapshot, *at)};
}

Result<Answer> list_job_roles(const View& view) {
    const auto& framework = view.snapshot.framework();
    const Framework& data = framework.data();
    QueryReader query(view.request.query);
    const ListQuery list(view.request, query);
    const auto vertical_id = query.integer("vertical", 1, kMaxId);
    const auto next_from = query.integer("next_from", 1, kMaxId);
    const auto& types = framework.organisation_types();
    const std::vector<std::string_view> type_names(types.begin(), types.end());
    const auto type = query.choice("organisation_type", type_names);

    std::optional<std::uint32_t> vertical;
    if (vertical_id) {
        vertical = position_in(data.verticals, static_cast<VerticalId>(*vertical_id));
        if (!vertical) query.fault("vertical", "unknown-value", "is not a vertical of the framework");
    }
    std::optional<std::uint32_t> current;
    if (next_from) {
        current = position_in(data.job_roles, static_cast<JobRoleId>(*next_from));
        if (!current) query.fault("next_from", "unknown-value", "is not a job role of the framework");
    }
    if (vertical && current && data.job_roles[*current].vertical != data.verticals[*vertical].id) {
        query.fault("next_from", "not-of-the-vertical", "is a job role of another vertical");
    }
    if (const auto checked = query.finish(); !checked) return checked.error();

    std::vector<std::uint32_t> roles;
    for (std::uint32_t v = 0; v < data.verticals.size(); ++v) {
        if (current || (vertical && *vertical != v)) continue;
        const auto some = framework.roles_of_vertical(v);
        roles.insert(roles.end(), some.begin(), some.end());
    }
    if (current) roles = framework.next_roles(*current);
    if (type) {
        std::erase_if(roles, [&](std::uint32_t r) {
            return data.job_roles[r].organisation_type != types[*type];
        });
    }
    const auto position_of = [&](std::uint32_t r) {
        const JobRole& role = data.job_roles[r];
        const std::int64_t level = role.level.value_or(std::numeric_limits<std::int32_t>::max());
        return Position::of(level, to_int(role.id));
    };
    std::sort(roles.begin(), roles.end(), [&](std::uint32_t a, std::uint32_t b) {
        const auto key = [&](std::uint32_t r) {
            return std::pair(position_of(r).value, position_of(r).number);
        };
        return key(a) < key(b);
    });
    const auto page = page_of(roles, list.start(), list.limit(), position_of);
    return list.write(
        page, [&](std::string& out, std::uint32_t r) { append_job_role(out, view.snapshot, r); }, position_of
    );
}

}  // namespace app
