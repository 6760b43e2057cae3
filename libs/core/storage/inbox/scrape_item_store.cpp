#include "core/storage/inbox/inbox_rows.hpp"
#include "core/storage/inbox/postgres_inbox.hpp"
#include "core/storage/inbox/scraped_document.hpp"

#include <map>

namespace core::storage {

namespace {

using namespace data;
using postgres::Params;
using postgres::Query;
using postgres::Row;

// An added row was never updated: it has no xmax.
constexpr Query kStage{"scrape_item.stage", R"sql(
with put as (
insert into editorial.scrape_item (run, url, name, provider, content, provenance, seen_at)
select $1, url, name, nullif(provider, ''), content::jsonb, provenance::jsonb, $2
from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
     as given (url, name, provider, content, provenance)
on conflict (run, url) do update
set name = excluded.name, provider = excluded.provider, content = excluded.content,
    provenance = excluded.provenance, seen_at = excluded.seen_at
where scrape_item.content <> excluded.content or scrape_item.provenance <> excluded.provenance
returning xmax = 0 as added
)
update editorial.scrape_run set staged = staged + (select count(*) from put where added)
where number = $1
returning staged)sql"};

constexpr Query kNoteOverflow{
    "scrape_run.note_overflow", "update editorial.scrape_run set overflowed = true where number = $1"
};

constexpr Query kHasBrought{"scrape_item.has_brought", R"sql(
select count(*)
from unnest($2::text[], $3::text[]) as given (url, content)
where exists (select from editorial.scrape_item i
              where i.run = $1 and i.url = given.url and i.content = given.content::jsonb)
   or exists (select from editorial.scrape_run r
              join editorial.scraped_course c on c.spider = r.spider and c.url = given.url
                                              and c.last_run = r.number
              join editorial.scraped_content n on n.course_id = c.id
              where r.number = $1 and n.newest || given.content::jsonb = n.newest))sql"};

constexpr Query kCount{"scrape_item.count", "select count(*) from editorial.scrape_item where run = $1"};

// A person may be deciding about one of them: what becomes of it is judged by what that came to.
// Each is looked up by its key: a join, planned before there are statistics, may read a source for every
// item.
constexpr Query kLockBatch{"scrape_item.lock_batch", R"sql(
with batch as materialized (
    select (select c.id from editorial.scraped_course c where c.spider = r.spider and c.url = i.url) as id
    from editorial.scrape_item i join editorial.scrape_run r on r.number = i.run
    where i.run = $1 and i.url > $2 order by i.url limit $3
)
select id from editorial.scraped_course
where id = any(array(select id from batch)) order by id for no key update)sql"};

// Laying one document over another keeps what the newer one does not say. A provenance is renewed with its
// value.
constexpr Query kApply{"scrape_item.apply", R"sql(
with batch as materialized (
    select r.spider, i.url, i.name, i.provider, i.content, i.provenance, i.seen_at
    from editorial.scrape_item i join editorial.scrape_run r on r.number = i.run
    where i.run = $1 and i.url > $2 order by i.url limit $3
), known as materialized (
    select c.id, c.state, c.course_uid, b.name, b.provider, b.content, b.provenance, b.seen_at,
           n.newest || b.content <> n.newest as differs,
           case when c.state = 'rejected' then 'rejected'
                when n.accepted is null then 'new'
                when n.accepted || b.content <> n.accepted then 'changed'
                else 'unchanged' end as next
    from batch b join editorial.scraped_course c on c.spider = b.spider and c.url = b.url
         join editorial.scraped_content n on n.course_id = c.id
    where c.last_run < $1
), contents as (
    update editorial.scraped_content n
    set newest = n.newest || k.content, provenance = n.provenance || k.provenance
    from known k where n.course_id = k.id and k.differs
), courses as (
    update editorial.scraped_course c
    set name = k.name, provider = coalesce(k.provider, c.provider), state = k.next,
        review_due = k.course_uid is not null and (k.next = 'changed' or k.state in ('changed', 'gone')),
        version = c.version + (k.differs or k.next <> k.state)::integer, last_seen_at = k.seen_at,
        last_run = $1
    from known k where c.id = k.id
), added as (
    insert into editorial.scraped_course
        (spider, url, name, provider, state, last_run, first_seen_at, last_seen_at)
    select b.spider, b.url, b.name, b.provider, 'new', $1, b.seen_at, b.seen_at from batch b
    where not exists (select from editorial.scraped_course c where c.spider = b.spider and c.url = b.url)
    returning id, url
), added_contents as (
    insert into editorial.scraped_content (course_id, newest, provenance)
    select a.id, b.content, b.provenance from added a join batch b on b.url = a.url
)
select (select count(*) from batch), (select max(url) from batch), (select count(*) from added),
       count(*) filter (where next = 'changed' or (next = 'new' and differs)),
       count(*) filter (where next = 'unchanged' or (next = 'new' and not differs)),
       count(*) filter (where next = 'rejected')
from known)sql"};

constexpr Query kMarkGone{"scrape_item.mark_gone", R"sql(
with lost as (
    select c.id from editorial.scraped_course c join editorial.scrape_run r on r.spider = c.spider
    where r.number = $1 and c.last_run < $1 and c.state not in ('gone', 'rejected')
    order by c.id limit $2 for update of c
)
update editorial.scraped_course c
set state = 'gone', version = c.version + 1, offers = 0, conflicts = 0, review_due = false
from lost, editorial.scrape_run r
where c.id = lost.id and r.number = c.last_run
returning c.id, c.version, c.spider, c.url, c.name, c.provider, c.state, c.course_uid, c.offers, c.conflicts,
          c.rejection, r.run, c.first_seen_at, c.last_seen_at)sql"};

constexpr Query kDrop{"scrape_item.drop", R"sql(
delete from editorial.scrape_item
where run = $1 and url <= (
    select max(url) from (select url from editorial.scrape_item where run = $1 order by url limit $2) as old
))sql"};

/// The columns of a batch, in order of the URLs, so that batches sent twice at once wait for each other in
/// turn; the last item of a URL counts.
struct Columns {
    std::vector<std::string> urls, names, providers, contents, provenances;

    explicit Columns(const std::vector<domain::ScrapedItem>& items) {
        std::map<std::string_view, const domain::ScrapedItem*> by_url;
        for (const auto& item : items) by_url[item.course.url] = &item;
        for (const auto& [url, item] : by_url) {
            urls.emplace_back(url);
            names.push_back(item->course.name.value_or(""));
            providers.push_back(item->course.provider.value_or(""));
            contents.push_back(scraped_document(item->course));
            provenances.push_back(provenance_document(item->provenance));
        }
    }
};

}  // namespace

Task<std::int64_t> PostgresInboxRepository::stage(
    std::int64_t run, std::vector<domain::ScrapedItem> items, Instant now
) {
    const Columns columns(items);
    Params values(run, now, columns.urls, columns.names, columns.providers, columns.contents);
    values.add(columns.provenances);
    const auto rows = co_await connection_.execute(kStage, std::move(values));
    co_return rows[0].get<std::int64_t>(0);
}

Task<void> PostgresInboxRepository::note_overflow(std::int64_t run) {
    co_await connection_.execute(kNoteOverflow, Params(run));
}

Task<bool> PostgresInboxRepository::has_brought(std::int64_t run, std::vector<domain::ScrapedItem> items) {
    const Columns columns(items);
    const auto rows = co_await connection_.execute(kHasBrought, Params(run, columns.urls, columns.contents));
    co_return rows[0].get<std::int64_t>(0) == static_cast<std::int64_t>(columns.urls.size());
}

Task<std::int64_t> PostgresInboxRepository::count_staged(std::int64_t run) {
    const auto rows = co_await connection_.execute(kCount, Params(run));
    co_return rows[0].get<std::int64_t>(0);
}

Task<AppliedItems> PostgresInboxRepository::apply_staged(std::int64_t run, std::string after_url, int limit) {
    const Params batch(run, after_url, limit);
    const auto results = co_await connection_.pipeline({{kLockBatch, batch}, {kApply, batch}});
    const auto& rows = results[1];
    AppliedItems applied;
    applied.taken = rows[0].get<std::int64_t>(0);
    applied.last_url = rows[0].get<std::optional<std::string>>(1).value_or("");
    applied.effect.added = rows[0].get<std::int64_t>(2);
    applied.effect.changed = rows[0].get<std::int64_t>(3);
    applied.effect.unchanged = rows[0].get<std::int64_t>(4);
    applied.effect.rejected = rows[0].get<std::int64_t>(5);
    co_return applied;
}

Task<std::vector<InboxRow>> PostgresInboxRepository::mark_gone(std::int64_t run, int limit) {
    const auto rows = co_await connection_.execute(kMarkGone, Params(run, limit));
    std::vector<InboxRow> gone;
    rows.for_each([&](const Row& row) { gone.push_back(read_inbox_row(row)); });
    co_return gone;
}

Task<std::int64_t> PostgresInboxRepository::drop_staged(std::int64_t run, int limit) {
    const auto result = co_await connection_.execute(kDrop, Params(run, limit));
    co_return result.affected();
}

}  // namespace core::storage
