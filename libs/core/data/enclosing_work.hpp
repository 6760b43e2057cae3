#pragma once

#include "core/data/cms_data_source.hpp"

#include <memory>

namespace core::data {

/// One transaction of the CMS's own database around every unit of work of a request. Each unit of work is all
/// or nothing in itself, as ever; but what it committed lasts only if the whole is committed too. Destruction
/// without that rolls everything back.
class CmsEnclosingWork {
public:
    virtual ~CmsEnclosingWork() = default;

    /// The whole, when no part is open: for what is to last together with the parts. Never null, and valid as
    /// long as this. Its `commit` makes everything durable.
    virtual Task<CmsUnitOfWork*> whole() = 0;

    /// Where the request begins its units of work, one at a time (std::logic_error otherwise); its read
    /// sessions see what those have changed. Valid as long as this.
    virtual CmsDataSource& parts() = 0;

    /// Rolls everything back and ends the transaction, with the locks it holds; nothing else is to be asked
    /// afterwards. Destruction does the same, but nobody can wait for it.
    virtual Task<void> undo() = 0;

    /// Whether a unit of work was committed.
    [[nodiscard]] virtual bool changed() const = 0;
};

class CmsEnclosingSource {
public:
    virtual ~CmsEnclosingSource() = default;
    virtual Task<std::unique_ptr<CmsEnclosingWork>> enclose() = 0;
};

}  // namespace core::data
