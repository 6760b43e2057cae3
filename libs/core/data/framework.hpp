#pragma once

#include "core/async/task.hpp"
#include "core/base/error.hpp"
#include "core/domain/framework.hpp"

#include <cstdint>

namespace core::data {

class FrameworkReader {
public:
    virtual ~FrameworkReader() = default;

    /// The whole framework; an empty one before the first import.
    virtual Task<domain::Framework> load() = 0;

    /// The revision that was published last; 0 when none was, whatever was imported.
    virtual Task<std::int64_t> revision() = 0;
};

/// Writes the framework, as part of a unit of work.
class FrameworkRepository : public FrameworkReader {
public:
    /// Makes the stored framework equal to `framework`, changing only the rows that differ. False when none
    /// did. `conflict` when an area or competency that courses are tagged with would disappear.
    virtual Task<Result<bool>> replace(domain::Framework framework) = 0;

    /// Records which published revision the stored framework is. There must be a framework.
    virtual Task<void> set_revision(std::int64_t revision) = 0;
};

}  // namespace core::data
