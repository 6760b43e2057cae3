#pragma once

#include "cms_server/use_cases/publication/app_ingest.hpp"

#include <chrono>
#include <random>
#include <variant>

namespace cms {

struct DeliveryTimes {
    /// Of what is taken, renewed while it is told: so long after a worker's death another one may take it.
    std::chrono::milliseconds lease{2'000};
    std::chrono::milliseconds poll{2'000};       ///< between looks when no notice comes
    std::chrono::milliseconds retry_least{500};  ///< after a refusal that may pass, doubling, full jitter
    std::chrono::milliseconds retry_most{60'000};
    std::chrono::milliseconds outage_least{200};  ///< while nobody can be reached, doubling, with jitter
    std::chrono::milliseconds outage_most{10'000};
};

/// How often the App is asked again after a refusal that may pass, when no framework is on its way.
inline constexpr std::int32_t kRefusalAttempts = 8;

/// Code of a refusal: the App's framework lacks something that the course refers to.
inline constexpr std::string_view kUnknownReference = "unknown-reference";

/// The App has a later revision than was ever published here, or another one under the same number: what was
/// published is told again under a number after that.
struct Superseding {
    std::int64_t id = 0;
    std::int64_t from = 0;  ///< the revision that was told
    std::int64_t app_revision = 0;
};

using Verdict = std::variant<core::data::Settlement, Superseding>;

/// What the App's answer means for what it was told. `framework_waits`: a revision of the framework is not
/// delivered yet, so that an unknown reference may become known.
Verdict judge(
    const core::data::ClaimedPublication& told,
    const IngestAnswer& answer,
    bool framework_waits,
    const DeliveryTimes& times,
    std::minstd_rand& random
);

/// True for errors that say nothing about what was told: nobody could be reached, or we are not let in.
bool is_outage(const core::Error& error);

/// What staff are shown of an error of the endpoint.
core::data::DeliveryFailure failure_of(const core::Error& error);

/// A pause before attempt `attempts` + 1: between nothing and twice as much as before, at most `most`.
std::chrono::milliseconds backoff(
    std::int32_t attempts,
    std::chrono::milliseconds least,
    std::chrono::milliseconds most,
    std::minstd_rand& random
);

}  // namespace cms
