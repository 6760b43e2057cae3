#pragma once

#include "app_server/framework_import/cell_values.hpp"
#include "app_server/framework_import/import.hpp"
#include "app_server/framework_import/problems.hpp"
#include "app_server/framework_import/table.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace app::framework_import {

/// Finds items by the name other sheets use. When the sheet that names them could not be read, unknown names
/// are not reported again and again.
template <class Id, class Key = std::string>
class Names {
public:
    /// False when the name is taken.
    bool add(Key key, Id id) { return ids_.emplace(std::move(key), id).second; }

    [[nodiscard]] std::optional<Id> find(const Key& key) const {
        const auto found = ids_.find(key);
        return found == ids_.end() ? std::nullopt : std::optional(found->second);
    }

    [[nodiscard]] bool complete() const { return complete_; }

    void set_incomplete() { complete_ = false; }

    [[nodiscard]] const std::map<Key, Id>& all() const { return ids_; }

private:
    std::map<Key, Id> ids_;
    bool complete_ = true;
};

/// What is known of the framework while its sheets are read.
struct Draft {
    const std::filesystem::path& folder;
    const ImportOptions& options;
    Problems& problems;

    core::domain::Framework framework = {};
    std::vector<core::domain::Course> courses = {};

    Names<core::domain::LevelId> levels = {};    ///< by acronym
    Names<core::domain::FormatId> formats = {};  ///< by acronym
    Names<core::domain::VerticalId> verticals = {};
    Names<core::domain::SpecialismId> specialisms = {};
    Names<core::domain::AreaId, std::pair<core::domain::VerticalId, std::string>> areas = {};
    Names<core::domain::AreaId, std::pair<core::domain::VerticalId, std::int32_t>> area_keys = {};
    Names<core::domain::CategoryId, std::pair<core::domain::VerticalId, std::string>> categories = {};
    Names<std::size_t, std::int32_t> competencies = {};  ///< by id; the position in `framework.competencies`
    Names<core::domain::JobRoleId> job_roles = {};

    /// The area an alias gives to a category of a vertical.
    std::map<std::pair<core::domain::VerticalId, std::string>, core::domain::AreaId> aliases = {};
    std::size_t technology_categories_by_role = 0;
    std::size_t listed = 0;  ///< competencies listed in cells so far; see `listed_competencies`

    /// The tables stay, so that later checks can name rows.
    std::optional<Table> competency_table = {};
    std::optional<Table> role_table = {};
    std::optional<Table> technology_table = {};
    std::optional<Table> numbers_table = {};
    std::vector<TableRow> competency_rows = {};  ///< by position in `framework.competencies`
    std::vector<TableRow> role_rows = {};        ///< by position in `framework.job_roles`, professions only
    std::vector<std::vector<NumberRange>> role_ranges = {};
    std::vector<TableRow> category_rows = {
    };  ///< the first competency's, by position in `framework.categories`

    [[nodiscard]] core::domain::VerticalId vertical_of(const core::domain::Competency& competency) const;
};

/// The competencies a cell lists, in its order; unknown ones are a problem. `offset` is added to every
/// number. All cells together may list two million, so that small files cannot fill memory.
std::vector<core::domain::CompetencyId> listed_competencies(
    Draft& draft, const TableRow& row, std::string_view column, std::int32_t offset
);

/// The category of that name in a vertical, made when it is new.
core::domain::CategoryId category_named(
    Draft& draft, core::domain::VerticalId vertical, const std::string& name, const TableRow& row
);

// One reader per group of sheets, in the order in which they depend on each other.
void read_vocabulary(Draft& draft);    ///< levels, formats, needs
void read_verticals(Draft& draft);     ///< verticals with their areas and aliases
void read_competencies(Draft& draft);  ///< competencies with their categories and specialisms
void read_job_roles(Draft& draft);
void read_technology(Draft& draft);  ///< technology roles and competencies, as one more vertical
void read_courses(Draft& draft);

/// Reads `numbers.ods`, if there: which number each item has, and what no other sheet says, such as a
/// category without competencies or the area of one. Adds the latter to the draft; the numbers are returned
/// as a framework that keep_ids takes for the existing one. No value without the file.
std::optional<core::domain::Framework> read_numbers(Draft& draft);

/// Reports what is allowed but looks wrong.
void check_peculiarities(Draft& draft);

}  // namespace app::framework_import
