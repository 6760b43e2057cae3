#include "core/storage/courses/postgres_providers.hpp"
#include "core/storage/courses/provider_row.hpp"

#include <algorithm>

namespace core::storage {

namespace {

using data::CanonicalProvider;
using postgres::Params;
using postgres::Query;
using postgres::Row;

constexpr Query kById{"provider.by_id", R"sql(
select p.id, p.version, n.name, p.website, p.updated_at,
       array(select a.name from editorial.provider_name a
             where a.provider_id = p.id and not a.canonical order by a.folded),
       (select count(*) from editorial.course c where c.provider_id = p.id)
from editorial.provider p join editorial.provider_name n on n.provider_id = p.id and n.canonical
where p.id = $1)sql"};

constexpr Query kLock{"provider.lock", "select id from editorial.provider where id = $1 for update"};

constexpr Query kByName{
    "provider.by_name",
    "select provider_id from editorial.provider_name where folded = editorial.name_key($1)"
};

constexpr Query kFindOrAdd{"provider.find_or_add", "select editorial.provider_for($1)"};

// Providers are few: a search may look at every name of every one.
constexpr Query kCount{"provider.count", R"sql(
select count(distinct provider_id) from editorial.provider_name
where strpos(folded, editorial.name_key($1)) > 0)sql"};

constexpr Query kAfter{"provider.after", R"sql(
select p.id, p.version, n.name, p.website, p.updated_at,
       array(select a.name from editorial.provider_name a
             where a.provider_id = p.id and not a.canonical order by a.folded),
       (select count(*) from editorial.course c where c.provider_id = p.id)
from editorial.provider_name n join editorial.provider p on p.id = n.provider_id
where n.canonical and ($2::text is null or n.folded > editorial.name_key($2))
  and exists (select 1 from editorial.provider_name a
              where a.provider_id = p.id and strpos(a.folded, editorial.name_key($1)) > 0)
order by n.folded limit $3)sql"};

constexpr Query kBefore{"provider.before", R"sql(
select p.id, p.version, n.name, p.website, p.updated_at,
       array(select a.name from editorial.provider_name a
             where a.provider_id = p.id and not a.canonical order by a.folded),
       (select count(*) from editorial.course c where c.provider_id = p.id)
from editorial.provider_name n join editorial.provider p on p.id = n.provider_id
where n.canonical and ($2::text is null or n.folded < editorial.name_key($2))
  and exists (select 1 from editorial.provider_name a
              where a.provider_id = p.id and strpos(a.folded, editorial.name_key($1)) > 0)
order by n.folded desc limit $3)sql"};

}  // namespace

CanonicalProvider read_provider(const Row& row) {
    CanonicalProvider provider;
    provider.id = row.get<std::int64_t>(0);
    provider.version = row.get<std::int64_t>(1);
    provider.name = row.get<std::string>(2);
    provider.website = row.get<std::optional<std::string>>(3);
    provider.updated_at = row.get<Instant>(4);
    provider.aliases = row.get<std::vector<std::string>>(5);
    provider.courses = row.get<std::int64_t>(6);
    return provider;
}

Task<std::optional<CanonicalProvider>> PostgresProviderRepository::find(std::int64_t id) {
    const auto rows = co_await connection_.execute(kById, Params(id));
    if (rows.empty()) co_return std::nullopt;
    co_return read_provider(rows[0]);
}

Task<std::optional<CanonicalProvider>> PostgresProviderRepository::find_locked(std::int64_t id) {
    co_await connection_.execute(kLock, Params(id));
    co_return co_await find(id);
}

Task<std::optional<CanonicalProvider>> PostgresProviderRepository::find_by_name(std::string name) {
    const auto rows = co_await connection_.execute(kByName, Params(name));
    if (rows.empty()) co_return std::nullopt;
    co_return co_await find(rows[0].get<std::int64_t>(0));
}

Task<CanonicalProvider> PostgresProviderRepository::find_or_add(std::string name) {
    const auto rows = co_await connection_.execute(kFindOrAdd, Params(name));
    auto provider = co_await find(rows[0].get<std::int64_t>(0));
    co_return std::move(*provider);
}

Task<data::ProviderPage> PostgresProviderRepository::list(
    std::string text, std::optional<std::string> after_name, bool backwards, int limit
) {
    const auto results = co_await connection_.pipeline(
        {{backwards ? kBefore : kAfter, Params(text, after_name, limit + 1)}, {kCount, Params(text)}}
    );
    data::ProviderPage page;
    results[0].for_each([&](const Row& row) { page.items.push_back(read_provider(row)); });
    const bool more = page.items.size() > static_cast<std::size_t>(limit);
    if (more) page.items.pop_back();
    if (backwards) std::reverse(page.items.begin(), page.items.end());
    page.more_after = backwards ? after_name.has_value() : more;
    page.more_before = backwards ? more : after_name.has_value();
    page.total = results[1][0].get<std::int64_t>(0);
    co_return page;
}

}  // namespace core::storage
