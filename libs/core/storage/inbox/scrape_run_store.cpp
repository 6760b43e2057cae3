#include "core/storage/courses/joined_sql.hpp"
#include "core/storage/inbox/inbox_rows.hpp"
#include "core/storage/inbox/postgres_inbox.hpp"

namespace core::storage {

namespace {

using namespace data;
using postgres::Params;
using postgres::Query;
using postgres::Row;

constexpr Query kPutSource{
    "scrape_run.put_source", "insert into editorial.scrape_source (spider) values ($1) on conflict do nothing"
};

constexpr Query kInsert{"scrape_run.insert", R"sql(
insert into editorial.scrape_run (run, spider, spider_version, started_at, opened_at)
values ($1, $2, $3, $4, $5)
on conflict (run) do nothing
returning number)sql"};

constexpr std::string_view kRuns = R"sql(
select number, version, run, spider, spider_version, started_at, opened_at, state, outcome, reason, pages,
       items, errors, found, held_because, closed_at, added, changed, unchanged, gone, rejected, taken,
       overflowed
from editorial.scrape_run)sql";

constexpr std::string_view kFindWhere = " where run = $1";
constexpr Query kFind{"scrape_run.find", JoinedSql<kRuns, kFindWhere>::value};

constexpr std::string_view kFindForItemsWhere = " where run = $1 for no key update";
constexpr Query kFindForItems{"scrape_run.find_for_items", JoinedSql<kRuns, kFindForItemsWhere>::value};

constexpr std::string_view kFindLockedWhere = " where run = $1 for update";
constexpr Query kFindLocked{"scrape_run.find_locked", JoinedSql<kRuns, kFindLockedWhere>::value};

// Runs of one spider are applied one after the other: what they match would change under each other's hands.
constexpr Query kLockSource{"scrape_run.lock_source", R"sql(
select from editorial.scrape_source s join editorial.scrape_run r on r.spider = s.spider
where r.run = $1 for no key update of s)sql"};

constexpr Query kSave{"scrape_run.save", R"sql(
update editorial.scrape_run
set version = version + 1, state = $3, outcome = $4, reason = $5, pages = $6, items = $7, errors = $8,
    found = $9, held_because = $10, closed_at = $11, added = $12, changed = $13, unchanged = $14, gone = $15,
    rejected = $16, taken = $17
where number = $1 and version = $2
returning version)sql"};

constexpr Query kEarlierSizes{"scrape_run.earlier_sizes", R"sql(
select e.found
from editorial.scrape_run r join editorial.scrape_run e on e.spider = r.spider and e.number < r.number
where r.number = $1 and e.state = 'applied' and e.outcome = 'complete'
order by e.number desc limit $2)sql"};

constexpr std::string_view kListWhere = R"sql(
where ($1::text is null or spider = $1)
  and ($2::text is null or state = $2)
  and ($3::bigint is null or number < $3)
order by number desc limit $4)sql";
constexpr Query kList{"scrape_run.list", JoinedSql<kRuns, kListWhere>::value};

constexpr std::string_view kListBackwardsWhere = R"sql(
where ($1::text is null or spider = $1)
  and ($2::text is null or state = $2)
  and ($3::bigint is null or number > $3)
order by number limit $4)sql";
constexpr Query kListBackwards{"scrape_run.list_backwards", JoinedSql<kRuns, kListBackwardsWhere>::value};

constexpr Query kCount{"scrape_run.count", R"sql(
select count(*) from editorial.scrape_run
where ($1::text is null or spider = $1) and ($2::text is null or state = $2))sql"};

bool is_same(const ScrapeRun& stored, const NewRun& asked) {
    return stored.spider == asked.spider && stored.spider_version == asked.spider_version &&
           stored.started_at == asked.started_at;
}

template <class Enum>
std::optional<std::string> text_of(const std::optional<Enum>& value) {
    if (!value) return std::nullopt;
    return std::string(to_string(*value));
}

std::optional<ScrapeRun> first_run(const postgres::ResultSet& rows) {
    if (rows.empty()) return std::nullopt;
    return read_run(rows[0], 0);
}

}  // namespace

ScrapeRun read_run(const Row& row, int first) {
    ScrapeRun run;
    run.number = row.get<std::int64_t>(first);
    run.version = row.get<std::int64_t>(first + 1);
    run.run = row.get<std::string>(first + 2);
    run.spider = row.get<std::string>(first + 3);
    run.spider_version = row.get<std::string>(first + 4);
    run.started_at = row.get<Instant>(first + 5);
    run.opened_at = row.get<Instant>(first + 6);
    run.state = parse_run_state(row.get<std::string_view>(first + 7)).value();
    if (!row.is_null(first + 8)) {
        RunReport report;
        report.outcome = parse_run_outcome(row.get<std::string_view>(first + 8)).value();
        report.reason = row.get<std::optional<std::string>>(first + 9);
        report.pages = row.get<std::int64_t>(first + 10);
        report.items = row.get<std::int64_t>(first + 11);
        report.errors = row.get<std::int64_t>(first + 12);
        run.report = std::move(report);
    }
    run.found = row.get<std::int64_t>(first + 13);
    run.held_because = row.get<std::optional<std::string>>(first + 14);
    run.closed_at = row.get<std::optional<Instant>>(first + 15);
    run.effect.added = row.get<std::int64_t>(first + 16);
    run.effect.changed = row.get<std::int64_t>(first + 17);
    run.effect.unchanged = row.get<std::int64_t>(first + 18);
    run.effect.gone = row.get<std::int64_t>(first + 19);
    run.effect.rejected = row.get<std::int64_t>(first + 20);
    run.effect.taken = row.get<std::int64_t>(first + 21);
    run.overflowed = row.get<bool>(first + 22);
    return run;
}

Task<Result<OpenedRun>> PostgresInboxRepository::open_run(NewRun run) {
    co_await connection_.execute(kPutSource, Params(run.spider));
    const auto inserted = co_await connection_.execute(
        kInsert, Params(run.run, run.spider, run.spider_version, run.started_at, run.now)
    );
    const auto stored = co_await find_run(run.run);
    if (!stored || !is_same(*stored, run)) {
        co_return Error{
            ErrorKind::conflict, "run-taken", "the name stands for a run of another spider, version or start"
        };
    }
    co_return OpenedRun{*stored, !inserted.empty()};
}

Task<std::optional<ScrapeRun>> PostgresInboxRepository::find_run(std::string run) {
    co_return first_run(co_await connection_.execute(kFind, Params(run)));
}

Task<std::optional<ScrapeRun>> PostgresInboxRepository::find_run_for_items(std::string run) {
    co_return first_run(co_await connection_.execute(kFindForItems, Params(run)));
}

Task<std::optional<ScrapeRun>> PostgresInboxRepository::find_run_locked(std::string run) {
    co_await connection_.execute(kLockSource, Params(run));
    co_return first_run(co_await connection_.execute(kFindLocked, Params(run)));
}

Task<Result<std::int64_t>> PostgresInboxRepository::save_run(ScrapeRun run) {
    const RunReport report = run.report.value_or(RunReport{});
    Params values(run.number, run.version, to_string(run.state));
    values.add(run.report ? std::optional(to_string(report.outcome)) : std::nullopt).add(report.reason);
    values.add(report.pages).add(report.items).add(report.errors).add(run.found);
    values.add(run.held_because).add(run.closed_at);
    values.add(run.effect.added).add(run.effect.changed).add(run.effect.unchanged).add(run.effect.gone);
    values.add(run.effect.rejected).add(run.effect.taken);
    const auto rows = co_await connection_.execute(kSave, std::move(values));
    if (rows.empty()) {
        co_return Error{ErrorKind::version_mismatch, "stale-version", "somebody changed the run meanwhile"};
    }
    co_return rows[0].get<std::int64_t>(0);
}

Task<std::vector<std::int64_t>> PostgresInboxRepository::earlier_sizes(std::int64_t run, int limit) {
    const auto rows = co_await connection_.execute(kEarlierSizes, Params(run, limit));
    std::vector<std::int64_t> sizes;
    rows.for_each([&](const Row& row) { sizes.push_back(row.get<std::int64_t>(0)); });
    co_return sizes;
}

Task<RunPage> PostgresInboxRepository::list_runs(RunQuery query) {
    const auto& spider = query.filter.spider;
    const auto state = text_of(query.filter.state);
    const Params values(spider, state, query.place, query.limit);
    const auto rows = co_await connection_.execute(query.backwards ? kListBackwards : kList, values);
    const auto total = co_await connection_.execute(kCount, Params(spider, state));
    RunPage page;
    rows.for_each([&](const Row& row) { page.items.push_back(read_run(row, 0)); });
    if (query.backwards) std::reverse(page.items.begin(), page.items.end());
    page.total = total[0].get<std::int64_t>(0);
    co_return page;
}

}  // namespace core::storage
