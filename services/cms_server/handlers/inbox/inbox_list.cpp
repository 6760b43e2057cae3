#include "cms_server/dto/inbox/inbox_json.hpp"
#include "cms_server/handlers/inbox/inbox_handlers.hpp"
#include "cms_server/handlers/staff/list_page.hpp"
#include "core/base/object_reader.hpp"
#include "core/base/time_zone.hpp"

namespace cms {

namespace {

using namespace core::data;
using core::http::QueryReader;
using core::json::Writer;

constexpr std::size_t kMostNameBytes = 500;
constexpr std::size_t kMostSearchBytes = 200;
constexpr std::size_t kMostSpiderBytes = 64;

constexpr std::array<std::string_view, kInboxStates> kStates{
    "new", "changed", "unchanged", "accepted", "gone", "rejected"
};
constexpr std::array<std::string_view, 2> kYesNo{"yes", "no"};
constexpr std::array<std::string_view, 6> kSorts{
    "-last_seen", "last_seen", "-first_seen", "first_seen", "name", "-name"
};

constexpr struct {
    InboxSort by;
    bool descending;
} kOrders[] = {
    {InboxSort::last_seen, true},
    {InboxSort::last_seen, false},
    {InboxSort::first_seen, true},
    {InboxSort::first_seen, false},
    {InboxSort::name, false},
    {InboxSort::name, true},
};

InboxFilter read_filter(QueryReader& query) {
    InboxFilter filter;
    for (const auto state : query.choices("state", kStates)) {
        filter.states.push_back(static_cast<InboxState>(state));
    }
    filter.spider = query.text("spider", kMostSpiderBytes);
    filter.provider = query.text("provider", kMostNameBytes);
    filter.run = query.text("run", kMostSpiderBytes);
    const auto conflicts = query.choice("conflicts", kYesNo);
    if (conflicts) filter.conflicts = *conflicts == 0;
    auto text = query.text("q", kMostSearchBytes);
    if (!text) return filter;
    // An address is looked up as such.
    auto url = text->starts_with("http") ? core::domain::canonical_url(*text)
                                         : core::Result<std::string>(core::Error{});
    if (url) {
        filter.url = std::move(*url);
    } else {
        filter.text = std::move(text);
    }
    return filter;
}

std::string write_place(const InboxRow& row) {
    std::string text;
    Writer json(text);
    json.begin_object().member("at", core::format_utc(row.last_seen_at)).member("name", row.name);
    json.member("id", row.id).end_object();
    return text;
}

/// None for what `write_place` has not written.
std::optional<InboxPlace> read_place(const std::string& text) {
    const auto document = core::json::Document::parse(text);
    if (!document) return std::nullopt;
    core::json::Faults faults;
    core::json::ObjectReader in(document->root(), "", faults);
    InboxPlace place;
    place.at = in.instant("at");
    place.name = in.text("name");
    place.id = in.number("id", 1, std::numeric_limits<std::int64_t>::max());
    return faults.empty() ? std::optional(std::move(place)) : std::nullopt;
}

}  // namespace

InboxAnswer list_inbox(const InboxServices& services, const StaffCall& call) {
    QueryReader query(call.request.query);
    const ListPage page(call.request, query);
    InboxQuery asked;
    asked.filter = read_filter(query);
    const auto& order = kOrders[query.choice("sort", kSorts).value_or(0)];
    if (page.place()) {
        asked.after = read_place(*page.place());
        if (!asked.after) query.fault("cursor", "invalid-cursor", "is not a cursor of this list");
    }
    if (const auto checked = query.finish(); !checked) co_return refuse_call(call, checked.error());
    asked.sort = order.by;
    asked.descending = order.descending;
    asked.backwards = page.backwards();
    asked.limit = static_cast<int>(page.limit());

    const auto session = co_await call.cms().read();
    const auto found = co_await session->inbox().list(std::move(asked));
    std::string items;
    for (const auto& row : found.items) {
        if (!items.empty()) items.push_back(',');
        Writer json(items);
        write_row(json, row, services.presentation);
    }
    std::optional<std::string> first;
    std::optional<std::string> last;
    if (!found.items.empty()) {
        first = write_place(found.items.front());
        last = write_place(found.items.back());
    }
    const bool more = page.backwards() ? found.more_before : found.more_after;
    auto response = page.answer(items, found.total, more, first, last);
    std::string body(response.body_bytes());
    body.pop_back();  // the object goes on
    body += found.total_is_exact ? R"(,"total_is_exact":true})" : R"(,"total_is_exact":false})";
    response.body = std::move(body);
    co_return response;
}

}  // namespace cms
