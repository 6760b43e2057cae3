#include "core/storage/courses/joined_sql.hpp"
#include "core/storage/inbox/inbox_rows.hpp"
#include "core/storage/inbox/postgres_inbox.hpp"
#include "core/storage/inbox/scraped_document.hpp"

namespace core::storage {

namespace {

using namespace data;
using postgres::Params;
using postgres::Query;
using postgres::Row;

constexpr std::string_view kEntries = R"sql(
select c.id, c.version, c.spider, c.url, c.name, c.provider, c.state, c.course_uid, c.offers, c.conflicts,
       c.rejection, r.run, c.first_seen_at, c.last_seen_at, n.newest, n.accepted, n.provenance
from editorial.scraped_course c join editorial.scrape_run r on r.number = c.last_run
     join editorial.scraped_content n on n.course_id = c.id)sql";

constexpr std::string_view kFindWhere = " where c.id = $1";
constexpr Query kFind{"inbox.find", JoinedSql<kEntries, kFindWhere>::value};

constexpr std::string_view kFindAllWhere = " where c.id = any($1::bigint[]) order by c.id";
constexpr Query kFindAll{"inbox.find_all", JoinedSql<kEntries, kFindAllWhere>::value};

// What is read behind a lock is read by a statement of its own: it sees what whoever held the lock has
// committed, in the content too.
constexpr Query kLockAll{"inbox.lock_all", R"sql(
select id from editorial.scraped_course where id = any($1::bigint[]) order by id for no key update)sql"};

constexpr std::string_view kFindByCourseWhere = " where c.course_uid = $1 order by c.id";
constexpr Query kFindByCourse{"inbox.find_by_course", JoinedSql<kEntries, kFindByCourseWhere>::value};

constexpr std::string_view kFindByCoursesWhere = " where c.course_uid = any($1::text[]) order by c.id";
constexpr Query kFindByCourses{"inbox.find_by_courses", JoinedSql<kEntries, kFindByCoursesWhere>::value};

constexpr Query kLockByCourses{"inbox.lock_by_courses", R"sql(
select id from editorial.scraped_course where course_uid = any($1::text[]) order by id
for no key update)sql"};

// In the order in which all lock courses.
constexpr Query kLockCoursesOf{"inbox.lock_courses_of", R"sql(
select id from editorial.course
where uid in (select course_uid from editorial.scraped_course where spider = $1 and course_uid is not null)
order by id for no key update)sql"};

constexpr Query kCoursesOfProvider{"inbox.courses_of_provider", R"sql(
select uid collate "C" from (
    select c.course_uid as uid
    from editorial.provider_name n join editorial.scraped_course c on c.provider_key = n.folded
    where n.provider_id = $1 and c.course_uid is not null
    union
    select e.uid from editorial.course e
    where e.provider_id = $1 and exists (select from editorial.scraped_course c where c.course_uid = e.uid)
) as involved
where uid collate "C" > $2
order by 1 limit $3)sql"};

constexpr std::string_view kListDueWhere =
    " where c.last_run = $1 and c.review_due and c.id > $2 order by c.id limit $3";
constexpr Query kListDue{"inbox.list_due", JoinedSql<kEntries, kListDueWhere>::value};

constexpr std::string_view kListDueOfSourceWhere = R"sql(
     join editorial.scrape_source s on s.spider = c.spider
where c.spider = $1 and c.course_uid is not null and c.id > $2 and c.state not in ('gone', 'rejected')
      and (c.review_due or c.rules_version < s.version)
order by c.id limit $3)sql";
constexpr Query kListDueOfSource{
    "inbox.list_due_of_source", JoinedSql<kEntries, kListDueOfSourceWhere>::value
};

constexpr Query kCountDueOfSource{"inbox.count_due_of_source", R"sql(
select count(*) from editorial.scraped_course c join editorial.scrape_source s on s.spider = c.spider
where c.spider = $1 and c.course_uid is not null and c.state not in ('gone', 'rejected')
      and (c.review_due or c.rules_version < s.version))sql"};

constexpr Query kMarkReviewed{"inbox.mark_reviewed", R"sql(
with given as (
    select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[],
                         $7::bigint[])
                  as given (id, state, offers, conflicts, course_uid, accepted, by_rules)
), contents as (
    update editorial.scraped_content n set accepted = g.accepted::jsonb
    from given g where n.course_id = g.id and g.accepted <> ''
)
update editorial.scraped_course c
set state = g.state, offers = g.offers, conflicts = g.conflicts, course_uid = nullif(g.course_uid, ''),
    rejection = case when g.state = 'rejected' then coalesce(c.rejection, $8) end,
    review_due = c.review_due and g.by_rules = 0,
    rules_version = case when g.by_rules = 0 then c.rules_version else s.version end,
    version = c.version + (c.state <> g.state or c.offers <> g.offers or c.conflicts <> g.conflicts
        or c.course_uid is distinct from nullif(g.course_uid, ''))::integer
from given g, editorial.scrape_source s where c.id = g.id and s.spider = c.spider)sql"};

constexpr Query kSave{"inbox.save", R"sql(
update editorial.scraped_course
set version = version + 1, state = $3, course_uid = $4, offers = $5, conflicts = $6, rejection = $7
where id = $1 and version = $2
returning version)sql"};

constexpr Query kSaveAccepted{
    "inbox.save_accepted", "update editorial.scraped_content set accepted = $2::jsonb where course_id = $1"
};

std::vector<InboxCourse> all_courses(const postgres::ResultSet& rows) {
    std::vector<InboxCourse> courses;
    courses.reserve(static_cast<std::size_t>(rows.size()));
    rows.for_each([&](const Row& row) { courses.push_back(read_inbox_course(row)); });
    return courses;
}

std::optional<InboxCourse> first_course(const postgres::ResultSet& rows) {
    if (rows.empty()) return std::nullopt;
    return read_inbox_course(rows[0]);
}

}  // namespace

InboxRow read_inbox_row(const Row& row) {
    InboxRow out;
    out.id = row.get<std::int64_t>(0);
    out.version = row.get<std::int64_t>(1);
    out.spider = row.get<std::string>(2);
    out.url = row.get<std::string>(3);
    out.name = row.get<std::string>(4);
    out.provider = row.get<std::optional<std::string>>(5);
    out.state = parse_inbox_state(row.get<std::string_view>(6)).value();
    out.course_uid = row.get<std::optional<std::string>>(7);
    out.offers = row.get<std::int32_t>(8);
    out.conflicts = row.get<std::int32_t>(9);
    out.rejection = row.get<std::optional<std::string>>(10);
    out.last_run = row.get<std::string>(11);
    out.first_seen_at = row.get<Instant>(12);
    out.last_seen_at = row.get<Instant>(13);
    return out;
}

InboxCourse read_inbox_course(const Row& row) {
    InboxCourse course;
    course.row = read_inbox_row(row);
    course.newest = read_scraped_document(row.get<std::string_view>(14));
    if (!row.is_null(15)) course.accepted = read_scraped_document(row.get<std::string_view>(15));
    course.provenance = read_provenance_document(row.get<std::string_view>(16));
    return course;
}

Task<std::vector<InboxCourse>> PostgresInboxRepository::list_due(
    std::int64_t run, std::int64_t after_id, int limit
) {
    co_return all_courses(co_await connection_.execute(kListDue, Params(run, after_id, limit)));
}

Task<std::vector<InboxCourse>> PostgresInboxRepository::list_due_of_source(
    std::string spider, std::int64_t after_id, int limit
) {
    co_return all_courses(co_await connection_.execute(kListDueOfSource, Params(spider, after_id, limit)));
}

Task<std::int64_t> PostgresInboxRepository::count_due_of_source(std::string spider) {
    const auto rows = co_await connection_.execute(kCountDueOfSource, Params(spider));
    co_return rows[0].get<std::int64_t>(0);
}

Task<void> PostgresInboxRepository::mark_reviewed(std::vector<ReviewMark> marks) {
    if (marks.empty()) co_return;
    std::vector<std::int64_t> ids, offers, conflicts, by_rules;
    std::vector<std::string> states, uids, accepted;
    for (const auto& mark : marks) {
        ids.push_back(mark.id);
        states.emplace_back(to_string(mark.state));
        offers.push_back(mark.offers);
        conflicts.push_back(mark.conflicts);
        uids.push_back(mark.course_uid.value_or(""));
        accepted.push_back(mark.accepted ? scraped_document(*mark.accepted) : "");
        by_rules.push_back(mark.by_rules ? 1 : 0);
    }
    Params values(ids, states, offers, conflicts, uids, accepted);
    values.add(by_rules).add(kCourseRejected);
    co_await connection_.execute(kMarkReviewed, std::move(values));
}

Task<std::optional<InboxCourse>> PostgresInboxRepository::find(std::int64_t id) {
    co_return first_course(co_await connection_.execute(kFind, Params(id)));
}

Task<std::optional<InboxCourse>> PostgresInboxRepository::find_locked(std::int64_t id) {
    auto found = co_await find_all_locked({id});
    if (found.empty()) co_return std::nullopt;
    co_return std::move(found.front());
}

Task<std::vector<InboxCourse>> PostgresInboxRepository::find_all_locked(std::vector<std::int64_t> ids) {
    const auto results = co_await connection_.pipeline({{kLockAll, Params(ids)}, {kFindAll, Params(ids)}});
    co_return all_courses(results[1]);
}

Task<std::vector<InboxCourse>> PostgresInboxRepository::find_by_course(std::string uid) {
    co_return all_courses(co_await connection_.execute(kFindByCourse, Params(uid)));
}

Task<std::vector<std::string>> PostgresInboxRepository::list_courses_of_provider(
    std::int64_t provider, std::string after_uid, int limit
) {
    const auto rows = co_await connection_.execute(kCoursesOfProvider, Params(provider, after_uid, limit));
    std::vector<std::string> uids;
    rows.for_each([&](const Row& row) { uids.push_back(row.get<std::string>(0)); });
    co_return uids;
}

Task<std::vector<InboxCourse>> PostgresInboxRepository::find_by_courses_locked(std::vector<std::string> uids
) {
    const auto results =
        co_await connection_.pipeline({{kLockByCourses, Params(uids)}, {kFindByCourses, Params(uids)}});
    co_return all_courses(results[1]);
}

Task<void> PostgresInboxRepository::lock_courses_of(std::string spider) {
    co_await connection_.execute(kLockCoursesOf, Params(spider));
}

Task<Result<std::int64_t>> PostgresInboxRepository::save(InboxCourse course) {
    const InboxRow& row = course.row;
    Params values(row.id, row.version, to_string(row.state), row.course_uid, row.offers, row.conflicts);
    values.add(row.rejection);
    const auto saved = co_await connection_.execute(kSave, std::move(values));
    if (saved.empty()) {
        co_return Error{
            ErrorKind::version_mismatch, "stale-version", "the inbox entry was changed meanwhile"
        };
    }
    if (course.accepted) {
        co_await connection_.execute(kSaveAccepted, Params(row.id, scraped_document(*course.accepted)));
    }
    co_return saved[0].get<std::int64_t>(0);
}

}  // namespace core::storage
