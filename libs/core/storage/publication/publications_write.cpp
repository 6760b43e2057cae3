#include "core/storage/publication/postgres_publications.hpp"
#include "core/storage/publication/publication_row.hpp"

namespace core::storage {

namespace {

using data::NewPublication;
using postgres::Params;
using postgres::Query;

// The claim stays: a newer revision waits until the older one has arrived, or its lease has ended.
constexpr Query kPut{"publication.put", R"sql(
insert into editorial.publication as stored (kind, uid, name, revision, document)
select kind, uid, name, revision, nullif(document, '')
from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[])
     as given (kind, uid, name, revision, document)
order by kind, uid
on conflict (kind, uid) do update set
    name = excluded.name, revision = excluded.revision, document = excluded.document, state = 'queued',
    attempts = 0, failure_code = null, failure_detail = null, failure_errors = null, queued_at = now(),
    next_attempt_at = now()
where stored.revision < excluded.revision)sql"};

constexpr Query kRetry{"publication.retry", R"sql(
update editorial.publication
set state = 'queued', attempts = 0, next_attempt_at = now()
where id = $1 and state <> 'delivered')sql"};

constexpr Query kSupersede{"publication.supersede", R"sql(
update editorial.publication
set name = $3, revision = $4, document = $5, state = 'queued', attempts = 0, failure_code = null,
    failure_detail = null, failure_errors = null, queued_at = now(), next_attempt_at = now()
where id = $1 and revision = $2 and revision < $4)sql"};

constexpr Query kRequeue{"publication.requeue", R"sql(
update editorial.publication
set state = 'queued', attempts = 0, queued_at = now(), next_attempt_at = now(), failure_code = null,
    failure_detail = null, failure_errors = null
where kind = $1 and uid = any($2::text[]))sql"};

// Locked in the order in which they are put.
constexpr Query kRetryRefused{"publication.retry_refused", R"sql(
with refused as (
    select id from editorial.publication
    where kind = 'course' and state in ('queued', 'failed') and failure_code = $1
    order by uid for update
)
update editorial.publication as publication
set state = 'queued', attempts = 0, next_attempt_at = now()
from refused where publication.id = refused.id)sql"};

}  // namespace

Task<Result<void>> PostgresPublicationRepository::put(std::vector<NewPublication> publications) {
    if (publications.empty()) co_return Result<void>();
    std::vector<std::string> kinds;
    std::vector<std::string> uids;
    std::vector<std::string> names;
    std::vector<std::int64_t> revisions;
    std::vector<std::string> documents;
    for (auto& publication : publications) {
        kinds.emplace_back(to_string(publication.kind));
        uids.push_back(std::move(publication.uid));
        names.push_back(std::move(publication.name));
        revisions.push_back(publication.revision);
        documents.push_back(std::move(publication.document).value_or(""));
    }
    std::vector<postgres::Statement> statements;
    statements.push_back({kPut, Params(kinds, uids, names, revisions, documents)});
    statements.push_back(wake_delivery());
    const auto results = co_await connection_.pipeline(std::move(statements));
    if (results[0].affected() == static_cast<std::int64_t>(publications.size())) co_return Result<void>();
    co_return Error{
        ErrorKind::version_mismatch, "revision-not-newer", "a newer or equal revision was published already"
    };
}

Task<Result<data::Publication>> PostgresPublicationRepository::retry(std::int64_t id) {
    const auto updated = co_await connection_.execute(kRetry, Params(id));
    auto publication = co_await find(id);
    if (!publication) {
        co_return Error{ErrorKind::not_found, "publication-not-found", "there is no such publication"};
    }
    if (updated.affected() == 0) {
        co_return Error{ErrorKind::conflict, "already-delivered", "the App has this revision already"};
    }
    std::vector<postgres::Statement> wake;
    wake.push_back(wake_delivery());
    co_await connection_.pipeline(std::move(wake));
    co_return std::move(*publication);
}

Task<bool> PostgresPublicationRepository::supersede(std::int64_t id, std::int64_t from, NewPublication by) {
    std::vector<postgres::Statement> statements;
    statements.push_back({kSupersede, Params(id, from, by.name, by.revision, by.document)});
    statements.push_back(wake_delivery());
    const auto results = co_await connection_.pipeline(std::move(statements));
    co_return results[0].affected() == 1;
}

Task<std::int64_t> PostgresPublicationRepository::requeue(
    data::PublicationKind kind, std::vector<std::string> uids
) {
    std::vector<postgres::Statement> statements;
    statements.push_back({kRequeue, Params(to_string(kind), uids)});
    statements.push_back(wake_delivery());
    const auto results = co_await connection_.pipeline(std::move(statements));
    co_return results[0].affected();
}

Task<std::int64_t> PostgresPublicationRepository::retry_refused(std::string code) {
    std::vector<postgres::Statement> statements;
    statements.push_back({kRetryRefused, Params(code)});
    statements.push_back(wake_delivery());
    const auto results = co_await connection_.pipeline(std::move(statements));
    co_return results[0].affected();
}

}  // namespace core::storage
