#include "cms_server/use_cases/publication/delivery_rules.hpp"

#include <algorithm>

namespace cms {

namespace {

using namespace core::data;
using core::ErrorKind;

/// Refusals that another revision of the framework or of other courses, or a better App, may turn into an
/// acceptance.
bool may_pass(std::string_view code) {
    return code == kUnknownReference || code == "framework-in-use" || code == kAppError;
}

Settlement settled(const ClaimedPublication& told, Settlement::Outcome outcome) {
    Settlement settlement;
    settlement.id = told.id;
    settlement.revision = told.what.revision;
    settlement.outcome = outcome;
    return settlement;
}

Settlement refused(
    const ClaimedPublication& told,
    const DeliveryFailure& refusal,
    bool framework_waits,
    const DeliveryTimes& times,
    std::minstd_rand& random
) {
    const bool waits_for_framework = told.what.kind == PublicationKind::course && framework_waits;
    const bool again =
        may_pass(refusal.code) && (waits_for_framework || told.attempts + 1 < kRefusalAttempts);
    auto settlement = settled(told, again ? Settlement::Outcome::retry : Settlement::Outcome::failed);
    settlement.failure = refusal;
    if (again) {
        settlement.retry_after = backoff(told.attempts, times.retry_least, times.retry_most, random);
    }
    return settlement;
}

}  // namespace

Verdict judge(
    const ClaimedPublication& told,
    const IngestAnswer& answer,
    bool framework_waits,
    const DeliveryTimes& times,
    std::minstd_rand& random
) {
    if (!answer.applied) {
        const auto refusal = answer.refusal.value_or(DeliveryFailure{"refused", "the App refused it", ""});
        return refused(told, refusal, framework_waits, times, random);
    }
    const auto& what = told.what;
    const bool as_published =
        answer.revision == what.revision && answer.removed == !what.document.has_value();
    switch (*answer.applied) {
        case Applied::inserted:
        case Applied::updated: return settled(told, Settlement::Outcome::delivered);
        case Applied::unchanged:
            if (answer.revision > what.revision) break;
            return settled(told, Settlement::Outcome::delivered);
        case Applied::stale:
            // A removal that arrives twice; a course under a number that is taken has another content.
            if (as_published && answer.removed) return settled(told, Settlement::Outcome::delivered);
            break;
    }
    return Superseding{told.id, what.revision, answer.revision};
}

bool is_outage(const core::Error& error) {
    switch (error.kind) {
        case ErrorKind::unavailable:
        case ErrorKind::timed_out:
        case ErrorKind::unauthenticated:
        case ErrorKind::forbidden:
        case ErrorKind::not_found:
        case ErrorKind::rate_limited: return true;
        case ErrorKind::malformed:
        case ErrorKind::invalid_input:
        case ErrorKind::conflict:
        case ErrorKind::version_mismatch:
        case ErrorKind::precondition_required:
        case ErrorKind::too_large: break;
    }
    return false;
}

DeliveryFailure failure_of(const core::Error& error) {
    return {error.code, error.detail, ""};
}

std::chrono::milliseconds backoff(
    std::int32_t attempts,
    std::chrono::milliseconds least,
    std::chrono::milliseconds most,
    std::minstd_rand& random
) {
    constexpr std::int32_t kDoublings = 20;
    const auto doubled = least.count() << std::clamp(attempts, 0, kDoublings);
    const auto longest = std::max(least.count(), std::min(most.count(), doubled));
    std::uniform_int_distribution<std::int64_t> jitter(longest / 4, longest);
    return std::chrono::milliseconds(jitter(random));
}

}  // namespace cms
