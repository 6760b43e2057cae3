#include "core/storage/staff/postgres_audit_log.hpp"

#include <algorithm>
#include <string_view>

namespace core::storage {

namespace {

using data::AuditEntry;
using data::AuditFilter;
using data::RecordedAudit;
using postgres::Params;
using postgres::Query;
using postgres::Row;

/// $1 to $7 of the statements that select.
Params filter_params(const AuditFilter& filter) {
    Params params;
    params.add(filter.actor).add(filter.action).add(filter.object_kind).add(filter.object_id);
    params.add(filter.from).add(filter.until).add(filter.text);
    return params;
}

RecordedAudit read_entry(const Row& row) {
    return {
        row.get<std::int64_t>(0),
        row.get<Instant>(1),
        {row.get<std::optional<std::int64_t>>(2),
         row.get<std::string>(3),
         row.get<std::string>(4),
         row.get<std::string>(5),
         row.get<std::string>(6),
         row.get<std::string>(7),
         row.get<std::string>(8),
         row.get<std::string>(9)}
    };
}

}  // namespace

constexpr Query kAppend{"audit.append", R"sql(
insert into audit.entry (actor_id, actor, action, object_kind, object_id, client, request_id, difference)
values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb))sql"};

Task<void> PostgresAuditLog::append(AuditEntry entry) {
    co_await connection_.execute(
        kAppend,
        Params(
            entry.actor_id,
            entry.actor,
            entry.action,
            entry.object_kind,
            entry.object_id,
            entry.client,
            entry.request_id,
            entry.difference
        )
    );
}

// Which conditions are asked differs from call to call, so the plan must be made for the values at hand: the
// statements that search have no name and are not kept prepared.
constexpr Query kListOlder{"", R"sql(
select id, at, actor_id, actor, action, object_kind, object_id, client, request_id, difference::text
from audit.entry
where ($1::text is null or actor = $1)
  and ($2::text is null or action = $2 or (right($2, 1) = '.' and starts_with(action, $2)))
  and ($3::text is null or object_kind = $3)
  and ($4::text is null or object_id = $4)
  and ($5::timestamptz is null or at >= $5)
  and ($6::timestamptz is null or at < $6)
  and ($7::text is null or words @@ websearch_to_tsquery('simple', $7))
  and ($8::bigint is null or id < $8)
order by id desc
limit $9)sql"};

constexpr Query kListNewer{"", R"sql(
select id, at, actor_id, actor, action, object_kind, object_id, client, request_id, difference::text
from audit.entry
where ($1::text is null or actor = $1)
  and ($2::text is null or action = $2 or (right($2, 1) = '.' and starts_with(action, $2)))
  and ($3::text is null or object_kind = $3)
  and ($4::text is null or object_id = $4)
  and ($5::timestamptz is null or at >= $5)
  and ($6::timestamptz is null or at < $6)
  and ($7::text is null or words @@ websearch_to_tsquery('simple', $7))
  and id > $8::bigint
order by id
limit $9)sql"};

Task<std::vector<RecordedAudit>> PostgresAuditLog::list(
    AuditFilter filter, std::optional<data::AuditPlace> place, std::int64_t limit
) {
    const bool newer = place && place->newer;
    auto params = filter_params(filter);
    params.add(place ? std::optional(place->id) : std::nullopt).add(limit);
    const auto rows = co_await connection_.execute(newer ? kListNewer : kListOlder, std::move(params));
    std::vector<RecordedAudit> entries;
    entries.reserve(static_cast<std::size_t>(rows.size()));
    rows.for_each([&](const Row& row) { entries.push_back(read_entry(row)); });
    if (newer) std::reverse(entries.begin(), entries.end());
    co_return entries;
}

constexpr Query kCount{"", R"sql(
select count(*)
from audit.entry
where ($1::text is null or actor = $1)
  and ($2::text is null or action = $2 or (right($2, 1) = '.' and starts_with(action, $2)))
  and ($3::text is null or object_kind = $3)
  and ($4::text is null or object_id = $4)
  and ($5::timestamptz is null or at >= $5)
  and ($6::timestamptz is null or at < $6)
  and ($7::text is null or words @@ websearch_to_tsquery('simple', $7)))sql"};

Task<std::int64_t> PostgresAuditLog::count(AuditFilter filter) {
    const auto rows = co_await connection_.execute(kCount, filter_params(filter));
    co_return rows[0].get<std::int64_t>(0);
}

}  // namespace core::storage
