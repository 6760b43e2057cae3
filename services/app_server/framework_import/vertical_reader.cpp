#include "app_server/framework_import/draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace app::framework_import {
namespace {

using core::domain::AreaId;
using core::domain::VerticalId;
using core::domain::VerticalKind;

constexpr const char* kFile = "verticals.ods";
constexpr std::size_t kMostVerticals = 100;
constexpr std::string_view kHiddenArea = "Specialisms";

/// The vertical of a row. Merged cells repeat their text, so a vertical goes on while its name does.
std::optional<VerticalId> vertical_of(Draft& draft, const TableRow& row) {
    auto name = row.required("Vertical");
    auto option = row.required("Vertical option text");
    auto& verticals = draft.framework.verticals;
    if (name.empty()) {
        return std::nullopt;
    }
    if (!verticals.empty() && verticals.back().name == name) {
        if (!option.empty() && verticals.back().option_text != option) {
            row.problem("Vertical option text", "differs from the rows above of the same vertical");
        }
        return verticals.back().id;
    }
    const VerticalId id{static_cast<std::int32_t>(verticals.size()) + 1};
    if (name == kTechnologyVertical) {
        row.problem("Vertical", in_quotes(name) + " is the name of the technology framework");
    }
    if (!draft.verticals.add(name, id)) {
        row.problem("Vertical", in_quotes(name) + " occurs twice; its rows must follow each other");
        return draft.verticals.find(name);
    }
    for (const auto& other : verticals) {
        if (other.option_text == option) {
            row.problem("Vertical option text", in_quotes(option) + " is that of another vertical");
        }
    }
    verticals.push_back(
        {.id = id, .kind = VerticalKind::profession, .name = std::move(name), .option_text = std::move(option)
        }
    );
    return id;
}

void add_alias(
    Draft& draft, VerticalId vertical, const std::string& category, AreaId area, const std::string& area_name
) {
    const auto [at, added] = draft.aliases.emplace(std::pair(vertical, category), area);
    if (!added && at->second != area) {
        draft.problems.add(
            {.file = kFile,
             .sheet = {},
             .row = 0,
             .column = "Aliases",
             .detail = fmt::format(
                 "{} is an alias of two areas, one of them {}", in_quotes(category), in_quotes(area_name)
             )}
        );
    }
}

void read_area(Draft& draft, const TableRow& row, VerticalId vertical) {
    const AreaId id{static_cast<std::int32_t>(draft.framework.areas.size()) + 1};
    const auto key = row.integer("Category key", 1, std::numeric_limits<std::int32_t>::max());
    auto name = row.required("Category title");
    auto option = row.required("Option text");
    if (key && !draft.area_keys.add({vertical, *key}, id)) {
        row.problem("Category key", fmt::format("{} occurs twice in this vertical", *key));
    }
    if (!draft.areas.add({vertical, name}, id)) {
        row.problem("Category title", in_quotes(name) + " occurs twice in this vertical");
    }
    std::string aliases(row.text("Aliases"));
    std::replace(aliases.begin(), aliases.end(), '\n', ';');
    for (const auto& category : split(aliases, ';')) {
        add_alias(draft, vertical, category, id, name);
    }
    bool hidden = name == kHiddenArea;
    if (const auto said = row.text("Hidden"); !said.empty()) {
        const auto parsed = parse_yes_no(said);
        if (parsed) {
            hidden = *parsed;
        } else {
            row.problem("Hidden", parsed.error().detail);
        }
    }
    draft.framework.areas.push_back(
        {.id = id,
         .vertical = vertical,
         .key = key.value_or(0),
         .name = std::move(name),
         .option_text = std::move(option),
         .hidden = hidden}
    );
}

void add_given_aliases(Draft& draft) {
    for (const auto& alias : draft.options.aliases) {
        const auto vertical = draft.verticals.find(alias.vertical);
        const auto area = vertical ? draft.areas.find({*vertical, alias.area}) : std::nullopt;
        if (!area) {
            draft.problems.add(
                {.file = kFile,
                 .sheet = {},
                 .row = 0,
                 .column = {},
                 .detail = fmt::format(
                     "the alias for {} names {}: there is no such {}",
                     in_quotes(alias.category),
                     in_quotes(vertical ? alias.area : alias.vertical),
                     vertical ? "area in its vertical" : "vertical"
                 )}
            );
            continue;
        }
        add_alias(draft, *vertical, alias.category, *area, alias.area);
    }
}

}  // namespace

void read_verticals(Draft& draft) {
    const auto table = Table::read(
        draft.folder,
        kFile,
        {.required = {"Vertical", "Vertical option text", "Category key", "Category title", "Option text"},
         .optional = {"Aliases", "Hidden"}},
        draft.problems
    );
    if (!table) {
        draft.verticals.set_incomplete();
        return;
    }
    for (const auto& row : table->rows()) {
        if (const auto vertical = vertical_of(draft, row)) {
            read_area(draft, row, *vertical);
        } else {
            draft.verticals.set_incomplete();
        }
        if (draft.framework.verticals.size() > kMostVerticals) {
            row.problem("Vertical", fmt::format("there are more than {} verticals", kMostVerticals));
            draft.verticals.set_incomplete();
            break;
        }
    }
    if (draft.framework.verticals.empty()) {
        table->problem({}, "has no rows");
        draft.verticals.set_incomplete();
    }
    add_given_aliases(draft);
}

}  // namespace app::framework_import
