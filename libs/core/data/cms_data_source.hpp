#pragma once

#include "core/async/task.hpp"

#include <memory>

namespace core::data {

class AuditLog;
class DraftRepository;
class FrameworkDrafts;
class InboxRepository;
class JobRepository;
class ProviderRepository;
class PublicationRepository;
class StaffRepository;

/// Reads of the CMS's own database, in one read-only transaction. The repositories are those of a unit of
/// work; what tries to write through them here is refused by PostgreSQL (SQLSTATE 25006).
class CmsReadSession {
public:
    virtual ~CmsReadSession() = default;
    virtual StaffRepository& staff() = 0;
    virtual AuditLog& audit() = 0;
    virtual DraftRepository& drafts() = 0;
    virtual ProviderRepository& providers() = 0;
    virtual InboxRepository& inbox() = 0;
    virtual PublicationRepository& publications() = 0;
    virtual FrameworkDrafts& framework() = 0;
    virtual JobRepository& jobs() = 0;
};

/// One transaction of the CMS's own database. Destruction without `commit` rolls back.
class CmsUnitOfWork : public CmsReadSession {
public:
    /// Makes the changes durable. Throws when the transaction has failed; ConnectionError when the outcome is
    /// unknown.
    virtual Task<void> commit() = 0;
};

class CmsReadSource {
public:
    virtual ~CmsReadSource() = default;
    virtual Task<std::unique_ptr<CmsReadSession>> read() = 0;
};

class CmsDataSource : public CmsReadSource {
public:
    virtual Task<std::unique_ptr<CmsUnitOfWork>> begin() = 0;
};

}  // namespace core::data
