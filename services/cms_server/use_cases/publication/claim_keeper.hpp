#pragma once

#include "core/data/cms_data_source.hpp"
#include "core/data/publication.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace cms {

/// Keeps what a worker has taken its own for as long as telling it lasts, so that a lease need not be longer
/// than a worker's death may go unnoticed. A renewal that fails is tried again; a lease that ends all the
/// same does no harm: another worker tells the same, which changes nothing in the App.
class ClaimKeeper {
public:
    /// `cms` must outlive it.
    ClaimKeeper(
        core::data::CmsDataSource& cms,
        const core::asio::any_io_executor& executor,
        std::string claimant,
        std::chrono::milliseconds lease
    )
        : cms_(cms), timer_(executor), claimant_(std::move(claimant)), lease_(lease) {}

    /// Renews the claims of these publications until `end`.
    core::Task<void> keep(std::vector<std::int64_t> ids);

    /// Lets `keep` return. From the same io_context.
    void end();

private:
    core::data::CmsDataSource& cms_;
    core::asio::steady_timer timer_;
    std::string claimant_;
    std::chrono::milliseconds lease_;
    bool ended_ = false;
};

}  // namespace cms
