#include "cms_server/dto/inbox/entry_json.hpp"

#include "cms_server/dto/courses/field_json.hpp"
#include "cms_server/dto/inbox/inbox_json.hpp"

#include <algorithm>

namespace cms {

namespace {

using namespace core::data;
using namespace core::domain;
using core::json::Writer;

void write_value(Writer& json, std::string_view name, CourseField field, const ScrapedDraft& draft) {
    json.key(name);
    if (draft.stated.has(field)) {
        write_field(json, field, draft.draft);
    } else {
        json.null();
    }
}

/// What the site calls its level or format: shown when the framework has no such name.
std::optional<std::string> words_of(CourseField field, const ScrapedCourse& course) {
    if (field == CourseField::level) return course.level;
    if (field == CourseField::format) return course.format;
    return std::nullopt;
}

const Provenance* find_provenance(CourseField field, const std::vector<Provenance>& provenance) {
    const auto find = [&](std::string_view name) -> const Provenance* {
        const auto found = std::find_if(provenance.begin(), provenance.end(), [&](const Provenance& p) {
            return p.field == name;
        });
        return found == provenance.end() ? nullptr : &*found;
    };
    if (field != CourseField::schedule) return find(to_string(field));
    const auto* dates = find("dates");
    return dates != nullptr ? dates : find("ongoing");
}

void write_provenance(Writer& json, const Provenance* where, const Presentation& presentation) {
    json.key("provenance");
    if (where == nullptr) {
        json.null();
        return;
    }
    json.begin_object().member("url", where->url).member("selector", where->selector);
    json.member("raw", where->raw).member("at", presentation.zone.format(where->at)).end_object();
}

StandingRule rule_for(CourseField field, const std::vector<FieldRule>& rules) {
    const auto found =
        std::find_if(rules.begin(), rules.end(), [&](const FieldRule& rule) { return rule.field == field; });
    return found == rules.end() ? StandingRule::ask : found->rule;
}

void write_reviewed_field(
    Writer& json, CourseField field, const EntryView& view, const Presentation& presentation
) {
    json.begin_object().member("field", to_string(field));
    json.member("outcome", to_string(view.comparison.review.outcome(field)));
    json.member("rule", to_string(rule_for(field, view.rules)));
    write_value(json, "base", field, view.comparison.base);
    write_value(json, "theirs", field, view.comparison.theirs);
    json.key("ours");
    if (view.course) {
        write_field(json, field, view.course->content);
    } else {
        json.null();
    }
    json.member("words", words_of(field, view.entry.newest));
    write_provenance(json, find_provenance(field, view.entry.provenance), presentation);
    json.end_object();
}

}  // namespace

std::string entry_json(const EntryView& view, const Presentation& presentation) {
    std::string out;
    Writer row(out);
    write_row(row, view.entry.row, presentation);
    out.back() = ',';  // the object goes on
    out += R"("course":)";
    Writer json(out);
    if (view.course) {
        json.begin_object().member("uid", view.course->uid).member("version", view.course->version);
        json.member("state", to_string(view.course->status.state)).member("name", view.course->content.name);
        json.end_object();
    } else {
        json.null();
    }
    out += R"(,"fields":)";
    Writer fields(out);
    fields.begin_array();
    for (const auto field : kCourseFields) {
        if (field == CourseField::areas || field == CourseField::competencies) continue;
        write_reviewed_field(fields, field, view, presentation);
    }
    fields.end_array();
    out.push_back('}');
    return out;
}

}  // namespace cms
