#include "core/documents/framework.hpp"
#include "core/documents/framework_items.hpp"
#include "core/documents/member_writer.hpp"

namespace core::documents {

namespace {

using namespace domain;
using json::Writer;

template <class Item>
void write_list(Writer& json, std::string_view name, const std::vector<Item>& items) {
    json.key(name).begin_array();
    for (const auto& item : items) {
        json.begin_object();
        write_members(json, item);
        json.end_object();
    }
    json.end_array();
}

}  // namespace

void write_members(Writer& json, const Level& level) {
    MemberWriter(json).member("id", level.id).member("acronym", level.acronym).member("name", level.name);
}

void write_members(Writer& json, const Format& format) {
    MemberWriter(json).member("id", format.id).member("acronym", format.acronym).member("name", format.name);
}

void write_members(Writer& json, const Need& need) {
    MemberWriter out(json);
    out.member("id", need.id).member("name", need.name).member("option_text", need.option_text);
    out.member("formats", need.formats).member("levels", need.levels);
}

void write_members(Writer& json, const Specialism& specialism) {
    MemberWriter(json).member("id", specialism.id).member("name", specialism.name);
}

void write_members(Writer& json, const Vertical& vertical) {
    MemberWriter out(json);
    out.member("id", vertical.id).member("kind", to_string(vertical.kind)).member("name", vertical.name);
    out.member("option_text", vertical.option_text);
}

void write_members(Writer& json, const Area& area) {
    MemberWriter out(json);
    out.member("id", area.id).member("vertical", area.vertical).member("key", area.key);
    out.member("name", area.name).member("option_text", area.option_text).member("hidden", area.hidden);
}

void write_members(Writer& json, const CompetencyCategory& category) {
    MemberWriter out(json);
    out.member("id", category.id).member("vertical", category.vertical).member("name", category.name);
    out.member("area", category.area);
}

void write_members(Writer& json, const Competency& competency) {
    MemberWriter out(json);
    out.member("id", competency.id).member("category", competency.category);
    out.member("specialism", competency.specialism).member("title", competency.title);
    out.member("description", competency.description);
}

void write_members(Writer& json, const JobRole& role) {
    MemberWriter out(json);
    out.member("id", role.id).member("vertical", role.vertical).member("name", role.name);
    out.member("option_text", role.option_text).member("level", role.level);
    out.member("organisation_type", role.organisation_type).member("specialism", role.specialism);
    out.member("description", role.description).member("competencies", role.competencies);
}

void write_members(Writer& json, const Framework& framework) {
    json.member("title", framework.title);
    write_list(json, "levels", framework.levels);
    write_list(json, "formats", framework.formats);
    write_list(json, "needs", framework.needs);
    write_list(json, "specialisms", framework.specialisms);
    write_list(json, "verticals", framework.verticals);
    write_list(json, "areas", framework.areas);
    write_list(json, "categories", framework.categories);
    write_list(json, "competencies", framework.competencies);
    write_list(json, "job_roles", framework.job_roles);
}

}  // namespace core::documents
