#pragma once

#include "core/async/task.hpp"
#include "core/data/catalogue.hpp"
#include "core/data/framework.hpp"

#include <chrono>
#include <memory>

namespace core::data {

/// Reads of one consistent state of a database, in one read-only transaction.
class ReadSession {
public:
    virtual ~ReadSession() = default;
    virtual FrameworkReader& framework() = 0;
    virtual CatalogueReader& catalogue() = 0;
};

/// One transaction that may write. What it changed becomes visible, all at once, by `commit`; destruction
/// without it rolls back. Nothing else in the system can write.
class UnitOfWork {
public:
    virtual ~UnitOfWork() = default;
    virtual FrameworkRepository& framework() = 0;
    virtual CourseRepository& courses() = 0;
    virtual CatalogueReader& catalogue() = 0;

    /// Makes the changes durable and tells every listener, if there are any.
    virtual Task<void> commit() = 0;
};

/// Tells that published data may have changed. It may tell too often and, over a broken connection, too
/// seldom: the reader compares versions.
class ChangeFeed {
public:
    virtual ~ChangeFeed() = default;

    /// Returns at the next change, or after `limit`. Throws when the database cannot be reached.
    virtual Task<void> wait(std::chrono::milliseconds limit) = 0;
};

/// A database that can be read. It has no way to begin a unit of work: a writer asks for a
/// ReadWriteDataSource.
class ReadOnlyDataSource {
public:
    virtual ~ReadOnlyDataSource() = default;

    virtual Task<std::unique_ptr<ReadSession>> read() = 0;
    virtual std::unique_ptr<ChangeFeed> changes() = 0;
};

class ReadWriteDataSource : public ReadOnlyDataSource {
public:
    virtual Task<std::unique_ptr<UnitOfWork>> begin() = 0;
};

}  // namespace core::data
