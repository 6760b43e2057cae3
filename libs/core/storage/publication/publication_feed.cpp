#include "core/storage/publication/publication_feed.hpp"

namespace core::storage {

Task<void> PostgresPublicationFeed::wait(std::chrono::milliseconds limit) {
    co_await notices_.wait(limit);
}

}  // namespace core::storage
