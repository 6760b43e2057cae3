#include "core/storage/publication/postgres_publications.hpp"
#include "core/storage/publication/publication_row.hpp"

#include <algorithm>

namespace core::storage {

namespace {

using data::Publication;
using postgres::Params;
using postgres::Query;
using postgres::Row;

constexpr Query kFind{"publication.find", R"sql(
select id, kind, uid, name, revision, removed, state, attempts, failure_code, failure_detail, failure_errors,
       queued_at, next_attempt_at, delivered_at, delivered_revision
from editorial.publication_status where kind = $1 and uid = $2)sql"};

constexpr Query kFindById{"publication.find_by_id", R"sql(
select id, kind, uid, name, revision, removed, state, attempts, failure_code, failure_detail, failure_errors,
       queued_at, next_attempt_at, delivered_at, delivered_revision
from editorial.publication_status where id = $1)sql"};

constexpr Query kDocument{
    "publication.document", "select document from editorial.publication where kind = $1 and uid = $2"
};

// By state or not, onwards or back: each goes by its own index.
constexpr Query kListAll{"publication.list_all", R"sql(
select id, kind, uid, name, revision, removed, state, attempts, failure_code, failure_detail, failure_errors,
       queued_at, next_attempt_at, delivered_at, delivered_revision
from editorial.publication_status
where ($1 = 0 or id < $1) and ($2::text is null or kind = $2)
order by id desc limit $3)sql"};

constexpr Query kListAllBack{"publication.list_all_back", R"sql(
select id, kind, uid, name, revision, removed, state, attempts, failure_code, failure_detail, failure_errors,
       queued_at, next_attempt_at, delivered_at, delivered_revision
from editorial.publication_status
where id > $1 and ($2::text is null or kind = $2)
order by id limit $3)sql"};

constexpr Query kListState{"publication.list_state", R"sql(
select id, kind, uid, name, revision, removed, state, attempts, failure_code, failure_detail, failure_errors,
       queued_at, next_attempt_at, delivered_at, delivered_revision
from editorial.publication_status
where state = $4 and ($1 = 0 or id < $1) and ($2::text is null or kind = $2)
order by id desc limit $3)sql"};

constexpr Query kListStateBack{"publication.list_state_back", R"sql(
select id, kind, uid, name, revision, removed, state, attempts, failure_code, failure_detail, failure_errors,
       queued_at, next_attempt_at, delivered_at, delivered_revision
from editorial.publication_status
where state = $4 and id > $1 and ($2::text is null or kind = $2)
order by id limit $3)sql"};

constexpr Query kCount{"publication.count", R"sql(
select count(*) from editorial.publication
where ($1::text is null or state = $1) and ($2::text is null or kind = $2))sql"};

constexpr Query kCounts{"publication.counts", R"sql(
select count(*) filter (where state = 'queued'), count(*) filter (where state = 'delivered'),
       count(*) filter (where state = 'failed'), min(queued_at) filter (where state = 'queued')
from editorial.publication)sql"};

constexpr Query kPublished{"publication.published", R"sql(
select uid, revision, document, state from editorial.publication
where kind = 'course' and uid > $1 order by uid limit $2)sql"};

// By the index over the documents' providers; only what is on the page has its document read. Collations are
// those of the indexes.
constexpr Query kPublicNames{"publication.public_names", R"sql(
with page as materialized (
    select p.uid, p.document
    from editorial.provider_name a
         join editorial.publication p
              on editorial.name_key(p.document::jsonb ->> 'provider') collate "C" = a.folded
         join editorial.course c on c.uid = p.uid collate "default" and c.state = 'published'
    where a.provider_id = $1 and p.kind = 'course' and p.document is not null and p.uid > $2
    order by p.uid limit $3
)
select p.uid, n.name <> p.document::jsonb ->> 'provider'
from page p join editorial.provider_name n on n.provider_id = $1 and n.canonical
order by p.uid)sql"};

std::optional<Publication> first_of(const postgres::ResultSet& rows) {
    if (rows.empty()) return std::nullopt;
    return read_publication(rows[0]);
}

template <class T>
std::optional<std::string_view> text_of(const std::optional<T>& value) {
    if (!value) return std::nullopt;
    return to_string(*value);
}

}  // namespace

Task<std::optional<Publication>> PostgresPublicationRepository::find(
    data::PublicationKind kind, std::string uid
) {
    co_return first_of(co_await connection_.execute(kFind, Params(to_string(kind), uid)));
}

Task<std::optional<Publication>> PostgresPublicationRepository::find(std::int64_t id) {
    co_return first_of(co_await connection_.execute(kFindById, Params(id)));
}

Task<std::optional<std::string>> PostgresPublicationRepository::document(
    data::PublicationKind kind, std::string uid
) {
    const auto rows = co_await connection_.execute(kDocument, Params(to_string(kind), uid));
    if (rows.empty()) co_return std::nullopt;
    co_return rows[0].get<std::optional<std::string>>(0);
}

Task<std::vector<Publication>> PostgresPublicationRepository::list(
    data::PublicationFilter filter, std::int64_t at_id, bool backwards, std::int64_t limit
) {
    Params params(at_id, text_of(filter.kind), limit);
    if (filter.state) params.add(to_string(*filter.state));
    const Query query =
        filter.state ? (backwards ? kListStateBack : kListState) : (backwards ? kListAllBack : kListAll);
    const auto rows = co_await connection_.execute(query, std::move(params));
    std::vector<Publication> publications;
    rows.for_each([&](const Row& row) { publications.push_back(read_publication(row)); });
    if (backwards) std::reverse(publications.begin(), publications.end());
    co_return publications;
}

Task<std::int64_t> PostgresPublicationRepository::count(data::PublicationFilter filter) {
    const auto rows =
        co_await connection_.execute(kCount, Params(text_of(filter.state), text_of(filter.kind)));
    co_return rows[0].get<std::int64_t>(0);
}

Task<data::PublicationCounts> PostgresPublicationRepository::counts() {
    const auto rows = co_await connection_.execute(kCounts);
    co_return data::PublicationCounts{
        rows[0].get<std::int64_t>(0),
        rows[0].get<std::int64_t>(1),
        rows[0].get<std::int64_t>(2),
        rows[0].get<std::optional<Instant>>(3)
    };
}

Task<std::vector<data::PublishedRevision>> PostgresPublicationRepository::list_published(
    std::string after_uid, std::int64_t limit
) {
    const auto rows = co_await connection_.execute(kPublished, Params(after_uid, limit));
    std::vector<data::PublishedRevision> published;
    published.reserve(static_cast<std::size_t>(rows.size()));
    rows.for_each([&](const Row& row) {
        published.push_back(
            {row.get<std::string>(0),
             row.get<std::int64_t>(1),
             row.get<std::optional<std::string>>(2),
             data::parse_delivery_state(row.get<std::string_view>(3)).value()}
        );
    });
    co_return published;
}

Task<std::vector<data::PublicName>> PostgresPublicationRepository::list_public_names(
    std::int64_t provider, std::string after_uid, std::int64_t limit
) {
    const auto rows = co_await connection_.execute(kPublicNames, Params(provider, after_uid, limit));
    std::vector<data::PublicName> names;
    rows.for_each([&](const Row& row) { names.push_back({row.get<std::string>(0), row.get<bool>(1)}); });
    co_return names;
}

}  // namespace core::storage
