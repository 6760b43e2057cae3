#include "core/storage/postgres_framework.hpp"

namespace core::storage {

namespace {

using namespace domain;
using postgres::Row;

constexpr postgres::Query kTitle{"framework.title", "select title from framework.framework"};

constexpr postgres::Query kRevision{"framework.revision", "select revision from framework.framework"};

constexpr postgres::Query kLevels{
    "framework.levels", "select id, acronym, name from framework.level order by id"
};

constexpr postgres::Query kFormats{
    "framework.formats", "select id, acronym, name from framework.format order by id"
};

constexpr postgres::Query kNeeds{"framework.needs", R"sql(
select id, name, option_text,
       array(select format_id from framework.need_format where need_id = id order by format_id)::bigint[],
       array(select level_id from framework.need_level where need_id = id order by level_id)::bigint[]
from framework.need order by id)sql"};

constexpr postgres::Query kSpecialisms{
    "framework.specialisms", "select id, name from framework.specialism order by id"
};

constexpr postgres::Query kVerticals{
    "framework.verticals", "select id, kind, name, option_text from framework.vertical order by id"
};

constexpr postgres::Query kAreas{
    "framework.areas",
    "select id, vertical_id, key, name, option_text, hidden from framework.area order by id"
};

constexpr postgres::Query kCategories{
    "framework.categories",
    "select id, vertical_id, name, area_id from framework.competency_category order by id"
};

constexpr postgres::Query kCompetencies{
    "framework.competencies",
    "select id, category_id, specialism_id, title, description from framework.competency order by id"
};

constexpr postgres::Query kJobRoles{"framework.job_roles", R"sql(
select id, vertical_id, name, option_text, level, organisation_type, specialism_id, description,
       array(select competency_id from framework.job_role_competency
             where job_role_id = id order by position)::bigint[]
from framework.job_role order by id)sql"};

template <class Id>
Id id_at(const Row& row, int column) {
    return static_cast<Id>(row.get<std::int32_t>(column));
}

template <class Id>
std::optional<Id> maybe_id_at(const Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return id_at<Id>(row, column);
}

template <class Id>
std::vector<Id> ids_at(const Row& row, int column) {
    std::vector<Id> ids;
    for (const auto number : row.get<std::vector<std::int64_t>>(column))
        ids.push_back(static_cast<Id>(number));
    return ids;
}

Need read_need(const Row& row) {
    return {
        .id = id_at<NeedId>(row, 0),
        .name = row.get<std::string>(1),
        .option_text = row.get<std::string>(2),
        .formats = ids_at<FormatId>(row, 3),
        .levels = ids_at<LevelId>(row, 4)
    };
}

Vertical read_vertical(const Row& row) {
    return {
        .id = id_at<VerticalId>(row, 0),
        .kind = row.get<std::string_view>(1) == to_string(VerticalKind::technology)
                    ? VerticalKind::technology
                    : VerticalKind::profession,
        .name = row.get<std::string>(2),
        .option_text = row.get<std::string>(3)
    };
}

Area read_area(const Row& row) {
    return {
        .id = id_at<AreaId>(row, 0),
        .vertical = id_at<VerticalId>(row, 1),
        .key = row.get<std::int32_t>(2),
        .name = row.get<std::string>(3),
        .option_text = row.get<std::string>(4),
        .hidden = row.get<bool>(5)
    };
}

Competency read_competency(const Row& row) {
    return {
        .id = id_at<CompetencyId>(row, 0),
        .category = id_at<CategoryId>(row, 1),
        .specialism = maybe_id_at<SpecialismId>(row, 2),
        .title = row.get<std::string>(3),
        .description = row.get<std::string>(4)
    };
}

JobRole read_job_role(const Row& row) {
    return {
        .id = id_at<JobRoleId>(row, 0),
        .vertical = id_at<VerticalId>(row, 1),
        .name = row.get<std::string>(2),
        .option_text = row.get<std::string>(3),
        .level = row.get<std::optional<std::int32_t>>(4),
        .organisation_type = row.get<std::optional<std::string>>(5),
        .specialism = maybe_id_at<SpecialismId>(row, 6),
        .description = row.get<std::string>(7),
        .competencies = ids_at<CompetencyId>(row, 8)
    };
}

}  // namespace

Task<Framework> PostgresFrameworkReader::load() {
    const auto results = co_await connection_.pipeline(
        {{kTitle, {}},
         {kLevels, {}},
         {kFormats, {}},
         {kNeeds, {}},
         {kSpecialisms, {}},
         {kVerticals, {}},
         {kAreas, {}},
         {kCategories, {}},
         {kCompetencies, {}},
         {kJobRoles, {}}}
    );
    Framework f;
    results[0].for_each([&](const Row& row) { f.title = row.get<std::string>(0); });
    results[1].for_each([&](const Row& row) {
        f.levels.push_back({id_at<LevelId>(row, 0), row.get<std::string>(1), row.get<std::string>(2)});
    });
    results[2].for_each([&](const Row& row) {
        f.formats.push_back({id_at<FormatId>(row, 0), row.get<std::string>(1), row.get<std::string>(2)});
    });
    results[3].for_each([&](const Row& row) { f.needs.push_back(read_need(row)); });
    results[4].for_each([&](const Row& row) {
        f.specialisms.push_back({id_at<SpecialismId>(row, 0), row.get<std::string>(1)});
    });
    results[5].for_each([&](const Row& row) { f.verticals.push_back(read_vertical(row)); });
    results[6].for_each([&](const Row& row) { f.areas.push_back(read_area(row)); });
    results[7].for_each([&](const Row& row) {
        f.categories.push_back(
            {id_at<CategoryId>(row, 0),
             id_at<VerticalId>(row, 1),
             row.get<std::string>(2),
             maybe_id_at<AreaId>(row, 3)}
        );
    });
    results[8].for_each([&](const Row& row) { f.competencies.push_back(read_competency(row)); });
    results[9].for_each([&](const Row& row) { f.job_roles.push_back(read_job_role(row)); });
    co_return f;
}

Task<std::int64_t> PostgresFrameworkReader::revision() {
    const auto rows = co_await connection_.execute(kRevision);
    co_return rows.empty() ? 0 : rows[0].get<std::int64_t>(0);
}

}  // namespace core::storage
