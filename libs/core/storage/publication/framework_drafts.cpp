#include "core/documents/framework.hpp"
#include "core/postgres/errors.hpp"
#include "core/storage/publication/postgres_publications.hpp"

#include <algorithm>
#include <stdexcept>

namespace core::storage {

namespace {

using data::FrameworkRevision;
using data::FrameworkRevisionHead;
using postgres::Params;
using postgres::Query;
using postgres::Row;

constexpr Query kLatest{"framework_draft.latest", R"sql(
select revision, document, saved_by, saved_at, note from editorial.framework_revision
order by revision desc limit 1)sql"};

constexpr Query kFind{
    "framework_draft.find", R"sql(
select revision, document, saved_by, saved_at, note from editorial.framework_revision where revision = $1)sql"
};

constexpr Query kLatestRevision{
    "framework_draft.latest_revision", "select coalesce(max(revision), 0) from editorial.framework_revision"
};

constexpr Query kList{"framework_draft.list", R"sql(
select revision, saved_by, saved_at, note from editorial.framework_revision
where $1 = 0 or revision < $1 order by revision desc limit $2)sql"};

constexpr Query kCount{"framework_draft.count", "select count(*) from editorial.framework_revision"};

constexpr Query kSave{"framework_draft.save", R"sql(
insert into editorial.framework_revision (revision, document, saved_by, note) values ($1, $2, $3, $4)
on conflict (revision) do nothing)sql"};

std::optional<FrameworkRevision> first_of(const postgres::ResultSet& rows) {
    if (rows.empty()) return std::nullopt;
    const Row row = rows[0];
    auto framework = documents::parse_framework(row.get<std::string_view>(1));
    if (!framework)
        throw std::runtime_error("a stored framework cannot be read: " + framework.error().detail);
    return FrameworkRevision{
        row.get<std::int64_t>(0),
        std::move(*framework),
        row.get<std::optional<std::int64_t>>(2),
        row.get<Instant>(3),
        row.get<std::string>(4)
    };
}

Error stale() {
    return {
        ErrorKind::version_mismatch,
        "stale-version",
        "the framework was saved by someone else in the meantime"
    };
}

}  // namespace

Task<std::optional<FrameworkRevision>> PostgresFrameworkDrafts::latest() {
    co_return first_of(co_await connection_.execute(kLatest));
}

Task<std::int64_t> PostgresFrameworkDrafts::latest_revision() {
    const auto rows = co_await connection_.execute(kLatestRevision);
    co_return rows[0].get<std::int64_t>(0);
}

Task<std::optional<FrameworkRevision>> PostgresFrameworkDrafts::find(std::int64_t revision) {
    co_return first_of(co_await connection_.execute(kFind, Params(revision)));
}

Task<std::vector<FrameworkRevisionHead>> PostgresFrameworkDrafts::list(
    std::int64_t before, std::int64_t limit
) {
    const auto rows = co_await connection_.execute(kList, Params(before, limit));
    std::vector<FrameworkRevisionHead> heads;
    rows.for_each([&](const Row& row) {
        heads.push_back(
            {row.get<std::int64_t>(0),
             row.get<std::optional<std::int64_t>>(1),
             row.get<Instant>(2),
             row.get<std::string>(3)}
        );
    });
    co_return heads;
}

Task<std::int64_t> PostgresFrameworkDrafts::count() {
    const auto rows = co_await connection_.execute(kCount);
    co_return rows[0].get<std::int64_t>(0);
}

Task<Result<std::int64_t>> PostgresFrameworkDrafts::save(
    domain::Framework framework,
    std::int64_t expected,
    std::int64_t least,
    std::optional<std::int64_t> saved_by,
    std::string note
) {
    const auto latest = co_await latest_revision();
    if (latest != expected) co_return stale();
    const auto revision = std::max(latest, least) + 1;
    const auto saved = co_await connection_.execute(
        kSave, Params(revision, documents::framework_document(framework), saved_by, note)
    );
    // Somebody else saved the same revision between the two statements.
    if (saved.affected() == 0) co_return stale();
    co_return revision;
}

}  // namespace core::storage
