#pragma once

#include "core/data/cms_data_source.hpp"

namespace core::data {

/// The repositories of another session, by `Port`: CmsReadSession or CmsUnitOfWork. That one must outlive it.
template <class Port>
class ForwardingSession : public Port {
public:
    explicit ForwardingSession(CmsReadSession& to) : to_(to) {}

    StaffRepository& staff() override { return to_.staff(); }

    AuditLog& audit() override { return to_.audit(); }

    DraftRepository& drafts() override { return to_.drafts(); }

    ProviderRepository& providers() override { return to_.providers(); }

    InboxRepository& inbox() override { return to_.inbox(); }

    PublicationRepository& publications() override { return to_.publications(); }

    FrameworkDrafts& framework() override { return to_.framework(); }

    JobRepository& jobs() override { return to_.jobs(); }

private:
    CmsReadSession& to_;
};

}  // namespace core::data
