#include "core/postgres/errors.hpp"
#include "core/storage/course_refusal.hpp"
#include "core/storage/postgres_catalogue.hpp"

namespace core::storage {

namespace {

using namespace domain;
using data::Applied;
using postgres::Params;
using postgres::Query;

constexpr Query kProviderByName{
    "course.provider_by_name", "select id from catalogue.provider where name = $1"
};

constexpr Query kAddProvider{
    "course.add_provider", "insert into catalogue.provider (name) values ($1) returning id"
};

constexpr Query kRemovedRevision{
    "course.removed_revision", "select revision from catalogue.removed_course where uid = $1"
};

constexpr Query kForgetRemoval{
    "course.forget_removal", "delete from catalogue.removed_course where uid = $1"
};

constexpr Query kInsert{"course.insert", R"sql(
insert into catalogue.course
    (uid, name, url, provider_id, level_id, format_id, cost_kind, cost_amount, cpd_kind, cpd_points, ongoing,
     duration_days, source, revision, updated_at, changed_in)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, now(), $15)
returning id)sql"};

constexpr Query kUpdate{"course.update", R"sql(
update catalogue.course
set name = $2, url = $3, provider_id = $4, level_id = $5, format_id = $6, cost_kind = $7, cost_amount = $8,
    cpd_kind = $9, cpd_points = $10, ongoing = $11, duration_days = $12, source = $13, revision = $14,
    updated_at = now(), changed_in = $15
where uid = $1
returning id)sql"};

constexpr Query kSetRevision{
    "course.set_revision", "update catalogue.course set revision = $2 where uid = $1"
};

constexpr Query kClearDetails{"course.clear_details", R"sql(
with dates as (delete from catalogue.course_date where course_id = $1),
     areas as (delete from catalogue.course_area where course_id = $1)
delete from catalogue.course_competency where course_id = $1)sql"};

constexpr Query kPutDate{
    "course.put_date", "insert into catalogue.course_date (course_id, starts_at, ends_at) values ($1, $2, $3)"
};

constexpr Query kPutAreas{
    "course.put_areas", "insert into catalogue.course_area select $1, area from unnest($2::integer[]) as area"
};

constexpr Query kPutCompetencies{
    "course.put_competencies",
    "insert into catalogue.course_competency select $1, competency from unnest($2::integer[]) as competency"
};

constexpr Query kDelete{"course.delete", "delete from catalogue.course where uid = $1"};

constexpr Query kRecordRemoval{"course.record_removal", R"sql(
insert into catalogue.removed_course (uid, revision, changed_in) values ($1, $2, $3)
on conflict (uid) do update set revision = excluded.revision, changed_in = excluded.changed_in)sql"};

std::optional<std::string> cost_amount(const Cost& cost) {
    if (cost.kind() != Cost::Kind::fixed) return std::nullopt;
    return cost.amount().text();
}

std::optional<std::string> cpd_points(const Cpd& cpd) {
    if (cpd.kind() != Cpd::Kind::points) return std::nullopt;
    return cpd.number().text();
}

template <class Id>
std::vector<std::int64_t> numbers(const std::vector<Id>& ids) {
    std::vector<std::int64_t> out;
    out.reserve(ids.size());
    for (const auto id : ids) out.push_back(static_cast<std::int64_t>(id));
    return out;
}

Params course_values(const Course& course, std::optional<std::int64_t> provider, std::int64_t version) {
    Params values(course.uid, course.name, course.url, provider);
    values.add(static_cast<std::int64_t>(course.level)).add(static_cast<std::int64_t>(course.format));
    values.add(to_string(course.cost.kind())).add(cost_amount(course.cost));
    values.add(to_string(course.cpd.kind())).add(cpd_points(course.cpd));
    values.add(course.schedule.is_ongoing());
    values.add(course.duration ? std::optional(course.duration->text()) : std::nullopt);
    values.add(course.source).add(course.revision).add(version);
    return values;
}

}  // namespace

Task<std::optional<std::int64_t>> PostgresCourseRepository::provider_id(const std::optional<std::string>& name
) {
    if (!name) co_return std::nullopt;
    // Writers take turns (see CatalogueVersionCounter), so nobody adds the same provider in between.
    auto rows = co_await connection_.execute(kProviderByName, Params(*name));
    if (rows.empty()) rows = co_await connection_.execute(kAddProvider, Params(*name));
    co_return rows[0].get<std::int32_t>(0);
}

Task<void> PostgresCourseRepository::put_details(std::int64_t number, const Course& course) {
    std::vector<postgres::Statement> statements;
    for (const auto& date : course.schedule.dates()) {
        statements.push_back({kPutDate, Params(number, date.starts_at, date.ends_at)});
    }
    statements.push_back({kPutAreas, Params(number, numbers(course.areas))});
    statements.push_back({kPutCompetencies, Params(number, numbers(course.competencies))});
    co_await connection_.pipeline(std::move(statements));
}

Task<Result<Applied>> PostgresCourseRepository::apply(Course course) {
    co_await version_.lock();
    const auto stored = co_await PostgresCatalogueReader(connection_).find(course.uid);
    if (stored && stored->course.revision >= course.revision) {
        Course same = stored->course;
        same.revision = course.revision;
        co_return same == course ? Applied::unchanged : Applied::stale;
    }
    if (stored) {
        Course same = stored->course;
        same.revision = course.revision;
        if (same == course) {
            co_await connection_.execute(kSetRevision, Params(course.uid, course.revision));
            co_return Applied::unchanged;
        }
    } else {
        const auto removed = co_await connection_.execute(kRemovedRevision, Params(course.uid));
        if (!removed.empty() && removed[0].get<std::int64_t>(0) >= course.revision) co_return Applied::stale;
    }
    try {
        const auto version = co_await version_.changing();
        const auto provider = co_await provider_id(course.provider);
        if (stored) co_await connection_.execute(kClearDetails, Params(stored->number));
        const auto row = co_await connection_.execute(
            stored ? kUpdate : kInsert, course_values(course, provider, version)
        );
        co_await put_details(row[0].get<std::int64_t>(0), course);
        if (!stored) co_await connection_.execute(kForgetRemoval, Params(course.uid));
    } catch (const postgres::SqlError& error) {
        const auto refusal = course_refusal(error);
        if (!refusal) throw;
        co_return *refusal;
    }
    co_return stored ? Applied::updated : Applied::inserted;
}

Task<Result<Applied>> PostgresCourseRepository::remove(std::string uid, std::int64_t revision) {
    co_await version_.lock();
    const auto stored = co_await PostgresCatalogueReader(connection_).find(uid);
    if (stored && stored->course.revision >= revision) co_return Applied::stale;
    if (!stored) {
        const auto removed = co_await connection_.execute(kRemovedRevision, Params(uid));
        if (!removed.empty() && removed[0].get<std::int64_t>(0) >= revision) co_return Applied::stale;
    }
    const auto version = co_await version_.changing();
    co_await connection_.execute(kDelete, Params(uid));
    co_await connection_.execute(kRecordRemoval, Params(uid, revision, version));
    co_return stored ? Applied::updated : Applied::inserted;
}

}  // namespace core::storage
