#include "cms_server/handlers/staff/repeated_call.hpp"

#include "core/async/pause.hpp"
#include "core/base/log.hpp"
#include "core/data/forwarding_session.hpp"

#include <chrono>
#include <memory>
#include <random>

namespace cms {

namespace {

using core::Task;
using core::data::CmsReadSession;
using core::data::CmsUnitOfWork;
using core::http::Response;

constexpr std::chrono::milliseconds kFirstPause{20};

class WatchedWork final : public core::data::ForwardingSession<CmsUnitOfWork> {
public:
    WatchedWork(std::unique_ptr<CmsUnitOfWork> work, bool& committed)
        : ForwardingSession(*work), work_(std::move(work)), committed_(committed) {}

    Task<void> commit() override {
        co_await work_->commit();
        committed_ = true;
    }

private:
    std::unique_ptr<CmsUnitOfWork> work_;
    bool& committed_;
};

/// The data source of one attempt, which remembers whether anything was committed.
class WatchedSource final : public core::data::CmsDataSource {
public:
    explicit WatchedSource(const StaffCall& call) : call_(call) {}

    Task<std::unique_ptr<CmsReadSession>> read() override { return call_.cms().read(); }

    Task<std::unique_ptr<CmsUnitOfWork>> begin() override {
        auto work = co_await call_.cms().begin();
        co_return std::make_unique<WatchedWork>(std::move(work), committed_);
    }

    [[nodiscard]] bool committed() const { return committed_; }

private:
    const StaffCall& call_;
    bool committed_ = false;
};

/// Longer from time to time, and random: who has lost together is not to meet again.
Task<void> pause_before(int repetition) {
    thread_local std::minstd_rand random(std::random_device{}());
    std::uniform_int_distribution<std::int64_t> length(1, kFirstPause.count() << repetition);
    co_await core::pause_for(std::chrono::milliseconds(length(random)));
}

}  // namespace

Task<Response> answer_repeated(
    const StaffCall& call, const LostRace& lost_race, const StaffHandler& handler
) {
    for (int repetition = 0;; ++repetition) {
        WatchedSource source(call);
        const StaffCall attempt{call.request, call.member, call.context, &source};
        std::exception_ptr failure;
        try {
            co_return co_await handler(attempt);
        } catch (...) {
            failure = std::current_exception();
        }
        const bool again =
            repetition < kMostRepetitions && !source.committed() && lost_race && lost_race(failure);
        if (!again) std::rethrow_exception(failure);
        core::log::info(
            "a request is carried out again: others were changing the same things",
            {{"request_id", call.request.request_id}}
        );
        co_await pause_before(repetition);
    }
}

}  // namespace cms
