#include "core/documents/framework_items.hpp"

#include <limits>

namespace core::documents {

namespace {

using namespace domain;
using json::ObjectReader;

constexpr std::int64_t kLeastInt = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t kMostInt = std::numeric_limits<std::int32_t>::max();

std::optional<VerticalKind> parse_kind(std::string_view text) {
    for (const auto kind : {VerticalKind::profession, VerticalKind::technology}) {
        if (text == to_string(kind)) return kind;
    }
    return std::nullopt;
}

}  // namespace

Level read_level(ObjectReader& in) {
    Level level;
    level.id = in.id<LevelId>("id");
    level.acronym = in.visible_text("acronym");
    level.name = in.visible_text("name");
    return level;
}

Format read_format(ObjectReader& in) {
    Format format;
    format.id = in.id<FormatId>("id");
    format.acronym = in.visible_text("acronym");
    format.name = in.visible_text("name");
    return format;
}

Need read_need(ObjectReader& in) {
    Need need;
    need.id = in.id<NeedId>("id");
    need.name = in.visible_text("name");
    need.option_text = in.text("option_text");
    need.formats = in.ids<FormatId>("formats");
    need.levels = in.ids<LevelId>("levels");
    return need;
}

Specialism read_specialism(ObjectReader& in) {
    Specialism specialism;
    specialism.id = in.id<SpecialismId>("id");
    specialism.name = in.visible_text("name");
    return specialism;
}

Vertical read_vertical(ObjectReader& in) {
    Vertical vertical;
    vertical.id = in.id<VerticalId>("id");
    const auto kind = in.word("kind", parse_kind, "must be profession or technology");
    vertical.kind = kind.value_or(VerticalKind::profession);
    vertical.name = in.visible_text("name");
    vertical.option_text = in.text("option_text");
    return vertical;
}

Area read_area(ObjectReader& in) {
    Area area;
    area.id = in.id<AreaId>("id");
    area.vertical = in.id<VerticalId>("vertical");
    area.key = static_cast<std::int32_t>(in.number("key", kLeastInt, kMostInt));
    area.name = in.visible_text("name");
    area.option_text = in.text("option_text");
    area.hidden = in.flag("hidden");
    return area;
}

CompetencyCategory read_category(ObjectReader& in) {
    CompetencyCategory category;
    category.id = in.id<CategoryId>("id");
    category.vertical = in.id<VerticalId>("vertical");
    category.name = in.visible_text("name");
    category.area = in.maybe_id<AreaId>("area");
    return category;
}

Competency read_competency(ObjectReader& in) {
    Competency competency;
    competency.id = in.id<CompetencyId>("id");
    competency.category = in.id<CategoryId>("category");
    competency.specialism = in.maybe_id<SpecialismId>("specialism");
    competency.title = in.visible_text("title");
    competency.description = in.text("description");
    return competency;
}

JobRole read_job_role(ObjectReader& in) {
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

}  // namespace core::documents
