#include "core/storage/publication/postgres_publications.hpp"

namespace core::storage {

namespace {

using data::ClaimedPublication;
using data::Settlement;
using postgres::Params;
using postgres::Query;
using postgres::Row;

// Nothing is put off, and nothing claimed, for as long as five minutes: what seems to be was written before
// the clock was set back, and is due.

// The framework goes alone and first: courses may refer to what it brings.
constexpr Query kClaimFramework{"publication.claim_framework", R"sql(
with due as (
    select id from editorial.publication
    where kind = 'framework' and state = 'queued'
          and (next_attempt_at <= now() or next_attempt_at > now() + interval '5 minutes')
          and (claimed_until is null or claimed_until <= now()
               or claimed_until > now() + interval '5 minutes')
    for update skip locked
)
update editorial.publication p
set claimant = $1, claimed_until = now() + $2::bigint * interval '1 millisecond'
from due where p.id = due.id
returning p.id, p.kind, p.uid, p.name, p.revision, p.document, p.attempts)sql"};

constexpr Query kClaimCourses{"publication.claim_courses", R"sql(
with due as (
    select id from editorial.publication
    where state = 'queued' and kind = 'course'
          and (next_attempt_at <= now() or next_attempt_at > now() + interval '5 minutes')
          and (claimed_until is null or claimed_until <= now()
               or claimed_until > now() + interval '5 minutes')
    order by next_attempt_at, id
    limit $3
    for update skip locked
)
update editorial.publication p
set claimant = $1, claimed_until = now() + $2::bigint * interval '1 millisecond'
from due where p.id = due.id
returning p.id, p.kind, p.uid, p.name, p.revision, p.document, p.attempts)sql"};

constexpr Query kRenew{"publication.renew", R"sql(
with held as (
    select id from editorial.publication where id = any($2::bigint[]) and claimant = $1
    order by id for update skip locked
)
update editorial.publication p set claimed_until = now() + $3::bigint * interval '1 millisecond'
from held where p.id = held.id)sql"};

// What was said of an older revision than the newest tells only that the older one has arrived.
constexpr Query kSettle{"publication.settle", R"sql(
update editorial.publication p
set claimant = null, claimed_until = null,
    state = case when p.revision <> given.revision then p.state
                 when given.outcome in ('delivered', 'failed') then given.outcome
                 else 'queued' end,
    attempts = p.attempts
               + case when p.revision = given.revision and given.outcome <> 'released' then 1 else 0 end,
    next_attempt_at = case when p.revision = given.revision and given.outcome = 'retry'
                           then now() + given.retry_ms * interval '1 millisecond' else p.next_attempt_at end,
    failure_code = case when p.revision <> given.revision then p.failure_code
                   else nullif(given.code, '') end,
    failure_detail = case when p.revision <> given.revision then p.failure_detail
                   else nullif(given.detail, '') end,
    failure_errors = case when p.revision <> given.revision then p.failure_errors
                   else nullif(given.errors, '') end,
    delivered_at = case when given.outcome = 'delivered' then now() else p.delivered_at end,
    delivered_revision = case when given.outcome <> 'delivered' then p.delivered_revision
                              else greatest(p.delivered_revision, given.revision) end
from unnest($2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[])
     as given (id, revision, outcome, retry_ms, code, detail, errors)
where p.id = given.id and p.claimant = $1)sql"};

constexpr Query kDueIn{"publication.due_in", R"sql(
select greatest(0, ceil(extract(epoch from
           min(case when due > now() + interval '5 minutes' then now() else due end) - now()) * 1000))::bigint
from (select greatest(next_attempt_at, coalesce(claimed_until, next_attempt_at)) as due
      from editorial.publication where state = 'queued') waiting)sql"};

std::string_view word_of(Settlement::Outcome outcome) {
    switch (outcome) {
        case Settlement::Outcome::delivered: return "delivered";
        case Settlement::Outcome::failed: return "failed";
        case Settlement::Outcome::retry: return "retry";
        case Settlement::Outcome::released: return "released";
    }
    return "";
}

std::vector<ClaimedPublication> read_claims(const postgres::ResultSet& rows) {
    std::vector<ClaimedPublication> claims;
    claims.reserve(static_cast<std::size_t>(rows.size()));
    rows.for_each([&](const Row& row) {
        ClaimedPublication claim;
        claim.id = row.get<std::int64_t>(0);
        claim.what.kind = data::parse_publication_kind(row.get<std::string_view>(1)).value();
        claim.what.uid = row.get<std::string>(2);
        claim.what.name = row.get<std::string>(3);
        claim.what.revision = row.get<std::int64_t>(4);
        claim.what.document = row.get<std::optional<std::string>>(5);
        claim.attempts = row.get<std::int32_t>(6);
        claims.push_back(std::move(claim));
    });
    return claims;
}

}  // namespace

Task<std::vector<ClaimedPublication>> PostgresPublicationRepository::claim(
    std::string claimant, std::int64_t limit, std::chrono::milliseconds lease
) {
    const auto framework = co_await connection_.execute(kClaimFramework, Params(claimant, lease.count()));
    if (!framework.empty()) co_return read_claims(framework);
    co_return read_claims(co_await connection_.execute(kClaimCourses, Params(claimant, lease.count(), limit))
    );
}

Task<std::int64_t> PostgresPublicationRepository::renew(
    std::string claimant, std::vector<std::int64_t> ids, std::chrono::milliseconds lease
) {
    const auto renewed = co_await connection_.execute(kRenew, Params(claimant, ids, lease.count()));
    co_return renewed.affected();
}

Task<std::int64_t> PostgresPublicationRepository::settle(
    std::string claimant, std::vector<Settlement> settlements
) {
    if (settlements.empty()) co_return 0;
    std::vector<std::int64_t> ids;
    std::vector<std::int64_t> revisions;
    std::vector<std::string> outcomes;
    std::vector<std::int64_t> pauses;
    std::vector<std::string> codes;
    std::vector<std::string> details;
    std::vector<std::string> errors;
    for (auto& settlement : settlements) {
        ids.push_back(settlement.id);
        revisions.push_back(settlement.revision);
        outcomes.emplace_back(word_of(settlement.outcome));
        pauses.push_back(settlement.retry_after.count());
        const auto failure = std::move(settlement.failure).value_or(data::DeliveryFailure());
        codes.push_back(failure.code);
        details.push_back(failure.detail);
        errors.push_back(failure.errors);
    }
    const auto settled = co_await connection_.execute(
        kSettle, Params(claimant, ids, revisions, outcomes, pauses, codes, details, errors)
    );
    co_return settled.affected();
}

Task<std::optional<std::chrono::milliseconds>> PostgresPublicationRepository::due_in() {
    const auto rows = co_await connection_.execute(kDueIn);
    const auto wait = rows[0].get<std::optional<std::int64_t>>(0);
    if (!wait) co_return std::nullopt;
    co_return std::chrono::milliseconds(*wait);
}

}  // namespace core::storage
