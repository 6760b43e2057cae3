#include "core/storage/staff/postgres_staff_repository.hpp"

namespace core::storage {

namespace {

using data::KeptAnswer;
using data::RequestKey;
using postgres::Params;
using postgres::Query;

}  // namespace

// A lock and not a row: it ends with the connection, so that a request that was cut off holds up nothing.
constexpr Query kTryLockKey{"staff.try_lock_key", R"sql(
select pg_try_advisory_xact_lock(hashtextextended('staff.kept_answer ' || $1::bigint || ' ' || $2::text, 0))
)sql"};

Task<bool> PostgresStaffRepository::try_lock_key(RequestKey key) {
    const auto rows = co_await connection_.execute(kTryLockKey, Params(key.account, key.key));
    co_return rows[0].get<bool>(0);
}

constexpr Query kFindAnswer{"staff.find_answer", R"sql(
select fingerprint, status, content_type, etag, fields, body
from staff.kept_answer where account_id = $1 and key = $2 and kept_at >= $3)sql"};

Task<std::optional<KeptAnswer>> PostgresStaffRepository::find_answer(RequestKey key, Instant since) {
    const auto rows = co_await connection_.execute(kFindAnswer, Params(key.account, key.key, since));
    if (rows.empty()) co_return std::nullopt;
    const auto row = rows[0];
    co_return KeptAnswer{
        .fingerprint = row.get<std::string>(0),
        .status = row.get<std::int32_t>(1),
        .content_type = row.get<std::string>(2),
        .etag = row.get<std::string>(3),
        .fields = row.get<std::string>(4),
        .body = row.get<std::optional<std::string>>(5),
    };
}

constexpr Query kCountAnswers{"staff.count_answers", R"sql(
select coalesce(sum(kept), 0)::bigint from staff.kept_count
where account_id = $1 and hour >= date_trunc('hour', $2::timestamptz, 'UTC'))sql"};

Task<std::int64_t> PostgresStaffRepository::count_answers(std::int64_t account, Instant since) {
    const auto rows = co_await connection_.execute(kCountAnswers, Params(account, since));
    co_return rows[0].get<std::int64_t>(0);
}

constexpr Query kKeepAnswer{"staff.keep_answer", R"sql(
insert into staff.kept_answer (account_id, key, fingerprint, status, content_type, etag, fields, body,
                               kept_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (account_id, key) do update
set fingerprint = excluded.fingerprint, status = excluded.status, content_type = excluded.content_type,
    etag = excluded.etag, fields = excluded.fields, body = excluded.body, kept_at = excluded.kept_at)sql"};

Task<void> PostgresStaffRepository::keep_answer(RequestKey key, KeptAnswer answer, Instant now) {
    co_await connection_.execute(
        kKeepAnswer,
        Params(
            key.account,
            key.key,
            answer.fingerprint,
            answer.status,
            answer.content_type,
            answer.etag,
            answer.fields,
            answer.body,
            now
        )
    );
}

constexpr Query kRemoveAnswers{"staff.remove_answers", "delete from staff.kept_answer where kept_at < $1"};
constexpr Query kRemoveCounts{
    "staff.remove_kept_counts",
    "delete from staff.kept_count where hour < date_trunc('hour', $1::timestamptz, 'UTC')"
};

Task<std::int64_t> PostgresStaffRepository::remove_answers(Instant since) {
    const auto results =
        co_await connection_.pipeline({{kRemoveAnswers, Params(since)}, {kRemoveCounts, Params(since)}});
    co_return results[0].affected();
}

}  // namespace core::storage
