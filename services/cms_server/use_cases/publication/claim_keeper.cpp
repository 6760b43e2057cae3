#include "cms_server/use_cases/publication/claim_keeper.hpp"

#include "core/base/log.hpp"

#include <boost/asio/as_tuple.hpp>

namespace cms {

namespace {

// A renewal may fail once or twice before the lease ends.
constexpr int kRenewalsInLease = 4;

}  // namespace

core::Task<void> ClaimKeeper::keep(std::vector<std::int64_t> ids) {
    while (!ended_) {
        timer_.expires_after(lease_ / kRenewalsInLease);
        co_await timer_.async_wait(core::asio::as_tuple(core::asio::use_awaitable));
        if (ended_) break;
        try {
            const auto work = co_await cms_.begin();
            co_await work->publications().renew(claimant_, ids, lease_);
            co_await work->commit();
        } catch (const std::exception& fault) {
            core::log::warning("claims of publications were not renewed", {{"reason", fault.what()}});
        }
    }
}

void ClaimKeeper::end() {
    ended_ = true;
    timer_.cancel();
}

}  // namespace cms
