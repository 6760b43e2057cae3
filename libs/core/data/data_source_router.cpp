#include "core/data/data_source_router.hpp"

#include <fmt/format.h>

namespace core::data {

Result<const DataSourceRouter::Route*> DataSourceRouter::find(std::string_view label) const {
    const auto found = routes_.find(label);
    if (found == routes_.end()) {
        return Error{ErrorKind::not_found, "unknown-label", fmt::format("no data source serves '{}'", label)};
    }
    return &found->second;
}

Result<void*> DataSourceRouter::reader_of(std::string_view label) const {
    const auto route = find(label);
    if (!route) return route.error();
    return (*route)->reader;
}

Result<void*> DataSourceRouter::writer_of(std::string_view label) const {
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
