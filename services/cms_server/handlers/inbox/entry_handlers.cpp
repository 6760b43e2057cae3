#include "cms_server/dto/inbox/entry_json.hpp"
#include "cms_server/dto/inbox/inbox_json.hpp"
#include "cms_server/dto/inbox/inbox_requests.hpp"
#include "cms_server/handlers/inbox/inbox_handlers.hpp"
#include "cms_server/handlers/preconditions.hpp"
#include "cms_server/use_cases/inbox/decide_scrapes.hpp"
#include "core/http/query.hpp"

namespace cms {

namespace {

using namespace core::data;
using core::Error;
using core::Result;
using core::http::Response;
using core::json::Writer;

Response answer_row(const InboxServices& services, const InboxRow& row) {
    std::string body;
    Writer json(body);
    write_row(json, row, services.presentation);
    return versioned(std::move(body), row.version);
}

/// What one decision of a bulk request came to.
struct Decided {
    std::int64_t id = 0;
    Result<InboxRow> row;
};

core::Task<Result<InboxRow>> decide(
    const StaffCall& call,
    const BulkDecision& bulk,
    EntryRef entry,
    const core::domain::Vocabulary& vocabulary
) {
    switch (bulk.action) {
        case EntryAction::accept: {
            auto accepted =
                co_await accept_scrape(call.cms(), entry.id, entry.version, {}, vocabulary, audit_of(call));
            if (!accepted) co_return accepted.error();
            co_return std::move(accepted->entry.row);
        }
        case EntryAction::reject: {
            auto rejected =
                co_await reject_scrape(call.cms(), entry.id, entry.version, bulk.reason, audit_of(call));
            if (!rejected) co_return rejected.error();
            co_return std::move(rejected->row);
        }
        case EntryAction::reopen: break;
    }
    auto reopened = co_await reopen_scrape(call.cms(), entry.id, entry.version, vocabulary, audit_of(call));
    if (!reopened) co_return reopened.error();
    co_return std::move(reopened->row);
}

void write_decided(Writer& json, const Decided& decided, const InboxServices& services) {
    json.begin_object().member("id", decided.id).key("entry");
    if (decided.row) {
        write_row(json, *decided.row, services.presentation);
        json.key("error").null();
    } else {
        json.null().key("error").begin_object();
        json.member("code", decided.row.error().code).member("detail", decided.row.error().detail);
        json.end_object();
    }
    json.end_object();
}

}  // namespace

InboxAnswer get_entry(const InboxServices& services, const StaffCall& call) {
    core::http::QueryReader query(call.request.query);
    if (const auto checked = query.finish(); !checked) co_return refuse_call(call, checked.error());
    const auto id = entry_id(call);
    if (!id) co_return refuse_call(call, id.error());
    const auto vocabulary = co_await words_of(services, call);
    const auto session = co_await call.cms().read();
    auto entry = co_await session->inbox().find(*id);
    if (!entry) {
        const Error error{core::ErrorKind::not_found, "inbox-entry-not-found", "there is no such entry"};
        co_return refuse_call(call, error);
    }
    EntryView view;
    view.entry = std::move(*entry);
    const auto link = co_await find_link(*session, view.entry.row);
    if (link && *link) view.course = co_await session->drafts().find(**link);
    const auto rules = co_await session->inbox().find_rules(view.entry.row.spider);
    if (rules) view.rules = rules->rules;
    Comparer comparer(*session, vocabulary);
    view.comparison = co_await comparer.compare(view.entry, view.course ? &*view.course : nullptr);
    co_return versioned(entry_json(view, services.presentation), view.entry.row.version);
}

InboxAnswer accept_entry(const InboxServices& services, const StaffCall& call) {
    const auto id = entry_id(call);
    if (!id) co_return refuse_call(call, id.error());
    const auto version = version_of(call);
    if (!version) co_return refuse_call(call, version.error());
    auto what = parse_acceptance(call.request.body);
    if (!what) co_return refuse_call(call, what.error());
    auto vocabulary = co_await words_of(services, call);
    const auto accepted = co_await accept_scrape(
        call.cms(), *id, *version, std::move(*what), std::move(vocabulary), audit_of(call)
    );
    if (!accepted) co_return refuse_call(call, accepted.error());
    std::string body;
    Writer json(body);
    json.begin_object().member("course_uid", accepted->course_uid);
    json.member("course_version", accepted->course_version).member("created", accepted->created).key("entry");
    write_row(json, accepted->entry.row, services.presentation);
    json.end_object();
    auto response = versioned(std::move(body), accepted->entry.row.version);
    if (accepted->created) {
        response.status = 201;
        response.header("Location", "/cms/api/v1/courses/" + accepted->course_uid);
    }
    co_return response;
}

InboxAnswer reject_entry(const InboxServices& services, const StaffCall& call) {
    const auto id = entry_id(call);
    if (!id) co_return refuse_call(call, id.error());
    const auto version = version_of(call);
    if (!version) co_return refuse_call(call, version.error());
    auto reason = parse_scrape_rejection(call.request.body);
    if (!reason) co_return refuse_call(call, reason.error());
    const auto rejected =
        co_await reject_scrape(call.cms(), *id, *version, std::move(*reason), audit_of(call));
    if (!rejected) co_return refuse_call(call, rejected.error());
    co_return answer_row(services, rejected->row);
}

InboxAnswer reopen_entry(const InboxServices& services, const StaffCall& call) {
    const auto id = entry_id(call);
    if (!id) co_return refuse_call(call, id.error());
    const auto version = version_of(call);
    if (!version) co_return refuse_call(call, version.error());
    auto vocabulary = co_await words_of(services, call);
    const auto reopened =
        co_await reopen_scrape(call.cms(), *id, *version, std::move(vocabulary), audit_of(call));
    if (!reopened) co_return refuse_call(call, reopened.error());
    co_return answer_row(services, reopened->row);
}

InboxAnswer decide_entries(const InboxServices& services, const StaffCall& call) {
    core::http::QueryReader query(call.request.query);
    if (const auto checked = query.finish(); !checked) co_return refuse_call(call, checked.error());
    const auto bulk = parse_bulk_decision(call.request.body);
    if (!bulk) co_return refuse_call(call, bulk.error());
    const auto vocabulary = co_await words_of(services, call);
    if (call.is_whole) {
        std::vector<std::int64_t> ids;
        for (const auto entry : bulk->items) ids.push_back(entry.id);
        co_await lock_entries(call.cms(), std::move(ids));
    }
    std::string body;
    Writer json(body);
    json.begin_object().key("results").begin_array();
    // Each in a unit of work of its own: one that is stale does not hold up the others.
    for (const auto entry : bulk->items) {
        Decided decided{entry.id, co_await decide(call, *bulk, entry, vocabulary)};
        write_decided(json, decided, services);
    }
    json.end_array().end_object();
    co_return Response::json(200, std::move(body));
}

}  // namespace cms
