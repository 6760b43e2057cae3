#include "core/storage/courses/draft_row.hpp"
#include "core/storage/courses/joined_sql.hpp"
#include "core/storage/courses/postgres_drafts.hpp"

#include <algorithm>

namespace core::storage {

namespace {

using namespace domain;
using data::DraftPage;
using data::DraftPlace;
using data::DraftQuery;
using data::DraftSort;
using postgres::Params;
using postgres::Query;
using postgres::Row;

// A filter that is not asked for is null and falls away when the statement is planned. That is done anew for
// every list: no plan fits a rare word and no filter alike. Hence the statements have no names.
constexpr std::string_view kConditions = R"sql(
from editorial.course c
where ($1::text is null or c.state = $1) and ($2::text[] is null or c.state = any($2))
  and ($3::bigint is null or c.provider_id = $3) and ($4::text is null or c.source = $4)
  and ($5::integer is null or c.level_id = $5) and ($6::integer is null or c.format_id = $6)
  and ($7::integer[] is null or c.area_ids @> $7) and ($8::boolean is null or c.tagged = $8)
  and ($9::boolean is null or (c.gone_at is not null) = $9)
  and ($10::boolean is null or (c.publish_at is not null or c.unpublish_at is not null) = $10)
  and ($11::text is null or c.search like editorial.fold($11))
  and ($12::text is null or c.search like editorial.fold($12))
  and ($13::text is null or c.search like editorial.fold($13))
  and ($14::text is null or c.search like editorial.fold($14))
)sql";

constexpr std::string_view kCountBegin = "select count(*) from (select 1 ";
constexpr std::string_view kCountEnd = " limit $15) matching";

constexpr std::string_view kPageBegin = "select d.* from (select c.id ";
constexpr std::string_view kPageEnd = " limit $17) page join editorial.course_draft d on d.id = page.id";

constexpr std::string_view kFewBegin =
    "with matching as materialized (select c.id, c.updated_at, c.created_at, c.name_key ";
constexpr std::string_view kFewEnd =
    ") select d.* from (select c.id from matching c where $17::integer is not null ";

constexpr std::string_view kUpdatedUp = R"sql(
  and ($15::timestamptz is null or (c.updated_at, c.id) > ($15, $16)) order by c.updated_at, c.id)sql";
constexpr std::string_view kUpdatedDown = R"sql(
  and ($15::timestamptz is null or (c.updated_at, c.id) < ($15, $16))
order by c.updated_at desc, c.id desc)sql";
constexpr std::string_view kCreatedUp = R"sql(
  and ($15::timestamptz is null or (c.created_at, c.id) > ($15, $16)) order by c.created_at, c.id)sql";
constexpr std::string_view kCreatedDown = R"sql(
  and ($15::timestamptz is null or (c.created_at, c.id) < ($15, $16))
order by c.created_at desc, c.id desc)sql";
constexpr std::string_view kNameUp = R"sql(
  and ($15::text is null or (c.name_key, c.id) > ($15, $16)) order by c.name_key, c.id)sql";
constexpr std::string_view kNameDown = R"sql(
  and ($15::text is null or (c.name_key, c.id) < ($15, $16)) order by c.name_key desc, c.id desc)sql";

/// Walks along the order's index until the page is full: quick when many rows match.
template <const std::string_view& order>
constexpr Query kManyPage{"", JoinedSql<kPageBegin, kConditions, order, kPageEnd>::value};

/// Finds all that match and sorts them: quick when few rows match.
template <const std::string_view& order>
constexpr Query kFewPage{"", JoinedSql<kFewBegin, kConditions, kFewEnd, order, kPageEnd>::value};

template <const std::string_view& order>
Query page_in(bool few) {
    return few ? kFewPage<order> : kManyPage<order>;
}

constexpr Query kCount{"", JoinedSql<kCountBegin, kConditions, kCountEnd>::value};

/// Counting what a common word matches would look at every row.
constexpr std::int64_t kMostCountedOfSearch = 10'000;
constexpr std::int64_t kMostCounted = 1'000'000;
constexpr std::int64_t kFew = 5'000;

Query page_query(DraftSort sort, bool descending, bool few) {
    switch (sort) {
        case DraftSort::updated_at: return descending ? page_in<kUpdatedDown>(few) : page_in<kUpdatedUp>(few);
        case DraftSort::created_at: return descending ? page_in<kCreatedDown>(few) : page_in<kCreatedUp>(few);
        case DraftSort::name: break;
    }
    return descending ? page_in<kNameDown>(few) : page_in<kNameUp>(few);
}

/// A pattern that finds a word anywhere, or a short one where a word begins: fewer than three letters are
/// too few for the trigram index within words.
std::string pattern_of(std::string_view word) {
    const auto letters =
        std::count_if(word.begin(), word.end(), [](char c) { return (c & '\xC0') != '\x80'; });
    std::string pattern = letters < 3 ? "% " : "%";
    for (const char c : word) {
        if (c == '%' || c == '_' || c == '\\') pattern.push_back('\\');
        pattern.push_back(c);
    }
    return pattern.append("%");
}

template <class Id>
void add_id(Params& values, const std::optional<Id>& id) {
    values.add(id ? std::optional(to_int(*id)) : std::nullopt);
}

Params filter_values(const data::DraftFilter& filter) {
    Params values;
    if (filter.states.size() == 1) {
        values.add(to_string(filter.states.front())).add_null();
    } else if (filter.states.empty()) {
        values.add_null().add_null();
    } else {
        std::vector<std::string> states;
        for (const auto state : filter.states) states.emplace_back(to_string(state));
        values.add_null().add(states);
    }
    values.add(filter.provider).add(filter.source);
    add_id(values, filter.level);
    add_id(values, filter.format);
    if (filter.area) {
        values.add(std::vector<std::int64_t>{to_int(*filter.area)});
    } else {
        values.add_null();
    }
    values.add(filter.tagged).add(filter.gone).add(filter.scheduled);
    for (std::size_t i = 0; i < data::kMaxSearchWords; ++i) {
        if (i < filter.words.size()) {
            values.add(pattern_of(filter.words[i]));
        } else {
            values.add_null();
        }
    }
    return values;
}

void add_place(Params& values, DraftSort sort, const std::optional<DraftPlace>& after) {
    if (!after) {
        values.add_null().add_null();
    } else if (sort == DraftSort::name) {
        values.add(after->name).add(after->id);
    } else {
        values.add(after->at).add(after->id);
    }
}

DraftPlace place_of(const data::StoredDraft& draft, const Row& row, DraftSort sort) {
    return {
        sort == DraftSort::created_at ? draft.created_at : draft.updated_at,
        row.get<std::string>(kNameKeyColumn),
        draft.id
    };
}

bool goes_before(const DraftPlace& a, const DraftPlace& b, DraftSort sort) {
    if (sort == DraftSort::name) return std::tie(a.name, a.id) < std::tie(b.name, b.id);
    return std::tie(a.at, a.id) < std::tie(b.at, b.id);
}

}  // namespace

Task<DraftPage> PostgresDraftRepository::list(DraftQuery query) {
    const bool searching = !query.filter.words.empty();
    const auto most = searching ? kMostCountedOfSearch : kMostCounted;
    Params count = filter_values(query.filter);
    Params page = count;
    count.add(most + 1);
    add_place(page, query.sort, query.after);
    page.add(query.limit + 1);
    // How to find the page depends on how many match; the planner would guess, and guess wrong for words.
    const auto count_rows = co_await connection_.execute(kCount, std::move(count));
    const auto counted = count_rows[0].get<std::int64_t>(0);
    const bool falling = query.descending != query.backwards;
    postgres::ResultSet rows;
    if (counted > 0) {
        rows =
            co_await connection_.execute(page_query(query.sort, falling, counted <= kFew), std::move(page));
    }

    struct Item {
        DraftPlace place;
        data::StoredDraft draft;
    };

    std::vector<Item> items;
    rows.for_each([&](const Row& row) {
        auto draft = read_draft(row);
        auto place = place_of(draft, row, query.sort);
        items.push_back({std::move(place), std::move(draft)});
    });
    // The join keeps no order; and the row past the limit is the last one in the direction of reading.
    std::sort(items.begin(), items.end(), [&](const Item& a, const Item& b) {
        return falling ? goes_before(b.place, a.place, query.sort)
                       : goes_before(a.place, b.place, query.sort);
    });
    const bool more = items.size() > static_cast<std::size_t>(query.limit);
    if (more) items.pop_back();
    if (query.backwards) std::reverse(items.begin(), items.end());

    DraftPage out;
    out.more_after = query.backwards ? query.after.has_value() : more;
    out.more_before = query.backwards ? more : query.after.has_value();
    out.total = std::min(counted, most);
    out.total_is_exact = counted <= most;
    if (!items.empty()) {
        out.first = items.front().place;
        out.last = items.back().place;
    }
    for (auto& item : items) out.items.push_back(std::move(item.draft));
    co_return out;
}

}  // namespace core::storage
