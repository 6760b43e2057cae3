#pragma once

#include "core/base/error.hpp"
#include "core/data/data_source.hpp"

#include <map>
#include <string>
#include <string_view>

namespace core::data {

/// The one place that answers, for a model's label (`app`, `cms`), which source reads it, which source writes
/// it, and whether this process may migrate it. The sources must outlive the router.
class DataSourceRouter {
public:
    /// This process owns the label: reads, writes and migrates it.
    void own(std::string label, ReadWriteDataSource& source);

    /// This process may only read the label.
    void read_only(std::string label, ReadOnlyDataSource& source);

    /// `not_found` for a label nobody registered.
    [[nodiscard]] Result<ReadOnlyDataSource*> reader(std::string_view label) const;

    /// `forbidden`, code `read-only-label`, for a label this process does not own.
    [[nodiscard]] Result<ReadWriteDataSource*> writer(std::string_view label) const;

    /// `forbidden`, code `migration-refused`, for a label this process does not own.
    [[nodiscard]] Result<void> may_migrate(std::string_view label) const;

private:
    struct Route {
        ReadOnlyDataSource* reader = nullptr;
        ReadWriteDataSource* writer = nullptr;
    };

    [[nodiscard]] Result<const Route*> find(std::string_view label) const;

    std::map<std::string, Route, std::less<>> routes_;
};

}  // namespace core::data
