#include "app_server/framework_import/draft.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace app::framework_import {
namespace {

using core::domain::FormatId;
using core::domain::LevelId;
using core::domain::NeedId;

/// Levels and formats alike: a name and the acronym by which other sheets mean it.
template <class Item, class Id>
void read_words(
    Draft& draft,
    const char* file,
    const std::string& name_column,
    std::vector<Item>& items,
    Names<Id>& acronyms
) {
    const auto table =
        Table::read(draft.folder, file, {.required = {name_column, "Acronym"}}, draft.problems);
    if (!table) {
        acronyms.set_incomplete();
        return;
    }
    Names<Id> names;
    for (const auto& row : table->rows()) {
        const Id id{static_cast<std::int32_t>(items.size()) + 1};
        auto name = row.required(name_column);
        auto acronym = row.required("Acronym");
        if (!names.add(name, id)) {
            row.problem(name_column, in_quotes(name) + " occurs twice");
        }
        if (!acronyms.add(acronym, id)) {
            row.problem("Acronym", in_quotes(acronym) + " occurs twice");
        }
        items.push_back({.id = id, .acronym = std::move(acronym), .name = std::move(name)});
    }
    if (items.empty()) {
        table->problem({}, "has no rows");
    }
}

template <class Id>
std::vector<Id> listed_words(const TableRow& row, std::string_view column, const Names<Id>& acronyms) {
    std::vector<Id> ids;
    for (const auto& acronym : split(row.text(column), '/')) {
        const auto id = acronyms.find(acronym);
        if (!id) {
            if (acronyms.complete()) {
                row.problem(column, in_quotes(acronym) + " is not a known acronym");
            }
        } else if (std::find(ids.begin(), ids.end(), *id) != ids.end()) {
            row.problem(column, in_quotes(acronym) + " is listed twice");
        } else {
            ids.push_back(*id);
        }
    }
    if (ids.empty() && row.text(column).empty()) {
        row.problem(column, "is empty");
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

void read_needs(Draft& draft) {
    const auto table = Table::read(
        draft.folder,
        "needs.ods",
        {.required = {"Need", "Need option text", "Formats", "Levels"}},
        draft.problems
    );
    if (!table) {
        return;
    }
    Names<NeedId> names;
    Names<NeedId> options;
    for (const auto& row : table->rows()) {
        const NeedId id{static_cast<std::int32_t>(draft.framework.needs.size()) + 1};
        auto name = row.required("Need");
        auto option = row.required("Need option text");
        if (!names.add(name, id)) {
            row.problem("Need", in_quotes(name) + " occurs twice");
        }
        if (!options.add(option, id)) {
            row.problem("Need option text", in_quotes(option) + " occurs twice");
        }
        draft.framework.needs.push_back(
            {.id = id,
             .name = std::move(name),
             .option_text = std::move(option),
             .formats = listed_words(row, "Formats", draft.formats),
             .levels = listed_words(row, "Levels", draft.levels)}
        );
    }
}

}  // namespace

void read_vocabulary(Draft& draft) {
    read_words(draft, "levels.ods", "Level", draft.framework.levels, draft.levels);
    read_words(draft, "formats.ods", "Format", draft.framework.formats, draft.formats);
    read_needs(draft);
}

}  // namespace app::framework_import
