#include "cms_server/handlers/staff/audit_export.hpp"

#include <catch2/catch.hpp>

namespace {

core::data::RecordedAudit entry() {
    return {
        7,
        core::Instant(std::chrono::sys_days(std::chrono::year(2030) / 1 / 2)),
        {3,
         "ann",
         "course.publish",
         "course",
         "c-1",
         "192.0.2.7",
         "r-1",
         R"({"name":{"from":"a","to":"b \"c\""}})"}
    };
}

}  // namespace

TEST_CASE("an audit entry is written as JSON with its difference as it is", "[audit]") {
    std::string out;
    cms::append_audit_json(out, entry());
    CHECK(
        out ==
        R"({"id":7,"at":"2030-01-02T00:00:00.000000Z","actor":"ann","action":"course.publish","object_kind":)"
        R"("course","object_id":"c-1","client":"192.0.2.7","request_id":"r-1","difference":)"
        R"({"name":{"from":"a","to":"b \"c\""}}})"
    );
}

TEST_CASE("an audit entry is a line of CSV by RFC 4180", "[audit]") {
    std::string out;
    cms::append_audit_csv(out, entry());
    CHECK(
        out ==
        "7,\"2030-01-02T00:00:00.000000Z\",\"ann\",\"course.publish\",\"course\",\"c-1\",\"192.0.2.7\",\"r-"
        "1\","
        "\"{\"\"name\"\":{\"\"from\"\":\"\"a\"\",\"\"to\"\":\"\"b \\\"\"c\\\"\"\"\"}}\"\r\n"
    );
}

TEST_CASE("a field that a spreadsheet would run is defused", "[audit]") {
    auto recorded = entry();
    recorded.entry.object_id = "=HYPERLINK(\"x\")";
    std::string out;
    cms::append_audit_csv(out, recorded);
    CHECK(out.find(",\"'=HYPERLINK(\"\"x\"\")\",") != std::string::npos);
}
