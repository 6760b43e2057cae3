#include "core/storage/courses/draft_document.hpp"
#include "core/storage/courses/postgres_drafts.hpp"

#include <algorithm>

namespace core::storage {

namespace {

using namespace domain;
using data::StoredDraft;
using postgres::Params;
using postgres::Query;

constexpr std::string_view kUniqueViolation = "23505";

// $1 … $20 are the same in both writes: see put_content and put_status.
constexpr Query kInsert{"draft.insert", R"sql(
with added as (
    insert into editorial.course
        (name, provider_id, url_key, level_id, format_id, area_ids, tagged, first_start, last_end, state,
         staff_fields, published_revision, publish_at, unpublish_at, gone_at, binned_at, state_before_bin,
         rejection, merged_into, created_by, updated_by, uid, source, source_url, search)
    values ($1, editorial.provider_for($2), editorial.url_key($3), $4, $5, $6, $7, $8, $9, $11, $12, $13, $14,
            $15, $16, $17, $18, $19, $20, $21, $21, $22, $23::text, $24,
            ' ' || editorial.fold(concat_ws(' ', $1::text, $2::text, $3::text, $23::text)))
    returning id)
insert into editorial.course_content (course_id, content) select id, $10::jsonb from added
returning course_id)sql"};

constexpr Query kUpdate{"draft.update", R"sql(
with changed as (
    update editorial.course
    set name = $1, provider_id = editorial.provider_for($2), url_key = editorial.url_key($3), level_id = $4,
        format_id = $5, area_ids = $6, tagged = $7, first_start = $8, last_end = $9, state = $11,
        staff_fields = $12, published_revision = $13, publish_at = $14, unpublish_at = $15, gone_at = $16,
        binned_at = $17, state_before_bin = $18, rejection = $19, merged_into = $20, updated_by = $21,
        updated_at = now(), version = version + 1,
        search = ' ' || editorial.fold(concat_ws(' ', $1::text, $2::text, $3::text, source))
    where id = $22 and version = $23
    returning id, version),
kept as (
    update editorial.course_content k set content = $10::jsonb from changed where k.course_id = changed.id)
select version from changed)sql"};

constexpr Query kLink{"draft.link", R"sql(
insert into editorial.course_source (source, url, course_id) values ($1, $2, $3)
on conflict (source, url) do update set course_id = excluded.course_id
where course_source.course_id is null)sql"};

constexpr Query kMoveSources{
    "draft.move_sources", "update editorial.course_source set course_id = $2 where course_id = $1"
};

constexpr Query kPurge{"draft.purge", R"sql(
delete from editorial.course
where id in (select id from editorial.course
             where binned_at < $1 and published_revision is null
             order by binned_at limit $2 for update skip locked)
returning uid)sql"};

template <class Id>
std::optional<std::int64_t> number(const std::optional<Id>& id) {
    return id ? std::optional<std::int64_t>(to_int(*id)) : std::nullopt;
}

std::optional<std::string> state_name(const std::optional<data::CourseState>& state) {
    return state ? std::optional<std::string>(to_string(*state)) : std::nullopt;
}

/// $1 to $10.
void put_content(Params& values, const CourseDraft& content) {
    std::vector<std::int64_t> areas;
    for (const auto area : content.areas) areas.push_back(to_int(area));
    std::optional<Instant> first_start;
    std::optional<Instant> last_end;
    for (const auto& date : content.schedule.dates()) {
        if (!first_start) first_start = date.starts_at;
        last_end = std::max(last_end, std::optional(date.ends_at.value_or(date.starts_at)));
    }
    values.add(content.name).add(content.provider).add(content.url);
    values.add(number(content.level)).add(number(content.format)).add(areas);
    values.add(!content.areas.empty() || !content.competencies.empty());
    values.add(first_start).add(last_end).add(draft_document(content));
}

/// $11 to $20.
void put_status(Params& values, const data::DraftStatus& status) {
    std::vector<std::string> staff_fields;
    for (const auto field : status.staff_fields) staff_fields.emplace_back(to_string(field));
    values.add(to_string(status.state)).add(staff_fields).add(status.published_revision);
    values.add(status.publish_at).add(status.unpublish_at).add(status.gone_at).add(status.binned_at);
    values.add(state_name(status.state_before_bin)).add(status.rejection).add(status.merged_into);
}

Error source_taken() {
    return {ErrorKind::conflict, "source-taken", "the page of the source stands for another course"};
}

}  // namespace

Task<Result<StoredDraft>> PostgresDraftRepository::insert(data::NewDraft draft) {
    Params values;
    put_content(values, draft.content);
    put_status(values, draft.status);
    values.add(draft.author).add(draft.uid).add(draft.source).add(draft.source_url);
    std::int64_t id = 0;
    try {
        const auto rows = co_await connection_.execute(kInsert, std::move(values));
        id = rows[0].get<std::int64_t>(0);
    } catch (const postgres::SqlError& error) {
        if (error.sqlstate() != kUniqueViolation || error.constraint() != "course_uid_unique") throw;
        co_return Error{ErrorKind::conflict, "uid-taken", "another course has the same uid"};
    }
    if (draft.source_url) {
        const auto linked = co_await connection_.execute(kLink, Params(draft.source, *draft.source_url, id));
        if (linked.affected() == 0) co_return source_taken();
    }
    co_await append_revision({id, draft.content, draft.author, "create"});
    auto stored = co_await find_by_id(id);
    co_return std::move(*stored);
}

Task<Result<std::int64_t>> PostgresDraftRepository::save(StoredDraft draft, std::string author) {
    Params values;
    put_content(values, draft.content);
    put_status(values, draft.status);
    values.add(author).add(draft.id).add(draft.version);
    const auto rows = co_await connection_.execute(kUpdate, std::move(values));
    if (!rows.empty()) co_return rows[0].get<std::int64_t>(0);
    co_return Error{
        ErrorKind::version_mismatch, "version-mismatch", "the course was changed by somebody else meanwhile"
    };
}

Task<void> PostgresDraftRepository::move_sources(std::int64_t from, std::int64_t to) {
    co_await connection_.execute(kMoveSources, Params(from, to));
}

Task<std::vector<std::string>> PostgresDraftRepository::purge(Instant binned_before, int limit) {
    const auto rows = co_await connection_.execute(kPurge, Params(binned_before, limit));
    std::vector<std::string> uids;
    rows.for_each([&](const postgres::Row& row) { uids.push_back(row.get<std::string>(0)); });
    co_return uids;
}

}  // namespace core::storage
