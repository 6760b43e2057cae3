#include "cms_server/dto/courses/field_json.hpp"

#include "core/documents/course_parts.hpp"

namespace cms {

namespace {

using namespace core::domain;
using core::json::Writer;

template <class Id>
void write_id(Writer& json, const std::optional<Id>& id) {
    json.value(id ? std::optional(to_int(*id)) : std::nullopt);
}

template <class Id>
void write_ids(Writer& json, const std::vector<Id>& ids) {
    json.begin_array();
    for (const auto id : ids) json.value(to_int(id));
    json.end_array();
}

/// The value alone of a part that is written as a member of the same name.
template <class Write>
void write_value(Writer& json, std::string_view member, Write write) {
    std::string object;
    Writer out(object);
    out.begin_object();
    write(out);
    out.end_object();
    // {"member":VALUE}
    const auto begin = member.size() + 4;
    json.raw(std::string_view(object).substr(begin, object.size() - begin - 1));
}

}  // namespace

void write_field(Writer& json, CourseField field, const CourseDraft& draft) {
    switch (field) {
        case CourseField::name: json.value(draft.name); return;
        case CourseField::url: json.value(draft.url); return;
        case CourseField::provider: json.value(draft.provider); return;
        case CourseField::level: write_id(json, draft.level); return;
        case CourseField::format: write_id(json, draft.format); return;
        case CourseField::cost:
            write_value(json, "cost", [&](Writer& out) { core::documents::write_cost(out, draft.cost); });
            return;
        case CourseField::cpd:
            write_value(json, "cpd", [&](Writer& out) { core::documents::write_cpd(out, draft.cpd); });
            return;
        case CourseField::schedule:
            json.begin_object();
            core::documents::write_dates(json, draft.schedule);
            json.end_object();
            return;
        case CourseField::duration:
            json.value(draft.duration ? std::optional(draft.duration->text()) : std::nullopt);
            return;
        case CourseField::areas: write_ids(json, draft.areas); return;
        case CourseField::competencies: write_ids(json, draft.competencies); return;
    }
}

std::vector<CourseField> changed_fields(const CourseDraft& from, const CourseDraft& to) {
    std::vector<CourseField> changed;
    for (const auto field : kCourseFields) {
        if (!same(field, from, to)) changed.push_back(field);
    }
    return changed;
}

std::string difference_json(const CourseDraft& from, const CourseDraft& to) {
    std::string out;
    Writer json(out);
    json.begin_object();
    for (const auto field : changed_fields(from, to)) {
        json.key(to_string(field)).begin_object().key("from");
        write_field(json, field, from);
        json.key("to");
        write_field(json, field, to);
        json.end_object();
    }
    json.end_object();
    return out;
}

}  // namespace cms
