#include "app_server/dump/record.hpp"
#include "core/base/json.hpp"
#include "core/base/time_zone.hpp"

namespace app::dump {

namespace {

using namespace core::domain;
using core::json::Writer;

/// One line: the object is begun with its model and ended with a line feed.
class Line {
public:
    Line(std::string& out, std::string_view model) : out_(out), json_(out) {
        json_.begin_object().member("model", model);
    }

    ~Line() {
        json_.end_object();
        out_.push_back('\n');
    }

    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    template <class T>
    Line& member(std::string_view name, const T& value) {
        json_.member(name, value);
        return *this;
    }

    template <class Id>
        requires std::is_enum_v<Id>
    Line& member(std::string_view name, const Id& id) {
        json_.member(name, to_int(id));
        return *this;
    }

    template <class Id>
        requires std::is_enum_v<Id>
    Line& member(std::string_view name, const std::optional<Id>& id) {
        json_.member(name, id ? std::optional(to_int(*id)) : std::nullopt);
        return *this;
    }

    template <class Id>
        requires std::is_enum_v<Id>
    Line& member(std::string_view name, const std::vector<Id>& ids) {
        json_.key(name).begin_array();
        for (const auto id : ids) json_.value(to_int(id));
        json_.end_array();
        return *this;
    }

    Writer& json() { return json_; }

private:
    std::string& out_;
    Writer json_;
};

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
        json.begin_object().member("starts_at", core::format_utc(date.starts_at));
        json.member("ends_at", date.ends_at ? std::optional(core::format_utc(*date.ends_at)) : std::nullopt);
        json.end_object();
    }
    json.end_array();
}

}  // namespace

void append_record(std::string& out, const FrameworkTitle& framework) {
    Line(out, "framework").member("title", framework.title);
}

void append_record(std::string& out, const Level& level) {
    Line(out, "level").member("id", level.id).member("acronym", level.acronym).member("name", level.name);
}

void append_record(std::string& out, const Format& format) {
    Line(out, "format").member("id", format.id).member("acronym", format.acronym).member("name", format.name);
}

void append_record(std::string& out, const Need& need) {
    Line line(out, "need");
    line.member("id", need.id).member("name", need.name).member("option_text", need.option_text);
    line.member("formats", need.formats).member("levels", need.levels);
}

void append_record(std::string& out, const Specialism& specialism) {
    Line(out, "specialism").member("id", specialism.id).member("name", specialism.name);
}

void append_record(std::string& out, const Vertical& vertical) {
    Line line(out, "vertical");
    line.member("id", vertical.id).member("kind", to_string(vertical.kind)).member("name", vertical.name);
    line.member("option_text", vertical.option_text);
}

void append_record(std::string& out, const Area& area) {
    Line line(out, "area");
    line.member("id", area.id).member("vertical", area.vertical).member("key", area.key);
    line.member("name", area.name).member("option_text", area.option_text).member("hidden", area.hidden);
}

void append_record(std::string& out, const CompetencyCategory& category) {
    Line line(out, "competency_category");
    line.member("id", category.id).member("vertical", category.vertical).member("name", category.name);
    line.member("area", category.area);
}

void append_record(std::string& out, const Competency& competency) {
    Line line(out, "competency");
    line.member("id", competency.id).member("category", competency.category);
    line.member("specialism", competency.specialism).member("title", competency.title);
    line.member("description", competency.description);
}

void append_record(std::string& out, const JobRole& role) {
    Line line(out, "job_role");
    line.member("id", role.id).member("vertical", role.vertical).member("name", role.name);
    line.member("option_text", role.option_text).member("level", role.level);
    line.member("organisation_type", role.organisation_type).member("specialism", role.specialism);
    line.member("description", role.description).member("competencies", role.competencies);
}

void append_record(std::string& out, const Course& course) {
    Line line(out, "course");
    line.member("uid", course.uid).member("name", course.name).member("url", course.url);
    line.member("provider", course.provider).member("level", course.level).member("format", course.format);
    write_cost(line.json(), course.cost);
    write_cpd(line.json(), course.cpd);
    write_dates(line.json(), course.schedule);
    line.member("duration_days", course.duration ? std::optional(course.duration->text()) : std::nullopt);
    line.member("areas", course.areas).member("competencies", course.competencies);
    line.member("source", course.source).member("revision", course.revision);
}

void append_record(std::string& out, const RemovedUid& removed) {
    Line(out, "removed_course").member("uid", removed.uid).member("revision", removed.revision);
}

}  // namespace app::dump
