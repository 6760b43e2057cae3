#include "core/storage/courses/draft_document.hpp"
#include "core/storage/courses/draft_row.hpp"
#include "core/storage/courses/postgres_drafts.hpp"

namespace core::storage {

namespace {

using data::Revision;
using data::RevisionInfo;
using postgres::Params;
using postgres::Query;
using postgres::ResultSet;
using postgres::Row;

// The course's row is the counter: it is locked from here to the end of the transaction.
constexpr Query kAppend{"draft.append_revision", R"sql(
with counted as (
    update editorial.course set last_revision = last_revision + 1 where id = $1
    returning id, last_revision, version)
insert into editorial.course_revision (course_id, number, version, content, author, reason, published)
select id, last_revision, version, $2::jsonb, $3, $4, $5 from counted
returning number)sql"};

constexpr Query kRevisions{"draft.revisions", R"sql(
select number, version, at, author, reason, published from editorial.course_revision
where course_id = $1 and number < $2 order by number desc limit $3)sql"};

constexpr Query kRevision{"draft.revision", R"sql(
select number, version, at, author, reason, published, content from editorial.course_revision
where course_id = $1 and number = $2)sql"};

constexpr Query kRevisionAt{"draft.revision_at", R"sql(
select number, version, at, author, reason, published, content from editorial.course_revision
where course_id = $1 and version <= $2 order by number desc limit 1)sql"};

RevisionInfo read_info(const Row& row) {
    return {
        row.get<std::int64_t>(0),
        row.get<std::int64_t>(1),
        row.get<Instant>(2),
        row.get<std::string>(3),
        row.get<std::string>(4),
        row.get<bool>(5),
    };
}

std::optional<Revision> first(const ResultSet& rows) {
    if (rows.empty()) return std::nullopt;
    return Revision{read_info(rows[0]), read_content(rows[0].get<std::string_view>(6))};
}

}  // namespace

Task<std::int64_t> PostgresDraftRepository::append_revision(data::NewRevision revision) {
    const auto rows = co_await connection_.execute(
        kAppend,
        Params(
            revision.course,
            draft_document(revision.content),
            revision.author,
            revision.reason,
            revision.published
        )
    );
    co_return rows[0].get<std::int64_t>(0);
}

Task<std::vector<RevisionInfo>> PostgresDraftRepository::list_revisions(
    std::int64_t course, std::int64_t below_number, std::int64_t limit
) {
    const auto rows = co_await connection_.execute(kRevisions, Params(course, below_number, limit));
    std::vector<RevisionInfo> revisions;
    rows.for_each([&](const Row& row) { revisions.push_back(read_info(row)); });
    co_return revisions;
}

Task<std::optional<Revision>> PostgresDraftRepository::find_revision(
    std::int64_t course, std::int64_t number
) {
    const auto rows = co_await connection_.execute(kRevision, Params(course, number));
    co_return first(rows);
}

Task<std::optional<Revision>> PostgresDraftRepository::find_revision_at(
    std::int64_t course, std::int64_t version
) {
    const auto rows = co_await connection_.execute(kRevisionAt, Params(course, version));
    co_return first(rows);
}

}  // namespace core::storage
