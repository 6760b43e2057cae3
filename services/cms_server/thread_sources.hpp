#pragma once

#include "core/data/data_source_router.hpp"
#include "core/postgres/pool.hpp"
#include "core/storage/cms/postgres_cms_source.hpp"
#include "core/storage/postgres_data_source.hpp"

namespace cms {

/// The connections of one thread: to the CMS's own database, and to the App's, which it may only read.
class ThreadSources {
public:
    ThreadSources(
        const core::asio::any_io_executor& executor,
        const core::postgres::PoolConfig& own,
        const core::postgres::PoolConfig& app
    )
        : own_pool_(executor, own),
          app_pool_(executor, app),
          own_(own_pool_),
          app_(app_pool_, app.connection) {
        router_.own<core::data::CmsModel>(own_);
        router_.read_only<core::data::AppModel>(app_);
    }

    [[nodiscard]] const core::data::DataSourceRouter& router() const { return router_; }

    [[nodiscard]] core::postgres::Pool& own_pool() { return own_pool_; }

    [[nodiscard]] core::data::CmsDataSource& own() { return own_; }

    [[nodiscard]] core::data::CmsEnclosingSource& enclosing() { return own_; }

    [[nodiscard]] core::data::ReadOnlyDataSource& app() { return app_; }

private:
    core::postgres::Pool own_pool_;
    core::postgres::Pool app_pool_;
    core::storage::PostgresCmsSource own_;
    core::storage::PostgresReadOnlySource app_;
    core::data::DataSourceRouter router_;
};

}  // namespace cms
