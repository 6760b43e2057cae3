#include "core/documents/course.hpp"
#include "core/documents/course_parts.hpp"
#include "core/documents/parse_object.hpp"
#include "core/documents/prefixed_faults.hpp"

#include <limits>

namespace core::documents {

namespace {

using namespace domain;
using json::add_fault;
using json::ObjectReader;

/// The value, or a default and the faults that the domain found.
template <class T>
T accept(Result<T> result, ObjectReader& in) {
    if (result) return std::move(*result);
    add_prefixed(in, result.error().fields);
    return T();
}

}  // namespace

Cost read_cost(ObjectReader& in) {
    auto cost = in.object("cost");
    if (!cost) return {};
    const auto kind = cost->word("kind", parse_cost_kind, "must be fixed, free, varying or unknown");
    if (!kind) return {};
    const auto amount = kind == Cost::Kind::fixed ? cost->decimal<2>("amount") : Money();
    cost->finish();
    switch (*kind) {
        case Cost::Kind::fixed: return accept(Cost::fixed(amount), in);
        case Cost::Kind::free: return Cost::free();
        case Cost::Kind::varying: return Cost::varying();
        case Cost::Kind::unknown: break;
    }
    return Cost::unknown();
}

Cpd read_cpd(ObjectReader& in) {
    auto cpd = in.object("cpd");
    if (!cpd) return {};
    const auto kind =
        cpd->word("kind", parse_cpd_kind, "must be points, private, tbc, not-applicable or unknown");
    if (!kind) return {};
    const auto points = kind == Cpd::Kind::points ? cpd->decimal<2>("points") : CpdPoints();
    cpd->finish();
    switch (*kind) {
        case Cpd::Kind::points: return accept(Cpd::points(points), in);
        case Cpd::Kind::private_study: return Cpd::private_study();
        case Cpd::Kind::to_be_confirmed: return Cpd::to_be_confirmed();
        case Cpd::Kind::not_applicable: return Cpd::not_applicable();
        case Cpd::Kind::unknown: break;
    }
    return Cpd::unknown();
}

Schedule read_schedule(ObjectReader& in) {
    const bool ongoing = in.flag("ongoing");
    const auto elements = in.elements("dates");
    if (ongoing) {
        if (!elements.empty())
            in.fault("dates", "ongoing-with-dates", "must be empty when the course is ongoing");
        return Schedule::ongoing();
    }
    std::vector<CourseDate> dates;
    const auto faults_before = in.faults().size();
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const auto pointer = in.element_pointer("dates", i);
        if (!elements[i].is_object()) {
            add_fault(in.faults(), pointer, "wrong-type", "must be an object");
            continue;
        }
        ObjectReader date(elements[i], pointer, in.faults());
        const auto starts_at = date.instant("starts_at");
        dates.push_back({starts_at, date.maybe_instant("ends_at")});
        date.finish();
    }
    if (in.faults().size() != faults_before) return {};
    return accept(Schedule::dated(std::move(dates)), in);
}

Course read_course(ObjectReader& in) {
    const auto faults_before = in.faults().size();
    Course course;
    course.uid = in.text("uid");
    course.name = in.text("name");
    course.url = in.maybe_text("url");
    course.provider = in.maybe_text("provider");
    course.level = in.id<LevelId>("level");
    course.format = in.id<FormatId>("format");
    course.cost = read_cost(in);
    course.cpd = read_cpd(in);
    course.schedule = read_schedule(in);
    course.duration = in.maybe_decimal<1>("duration_days");
    course.areas = in.ids<AreaId>("areas");
    course.competencies = in.ids<CompetencyId>("competencies");
    course.source = in.text("source");
    course.revision = in.number("revision", 1, std::numeric_limits<std::int64_t>::max());
    if (in.faults().size() != faults_before) return course;
    const auto valid = validate(course);
    if (!valid) add_prefixed(in, valid.error().fields);
    return course;
}

Result<Course> parse_course(std::string_view text) {
    return parse_object(text, {}, read_course);
}

}  // namespace core::documents
