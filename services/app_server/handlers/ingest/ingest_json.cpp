#include "app_server/handlers/ingest/ingest_json.hpp"

#include "core/base/object_reader.hpp"
#include "core/documents/course.hpp"
#include "core/documents/framework.hpp"
#include "core/documents/parse_object.hpp"

#include <fmt/format.h>

#include <limits>

namespace app {

namespace {

using core::Error;
using core::ErrorKind;
using core::data::CourseChange;
using core::data::CourseRemoval;
using core::json::Faults;
using core::json::ObjectReader;
using core::json::Value;

constexpr core::json::ParseLimits kBatchLimits{.depth = 16, .values = 1'000'000};
constexpr std::int64_t kMaxRevision = std::numeric_limits<std::int64_t>::max();

Error refused(Faults faults) {
    return {ErrorKind::invalid_input, "invalid-document", "the document breaks a rule", std::move(faults)};
}

Error no_item(std::string_view detail) {
    return {ErrorKind::invalid_input, "invalid-item", std::string(detail)};
}

CourseRemoval read_removal(ObjectReader& in) {
    CourseRemoval removal{in.text("uid"), in.number("revision", 1, kMaxRevision)};
    if (in.faults().empty() && !core::domain::is_uid(removal.uid)) {
        in.fault("uid", "malformed-uid", "must be 1 to 64 of A-Z a-z 0-9 - _");
    }
    return removal;
}

/// Reads what stands in the item's one member; its pointers begin there.
template <class Read>
BatchItem read_change(Value value, Read read) {
    if (!value.is_object()) return {"", no_item("course and removed must be objects")};
    Faults faults;
    ObjectReader in(value, "", faults);
    auto change = read(in);
    in.finish();
    auto uid = change.uid;
    if (!faults.empty()) return {std::move(uid), refused(std::move(faults))};
    return {std::move(uid), CourseChange(std::move(change))};
}

BatchItem read_item(Value item) {
    if (item.is_object() && item.size() == 1) {
        const auto name = item.member_name(0);
        if (name == "course") return read_change(item.member_value(0), core::documents::read_course);
        if (name == "removed") return read_change(item.member_value(0), read_removal);
    }
    return {"", no_item("must be an object with one member: course or removed")};
}

}  // namespace

core::Result<std::vector<BatchItem>> parse_batch(std::string_view body) {
    return core::documents::parse_object(body, kBatchLimits, [](ObjectReader& in) {
        std::vector<BatchItem> items;
        const auto elements = in.elements("items");
        if (elements.size() > kMaxBatch) {
            in.fault("items", "too-many-items", fmt::format("must be at most {} items", kMaxBatch));
            return items;
        }
        items.reserve(elements.size());
        for (const auto element : elements) items.push_back(read_item(element));
        return items;
    });
}

core::Result<core::domain::Course> parse_one_course(std::string_view body, std::string_view uid) {
    auto course = core::documents::parse_course(body);
    if (!course || course->uid == uid) return course;
    Faults faults;
    core::json::add_fault(faults, "/uid", "uid-mismatch", "must be the uid of the path");
    return refused(std::move(faults));
}

core::Result<FrameworkWrite> parse_framework_write(std::string_view body) {
    return core::documents::parse_object(body, core::documents::kFrameworkLimits, [](ObjectReader& in) {
        FrameworkWrite write;
        write.revision = in.number("revision", 1, kMaxRevision);
        if (auto inner = in.object("framework")) {
            write.framework = core::documents::read_framework(*inner);
            inner->finish();
        }
        return write;
    });
}

std::string_view to_string(core::data::Applied applied) {
    switch (applied) {
        case core::data::Applied::inserted: return "inserted";
        case core::data::Applied::updated: return "updated";
        case core::data::Applied::unchanged: return "unchanged";
        case core::data::Applied::stale: return "stale";
    }
    return "";
}

void write_outcome(core::json::Writer& json, std::string_view uid, const core::data::ChangeOutcome& outcome) {
    json.begin_object().member("uid", uid);
    if (outcome.applied) {
        json.member("outcome", to_string(*outcome.applied));
        json.member("revision", outcome.revision).member("removed", outcome.removed);
    } else {
        const Error& error = outcome.applied.error();
        json.member("outcome", "refused").member("code", error.code).member("detail", error.detail);
        json.key("errors").begin_array();
        for (const auto& field : error.fields) {
            json.begin_object().member("pointer", field.name).member("code", field.code);
            json.member("detail", field.detail).end_object();
        }
        json.end_array();
    }
    json.end_object();
}

}  // namespace app
