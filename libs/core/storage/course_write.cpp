#include "core/postgres/errors.hpp"
#include "core/postgres/text_format.hpp"
#include "core/storage/course_changes.hpp"
#include "core/storage/course_refusal.hpp"
#include "core/storage/postgres_catalogue.hpp"

#include <fmt/format.h>

namespace core::storage {

namespace {

using namespace domain;
using data::Applied;
using data::ChangeOutcome;
using data::CourseChange;
using postgres::Params;
using postgres::Query;

constexpr Query kPutProviders{"course.put_providers", R"sql(
insert into catalogue.provider (name)
select name from unnest($1::text[]) with ordinality as given (name, place)
where not exists (select from catalogue.provider p where p.name = given.name)
order by place)sql"};

constexpr Query kClearDates{
    "course.clear_dates", "delete from catalogue.course_date where course_id = any($1::bigint[])"
};
constexpr Query kClearAreas{
    "course.clear_areas", "delete from catalogue.course_area where course_id = any($1::bigint[])"
};
constexpr Query kClearCompetencies{
    "course.clear_competencies", "delete from catalogue.course_competency where course_id = any($1::bigint[])"
};

// Empty text and 0 stand for null: neither is a value of its column.
constexpr Query kPut{"course.put", R"sql(
insert into catalogue.course
    (uid, name, url, provider_id, level_id, format_id, cost_kind, cost_amount, cpd_kind, cpd_points, ongoing,
     duration_days, source, revision, updated_at, changed_in)
select given.uid, given.name, nullif(url, ''), p.id, level_id, format_id, cost_kind,
       nullif(cost_amount, '')::numeric, cpd_kind, nullif(cpd_points, '')::numeric, ongoing <> 0,
       nullif(duration_days, '')::numeric, source, revision, now(), $15
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::integer[], $6::integer[], $7::text[],
            $8::text[], $9::text[], $10::text[], $11::integer[], $12::text[], $13::text[], $14::bigint[])
     with ordinality
     as given (uid, name, url, provider, level_id, format_id, cost_kind, cost_amount, cpd_kind, cpd_points,
               ongoing, duration_days, source, revision, place)
     left join catalogue.provider p on p.name = given.provider
order by place
on conflict (uid) do update set
    name = excluded.name, url = excluded.url, provider_id = excluded.provider_id,
    level_id = excluded.level_id, format_id = excluded.format_id, cost_kind = excluded.cost_kind,
    cost_amount = excluded.cost_amount, cpd_kind = excluded.cpd_kind, cpd_points = excluded.cpd_points,
    ongoing = excluded.ongoing, duration_days = excluded.duration_days, source = excluded.source,
    revision = excluded.revision, updated_at = excluded.updated_at, changed_in = excluded.changed_in)sql"};

constexpr Query kPutDates{"course.put_dates", R"sql(
insert into catalogue.course_date (course_id, starts_at, ends_at)
select c.id, given.starts_at::timestamptz, nullif(given.ends_at, '')::timestamptz
from unnest($1::text[], $2::text[], $3::text[]) as given (uid, starts_at, ends_at)
     join catalogue.course c on c.uid = given.uid)sql"};

constexpr Query kPutAreas{"course.put_areas", R"sql(
insert into catalogue.course_area (course_id, area_id)
select c.id, given.id from unnest($1::text[], $2::integer[]) as given (uid, id)
     join catalogue.course c on c.uid = given.uid)sql"};

constexpr Query kPutCompetencies{"course.put_competencies", R"sql(
insert into catalogue.course_competency (course_id, competency_id)
select c.id, given.id from unnest($1::text[], $2::integer[]) as given (uid, id)
     join catalogue.course c on c.uid = given.uid)sql"};

constexpr Query kForgetRemovals{
    "course.forget_removals", "delete from catalogue.removed_course where uid = any($1::text[])"
};

constexpr Query kSetRevisions{"course.set_revisions", R"sql(
update catalogue.course c set revision = given.revision
from unnest($1::text[], $2::bigint[]) as given (uid, revision)
where c.uid = given.uid)sql"};

constexpr Query kDelete{"course.delete", "delete from catalogue.course where uid = any($1::text[])"};

constexpr Query kRecordRemovals{"course.record_removals", R"sql(
insert into catalogue.removed_course (uid, revision, changed_in)
select uid, revision, $3 from unnest($1::text[], $2::bigint[]) as given (uid, revision)
on conflict (uid) do update set revision = excluded.revision, changed_in = excluded.changed_in)sql"};

using Texts = std::vector<std::string>;
using Numbers = std::vector<std::int64_t>;
using Statements = std::vector<postgres::Statement>;

template <class Items, class F>
Texts texts(const Items& items, F of) {
    Texts out;
    out.reserve(items.size());
    for (const auto* item : items) out.emplace_back(of(*item));
    return out;
}

template <class Items, class F>
Numbers numbers(const Items& items, F of) {
    Numbers out;
    out.reserve(items.size());
    for (const auto* item : items) out.push_back(static_cast<std::int64_t>(of(*item)));
    return out;
}

template <class Items>
Texts uids(const Items& items) {
    return texts(items, [](const auto& item) { return item.uid; });
}

template <class Items>
Numbers revisions(const Items& items) {
    return numbers(items, [](const auto& item) { return item.revision; });
}

Params course_columns(const std::vector<const Course*>& courses, std::int64_t version) {
    Params columns(uids(courses));
    columns.add(texts(courses, [](const Course& c) { return c.name; }));
    columns.add(texts(courses, [](const Course& c) { return c.url.value_or(""); }));
    columns.add(texts(courses, [](const Course& c) { return c.provider.value_or(""); }));
    columns.add(numbers(courses, [](const Course& c) { return c.level; }));
    columns.add(numbers(courses, [](const Course& c) { return c.format; }));
    columns.add(texts(courses, [](const Course& c) { return to_string(c.cost.kind()); }));
    columns.add(texts(courses, [](const Course& c) {
        return c.cost.kind() == Cost::Kind::fixed ? c.cost.amount().text() : "";
    }));
    columns.add(texts(courses, [](const Course& c) { return to_string(c.cpd.kind()); }));
    columns.add(texts(courses, [](const Course& c) {
        return c.cpd.kind() == Cpd::Kind::points ? c.cpd.number().text() : "";
    }));
    columns.add(numbers(courses, [](const Course& c) { return c.schedule.is_ongoing() ? 1 : 0; }));
    columns.add(texts(courses, [](const Course& c) { return c.duration ? c.duration->text() : ""; }));
    columns.add(texts(courses, [](const Course& c) { return c.source; }));
    columns.add(revisions(courses));
    columns.add(version);
    return columns;
}

Params date_columns(const std::vector<const Course*>& courses) {
    Texts uids;
    Texts starts;
    Texts ends;
    for (const auto* course : courses) {
        for (const auto& date : course->schedule.dates()) {
            uids.push_back(course->uid);
            starts.push_back(postgres::text_format::write(date.starts_at));
            ends.push_back(date.ends_at ? postgres::text_format::write(*date.ends_at) : "");
        }
    }
    return Params(uids, starts, ends);
}

template <class F>
Params tag_columns(const std::vector<const Course*>& courses, F tags_of) {
    Texts uids;
    Numbers ids;
    for (const auto* course : courses) {
        for (const auto id : tags_of(*course)) {
            uids.push_back(course->uid);
            ids.push_back(to_int(id));
        }
    }
    return Params(uids, ids);
}

void put_courses(const CourseWork& work, std::int64_t version, Statements& out) {
    if (work.put.empty()) return;
    Texts providers;
    for (const auto* course : work.put) {
        if (course->provider) providers.push_back(*course->provider);
    }
    std::sort(providers.begin(), providers.end());
    providers.erase(std::unique(providers.begin(), providers.end()), providers.end());
    out.push_back({kPutProviders, Params(providers)});
    // Before the courses change: an ongoing one must have no dates.
    for (const auto& clear : {kClearDates, kClearAreas, kClearCompetencies}) {
        out.push_back({clear, Params(work.replaced)});
    }
    out.push_back({kPut, course_columns(work.put, version)});
    out.push_back({kPutDates, date_columns(work.put)});
    out.push_back({kPutAreas, tag_columns(work.put, [](const Course& c) { return c.areas; })});
    out.push_back({kPutCompetencies, tag_columns(work.put, [](const Course& c) { return c.competencies; })});
    out.push_back({kForgetRemovals, Params(uids(work.put))});
}

void remove_courses(const CourseWork& work, std::int64_t version, Statements& out) {
    if (work.remove.empty()) return;
    out.push_back({kDelete, Params(uids(work.remove))});
    out.push_back({kRecordRemovals, Params(uids(work.remove), revisions(work.remove), version)});
}

/// What the database refused though the rules let it pass; no value for a failure of another kind.
std::optional<Error> unstorable(const postgres::SqlError& error) {
    const std::string_view state = error.sqlstate();
    if (!state.starts_with("22") && !state.starts_with("23")) return std::nullopt;
    return Error{
        ErrorKind::invalid_input,
        "not-storable",
        fmt::format("the database refused a value of a course ({} {})", state, error.constraint())
    };
}

}  // namespace

Task<Result<std::vector<ChangeOutcome>>> PostgresCourseRepository::apply_all(std::vector<CourseChange> changes
) {
    std::vector<ChangeOutcome> outcomes(changes.size());
    if (changes.empty()) co_return outcomes;
    co_await version_.lock();
    for (const auto& wave : waves_of(changes)) {
        const auto stored = co_await read_stored(connection_, changes, wave);
        const auto work = decide(changes, wave, stored, outcomes);
        Statements statements;
        if (!work.put.empty() || !work.remove.empty()) {
            const auto version = co_await version_.changing();
            put_courses(work, version, statements);
            remove_courses(work, version, statements);
        }
        if (!work.renumbered.empty()) {
            statements.push_back({kSetRevisions, Params(uids(work.renumbered), revisions(work.renumbered))});
        }
        if (statements.empty()) continue;
        try {
            co_await connection_.pipeline(std::move(statements));
        } catch (const postgres::SqlError& error) {
            const auto refusal = unstorable(error);
            if (!refusal) throw;
            co_return *refusal;
        }
    }
    co_return outcomes;
}

Task<Result<Applied>> PostgresCourseRepository::apply(Course course) {
    std::vector<CourseChange> changes{std::move(course)};
    const auto outcomes = co_await apply_all(std::move(changes));
    if (!outcomes) co_return outcomes.error();
    co_return outcomes->front().applied;
}

Task<Result<Applied>> PostgresCourseRepository::remove(std::string uid, std::int64_t revision) {
    std::vector<CourseChange> changes{data::CourseRemoval{std::move(uid), revision}};
    const auto outcomes = co_await apply_all(std::move(changes));
    if (!outcomes) co_return outcomes.error();
    co_return outcomes->front().applied;
}

}  // namespace core::storage
