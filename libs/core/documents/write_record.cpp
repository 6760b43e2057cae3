#include "core/documents/course.hpp"
#include "core/documents/framework_items.hpp"
#include "core/documents/record.hpp"

namespace core::documents {

namespace {

using namespace domain;
using json::Writer;

/// One line: the object is begun with its model and ended with a line feed.
template <class F>
void append_line(std::string& out, std::string_view model, F write) {
    Writer json(out);
    json.begin_object().member("model", model);
    write(json);
    json.end_object();
    out.push_back('\n');
}

template <class Item>
void append_item(std::string& out, std::string_view model, const Item& item) {
    append_line(out, model, [&](Writer& json) { write_members(json, item); });
}

}  // namespace

void append_record(std::string& out, const FrameworkTitle& framework) {
    append_line(out, "framework", [&](Writer& json) { json.member("title", framework.title); });
}

void append_record(std::string& out, const Level& level) {
    append_item(out, "level", level);
}

void append_record(std::string& out, const Format& format) {
    append_item(out, "format", format);
}

void append_record(std::string& out, const Need& need) {
    append_item(out, "need", need);
}

void append_record(std::string& out, const Specialism& specialism) {
    append_item(out, "specialism", specialism);
}

void append_record(std::string& out, const Vertical& vertical) {
    append_item(out, "vertical", vertical);
}

void append_record(std::string& out, const Area& area) {
    append_item(out, "area", area);
}

void append_record(std::string& out, const CompetencyCategory& category) {
    append_item(out, "competency_category", category);
}

void append_record(std::string& out, const Competency& competency) {
    append_item(out, "competency", competency);
}

void append_record(std::string& out, const JobRole& role) {
    append_item(out, "job_role", role);
}

void append_record(std::string& out, const Course& course) {
    append_item(out, "course", course);
}

void append_record(std::string& out, const RemovedUid& removed) {
    append_line(out, "removed_course", [&](Writer& json) {
        json.member("uid", removed.uid).member("revision", removed.revision);
    });
}

}  // namespace core::documents
