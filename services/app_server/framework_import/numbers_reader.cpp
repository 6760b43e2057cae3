#include "app_server/framework_import/draft.hpp"

#include <limits>
#include <set>

namespace app::framework_import {
namespace {

using namespace core::domain;

constexpr const char* kFile = "numbers.ods";

/// Reads the rows into a framework of numbers and names, and adds to the draft what only they say.
class NumbersReader {
public:
    explicit NumbersReader(Draft& draft) : draft_(draft) {}

    void read(const TableRow& row) {
        const auto kind = row.required("Kind");
        const auto name = row.required("Name");
        const auto number = row.integer("Number", 1, std::numeric_limits<std::int32_t>::max());
        if (!number || name.empty()) {
            return;
        }
        if (!seen_.emplace(kind, *number).second) {
            row.problem("Number", "occurs twice among items of this kind");
            return;
        }
        if (kind == "level") {
            numbers.levels.push_back({.id = LevelId(*number), .acronym = name, .name = {}});
        } else if (kind == "format") {
            numbers.formats.push_back({.id = FormatId(*number), .acronym = name, .name = {}});
        } else if (kind == "need") {
            Need& need = numbers.needs.emplace_back();
            need.id = NeedId(*number);
            need.name = name;
        } else if (kind == "specialism") {
            add_specialism(name);
            numbers.specialisms.push_back({.id = SpecialismId(*number), .name = name});
        } else if (kind == "vertical") {
            Vertical& vertical = numbers.verticals.emplace_back();
            vertical.id = VerticalId(*number);
            vertical.name = name;
            vertical_numbers_.emplace(name, vertical.id);
        } else if (kind == "role") {
            JobRole& role = numbers.job_roles.emplace_back();
            role.id = JobRoleId(*number);
            role.name = name;
        } else if (kind == "area" || kind == "category") {
            read_within_vertical(row, kind, name, *number);
        } else {
            row.problem(
                "Kind",
                in_quotes(kind) +
                    " is not one of level, format, need, specialism, vertical, "
                    "area, category, role"
            );
        }
    }

    Framework numbers;

private:
    void read_within_vertical(
        const TableRow& row, const std::string& kind, const std::string& name, std::int32_t number
    ) {
        const auto vertical_name = row.required("Vertical");
        const auto vertical = vertical_numbers_.find(vertical_name);
        if (vertical == vertical_numbers_.end()) {
            row.problem("Vertical", in_quotes(vertical_name) + " is not a vertical listed above");
            return;
        }
        if (kind == "area") {
            Area& area = numbers.areas.emplace_back();
            area.id = AreaId(number);
            area.vertical = vertical->second;
            area.name = name;
            return;
        }
        numbers.categories.push_back(
            {.id = CategoryId(number), .vertical = vertical->second, .name = name, .area = std::nullopt}
        );
        set_category(row, vertical_name, name);
    }

    void add_specialism(const std::string& name) {
        const SpecialismId id{static_cast<std::int32_t>(draft_.framework.specialisms.size()) + 1};
        if (draft_.specialisms.add(name, id))
            draft_.framework.specialisms.push_back({.id = id, .name = name});
    }

    void set_category(const TableRow& row, const std::string& vertical_name, const std::string& name) {
        const auto vertical = vertical_in_sheets(vertical_name);
        if (!vertical) {
            row.problem("Vertical", in_quotes(vertical_name) + " is in no other sheet");
            return;
        }
        const auto id = category_named(draft_, *vertical, name, row);
        std::optional<AreaId> area;
        if (const std::string area_name(row.text("Area")); !area_name.empty()) {
            area = draft_.areas.find({*vertical, area_name});
            if (!area) row.problem("Area", in_quotes(area_name) + " is not an area of this vertical");
        }
        draft_.framework.categories[static_cast<std::size_t>(to_int(id)) - 1].area = area;
    }

    std::optional<VerticalId> vertical_in_sheets(const std::string& name) const {
        for (const auto& vertical : draft_.framework.verticals) {
            if (vertical.name == name) return vertical.id;
        }
        return std::nullopt;
    }

    Draft& draft_;
    std::map<std::string, VerticalId, std::less<>> vertical_numbers_;
    std::set<std::pair<std::string, std::int32_t>> seen_;
};

}  // namespace

std::optional<Framework> read_numbers(Draft& draft) {
    std::error_code ignored;
    if (!std::filesystem::exists(draft.folder / kFile, ignored)) {
        return std::nullopt;
    }
    draft.numbers_table = Table::read(
        draft.folder,
        kFile,
        {.required = {"Kind", "Vertical", "Name", "Number"}, .optional = {"Area"}},
        draft.problems
    );
    NumbersReader reader(draft);
    if (draft.numbers_table) {
        for (const auto& row : draft.numbers_table->rows()) reader.read(row);
    }
    return std::move(reader.numbers);
}

}  // namespace app::framework_import
