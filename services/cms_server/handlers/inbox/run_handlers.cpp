#include "cms_server/dto/inbox/inbox_json.hpp"
#include "cms_server/dto/inbox/inbox_requests.hpp"
#include "cms_server/handlers/inbox/inbox_handlers.hpp"
#include "cms_server/handlers/staff/list_page.hpp"
#include "cms_server/use_cases/inbox/decide_runs.hpp"

#include <charconv>

namespace cms {

namespace {

using namespace core::data;
using core::http::QueryReader;
using core::http::Response;
using core::json::Writer;

constexpr std::size_t kMostSpiderBytes = 64;
constexpr std::array<std::string_view, 4> kStates{"open", "applied", "held", "discarded"};

Response answer_run(const InboxServices& services, const ScrapeRun& run) {
    std::string body;
    Writer json(body);
    write_run(json, run, services.presentation);
    return versioned(std::move(body), run.version);
}

std::string run_of(const StaffCall& call) {
    return std::string(call.request.path_param("run"));
}

std::optional<std::int64_t> read_number(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size() || number < 1) return std::nullopt;
    return number;
}

}  // namespace

InboxAnswer list_runs(const InboxServices& services, const StaffCall& call) {
    QueryReader query(call.request.query);
    const ListPage page(call.request, query);
    RunFilter filter;
    filter.spider = query.text("spider", kMostSpiderBytes);
    const auto state = query.choice("state", kStates);
    if (state) filter.state = static_cast<RunState>(*state);
    std::optional<std::int64_t> place;
    if (page.place()) {
        place = read_number(*page.place());
        if (!place) query.fault("cursor", "invalid-cursor", "is not a cursor of this list");
    }
    if (const auto checked = query.finish(); !checked) co_return refuse_call(call, checked.error());

    const auto session = co_await call.cms().read();
    auto found = co_await session->inbox().list_runs(
        {std::move(filter), place, page.backwards(), static_cast<int>(page.limit()) + 1}
    );
    const bool more = page.cut(found.items);
    std::string items;
    for (const auto& run : found.items) {
        if (!items.empty()) items.push_back(',');
        Writer json(items);
        write_run(json, run, services.presentation);
    }
    std::optional<std::string> first;
    std::optional<std::string> last;
    if (!found.items.empty()) {
        first = std::to_string(found.items.front().number);
        last = std::to_string(found.items.back().number);
    }
    co_return page.answer(items, found.total, more, first, last);
}

InboxAnswer get_run(const InboxServices& services, const StaffCall& call) {
    QueryReader query(call.request.query);
    if (const auto checked = query.finish(); !checked) co_return refuse_call(call, checked.error());
    const auto session = co_await call.cms().read();
    const auto run = co_await session->inbox().find_run(run_of(call));
    if (run) co_return answer_run(services, *run);
    const core::Error error{core::ErrorKind::not_found, "run-not-found", "no such run was opened"};
    co_return refuse_call(call, error);
}

InboxAnswer release_held_run(const InboxServices& services, const StaffCall& call) {
    const auto version = version_of(call);
    if (!version) co_return refuse_call(call, version.error());
    const auto mark_gone = parse_release(call.request.body);
    if (!mark_gone) co_return refuse_call(call, mark_gone.error());
    auto vocabulary = co_await words_of(services, call);
    const auto run = co_await release_run(
        call.cms(), run_of(call), *version, *mark_gone, std::move(vocabulary), audit_of(call), call.now()
    );
    if (!run) co_return refuse_call(call, run.error());
    co_return answer_run(services, *run);
}

InboxAnswer discard_held_run(const InboxServices& services, const StaffCall& call) {
    const auto version = version_of(call);
    if (!version) co_return refuse_call(call, version.error());
    const auto run = co_await discard_run(call.cms(), run_of(call), *version, audit_of(call));
    if (!run) co_return refuse_call(call, run.error());
    co_return answer_run(services, *run);
}

}  // namespace cms
