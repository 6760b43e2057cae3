#include "core/storage/courses/postgres_drafts.hpp"

namespace core::storage {

namespace {

using postgres::Params;
using postgres::Query;
using postgres::Row;

constexpr Query kCourse{"draft.duplicate_key", R"sql(
select name_key, url_key, provider_id, first_start, last_end from editorial.course where id = $1)sql"};

// `<%` looks for the name's trigrams in the searched text; the threshold says how many of them. A name of
// common words alone is like many: not each of them is looked at, and by the index only, which the planner
// finds dear.
constexpr Query kSettings{"draft.duplicate_settings", R"sql(
select set_config('pg_trgm.word_similarity_threshold', '0.8', true),
       set_config('enable_seqscan', 'off', true))sql"};

constexpr Query kDuplicates{"", R"sql(
select uid, version, state, name, provider, url, source, similarity, same_url, same_provider, overlapping
from (
    select c.uid, c.version, c.state, c.name, n.name as provider, k.content ->> 'url' as url, c.source, c.id,
           similarity(c.name_key, $2) as similarity,
           coalesce(c.url_key = $3, false) as same_url,
           coalesce(c.provider_id = $4, false) as same_provider,
           coalesce(c.first_start <= $6 and c.last_end >= $5, false) as overlapping
    from ((select id from editorial.course where $2 <% search limit 500)
          union
          select id from editorial.course where url_key = $3) candidate
    join editorial.course c on c.id = candidate.id
    join editorial.course_content k on k.course_id = c.id
    left join editorial.provider_name n on n.provider_id = c.provider_id and n.canonical
    where c.id <> $1 and c.state in ('draft', 'published', 'unpublished')
) scored
where same_url or similarity >= case when same_provider then 0.5 else 0.7 end
order by same_url desc, similarity + 0.2 * same_provider::integer + 0.1 * overlapping::integer desc, id
limit $7)sql"};

}  // namespace

Task<std::vector<data::PossibleDuplicate>> PostgresDraftRepository::possible_duplicates(
    std::int64_t course, int limit
) {
    const auto keys = co_await connection_.execute(kCourse, Params(course));
    std::vector<data::PossibleDuplicate> found;
    if (keys.empty()) co_return found;
    const Row key = keys[0];
    Params values(course, key.get<std::string>(0), key.get<std::optional<std::string>>(1));
    values.add(key.get<std::optional<std::int64_t>>(2));
    values.add(key.get<std::optional<Instant>>(3)).add(key.get<std::optional<Instant>>(4)).add(limit);
    const auto results = co_await connection_.pipeline({{kSettings, {}}, {kDuplicates, std::move(values)}});
    results[1].for_each([&](const Row& row) {
        data::PossibleDuplicate duplicate;
        duplicate.uid = row.get<std::string>(0);
        duplicate.version = row.get<std::int64_t>(1);
        duplicate.state = data::parse_course_state(row.get<std::string_view>(2)).value();
        duplicate.name = row.get<std::string>(3);
        duplicate.provider = row.get<std::optional<std::string>>(4);
        duplicate.url = row.get<std::optional<std::string>>(5);
        duplicate.source = row.get<std::string>(6);
        duplicate.name_similarity = row.get<double>(7);
        duplicate.same_url = row.get<bool>(8);
        duplicate.same_provider = row.get<bool>(9);
        duplicate.overlapping_dates = row.get<bool>(10);
        found.push_back(std::move(duplicate));
    });
    co_return found;
}

}  // namespace core::storage
