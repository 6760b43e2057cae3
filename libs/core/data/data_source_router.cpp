#include "core/data/data_source_router.hpp"

#include <fmt/format.h>

namespace core::data {

void DataSourceRouter::own(std::string label, ReadWriteDataSource& source) {
    routes_.insert_or_assign(std::move(label), Route{&source, &source});
}

void DataSourceRouter::read_only(std::string label, ReadOnlyDataSource& source) {
    routes_.insert_or_assign(std::move(label), Route{&source, nullptr});
}

Result<const DataSourceRouter::Route*> DataSourceRouter::find(std::string_view label) const {
    const auto found = routes_.find(label);
    if (found == routes_.end()) {
        return Error{ErrorKind::not_found, "unknown-label", fmt::format("no data source serves '{}'", label)};
    }
    return &found->second;
}

Result<ReadOnlyDataSource*> DataSourceRouter::reader(std::string_view label) const {
    const auto route = find(label);
    if (!route) return route.error();
    return (*route)->reader;
}

Result<ReadWriteDataSource*> DataSourceRouter::writer(std::string_view label) const {
    const auto route = find(label);
    if (!route) return route.error();
    if ((*route)->writer == nullptr) {
        return Error{
            ErrorKind::forbidden, "read-only-label", fmt::format("'{}' is read only in this process", label)
        };
    }
    return (*route)->writer;
}

Result<void> DataSourceRouter::may_migrate(std::string_view label) const {
    const auto route = find(label);
    if (!route) return route.error();
    if ((*route)->writer == nullptr) {
        return Error{
            ErrorKind::forbidden,
            "migration-refused",
            fmt::format("'{}' belongs to another service, which alone migrates it", label)
        };
    }
    return {};
}

}  // namespace core::data
