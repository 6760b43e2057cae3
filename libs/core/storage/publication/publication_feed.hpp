#pragma once

#include "core/data/data_source.hpp"
#include "core/data/publication.hpp"
#include "core/postgres/notice_feed.hpp"

#include <string>

namespace core::storage {

/// Tells that something was queued for delivery.
class PostgresPublicationFeed final : public data::ChangeFeed {
public:
    explicit PostgresPublicationFeed(postgres::ConnectionConfig config)
        : notices_(std::move(config), std::string(data::kPublicationChannel)) {}

    Task<void> wait(std::chrono::milliseconds limit) override;

private:
    postgres::NoticeFeed notices_;
};

}  // namespace core::storage
