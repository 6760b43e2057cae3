#include "cms_server/handlers/staff/audit_export.hpp"

#include "core/base/json.hpp"
#include "core/base/time_zone.hpp"

namespace cms {

namespace {

void append_csv_field(std::string& out, std::string_view text) {
    out.push_back('"');
    if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) {
        out.push_back('\'');
    }
    for (const char c : text) {
        if (c == '"') out.push_back('"');
        out.push_back(c);
    }
    out.push_back('"');
}

}  // namespace

void append_audit_json(std::string& out, const core::data::RecordedAudit& recorded) {
    const auto& entry = recorded.entry;
    core::json::Writer writer(out);
    writer.begin_object();
    writer.member("id", recorded.id);
    writer.member("at", core::format_utc(recorded.at));
    writer.member("actor", entry.actor);
    writer.member("action", entry.action);
    writer.member("object_kind", entry.object_kind);
    writer.member("object_id", entry.object_id);
    writer.member("client", entry.client);
    writer.member("request_id", entry.request_id);
    writer.key("difference").raw(entry.difference);
    writer.end_object();
}

std::string_view audit_csv_header() {
    return "id,at,actor,action,object_kind,object_id,client,request_id,difference\r\n";
}

void append_audit_csv(std::string& out, const core::data::RecordedAudit& recorded) {
    const auto& entry = recorded.entry;
    out += std::to_string(recorded.id);
    const auto at = core::format_utc(recorded.at);
    for (const std::string_view field : std::initializer_list<std::string_view>{
             at,
             entry.actor,
             entry.action,
             entry.object_kind,
             entry.object_id,
             entry.client,
             entry.request_id,
             entry.difference
         }) {
        out.push_back(',');
        append_csv_field(out, field);
    }
    out += "\r\n";
}

}  // namespace cms
