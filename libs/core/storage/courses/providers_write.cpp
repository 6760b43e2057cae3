#include "core/storage/courses/postgres_providers.hpp"

namespace core::storage {

namespace {

using data::CanonicalProvider;
using postgres::Params;
using postgres::Query;

constexpr std::string_view kUniqueViolation = "23505";

constexpr Query kAdd{"provider.add", "insert into editorial.provider (website) values ($1) returning id"};

constexpr Query kUpdate{"provider.update", R"sql(
update editorial.provider set website = $3, version = version + 1, updated_at = now()
where id = $1 and version = $2
returning version)sql"};

constexpr Query kClearNames{
    "provider.clear_names", "delete from editorial.provider_name where provider_id = $1"
};

constexpr Query kPutCanonical{"provider.put_canonical", R"sql(
insert into editorial.provider_name (folded, provider_id, name, canonical)
values (editorial.name_key($2), $1, $2, true))sql"};

// An alias that is only another spelling of a name that is there already says nothing new.
constexpr Query kPutAliases{"provider.put_aliases", R"sql(
insert into editorial.provider_name (folded, provider_id, name, canonical)
select distinct on (editorial.name_key(alias)) editorial.name_key(alias), $1::bigint, alias, false
from unnest($2::text[]) as alias
where not exists (select 1 from editorial.provider_name n
                  where n.provider_id = $1 and n.folded = editorial.name_key(alias)))sql"};

// What is searched holds the provider's name.
constexpr Query kRefreshSearch{"provider.refresh_search", R"sql(
update editorial.course c
set search = ' ' || editorial.fold(concat_ws(' ', c.name, n.name, k.content ->> 'url', c.source))
from editorial.course_content k, editorial.provider_name n
where c.provider_id = $1 and k.course_id = c.id and n.provider_id = $1 and n.canonical
  and c.search <> ' ' || editorial.fold(concat_ws(' ', c.name, n.name, k.content ->> 'url', c.source)))sql"};

constexpr Query kMoveCourses{
    "provider.move_courses", "update editorial.course set provider_id = $2 where provider_id = $1"
};

constexpr Query kMoveNames{"provider.move_names", R"sql(
update editorial.provider_name set provider_id = $2, canonical = false where provider_id = $1)sql"};

constexpr Query kDelete{"provider.delete", "delete from editorial.provider where id = $1"};

constexpr Query kTouch{"provider.touch", R"sql(
update editorial.provider set version = version + 1, updated_at = now() where id = $1)sql"};

std::optional<Error> refusal(const postgres::SqlError& error) {
    if (error.sqlstate() != kUniqueViolation || error.constraint() != "provider_name_unique") {
        return std::nullopt;
    }
    return Error{
        ErrorKind::conflict, "provider-name-taken", "the name, or one of the aliases, means another provider"
    };
}

}  // namespace

Task<void> PostgresProviderRepository::put_names(std::int64_t id, const CanonicalProvider& provider) {
    co_await connection_.pipeline(
        {{kClearNames, Params(id)},
         {kPutCanonical, Params(id, provider.name)},
         {kPutAliases, Params(id, provider.aliases)},
         {kRefreshSearch, Params(id)}}
    );
}

Task<Result<CanonicalProvider>> PostgresProviderRepository::insert(
    std::string name, std::optional<std::string> website, std::vector<std::string> aliases
) {
    CanonicalProvider provider;
    provider.name = std::move(name);
    provider.aliases = std::move(aliases);
    const auto rows = co_await connection_.execute(kAdd, Params(website));
    const auto id = rows[0].get<std::int64_t>(0);
    try {
        co_await put_names(id, provider);
    } catch (const postgres::SqlError& error) {
        const auto refused = refusal(error);
        if (!refused) throw;
        co_return *refused;
    }
    auto stored = co_await find(id);
    co_return std::move(*stored);
}

Task<Result<std::int64_t>> PostgresProviderRepository::save(CanonicalProvider provider) {
    const auto rows =
        co_await connection_.execute(kUpdate, Params(provider.id, provider.version, provider.website));
    if (rows.empty()) {
        co_return Error{
            ErrorKind::version_mismatch,
            "version-mismatch",
            "the provider was changed by somebody else meanwhile"
        };
    }
    try {
        co_await put_names(provider.id, provider);
    } catch (const postgres::SqlError& error) {
        const auto refused = refusal(error);
        if (!refused) throw;
        co_return *refused;
    }
    co_return rows[0].get<std::int64_t>(0);
}

Task<std::int64_t> PostgresProviderRepository::merge(std::int64_t from, std::int64_t to) {
    const auto results = co_await connection_.pipeline(
        {{kMoveCourses, Params(from, to)},
         {kMoveNames, Params(from, to)},
         {kDelete, Params(from)},
         {kTouch, Params(to)},
         {kRefreshSearch, Params(to)}}
    );
    co_return results[0].affected();
}

}  // namespace core::storage
