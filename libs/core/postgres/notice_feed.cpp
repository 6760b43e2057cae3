#include "core/postgres/notice_feed.hpp"

#include "core/postgres/errors.hpp"

namespace core::postgres {

namespace {

constexpr std::string_view kReadOnlyTransaction = "25006";

}  // namespace

Task<void> NoticeFeed::listen() {
    try {
        co_await connection_->listen(channel_);
    } catch (const SqlError& error) {
        if (error.sqlstate() != kReadOnlyTransaction) throw;
    }
}

Task<void> NoticeFeed::wait(std::chrono::milliseconds limit) {
    if (!connection_ || connection_->broken()) {
        // Before the next one: libpq may have closed the socket, whose number is used again.
        connection_.reset();
        connection_ = co_await Connection::open(config_);
        co_await listen();
        co_return;
    }
    auto notice = co_await connection_->wait_notification(limit);
    while (notice) notice = co_await connection_->wait_notification(std::chrono::milliseconds(0));
}

}  // namespace core::postgres
