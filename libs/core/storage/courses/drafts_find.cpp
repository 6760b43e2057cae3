#include "core/storage/courses/draft_row.hpp"
#include "core/storage/courses/postgres_drafts.hpp"

namespace core::storage {

namespace {

using data::StoredDraft;
using postgres::Params;
using postgres::Query;
using postgres::ResultSet;
using postgres::Row;

constexpr Query kByUid{"draft.by_uid", "select d.* from editorial.course_draft d where d.uid = $1"};
constexpr Query kById{"draft.by_id", "select d.* from editorial.course_draft d where d.id = $1"};
constexpr Query kByUids{
    "draft.by_uids", "select d.* from editorial.course_draft d where d.uid = any($1::text[]) order by d.id"
};

constexpr Query kLock{"draft.lock", "select id from editorial.course where uid = $1 for no key update"};

// In one order for everybody: two who lock the same courses wait for each other instead of both failing.
constexpr Query kLockAll{
    "draft.lock_all",
    "select id from editorial.course where uid = any($1::text[]) order by id for no key update"
};

constexpr Query kSources{"draft.sources", R"sql(
select s.url, s.course_id, c.uid, c.state
from editorial.course_source s left join editorial.course c on c.id = s.course_id
where s.source = $1 and s.url = any($2::text[]))sql"};

std::optional<StoredDraft> first(const ResultSet& rows) {
    if (rows.empty()) return std::nullopt;
    return read_draft(rows[0]);
}

}  // namespace

Task<std::optional<StoredDraft>> PostgresDraftRepository::find(std::string uid) {
    const auto rows = co_await connection_.execute(kByUid, Params(uid));
    co_return first(rows);
}

Task<std::optional<StoredDraft>> PostgresDraftRepository::find_locked(std::string uid) {
    // The second statement sees what the one that held the lock before has committed.
    const auto rows = co_await connection_.pipeline({{kLock, Params(uid)}, {kByUid, Params(uid)}});
    co_return first(rows[1]);
}

Task<std::vector<StoredDraft>> PostgresDraftRepository::find_all_locked(std::vector<std::string> uids) {
    const auto rows = co_await connection_.pipeline({{kLockAll, Params(uids)}, {kByUids, Params(uids)}});
    std::vector<StoredDraft> drafts;
    rows[1].for_each([&](const Row& row) { drafts.push_back(read_draft(row)); });
    co_return drafts;
}

Task<std::optional<StoredDraft>> PostgresDraftRepository::find_by_id(std::int64_t id) {
    const auto rows = co_await connection_.execute(kById, Params(id));
    co_return first(rows);
}

Task<std::vector<data::SourceLink>> PostgresDraftRepository::find_sources(
    std::string source, std::vector<std::string> urls
) {
    const auto rows = co_await connection_.execute(kSources, Params(source, urls));
    std::vector<data::SourceLink> links;
    rows.for_each([&](const Row& row) {
        data::SourceLink link;
        link.url = row.get<std::string>(0);
        link.course = row.get<std::optional<std::int64_t>>(1);
        link.uid = row.get<std::optional<std::string>>(2);
        if (!row.is_null(3)) link.state = data::parse_course_state(row.get<std::string_view>(3));
        links.push_back(std::move(link));
    });
    co_return links;
}

}  // namespace core::storage
