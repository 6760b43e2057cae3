#include "core/storage/postgres_catalogue.hpp"

namespace core::storage {

namespace {

using namespace domain;
using data::StoredCourse;
using postgres::Params;
using postgres::Query;
using postgres::Row;

constexpr Query kVersion{"catalogue.version", "select version, framework_version from catalogue.version"};

constexpr Query kToken{
    "catalogue.token", "select token::text from catalogue.version_token where version = $1"
};

constexpr Query kProviders{"catalogue.providers", "select id, name from catalogue.provider order by id"};

constexpr Query kRemoved{
    "catalogue.removed",
    "select uid, revision, changed_in from catalogue.removed_course where changed_in > $1 order by uid"
};

constexpr Query kChanged{"catalogue.changed", R"sql(
select c.id, c.uid, c.name, c.url, c.provider_id, p.name, c.level_id, c.format_id, c.cost_kind, c.cost_amount,
       c.cpd_kind, c.cpd_points, c.ongoing, c.duration_days, c.source, c.revision, c.updated_at, c.changed_in
from catalogue.course c left join catalogue.provider p on p.id = c.provider_id
where c.changed_in > $1 and c.id > $2
order by c.id
limit $3)sql"};

constexpr Query kByUids{"catalogue.by_uids", R"sql(
select c.id, c.uid, c.name, c.url, c.provider_id, p.name, c.level_id, c.format_id, c.cost_kind, c.cost_amount,
       c.cpd_kind, c.cpd_points, c.ongoing, c.duration_days, c.source, c.revision, c.updated_at, c.changed_in
from catalogue.course c left join catalogue.provider p on p.id = c.provider_id
where c.uid = any($1::text[])
order by c.id)sql"};

// Each half by its own index, so that a page costs what it holds.
constexpr Query kRevisions{"catalogue.revisions", R"sql(
(select uid, revision, false from catalogue.course where uid > $1 order by uid limit $2)
union all
(select uid, revision, true from catalogue.removed_course where uid > $1 order by uid limit $2)
order by uid
limit $2)sql"};

// The details of many courses by one index scan each: a join would multiply the rows.
constexpr Query kDates{"catalogue.dates", R"sql(
select course_id, starts_at, ends_at from catalogue.course_date
where course_id = any($1::bigint[]) order by course_id, starts_at, ends_at)sql"};

constexpr Query kAreas{"catalogue.areas", R"sql(
select course_id, area_id from catalogue.course_area
where course_id = any($1::bigint[]) order by course_id, area_id)sql"};

constexpr Query kCompetencies{"catalogue.competencies", R"sql(
select course_id, competency_id from catalogue.course_competency
where course_id = any($1::bigint[]) order by course_id, competency_id)sql"};

Cost read_cost(const Row& row, int kind, int amount) {
    switch (parse_cost_kind(row.get<std::string_view>(kind)).value_or(Cost::Kind::unknown)) {
        case Cost::Kind::fixed:
            return Cost::fixed(Money::parse(row.get<std::string_view>(amount)).value()).value();
        case Cost::Kind::free: return Cost::free();
        case Cost::Kind::varying: return Cost::varying();
        case Cost::Kind::unknown: break;
    }
    return Cost::unknown();
}

Cpd read_cpd(const Row& row, int kind, int points) {
    switch (parse_cpd_kind(row.get<std::string_view>(kind)).value_or(Cpd::Kind::unknown)) {
        case Cpd::Kind::points:
            return Cpd::points(CpdPoints::parse(row.get<std::string_view>(points)).value()).value();
        case Cpd::Kind::private_study: return Cpd::private_study();
        case Cpd::Kind::to_be_confirmed: return Cpd::to_be_confirmed();
        case Cpd::Kind::not_applicable: return Cpd::not_applicable();
        case Cpd::Kind::unknown: break;
    }
    return Cpd::unknown();
}

StoredCourse read_course(const Row& row) {
    StoredCourse stored;
    stored.number = row.get<std::int64_t>(0);
    Course& course = stored.course;
    course.uid = row.get<std::string>(1);
    course.name = row.get<std::string>(2);
    course.url = row.get<std::optional<std::string>>(3);
    stored.provider = row.get<std::optional<std::int32_t>>(4);
    course.provider = row.get<std::optional<std::string>>(5);
    course.level = static_cast<LevelId>(row.get<std::int32_t>(6));
    course.format = static_cast<FormatId>(row.get<std::int32_t>(7));
    course.cost = read_cost(row, 8, 9);
    course.cpd = read_cpd(row, 10, 11);
    if (row.get<bool>(12)) course.schedule = Schedule::ongoing();
    if (!row.is_null(13)) course.duration = DurationDays::parse(row.get<std::string_view>(13)).value();
    course.source = row.get<std::string>(14);
    course.revision = row.get<std::int64_t>(15);
    stored.updated_at = row.get<Instant>(16);
    stored.changed_in = row.get<std::int64_t>(17);
    return stored;
}

/// Hands each group of rows with the same course id to the course it belongs to; both are in order of the id.
template <class F>
void for_each_detail(std::vector<StoredCourse>& courses, const postgres::ResultSet& rows, F add) {
    std::size_t at = 0;
    rows.for_each([&](const Row& row) {
        const auto number = row.get<std::int64_t>(0);
        while (courses[at].number < number) ++at;
        add(at, row);
    });
}

Task<void> read_details(postgres::Connection& connection, std::vector<StoredCourse>& courses) {
    if (courses.empty()) co_return;
    std::vector<std::int64_t> numbers;
    numbers.reserve(courses.size());
    for (const auto& stored : courses) numbers.push_back(stored.number);
    const Params which(numbers);
    const auto details =
        co_await connection.pipeline({{kDates, which}, {kAreas, which}, {kCompetencies, which}});

    std::vector<std::vector<CourseDate>> dates(courses.size());
    for_each_detail(courses, details[0], [&](std::size_t at, const Row& row) {
        dates[at].push_back({row.get<Instant>(1), row.get<std::optional<Instant>>(2)});
    });
    for (std::size_t i = 0; i < courses.size(); ++i) {
        if (!dates[i].empty()) courses[i].course.schedule = Schedule::dated(std::move(dates[i])).value();
    }
    for_each_detail(courses, details[1], [&](std::size_t at, const Row& row) {
        courses[at].course.areas.push_back(static_cast<AreaId>(row.get<std::int32_t>(1)));
    });
    for_each_detail(courses, details[2], [&](std::size_t at, const Row& row) {
        courses[at].course.competencies.push_back(static_cast<CompetencyId>(row.get<std::int32_t>(1)));
    });
}

}  // namespace

Task<data::CatalogueVersion> PostgresCatalogueReader::version() {
    const auto rows = co_await connection_.execute(kVersion);
    co_return data::CatalogueVersion{rows[0].get<std::int64_t>(0), rows[0].get<std::int64_t>(1)};
}

Task<std::optional<std::string>> PostgresCatalogueReader::token_of(std::int64_t version) {
    const auto rows = co_await connection_.execute(kToken, Params(version));
    if (rows.empty()) co_return std::nullopt;
    co_return rows[0].get<std::string>(0);
}

Task<std::vector<data::Provider>> PostgresCatalogueReader::list_providers() {
    const auto rows = co_await connection_.execute(kProviders);
    std::vector<data::Provider> providers;
    rows.for_each([&](const Row& row) {
        providers.push_back({row.get<std::int32_t>(0), row.get<std::string>(1)});
    });
    co_return providers;
}

Task<std::vector<StoredCourse>> PostgresCatalogueReader::list_changed(
    std::int64_t since_version, std::int64_t after_number, std::int64_t limit
) {
    const auto rows = co_await connection_.execute(kChanged, Params(since_version, after_number, limit));
    std::vector<StoredCourse> courses;
    courses.reserve(static_cast<std::size_t>(rows.size()));
    rows.for_each([&](const Row& row) { courses.push_back(read_course(row)); });
    co_await read_details(connection_, courses);
    co_return courses;
}

Task<std::vector<data::RemovedCourse>> PostgresCatalogueReader::list_removed(std::int64_t since_version) {
    const auto rows = co_await connection_.execute(kRemoved, Params(since_version));
    std::vector<data::RemovedCourse> removed;
    rows.for_each([&](const Row& row) {
        removed.push_back({row.get<std::string>(0), row.get<std::int64_t>(1), row.get<std::int64_t>(2)});
    });
    co_return removed;
}

Task<std::vector<StoredCourse>> PostgresCatalogueReader::find_all(std::vector<std::string> uids) {
    const auto rows = co_await connection_.execute(kByUids, Params(uids));
    std::vector<StoredCourse> courses;
    courses.reserve(static_cast<std::size_t>(rows.size()));
    rows.for_each([&](const Row& row) { courses.push_back(read_course(row)); });
    co_await read_details(connection_, courses);
    co_return courses;
}

Task<std::optional<StoredCourse>> PostgresCatalogueReader::find(std::string uid) {
    std::vector<std::string> uids{std::move(uid)};
    auto courses = co_await find_all(std::move(uids));
    if (courses.empty()) co_return std::nullopt;
    co_return std::move(courses.front());
}

Task<std::vector<data::StoredRevision>> PostgresCatalogueReader::list_revisions(
    std::string after_uid, std::int64_t limit
) {
    const auto rows = co_await connection_.execute(kRevisions, Params(after_uid, limit));
    std::vector<data::StoredRevision> revisions;
    revisions.reserve(static_cast<std::size_t>(rows.size()));
    rows.for_each([&](const Row& row) {
        revisions.push_back({row.get<std::string>(0), row.get<std::int64_t>(1), row.get<bool>(2)});
    });
    co_return revisions;
}

}  // namespace core::storage
