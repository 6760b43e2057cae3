#include "core/storage/inbox/inbox_rows.hpp"
#include "core/storage/inbox/postgres_inbox.hpp"

namespace core::storage {

namespace {

using namespace data;
using postgres::Params;
using postgres::Query;
using postgres::Row;

constexpr Query kList{"scrape_source.list", R"sql(
select s.spider, coalesce(c.courses, 0), coalesce(c.fresh, 0), coalesce(c.changed, 0),
       coalesce(c.conflicts, 0), coalesce(c.gone, 0), coalesce(c.rejected, 0),
       (select count(*) from editorial.scrape_run h where h.spider = s.spider and h.state = 'held'),
       (select max(a.closed_at) from editorial.scrape_run a
        where a.spider = s.spider and a.state = 'applied' and a.outcome = 'complete'),
       r.number, r.version, r.run, r.spider, r.spider_version, r.started_at, r.opened_at, r.state, r.outcome,
       r.reason, r.pages, r.items, r.errors, r.found, r.held_because, r.closed_at, r.added, r.changed,
       r.unchanged, r.gone, r.rejected, r.taken, r.overflowed
from editorial.scrape_source s
left join lateral (
    select * from editorial.scrape_run r where r.spider = s.spider order by number desc limit 1
) r on true
left join (
    select spider, count(*) filter (where state not in ('gone', 'rejected')) as courses,
           count(*) filter (where state = 'new') as fresh,
           count(*) filter (where state = 'changed') as changed,
           count(*) filter (where conflicts > 0) as conflicts, count(*) filter (where state = 'gone') as gone,
           count(*) filter (where state = 'rejected') as rejected
    from editorial.scraped_course group by spider
) c on c.spider = s.spider
order by s.spider)sql"};

constexpr Query kFind{"scrape_source.find", "select version from editorial.scrape_source where spider = $1"};

constexpr Query kFindLocked{
    "scrape_source.find_locked",
    "select version from editorial.scrape_source where spider = $1 for no key update"
};

constexpr Query kRules{
    "scrape_source.rules", "select field, rule from editorial.scrape_rule where spider = $1 order by field"
};

constexpr Query kSave{"scrape_source.save", R"sql(
update editorial.scrape_source set version = version + 1 where spider = $1 and version = $2
returning version)sql"};

constexpr Query kClear{"scrape_source.clear_rules", "delete from editorial.scrape_rule where spider = $1"};

constexpr Query kPutRules{"scrape_source.put_rules", R"sql(
insert into editorial.scrape_rule (spider, field, rule)
select $1, field, rule from unnest($2::text[], $3::text[]) as given (field, rule))sql"};

}  // namespace

Task<std::vector<SourceSummary>> PostgresInboxRepository::list_sources() {
    const auto rows = co_await connection_.execute(kList);
    std::vector<SourceSummary> sources;
    rows.for_each([&](const Row& row) {
        SourceSummary source;
        source.spider = row.get<std::string>(0);
        source.courses = row.get<std::int64_t>(1);
        source.fresh = row.get<std::int64_t>(2);
        source.changed = row.get<std::int64_t>(3);
        source.conflicts = row.get<std::int64_t>(4);
        source.gone = row.get<std::int64_t>(5);
        source.rejected = row.get<std::int64_t>(6);
        source.held_runs = row.get<std::int64_t>(7);
        source.last_success_at = row.get<std::optional<Instant>>(8);
        if (!row.is_null(9)) source.last_run = read_run(row, 9);
        sources.push_back(std::move(source));
    });
    co_return sources;
}

Task<std::optional<SourceRules>> PostgresInboxRepository::find_rules(std::string spider) {
    const auto source = co_await connection_.execute(kFind, Params(spider));
    if (source.empty()) co_return std::nullopt;
    SourceRules rules{spider, source[0].get<std::int64_t>(0), {}};
    const auto rows = co_await connection_.execute(kRules, Params(spider));
    rows.for_each([&](const Row& row) {
        rules.rules.push_back(
            {domain::parse_course_field(row.get<std::string_view>(0)).value(),
             domain::parse_standing_rule(row.get<std::string_view>(1)).value()}
        );
    });
    co_return rules;
}

Task<std::optional<SourceRules>> PostgresInboxRepository::find_rules_locked(std::string spider) {
    co_await connection_.execute(kFindLocked, Params(spider));
    co_return co_await find_rules(std::move(spider));
}

Task<Result<std::int64_t>> PostgresInboxRepository::save_rules(SourceRules rules) {
    const auto saved = co_await connection_.execute(kSave, Params(rules.spider, rules.version));
    if (saved.empty()) {
        co_return Error{ErrorKind::version_mismatch, "stale-version", "the rules were changed meanwhile"};
    }
    std::vector<std::string> fields, kinds;
    for (const auto& rule : rules.rules) {
        if (rule.rule == domain::StandingRule::ask) continue;
        fields.emplace_back(domain::to_string(rule.field));
        kinds.emplace_back(domain::to_string(rule.rule));
    }
    co_await connection_.execute(kClear, Params(rules.spider));
    co_await connection_.execute(kPutRules, Params(rules.spider, fields, kinds));
    co_return saved[0].get<std::int64_t>(0);
}

}  // namespace core::storage
