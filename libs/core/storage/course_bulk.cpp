#include "core/storage/course_refusal.hpp"
#include "core/storage/postgres_catalogue.hpp"

#include <fmt/format.h>

#include <unordered_map>

namespace core::storage {

namespace {

using namespace domain;
using postgres::CopyRow;
using postgres::Params;
using postgres::Query;
using postgres::Row;

constexpr Query kKnownUids{"course_bulk.known_uids", R"sql(
select uid from catalogue.course where uid = any($1::text[])
union all
select uid from catalogue.removed_course where uid = any($1::text[])
limit 10)sql"};

constexpr Query kPutProviders{"course_bulk.put_providers", R"sql(
insert into catalogue.provider (name) select name from unnest($1::text[]) with ordinality as given (name, place)
where not exists (select from catalogue.provider p where p.name = given.name) order by place)sql"};

constexpr Query kProviders{"course_bulk.providers", "select id, name from catalogue.provider"};

constexpr Query kNumbers{"course_bulk.numbers", R"sql(
select nextval(pg_get_serial_sequence('catalogue.course', 'id')) from generate_series(1, $1::bigint))sql"};

constexpr Query kCopyCourses{"course_bulk.copy_courses", R"sql(
copy catalogue.course
    (id, uid, name, url, provider_id, level_id, format_id, cost_kind, cost_amount, cpd_kind, cpd_points, ongoing,
     duration_days, source, revision, updated_at, changed_in) from stdin)sql"};

constexpr Query kCopyDates{
    "course_bulk.copy_dates", "copy catalogue.course_date (course_id, starts_at, ends_at) from stdin"
};

constexpr Query kCopyAreas{
    "course_bulk.copy_areas", "copy catalogue.course_area (course_id, area_id) from stdin"
};

constexpr Query kCopyCompetencies{
    "course_bulk.copy_competencies", "copy catalogue.course_competency (course_id, competency_id) from stdin"
};

using ProviderIds = std::unordered_map<std::string, std::int64_t>;

Task<ProviderIds> provider_ids(postgres::Connection& connection, const std::vector<Course>& courses) {
    ProviderIds ids;
    std::vector<std::string> names;
    for (const auto& course : courses) {
        if (course.provider && ids.emplace(*course.provider, 0).second) names.push_back(*course.provider);
    }
    co_await connection.execute(kPutProviders, Params(names));
    const auto rows = co_await connection.execute(kProviders);
    rows.for_each([&](const Row& row) {
        const auto known = ids.find(row.get<std::string>(1));
        if (known != ids.end()) known->second = row.get<std::int32_t>(0);
    });
    co_return ids;
}

/// Feeds COPY with the rows that `add` writes for one course after the other.
template <class F>
std::function<bool(std::string&)> per_course(std::size_t count, F add) {
    return [count, add, at = std::size_t{0}](std::string& out) mutable {
        constexpr std::size_t kChunk = 500;
        const std::size_t end = std::min(count, at + kChunk);
        for (; at < end; ++at) add(out, at);
        return at < count;
    };
}

void add_course_row(
    std::string& out,
    const Course& course,
    std::int64_t number,
    const ProviderIds& providers,
    std::int64_t version,
    Instant now
) {
    CopyRow row(out);
    row.add(number).add(course.uid).add(course.name).add(course.url);
    if (course.provider) {
        row.add(providers.at(*course.provider));
    } else {
        row.add_null();
    }
    row.add(static_cast<std::int64_t>(course.level)).add(static_cast<std::int64_t>(course.format));
    row.add(to_string(course.cost.kind()));
    if (course.cost.kind() == Cost::Kind::fixed) {
        row.add(course.cost.amount().text());
    } else {
        row.add_null();
    }
    row.add(to_string(course.cpd.kind()));
    if (course.cpd.kind() == Cpd::Kind::points) {
        row.add(course.cpd.number().text());
    } else {
        row.add_null();
    }
    row.add(course.schedule.is_ongoing());
    row.add(course.duration ? std::optional(course.duration->text()) : std::nullopt);
    row.add(course.source).add(course.revision).add(now).add(version);
}

/// Copies the courses and what hangs on them, each table by one COPY.
Task<void> copy_all(
    postgres::Connection& connection,
    const std::vector<Course>& courses,
    const ProviderIds& providers,
    std::int64_t version
) {
    const std::size_t count = courses.size();
    const auto rows = co_await connection.execute(kNumbers, Params(static_cast<std::int64_t>(count)));
    std::vector<std::int64_t> numbers;
    numbers.reserve(count);
    rows.for_each([&](const Row& row) { numbers.push_back(row.get<std::int64_t>(0)); });

    const Instant now = SystemClock().now();
    co_await connection.copy_in(kCopyCourses, per_course(count, [&](std::string& out, std::size_t i) {
                                    add_course_row(out, courses[i], numbers[i], providers, version, now);
                                }));
    co_await connection.copy_in(kCopyDates, per_course(count, [&](std::string& out, std::size_t i) {
                                    for (const auto& date : courses[i].schedule.dates()) {
                                        CopyRow(out).add(numbers[i]).add(date.starts_at).add(date.ends_at);
                                    }
                                }));
    co_await connection.copy_in(kCopyAreas, per_course(count, [&](std::string& out, std::size_t i) {
                                    for (const auto area : courses[i].areas)
                                        CopyRow(out).add(numbers[i]).add(static_cast<std::int64_t>(area));
                                }));
    co_await connection.copy_in(kCopyCompetencies, per_course(count, [&](std::string& out, std::size_t i) {
                                    for (const auto id : courses[i].competencies) {
                                        CopyRow(out).add(numbers[i]).add(static_cast<std::int64_t>(id));
                                    }
                                }));
}

}  // namespace

Task<Result<void>> PostgresCourseRepository::insert_all(std::vector<Course> courses) {
    if (courses.empty()) co_return Result<void>();
    co_await version_.lock();

    std::vector<std::string> uids;
    uids.reserve(courses.size());
    for (const auto& course : courses) uids.push_back(course.uid);
    const auto known = co_await connection_.execute(kKnownUids, Params(uids));
    if (!known.empty()) {
        co_return Error{
            ErrorKind::conflict,
            "uid-taken",
            fmt::format("the uid '{}' is taken", known[0].get<std::string_view>(0))
        };
    }
    const auto version = co_await version_.changing();
    const auto providers = co_await provider_ids(connection_, courses);
    try {
        co_await copy_all(connection_, courses, providers, version);
    } catch (const postgres::SqlError& error) {
        const auto refusal = course_refusal(error);
        if (!refusal) throw;
        co_return *refusal;
    }
    co_return Result<void>();
}

}  // namespace core::storage
