#pragma once

#include "core/base/clock.hpp"
#include "core/data/data_source_router.hpp"
#include "core/data/enclosing_work.hpp"

#include <vector>

namespace cms {

/// What handlers work with. Every server thread has its own data sources, because connections live on one
/// io_context; a request says by `Request::worker` which are its own. Filled before the server starts.
struct Context {
    const core::Clock* clock = nullptr;
    std::vector<core::data::DataSourceRouter> routers;  ///< one per server thread
    /// Where requests with an Idempotency-Key are carried out; one per server thread.
    std::vector<core::data::CmsEnclosingSource*> enclosing = {};

    /// The CMS's own database, for the thread of a request.
    [[nodiscard]] core::data::CmsDataSource& cms(unsigned worker) const {
        return **routers[worker].writer<core::data::CmsModel>();
    }

    /// The App's database, read only, for the thread of a request.
    [[nodiscard]] core::data::ReadOnlyDataSource& app(unsigned worker) const {
        return **routers[worker].reader<core::data::AppModel>();
    }
};

}  // namespace cms
