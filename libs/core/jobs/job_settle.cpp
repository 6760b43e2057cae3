#include "core/base/utf8.hpp"
#include "core/jobs/job_queue.hpp"

#include <array>

namespace core::jobs {

namespace {

using postgres::Params;
using postgres::Query;

constexpr std::size_t kMaxErrorBytes = 4'000;
constexpr std::array<std::string_view, 6> kKinds{"done", "retry", "snooze", "dead", "release", "park"};

// A row that somebody has locked is left for the next round, so that it holds up no other. A job asked for
// again while it ran (`rerun`) starts anew whatever came of this attempt.
constexpr Query kSettle{"job.settle", R"sql(
with settled as (
    select j.id, s.kind, s.after_ms, s.error,
           case when s.kind = 'done' and not j.rerun then 'done'
                when j.cancel_requested then 'cancelled'
                when s.kind = 'park' then 'parked'
                when s.kind in ('snooze', 'release') or j.rerun then 'ready'
                when s.kind = 'retry' and j.attempts < j.max_attempts then 'ready'
                else 'dead' end as next
    from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::text[])
         as s (job, claim, kind, after_ms, error)
    join jobs.job j on j.id = s.job
    where j.claims = s.claim and j.state = 'running'
    for no key update of j skip locked
)
update jobs.job j set
    state = s.next,
    run_at = case when s.next <> 'ready' then j.run_at
                  when j.rerun then greatest(j.run_at, now())
                  else now() + s.after_ms * interval '1 millisecond' end,
    attempts = case when s.kind in ('snooze', 'release', 'park') then j.attempts - 1
                    when j.rerun and s.next = 'ready' then 0
                    else j.attempts end,
    rerun = j.rerun and s.next = 'parked',
    last_error = case when s.kind = 'done' then null else coalesce(nullif(s.error, ''), j.last_error) end,
    finished_at = case when s.next in ('done', 'dead', 'cancelled') then now() end,
    lease_until = null
from settled s
where j.id = s.id
returning j.id)sql"};

}  // namespace

std::string storable(std::string_view text) {
    std::string out;
    out.reserve(std::min(text.size(), kMaxErrorBytes));
    while (!text.empty()) {
        const auto step = utf8_step(text);
        const std::string_view piece =
            step.valid && text.front() != '\0' ? text.substr(0, step.length) : std::string_view("\uFFFD");
        if (out.size() + piece.size() > kMaxErrorBytes) break;
        out += piece;
        text.remove_prefix(step.length);
    }
    return out;
}

postgres::Statement settle_statement(const std::vector<Settlement>& settlements) {
    std::vector<std::int64_t> ids;
    std::vector<std::int64_t> claims;
    std::vector<std::string> kinds;
    std::vector<std::int64_t> pauses;
    std::vector<std::string> errors;
    for (const auto& settlement : settlements) {
        ids.push_back(static_cast<std::int64_t>(settlement.lease.job));
        claims.push_back(settlement.lease.claim);
        kinds.emplace_back(kKinds.at(static_cast<std::size_t>(settlement.kind)));
        pauses.push_back(settlement.after.count());
        errors.push_back(storable(settlement.error));
    }
    return {kSettle, Params(ids, claims, kinds, pauses, errors)};
}

}  // namespace core::jobs
