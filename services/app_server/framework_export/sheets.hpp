#pragma once

#include "core/domain/framework.hpp"
#include "core/spreadsheet/ods_writer.hpp"

#include <stdexcept>
#include <string>
#include <vector>

namespace app::framework_export {

/// One file of the export.
struct NamedSheet {
    std::string file;  ///< `levels.ods`
    core::spreadsheet::SheetTable table;
};

using Rows = std::vector<std::vector<std::string>>;

/// Every sheet, each with its headings first.
std::vector<NamedSheet> sheets_of(const core::domain::Framework& framework);

// The parts of it.
Rows vertical_rows(const core::domain::Framework& framework);
Rows competency_rows(const core::domain::Framework& framework);
Rows job_role_rows(const core::domain::Framework& framework);
Rows technology_competency_rows(const core::domain::Framework& framework);
Rows technology_role_rows(const core::domain::Framework& framework);
Rows number_rows(const core::domain::Framework& framework);

/// `67-71, 73`: the numbers, less `offset`, in their order; neighbours as ranges.
std::string number_list(const std::vector<core::domain::CompetencyId>& ids, std::int32_t offset);

/// The item of an id in a list in order of ids; it must be there.
template <class Item, class Id>
const Item& item_of(const std::vector<Item>& items, Id id) {
    for (const auto& item : items) {
        if (item.id == id) return item;
    }
    throw std::logic_error("a framework refers to an item it does not have");
}

bool is_technology(const core::domain::Framework& framework, core::domain::VerticalId vertical);

}  // namespace app::framework_export
