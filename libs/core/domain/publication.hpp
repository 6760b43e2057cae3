#pragma once

#include "core/base/clock.hpp"
#include "core/domain/course.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace core::domain {

/// The state of the published data. It grows by one with every transaction that changes any of it.
struct CatalogueVersion {
    std::int64_t version = 0;            ///< 0: nothing was ever published
    std::int64_t framework_version = 0;  ///< the version in which the framework last changed
    friend bool operator==(const CatalogueVersion&, const CatalogueVersion&) = default;
};

struct Provider {
    std::int32_t id = 0;
    std::string name;
    friend bool operator==(const Provider&, const Provider&) = default;
};

/// A published course with what the store knows of it.
struct StoredCourse {
    std::int64_t number = 0;  ///< in order of first publication; breaks ties in every order
    Course course;
    std::optional<std::int32_t> provider;
    Instant updated_at;
    std::int64_t changed_in = 0;  ///< the catalogue version that last changed it
    friend bool operator==(const StoredCourse&, const StoredCourse&) = default;
};

}  // namespace core::domain
