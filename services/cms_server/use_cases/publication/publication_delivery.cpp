#include "cms_server/use_cases/publication/publication_delivery.hpp"

#include "cms_server/use_cases/publication/claim_keeper.hpp"
#include "cms_server/use_cases/publication/supersede.hpp"
#include "core/base/digest.hpp"
#include "core/base/log.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <optional>

namespace cms {

namespace {

using namespace core::data;
using core::Result;
using core::Task;

constexpr std::size_t kMostBatch = 500;

std::size_t refused_among(const std::vector<IngestAnswer>& answers) {
    return static_cast<std::size_t>(std::count_if(answers.begin(), answers.end(), [](const auto& answer) {
        return !answer.applied;
    }));
}

}  // namespace

PublicationDelivery::PublicationDelivery(
    CmsDataSource& cms, ChangeFeed& feed, AppIngest& app, DeliveryConfig config
)
    : cms_(cms), feed_(feed), app_(app), config_(std::move(config)), random_(std::random_device{}()) {
    constexpr std::size_t kNameBytes = 9;
    if (config_.claimant.empty()) config_.claimant = core::random_token(kNameBytes);
    config_.batch = std::clamp<std::size_t>(config_.batch, 1, kMostBatch);
}

Task<PublicationDelivery::Claims> PublicationDelivery::take() {
    const auto work = co_await cms_.begin();
    auto claims = co_await work->publications().claim(
        config_.claimant, static_cast<std::int64_t>(config_.batch), config_.times.lease
    );
    co_await work->commit();
    co_return claims;
}

/// A request that cannot be taken as it is may be so because of one thing in it: halves are tried, down to
/// that one.
Task<Result<std::vector<IngestAnswer>>> PublicationDelivery::tell_part(
    const Claims& claims, std::size_t begin, std::size_t end
) {
    std::vector<NewPublication> courses;
    for (auto i = begin; i < end; ++i) courses.push_back(claims[i].what);
    auto answers = co_await app_.send_courses(std::move(courses));
    if (answers || is_outage(answers.error())) co_return answers;
    if (end - begin == 1) {
        std::vector<IngestAnswer> refused(1);
        refused[0].refusal = failure_of(answers.error());
        co_return refused;
    }
    const auto middle = begin + (end - begin) / 2;
    auto first = co_await tell_part(claims, begin, middle);
    if (!first) co_return first;
    auto second = co_await tell_part(claims, middle, end);
    if (!second) co_return second;
    first->insert(
        first->end(), std::make_move_iterator(second->begin()), std::make_move_iterator(second->end())
    );
    co_return first;
}

Task<Result<std::vector<IngestAnswer>>> PublicationDelivery::tell(const Claims& claims) {
    if (claims.front().what.kind != PublicationKind::framework) {
        co_return co_await tell_part(claims, 0, claims.size());
    }
    auto answer = co_await app_.send_framework(claims.front().what);
    std::vector<IngestAnswer> answers(1);
    if (answer) {
        answers[0] = std::move(*answer);
    } else if (is_outage(answer.error())) {
        co_return answer.error();
    } else {
        answers[0].refusal = failure_of(answer.error());
    }
    co_return answers;
}

/// Tells, and renews the claims meanwhile.
Task<Result<std::vector<IngestAnswer>>> PublicationDelivery::tell_and_keep(const Claims& claims) {
    using namespace core::asio::experimental::awaitable_operators;
    std::vector<std::int64_t> ids;
    for (const auto& claim : claims) ids.push_back(claim.id);
    ClaimKeeper keeper(cms_, co_await core::asio::this_coro::executor, config_.claimant, config_.times.lease);
    std::optional<Result<std::vector<IngestAnswer>>> answers;
    std::exception_ptr failure;
    // Neither of the two throws: what ends one of them would abort the other in the middle of a statement.
    const auto telling = [&]() -> Task<void> {
        try {
            answers.emplace(co_await tell(claims));
        } catch (...) {
            failure = std::current_exception();
        }
        keeper.end();
    };
    co_await (telling() && keeper.keep(std::move(ids)));
    if (failure) std::rethrow_exception(failure);
    co_return std::move(*answers);
}

Task<void> PublicationDelivery::record(Claims claims, std::vector<IngestAnswer> answers) {
    const auto work = co_await cms_.begin();
    const bool told_framework = claims.front().what.kind == PublicationKind::framework;
    const auto refused = refused_among(answers);
    bool framework_waits = false;
    if (refused > 0) {
        const auto framework =
            co_await work->publications().find(PublicationKind::framework, std::string(kFrameworkUid));
        framework_waits = framework && framework->state == DeliveryState::queued;
    }
    std::vector<Settlement> settlements;
    std::vector<std::pair<Superseding, NewPublication>> superseded;
    for (std::size_t i = 0; i < claims.size(); ++i) {
        auto verdict = judge(claims[i], answers[i], framework_waits, config_.times, random_);
        if (auto* settlement = std::get_if<Settlement>(&verdict)) {
            settlements.push_back(std::move(*settlement));
        } else {
            superseded.emplace_back(std::get<Superseding>(verdict), std::move(claims[i].what));
        }
    }
    for (auto& [verdict, what] : superseded) {
        core::log::warning(
            "the App has a revision that was not published here",
            {{"uid", what.uid}, {"published", verdict.from}, {"app", verdict.app_revision}}
        );
        // Given back first, so that the new number is due at once.
        Settlement released;
        released.id = verdict.id;
        released.revision = verdict.from;
        released.outcome = Settlement::Outcome::released;
        settlements.push_back(std::move(released));
    }
    co_await work->publications().settle(config_.claimant, std::move(settlements));
    for (auto& [verdict, what] : superseded) {
        auto later = renumbered(std::move(what), verdict.app_revision + 1);
        co_await work->publications().supersede(verdict.id, verdict.from, std::move(later));
    }
    // What courses refer to may be known there by now.
    if (told_framework && superseded.empty() && refused == 0) {
        co_await work->publications().retry_refused(std::string(kUnknownReference));
    }
    co_await work->commit();
}

Task<void> PublicationDelivery::give_back(const Claims& claims, core::Error why) {
    std::vector<Settlement> settlements;
    for (const auto& claim : claims) {
        Settlement released;
        released.id = claim.id;
        released.revision = claim.what.revision;
        released.outcome = Settlement::Outcome::released;
        released.failure = failure_of(why);
        settlements.push_back(std::move(released));
    }
    const auto work = co_await cms_.begin();
    co_await work->publications().settle(config_.claimant, std::move(settlements));
    co_await work->commit();
}

Task<Result<std::size_t>> PublicationDelivery::deliver_once() {
    auto claims = co_await take();
    const auto count = claims.size();
    if (count == 0) co_return count;
    auto answers = co_await tell_and_keep(claims);
    if (!answers) {
        co_await give_back(claims, answers.error());
        co_return answers.error();
    }
    const auto refused = refused_among(*answers);
    co_await record(std::move(claims), std::move(*answers));
    ++status_.batches;
    status_.refused += refused;
    status_.delivered += count - refused;
    if (refused > 0)
        core::log::warning("the App refused publications", {{"refused", refused}, {"of", count}});
    co_return count;
}

Task<void> PublicationDelivery::wait_for_work() {
    std::optional<std::chrono::milliseconds> due;
    {
        const auto session = co_await cms_.read();
        due = co_await session->publications().due_in();
    }
    // What another worker's lease ends, or becomes due, is not announced.
    // At least a moment: what is due may be locked by whoever publishes it anew.
    constexpr std::chrono::milliseconds kMoment{20};
    co_await feed_.wait(std::clamp(due.value_or(config_.times.poll), kMoment, config_.times.poll));
}

Task<void> PublicationDelivery::pause(std::chrono::milliseconds time) {
    core::asio::steady_timer timer(co_await core::asio::this_coro::executor, time);
    co_await timer.async_wait(core::asio::use_awaitable);
}

void PublicationDelivery::note_outage(const std::string& reason) {
    if (status_.delivering) core::log::warning("publications cannot be delivered", {{"reason", reason}});
    status_.delivering = false;
    status_.last_error = reason;
}

Task<void> PublicationDelivery::run() {
    std::int32_t outages = 0;
    while (!stopping_) {
        std::string outage;
        try {
            const auto delivered = co_await deliver_once();
            if (!delivered) {
                outage = delivered.error().detail;
            } else if (*delivered == 0) {
                co_await wait_for_work();
            } else {
                if (!status_.delivering) core::log::info("publications are delivered again");
                status_.delivering = true;
                status_.last_error.clear();
                outages = 0;
            }
        } catch (const boost::system::system_error& error) {
            if (error.code() == core::asio::error::operation_aborted) throw;
            outage = error.what();
        } catch (const std::exception& error) {
            outage = error.what();
        }
        if (outage.empty()) continue;
        note_outage(outage);
        co_await pause(backoff(outages++, config_.times.outage_least, config_.times.outage_most, random_));
    }
}

}  // namespace cms
