#include "cms_server/handlers/staff/audit_export.hpp"
#include "cms_server/handlers/staff/call_parts.hpp"
#include "cms_server/handlers/staff/list_page.hpp"
#include "cms_server/handlers/staff/staff_routes.hpp"
#include "core/base/time_zone.hpp"
#include "core/http/problem.hpp"

#include <array>
#include <charconv>

namespace cms {

namespace {

using core::Task;
using core::data::AuditFilter;
using core::data::AuditPlace;
using core::data::RecordedAudit;
using core::http::Method;
using core::http::problem;
using core::http::QueryReader;
using core::http::Response;

constexpr std::size_t kLongestValue = 200;
constexpr PageLimits kExportLimits{10'000, 100'000};
constexpr std::int64_t kReadAtOnce = 1'000;
constexpr std::size_t kExportBytes = std::size_t{16} * 1024 * 1024;

std::optional<core::Instant> read_instant(QueryReader& query, std::string_view name) {
    const auto text = query.text(name, kLongestValue);
    if (!text) return std::nullopt;
    const auto instant = core::parse_instant(*text);
    if (instant) return *instant;
    query.fault(name, "invalid-value", "must be an RFC 3339 date-time with its offset");
    return std::nullopt;
}

AuditFilter read_filter(QueryReader& query) {
    AuditFilter filter;
    filter.actor = query.text("actor", kLongestValue);
    filter.action = query.text("action", kLongestValue);
    filter.object_kind = query.text("object_kind", kLongestValue);
    filter.object_id = query.text("object_id", kLongestValue);
    filter.from = read_instant(query, "from");
    filter.until = read_instant(query, "until");
    filter.text = query.text("q", kLongestValue);
    return filter;
}

/// The cursor's place: an entry's number. What is none comes from no list of ours.
std::optional<AuditPlace> place_of(const ListPage& page, QueryReader& query) {
    if (!page.place()) return std::nullopt;
    const auto& text = *page.place();
    AuditPlace place{0, page.backwards()};
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), place.id);
    if (fault != std::errc() || end != text.data() + text.size()) {
        query.fault("cursor", "invalid-cursor", "is not a cursor of this list");
    }
    return place;
}

Task<Response> list_audit(const StaffCall& call) {
    QueryReader query(call.request.query);
    const ListPage page(call.request, query);
    const auto place = place_of(page, query);
    const auto filter = read_filter(query);
    if (const auto checked = query.finish(); !checked) {
        co_return problem(checked.error(), call.request.request_id);
    }
    const auto reads = co_await call.cms().read();
    auto entries = co_await reads->audit().list(filter, place, page.limit() + 1);
    const auto total = co_await reads->audit().count(filter);
    const bool more = page.cut(entries);
    std::string items;
    for (const auto& recorded : entries) {
        if (!items.empty()) items.push_back(',');
        append_audit_json(items, recorded);
    }
    if (entries.empty()) co_return page.answer(items, total, more, std::nullopt, std::nullopt);
    const auto first = std::to_string(entries.front().id);
    co_return page.answer(items, total, more, first, std::to_string(entries.back().id));
}

struct Exported {
    std::string body;
    std::optional<std::int64_t> more_after;  ///< the last entry written, when others follow
};

/// Reads and writes piece by piece, so that only the answer is held whole; it ends early at kExportBytes.
Task<Exported> write_export(
    core::data::AuditLog& log,
    AuditFilter filter,
    std::optional<AuditPlace> place,
    std::int64_t limit,
    bool csv
) {
    Exported out;
    if (csv) out.body = audit_csv_header();
    std::int64_t left = limit;
    while (true) {
        const auto wanted = std::min(left, kReadAtOnce);
        const auto entries = co_await log.list(filter, place, wanted + 1);
        const auto count = std::min<std::size_t>(entries.size(), static_cast<std::size_t>(wanted));
        for (std::size_t i = 0; i < count; ++i) {
            if (csv) {
                append_audit_csv(out.body, entries[i]);
            } else {
                append_audit_json(out.body, entries[i]);
                out.body.push_back('\n');
            }
        }
        if (count == entries.size()) co_return out;
        left -= wanted;
        place = AuditPlace{entries[count - 1].id, false};
        if (left == 0 || out.body.size() >= kExportBytes) {
            out.more_after = place->id;
            co_return out;
        }
    }
}

Task<Response> export_audit(const StaffCall& call) {
    static constexpr std::array<std::string_view, 2> kFormats{"jsonl", "csv"};
    core::http::QueryReader query(call.request.query);
    query.require("format");
    const auto format = query.choice("format", kFormats);
    const ListPage page(call.request, query, kExportLimits);
    const auto place = place_of(page, query);
    const auto filter = read_filter(query);
    if (const auto checked = query.finish(); !checked) {
        co_return problem(checked.error(), call.request.request_id);
    }
    const bool csv = *format == 1;
    const auto reads = co_await call.cms().read();
    auto exported = co_await write_export(reads->audit(), filter, place, page.limit(), csv);
    Response response(200);
    response.content_type = csv ? "text/csv; charset=utf-8; header=present" : "application/jsonl";
    response.header(
        "Content-Disposition",
        csv ? R"(attachment; filename="audit.csv")" : R"(attachment; filename="audit.jsonl")"
    );
    if (exported.more_after) {
        const auto next = page.link(std::to_string(*exported.more_after), false);
        response.header("Link", "<" + next + ">; rel=\"next\"");
    }
    response.body = std::move(exported.body);
    co_return response;
}

}  // namespace

std::vector<StaffRoute> audit_routes() {
    return {
        {Method::get, "/cms/api/v1/audit", Role::administrator, list_audit},
        {Method::get, "/cms/api/v1/audit/export", Role::administrator, export_audit},
    };
}

}  // namespace cms
