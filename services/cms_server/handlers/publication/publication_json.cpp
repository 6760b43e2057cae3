#include "cms_server/handlers/publication/publication_json.hpp"

#include "cms_server/handlers/staff/call_parts.hpp"
#include "core/base/object_reader.hpp"
#include "core/base/time_zone.hpp"

#include <fmt/format.h>

#include <limits>
#include <set>

namespace cms {

namespace {

using namespace core::data;
using core::Instant;
using core::Result;
using core::json::ObjectReader;
using core::json::Value;
using core::json::Writer;

std::optional<std::string> shown(const std::optional<Instant>& at) {
    return at ? std::optional(core::format_utc(*at)) : std::nullopt;
}

/// A member that may be absent.
std::optional<Instant> read_time(ObjectReader& in, Value body, std::string_view name) {
    return body.find(name).exists() ? in.maybe_instant(name) : std::nullopt;
}

std::optional<PublicationAction> parse_action(std::string_view text) {
    if (text == "publish") return PublicationAction::publish;
    if (text == "unpublish") return PublicationAction::unpublish;
    return std::nullopt;
}

std::vector<CourseVersion> read_courses(ObjectReader& in) {
    std::vector<CourseVersion> courses;
    const auto elements = in.elements("items");
    if (elements.empty() || elements.size() > kMaxPublishedAtOnce) {
        in.fault("items", "out-of-range", fmt::format("must be 1 to {} courses", kMaxPublishedAtOnce));
        return courses;
    }
    std::set<std::string> seen;
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const auto pointer = in.element_pointer("items", i);
        if (!elements[i].is_object()) {
            core::json::add_fault(in.faults(), pointer, "wrong-type", "must be an object");
            continue;
        }
        ObjectReader item(elements[i], pointer, in.faults());
        CourseVersion course;
        course.uid = item.visible_text("uid");
        course.version = item.number("version", 1, std::numeric_limits<std::int64_t>::max());
        item.finish();
        if (!seen.insert(course.uid).second) item.fault("uid", "duplicate", "stands here twice");
        courses.push_back(std::move(course));
    }
    return courses;
}

void write_failure(Writer& json, const std::optional<DeliveryFailure>& failure) {
    json.key("failure");
    if (!failure) {
        json.null();
        return;
    }
    json.begin_object().member("code", failure->code).member("detail", failure->detail).key("errors");
    json.raw(failure->errors.empty() ? "[]" : failure->errors).end_object();
}

}  // namespace

void write_publication(Writer& json, const Publication& publication) {
    json.begin_object().member("id", publication.id).member("kind", to_string(publication.kind));
    json.member("uid", publication.uid).member("name", publication.name);
    json.member("revision", publication.revision).member("removed", publication.removed);
    json.member("state", to_string(publication.state)).member("attempts", publication.attempts);
    write_failure(json, publication.failure);
    json.member("queued_at", core::format_utc(publication.queued_at));
    json.member("next_attempt_at", shown(publication.next_attempt_at));
    json.member("delivered_at", shown(publication.delivered_at));
    json.key("delivered_revision");
    if (publication.delivered_revision > 0) {
        json.value(publication.delivered_revision);
    } else {
        json.null();
    }
    json.end_object();
}

std::string course_publication_json(const StoredDraft& draft, const std::optional<Publication>& delivery) {
    std::string out;
    Writer json(out);
    json.begin_object().member("uid", draft.uid).member("version", draft.version);
    json.member("state", to_string(draft.status.state));
    json.member("publish_at", shown(draft.status.publish_at));
    json.member("unpublish_at", shown(draft.status.unpublish_at)).key("delivery");
    if (delivery) {
        write_publication(json, *delivery);
    } else {
        json.null();
    }
    json.end_object();
    return out;
}

std::string summary_json(const PublicationCounts& counts) {
    std::string out;
    Writer json(out);
    json.begin_object().member("queued", counts.queued).member("delivered", counts.delivered);
    json.member("failed", counts.failed).member("oldest_queued_at", shown(counts.oldest_queued)).end_object();
    return out;
}

std::string outcomes_json(const std::vector<PublicationOutcome>& outcomes) {
    std::string out;
    Writer json(out);
    json.begin_object().key("items").begin_array();
    for (const auto& [uid, draft] : outcomes) {
        json.begin_object().member("uid", uid).key("version");
        if (draft) {
            json.value(draft->version).key("error").null().end_object();
            continue;
        }
        const core::Error& error = draft.error();
        json.null().key("error").begin_object().member("code", error.code).member("detail", error.detail);
        json.key("errors").begin_array();
        for (const auto& field : error.fields) {
            json.begin_object().member("pointer", field.name).member("code", field.code);
            json.member("detail", field.detail).end_object();
        }
        json.end_array().end_object().end_object();
    }
    json.end_array().end_object();
    return out;
}

Result<PublicationTimes> parse_times(const core::http::Request& request) {
    PublicationTimes times;
    if (request.body.empty()) {
        if (const auto checked = refuse_parameters(request); !checked) return checked.error();
        return times;
    }
    const auto read = read_body(request, [&](ObjectReader& in, Value body) {
        times.publish_at = read_time(in, body, "publish_at");
        times.unpublish_at = read_time(in, body, "unpublish_at");
    });
    if (!read) return read.error();
    return times;
}

Result<BulkPublication> parse_bulk(const core::http::Request& request) {
    BulkPublication bulk;
    const auto read = read_body(request, [&](ObjectReader& in, Value) {
        const auto action = in.word("action", parse_action, "must be publish or unpublish");
        bulk.action = action.value_or(PublicationAction::publish);
        bulk.courses = read_courses(in);
    });
    if (!read) return read.error();
    return bulk;
}

Result<bool> parse_reconciliation(const core::http::Request& request) {
    bool remove_unknown = false;
    if (request.body.empty()) {
        if (const auto checked = refuse_parameters(request); !checked) return checked.error();
        return remove_unknown;
    }
    const auto read = read_body(request, [&](ObjectReader& in, Value body) {
        if (body.find("remove_unknown").exists()) remove_unknown = in.flag("remove_unknown");
    });
    if (!read) return read.error();
    return remove_unknown;
}

}  // namespace cms
