#pragma once

#include "core/postgres/connection.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace core::storage {

/// The channel on which a commit tells that published data changed; the payload is the new version.
inline constexpr std::string_view kChangeChannel = "catalogue_changed";

/// The catalogue version that one transaction moves on, at its first change. The row's lock is held until the
/// end of the transaction, so versions become visible in their order.
class CatalogueVersionCounter {
public:
    explicit CatalogueVersionCounter(postgres::Connection& connection) : connection_(connection) {}

    /// Takes the row's lock without changing anything, so that what is read next stays true until the commit.
    Task<void> lock();

    /// The version of this transaction's changes.
    Task<std::int64_t> changing();

    /// Marks the framework as changed in this version.
    Task<void> framework_changed();

    /// Queues the notice that the server sends with the commit, if anything changed.
    Task<void> announce();

private:
    postgres::Connection& connection_;
    std::optional<std::int64_t> version_;
};

}  // namespace core::storage
