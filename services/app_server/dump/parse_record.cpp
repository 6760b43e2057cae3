#include "app_server/dump/parse_course.hpp"
#include "app_server/dump/record.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>

namespace app::dump {

namespace {

using namespace core::domain;
using core::json::Faults;
using core::json::ObjectReader;

constexpr std::int64_t kLeastInt = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t kMostInt = std::numeric_limits<std::int32_t>::max();

std::optional<VerticalKind> parse_kind(std::string_view text) {
    for (const auto kind : {VerticalKind::profession, VerticalKind::technology}) {
        if (text == to_string(kind)) return kind;
    }
    return std::nullopt;
}

std::optional<std::string> parse_uid(std::string_view text) {
    if (!is_uid(text)) return std::nullopt;
    return std::string(text);
}

Record read_framework(ObjectReader& in) {
    return FrameworkTitle{in.visible_text("title")};
}

Record read_level(ObjectReader& in) {
    Level level;
    level.id = in.id<LevelId>("id");
    level.acronym = in.visible_text("acronym");
    level.name = in.visible_text("name");
    return level;
}

Record read_format(ObjectReader& in) {
    Format format;
    format.id = in.id<FormatId>("id");
    format.acronym = in.visible_text("acronym");
    format.name = in.visible_text("name");
    return format;
}

Record read_need(ObjectReader& in) {
    Need need;
    need.id = in.id<NeedId>("id");
    need.name = in.visible_text("name");
    need.option_text = in.text("option_text");
    need.formats = in.ids<FormatId>("formats");
    need.levels = in.ids<LevelId>("levels");
    return need;
}

Record read_specialism(ObjectReader& in) {
    Specialism specialism;
    specialism.id = in.id<SpecialismId>("id");
    specialism.name = in.visible_text("name");
    return specialism;
}

Record read_vertical(ObjectReader& in) {
    Vertical vertical;
    vertical.id = in.id<VerticalId>("id");
    const auto kind = in.word("kind", parse_kind, "must be profession or technology");
    vertical.kind = kind.value_or(VerticalKind::profession);
    vertical.name = in.visible_text("name");
    vertical.option_text = in.text("option_text");
    return vertical;
}

Record read_area(ObjectReader& in) {
    Area area;
    area.id = in.id<AreaId>("id");
    area.vertical = in.id<VerticalId>("vertical");
    area.key = static_cast<std::int32_t>(in.number("key", kLeastInt, kMostInt));
    area.name = in.visible_text("name");
    area.option_text = in.text("option_text");
    area.hidden = in.flag("hidden");
    return area;
}

Record read_category(ObjectReader& in) {
    CompetencyCategory category;
    category.id = in.id<CategoryId>("id");
    category.vertical = in.id<VerticalId>("vertical");
    category.name = in.visible_text("name");
    category.area = in.maybe_id<AreaId>("area");
    return category;
}

Record read_competency(ObjectReader& in) {
    Competency competency;
    competency.id = in.id<CompetencyId>("id");
    competency.category = in.id<CategoryId>("category");
    competency.specialism = in.maybe_id<SpecialismId>("specialism");
    competency.title = in.visible_text("title");
    competency.description = in.text("description");
    return competency;
}

Record read_job_role(ObjectReader& in) {
    JobRole role;
    role.id = in.id<JobRoleId>("id");
    role.vertical = in.id<VerticalId>("vertical");
    role.name = in.visible_text("name");
    role.option_text = in.text("option_text");
    role.level = in.maybe_number("level", 1, std::numeric_limits<std::int32_t>::max());
    role.organisation_type = in.maybe_text("organisation_type");
    if (role.organisation_type && role.organisation_type->empty()) {
        in.fault("organisation_type", "required", "must not be empty when given");
    }
    role.specialism = in.maybe_id<SpecialismId>("specialism");
    role.description = in.text("description");
    role.competencies = in.ids<CompetencyId>("competencies");
    return role;
}

Record read_removed(ObjectReader& in) {
    RemovedUid removed;
    removed.uid = in.word("uid", parse_uid, "must be 1 to 64 of A-Z a-z 0-9 - _").value_or("");
    removed.revision = in.number("revision", 1, std::numeric_limits<std::int64_t>::max());
    return removed;
}

struct Model {
    std::string_view name;
    Record (*read)(ObjectReader& in);
};

constexpr std::array<Model, 12> kModels{{
    {"framework", read_framework},
    {"level", read_level},
    {"format", read_format},
    {"need", read_need},
    {"specialism", read_specialism},
    {"vertical", read_vertical},
    {"area", read_area},
    {"competency_category", read_category},
    {"competency", read_competency},
    {"job_role", read_job_role},
    {"course", [](ObjectReader& in) { return Record(read_course(in)); }},
    {"removed_course", read_removed},
}};

core::Error refused(Faults faults) {
    return {core::ErrorKind::invalid_input, "invalid-record", "the line breaks a rule", std::move(faults)};
}

}  // namespace

core::Result<Record> parse_record(std::string_view line) {
    const auto document = core::json::Document::parse(line);
    if (!document) return document.error();
    const auto root = document->root();
    if (!root.is_object()) {
        return core::Error{core::ErrorKind::malformed, "not-an-object", "must be a JSON object"};
    }
    Faults faults;
    ObjectReader in(root, "", faults);
    const auto name = in.text("model");
    if (!faults.empty()) return refused(std::move(faults));
    const auto model =
        std::find_if(kModels.begin(), kModels.end(), [&](const Model& m) { return m.name == name; });
    if (model == kModels.end()) {
        in.fault("model", "unknown-value", "is not the name of a model");
        return refused(std::move(faults));
    }
    auto record = model->read(in);
    in.finish();
    if (!faults.empty()) return refused(std::move(faults));
    return record;
}

}  // namespace app::dump
