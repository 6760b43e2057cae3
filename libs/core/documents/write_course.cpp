#include "core/base/digest.hpp"
#include "core/base/time_zone.hpp"
#include "core/documents/course.hpp"
#include "core/documents/course_parts.hpp"
#include "core/documents/member_writer.hpp"

namespace core::documents {

using namespace domain;
using json::Writer;

void write_cost(Writer& json, const Cost& cost) {
    json.key("cost").begin_object().member("kind", to_string(cost.kind()));
    if (cost.kind() == Cost::Kind::fixed) json.member("amount", cost.amount().text());
    json.end_object();
}

void write_cpd(Writer& json, const Cpd& cpd) {
    json.key("cpd").begin_object().member("kind", to_string(cpd.kind()));
    if (cpd.kind() == Cpd::Kind::points) json.member("points", cpd.number().text());
    json.end_object();
}

void write_dates(Writer& json, const Schedule& schedule) {
    json.member("ongoing", schedule.is_ongoing()).key("dates").begin_array();
    for (const auto& date : schedule.dates()) {
        json.begin_object().member("starts_at", format_utc(date.starts_at));
        json.member("ends_at", date.ends_at ? std::optional(format_utc(*date.ends_at)) : std::nullopt);
        json.end_object();
    }
    json.end_array();
}

void write_members(Writer& json, const Course& course) {
    MemberWriter out(json);
    out.member("uid", course.uid).member("name", course.name).member("url", course.url);
    out.member("provider", course.provider).member("level", course.level).member("format", course.format);
    write_cost(json, course.cost);
    write_cpd(json, course.cpd);
    write_dates(json, course.schedule);
    out.member("duration_days", course.duration ? std::optional(course.duration->text()) : std::nullopt);
    out.member("areas", course.areas).member("competencies", course.competencies);
    out.member("source", course.source).member("revision", course.revision);
}

std::string course_document(const Course& course) {
    std::string out;
    Writer json(out);
    json.begin_object();
    write_members(json, course);
    json.end_object();
    return out;
}

std::string content_digest(Course course) {
    course.revision = 0;
    return sha256_hex(course_document(course));
}

}  // namespace core::documents
