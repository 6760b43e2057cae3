#include "app_server/dto/course_json.hpp"

#include "app_server/catalogue/fold_case.hpp"
#include "core/base/json.hpp"

namespace app {

namespace {

using namespace core::domain;
using core::json::Writer;

void write_cost(Writer& json, const Cost& cost, const std::string& currency) {
    json.begin_object().member("kind", to_string(cost.kind()));
    if (cost.kind() == Cost::Kind::fixed)
        json.member("amount", cost.amount().text()).member("currency", currency);
    json.end_object();
}

void write_cpd(Writer& json, const Cpd& cpd) {
    json.begin_object().member("kind", to_string(cpd.kind()));
    if (cpd.kind() == Cpd::Kind::points) json.key("points").raw(cpd.number().compact());
    json.end_object();
}

void write_optional_text(Writer& json, std::string_view name, const std::optional<std::string>& text) {
    json.key(name);
    if (text) {
        json.value(*text);
    } else {
        json.null();
    }
}

std::string course_json(
    const StoredCourse& stored, const FrameworkView& framework, const Presentation& presentation
) {
    const Course& course = stored.course;
    const auto& data = framework.data();
    std::string out;
    out.reserve(700);
    Writer json(out);
    json.begin_object().member("uid", course.uid).member("name", course.name);
    write_optional_text(json, "url", course.url);
    json.key("provider");
    if (stored.provider && course.provider) {
        json.begin_object().member("id", *stored.provider).member("name", *course.provider).end_object();
    } else {
        json.null();
    }
    const Level& level = data.levels[framework.level(course.level)];
    json.key("level").begin_object().member("id", to_int(level.id)).member("name", level.name).end_object();
    const Format& format = data.formats[framework.format(course.format)];
    json.key("format")
        .begin_object()
        .member("id", to_int(format.id))
        .member("name", format.name)
        .end_object();
    json.key("cost");
    write_cost(json, course.cost, presentation.currency);
    json.key("cpd");
    write_cpd(json, course.cpd);
    json.member("ongoing", course.schedule.is_ongoing());
    json.key("duration_days");
    if (course.duration) {
        json.raw(course.duration->compact());
    } else {
        json.null();
    }
    json.key("areas").begin_array();
    for (const auto id : course.areas) {
        const Area& area = data.areas[framework.area(id)];
        json.begin_object().member("id", to_int(id)).member("name", area.name);
        json.member("vertical_id", to_int(area.vertical)).end_object();
    }
    json.end_array().key("competency_ids").begin_array();
    for (const auto id : course.competencies) json.value(to_int(id));
    json.end_array().member("source", course.source);
    json.member("updated_at", presentation.zone.format(stored.updated_at)).end_object();
    return out;
}

std::string date_json(const CourseDate& date, const core::TimeZone& zone) {
    std::string out = R"("starts_at":")" + zone.format(date.starts_at) + R"(","ends_at":)";
    out += date.ends_at ? '"' + zone.format(*date.ends_at) + '"' : "null";
    return out;
}

}  // namespace

CoursePtr publish(StoredCourse stored, const FrameworkView& framework, const Presentation& presentation) {
    auto course = std::make_shared<PublishedCourse>();
    course->folded_name = fold_case(stored.course.name);
    course->text = PublishedCourse::kBefore;
    course->text.append(course_json(stored, framework, presentation)).push_back(',');
    course->ends.push_back(static_cast<std::uint32_t>(course->text.size()));
    for (const auto& date : stored.course.schedule.dates()) {
        course->text.append(date_json(date, presentation.zone)).push_back('}');
        course->ends.push_back(static_cast<std::uint32_t>(course->text.size()));
    }
    course->text.shrink_to_fit();
    course->stored = std::move(stored);
    return course;
}

void append_entry(std::string& out, const EntryText& text) {
    out.append(text.course).append(text.date.empty() ? R"("starts_at":null,"ends_at":null})" : text.date);
}

void append_course(std::string& out, const PublishedCourse& course) {
    out.append(course.json());
    out.back() = ',';  // the object goes on
    out.append(R"("dates":[)");
    for (std::size_t date = 0; date < course.dates(); ++date) {
        out.append(date == 0 ? "{" : ",{").append(course.date_json(date)).push_back('}');
    }
    out.append("]}");
}

void append_course_detail(std::string& out, const PublishedCourse& course, const FrameworkView& framework) {
    append_course(out, course);
    out.back() = ',';
    out.append(R"("competencies":)");
    Writer json(out);
    json.begin_array();
    for (const auto id : course.course().competencies) {
        const Competency& competency = framework.data().competencies[framework.competency(id)];
        json.begin_object().member("id", to_int(id)).member("title", competency.title);
        json.member("category_id", to_int(competency.category)).end_object();
    }
    json.end_array();
    out.append(R"(,"revision":)").append(std::to_string(course.course().revision)).push_back('}');
}

}  // namespace app
