#pragma once

#include "app_server/use_cases/snapshot_holder.hpp"
#include "core/http/middleware.hpp"

namespace app {

/// Says in every response that the database cannot be read, and since when the answers may be out of date:
/// `Lifted-Data: stale; since=2027-01-05T08:00:00.000000Z`.
class StaleNotice final : public core::http::Middleware {
public:
    explicit StaleNotice(const SnapshotHolder& holder) : holder_(holder) {}

    void decorate(const core::http::Request& request, core::http::Response& response) override;

private:
    const SnapshotHolder& holder_;
};

}  // namespace app
