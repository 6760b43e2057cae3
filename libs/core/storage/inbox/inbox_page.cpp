#include "core/storage/courses/joined_sql.hpp"
#include "core/storage/inbox/inbox_rows.hpp"
#include "core/storage/inbox/postgres_inbox.hpp"

#include <algorithm>

namespace core::storage {

namespace {

using namespace data;
using postgres::Params;
using postgres::Query;
using postgres::Row;

// Each condition that does not apply is true while the statement is planned, which is done anew for each
// one's values (see kPlanEachTime): no plan has to serve them all.
constexpr std::string_view kRows = R"sql(
select c.id, c.version, c.spider, c.url, c.name, c.provider, c.state, c.course_uid, c.offers, c.conflicts,
       c.rejection, (select r.run from editorial.scrape_run r where r.number = c.last_run), c.first_seen_at,
       c.last_seen_at
from editorial.scraped_course c
where )sql";
constexpr std::string_view kFits =
    R"sql(($1::text is null or c.state = $1) and ($2::text[] is null or c.state = any ($2))
  and ($3::text is null or c.spider = $3)
  and ($4::text is null or c.provider_key = editorial.name_key($4))
  and ($5::bigint is null or c.last_run = $5)
  and ($6::boolean is null or ($6 and c.conflicts > 0) or (not $6 and c.conflicts = 0))
  and ($7::tsquery is null or c.words @@ $7)
  and ($8::text is null or c.url = $8))sql";
constexpr std::string_view kTimeUp =
    R"sql( and ($9::timestamptz is null or (c.last_seen_at, c.id) > ($9, $10))
order by c.last_seen_at, c.id limit $11)sql";
constexpr std::string_view kTimeDown =
    R"sql( and ($9::timestamptz is null or (c.last_seen_at, c.id) < ($9, $10))
order by c.last_seen_at desc, c.id desc limit $11)sql";
constexpr std::string_view kNameUp =
    R"sql( and ($9::text is null or (c.name_key, c.id) > (editorial.name_key($9), $10))
order by c.name_key, c.id limit $11)sql";
constexpr std::string_view kNameDown =
    R"sql( and ($9::text is null or (c.name_key, c.id) < (editorial.name_key($9), $10))
order by c.name_key desc, c.id desc limit $11)sql";
// Ids are given in the order in which courses are first seen.
constexpr std::string_view kIdUp =
    R"sql( and ($9::timestamptz is null or c.id > $10) order by c.id limit $11)sql";
constexpr std::string_view kIdDown =
    R"sql( and ($9::timestamptz is null or c.id < $10) order by c.id desc limit $11)sql";
constexpr std::string_view kCounting = R"sql(
select count(*) from (select from editorial.scraped_course c where )sql";
constexpr std::string_view kCounted = " limit $9) as counted";

constexpr Query kByTimeUp{"inbox.list_by_time_up", JoinedSql<kRows, kFits, kTimeUp>::value};
constexpr Query kByTimeDown{"inbox.list_by_time_down", JoinedSql<kRows, kFits, kTimeDown>::value};
constexpr Query kByNameUp{"inbox.list_by_name_up", JoinedSql<kRows, kFits, kNameUp>::value};
constexpr Query kByNameDown{"inbox.list_by_name_down", JoinedSql<kRows, kFits, kNameDown>::value};
constexpr Query kByIdUp{"inbox.list_by_id_up", JoinedSql<kRows, kFits, kIdUp>::value};
constexpr Query kByIdDown{"inbox.list_by_id_down", JoinedSql<kRows, kFits, kIdDown>::value};
constexpr Query kCount{"inbox.count", JoinedSql<kCounting, kFits, kCounted>::value};

constexpr Query kPlanEachTime{"inbox.plan_each_time", "set local plan_cache_mode = force_custom_plan"};

// The same words as in the column `words`, each as the beginning of one.
constexpr Query kTextSearch{"inbox.text_search", R"sql(
select string_agg(quote_literal(word) || ':*', ' & ')
from regexp_split_to_table(lower($1), '[^[:alnum:]]+') as word where word <> '')sql"};

constexpr Query kRunNumber{"inbox.run_number", "select number from editorial.scrape_run where run = $1"};

Query query_for(InboxSort sort, bool down) {
    switch (sort) {
        case InboxSort::name: return down ? kByNameDown : kByNameUp;
        case InboxSort::first_seen: return down ? kByIdDown : kByIdUp;
        case InboxSort::last_seen: break;
    }
    return down ? kByTimeDown : kByTimeUp;
}

/// One state is compared, since an index in that state's order can then be read; several are looked up.
void add_states(Params& values, const std::vector<InboxState>& states) {
    std::vector<std::string> names;
    for (const auto state : states) names.emplace_back(to_string(state));
    if (names.size() == 1) {
        values.add(names.front()).add_null();
    } else if (names.empty()) {
        values.add_null().add_null();
    } else {
        values.add_null().add(names);
    }
}

void add_place(Params& values, const InboxQuery& query) {
    if (!query.after) {
        values.add_null().add_null();
    } else if (query.sort == InboxSort::name) {
        values.add(query.after->name).add(query.after->id);
    } else {
        values.add(query.after->at).add(query.after->id);
    }
}

}  // namespace

Task<InboxPage> PostgresInboxRepository::list(InboxQuery query) {
    const InboxFilter& filter = query.filter;
    InboxPage page;
    std::optional<std::string> words;
    std::optional<std::int64_t> run;
    if (filter.text) {
        const auto search = co_await connection_.execute(kTextSearch, Params(*filter.text));
        words = search[0].get<std::optional<std::string>>(0);
        if (!words) co_return page;  // nothing to look for in it
    }
    if (filter.run) {
        const auto known = co_await connection_.execute(kRunNumber, Params(*filter.run));
        if (known.empty()) co_return page;
        run = known[0].get<std::int64_t>(0);
    }
    Params values;
    add_states(values, filter.states);
    values.add(filter.spider).add(filter.provider).add(run).add(filter.conflicts).add(words).add(filter.url);
    Params fits = values;
    fits.add(kMostCounted + 1);
    add_place(values, query);
    values.add(query.limit + 1);
    const auto results = co_await connection_.pipeline(
        {{kPlanEachTime, {}},
         {query_for(query.sort, query.descending != query.backwards), std::move(values)},
         {kCount, std::move(fits)}}
    );
    results[1].for_each([&](const Row& row) { page.items.push_back(read_inbox_row(row)); });
    const auto counted = results[2][0].get<std::int64_t>(0);
    page.total = std::min(counted, kMostCounted);
    page.total_is_exact = counted <= kMostCounted;
    const bool more = page.items.size() > static_cast<std::size_t>(query.limit);
    if (more) page.items.pop_back();
    page.more_after = query.backwards ? query.after.has_value() : more;
    page.more_before = query.backwards ? more : query.after.has_value();
    if (query.backwards) std::reverse(page.items.begin(), page.items.end());
    co_return page;
}

}  // namespace core::storage
