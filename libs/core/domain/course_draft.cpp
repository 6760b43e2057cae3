#include "core/domain/course_draft.hpp"

#include "core/domain/course_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace core::domain {

namespace {

struct FieldName {
    CourseField field;
    std::string_view text;
};

constexpr std::array<FieldName, kCourseFields.size()> kFieldNames{{
    {CourseField::name, "name"},
    {CourseField::url, "url"},
    {CourseField::provider, "provider"},
    {CourseField::level, "level"},
    {CourseField::format, "format"},
    {CourseField::cost, "cost"},
    {CourseField::cpd, "cpd"},
    {CourseField::schedule, "schedule"},
    {CourseField::duration, "duration_days"},
    {CourseField::areas, "areas"},
    {CourseField::competencies, "competency_ids"},
}};

/// Calls `use` with the member of CourseDraft that holds a field.
template <class F>
auto with_member(CourseField field, F use) {
    switch (field) {
        case CourseField::name: return use(&CourseDraft::name);
        case CourseField::url: return use(&CourseDraft::url);
        case CourseField::provider: return use(&CourseDraft::provider);
        case CourseField::level: return use(&CourseDraft::level);
        case CourseField::format: return use(&CourseDraft::format);
        case CourseField::cost: return use(&CourseDraft::cost);
        case CourseField::cpd: return use(&CourseDraft::cpd);
        case CourseField::schedule: return use(&CourseDraft::schedule);
        case CourseField::duration: return use(&CourseDraft::duration);
        case CourseField::areas: return use(&CourseDraft::areas);
        case CourseField::competencies: break;
    }
    return use(&CourseDraft::competencies);
}

bool is_blank(const std::optional<std::string>& text) {
    return !text || text->find_first_not_of(' ') == std::string::npos;
}

/// A name may still be missing; what stands there must be fit to be kept.
void check_rules(Faults& faults, const CourseDraft& draft) {
    if (!draft.name.empty()) check_line(faults, "/name", draft.name);
    if (draft.url) check_url(faults, "/url", *draft.url);
    if (draft.provider) check_line(faults, "/provider", *draft.provider);
    if (draft.level && to_int(*draft.level) < 1)
        add_fault(faults, "/level", "out-of-range", "must be at least 1");
    if (draft.format && to_int(*draft.format) < 1)
        add_fault(faults, "/format", "out-of-range", "must be at least 1");
    if (draft.schedule.dates().size() > kMaxDates) {
        add_fault(faults, "/dates", "too-many", fmt::format("must be at most {}", kMaxDates));
    }
    if (draft.duration) check_duration(faults, *draft.duration);
    check_tags(faults, "areas", draft.areas);
    check_tags(faults, "competency_ids", draft.competencies);
    if (draft.areas.size() + draft.competencies.size() > kMaxTags) {
        add_fault(faults, "/areas", "too-many", fmt::format("at most {} tags in all", kMaxTags));
    }
}

void check_complete(Faults& faults, const CourseDraft& draft) {
    const auto lacks = [&](std::string_view pointer, std::string_view detail) {
        add_fault(faults, pointer, "required", detail);
    };
    if (draft.name.empty()) lacks("/name", "must not be empty");
    if (!draft.url) lacks("/url", "publishing needs a link");
    if (is_blank(draft.provider)) lacks("/provider", "publishing needs a provider");
    if (!draft.level) lacks("/level", "publishing needs a level");
    if (!draft.format) lacks("/format", "publishing needs a format");
    if (draft.cost.kind() == Cost::Kind::unknown) lacks("/cost", "publishing needs a known cost");
    if (draft.cpd.kind() == Cpd::Kind::unknown) lacks("/cpd", "publishing needs known CPD credit");
    if (!draft.schedule.is_ongoing() && draft.schedule.dates().empty()) {
        lacks("/schedule", "publishing needs a date, or the course to be ongoing");
    }
    if (draft.areas.empty() && draft.competencies.empty()) {
        lacks("/areas", "publishing needs at least one area or competency");
    }
}

}  // namespace

std::string_view to_string(CourseField field) {
    return kFieldNames[static_cast<std::size_t>(field)].text;
}

std::optional<CourseField> parse_course_field(std::string_view text) {
    const auto row = std::find_if(kFieldNames.begin(), kFieldNames.end(), [&](const FieldName& f) {
        return f.text == text;
    });
    if (row == kFieldNames.end()) return std::nullopt;
    return row->field;
}

bool same(CourseField field, const CourseDraft& a, const CourseDraft& b) {
    return with_member(field, [&](auto member) { return a.*member == b.*member; });
}

void copy_field(CourseField field, const CourseDraft& from, CourseDraft& to) {
    with_member(field, [&](auto member) { to.*member = from.*member; });
}

Result<void> validate(const CourseDraft& draft) {
    Faults faults;
    check_rules(faults, draft);
    if (faults.empty()) return {};
    return Error{ErrorKind::invalid_input, "invalid-course", "the course breaks a rule", std::move(faults)};
}

Result<Course> to_course(
    const CourseDraft& draft, std::string uid, std::string source, std::int64_t revision
) {
    Faults faults;
    check_rules(faults, draft);
    check_complete(faults, draft);
    if (!faults.empty()) {
        return Error{
            ErrorKind::invalid_input,
            "incomplete-course",
            "the course lacks what publishing needs",
            std::move(faults)
        };
    }
    Course course;
    course.uid = std::move(uid);
    course.name = draft.name;
    course.url = draft.url;
    course.provider = draft.provider;
    course.level = *draft.level;
    course.format = *draft.format;
    course.cost = draft.cost;
    course.cpd = draft.cpd;
    course.schedule = draft.schedule;
    course.duration = draft.duration;
    course.areas = draft.areas;
    course.competencies = draft.competencies;
    course.source = std::move(source);
    course.revision = revision;
    if (auto sound = validate(course); !sound) return sound.error();
    return course;
}

CourseDraft to_draft(const Course& course) {
    CourseDraft draft;
    draft.name = course.name;
    draft.url = course.url;
    draft.provider = course.provider;
    draft.level = course.level;
    draft.format = course.format;
    draft.cost = course.cost;
    draft.cpd = course.cpd;
    draft.schedule = course.schedule;
    draft.duration = course.duration;
    draft.areas = course.areas;
    draft.competencies = course.competencies;
    return draft;
}

}  // namespace core::domain
